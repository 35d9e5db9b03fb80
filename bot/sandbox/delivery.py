"""How envelopes reach the bot over Socket Mode, are acknowledged, time out and come again."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.sandbox.model import Json
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery that the bot has to acknowledge: an event, or what a person waits for an answer to."""

    kind: str
    payload: Json
    on_ack: Callable[[Json], None] | None = None
    on_failure: Callable[[str], None] | None = None
    attempt: int = 0
    due: float = 0.0
    """When it is too late for an acknowledgement: it comes again then, or has failed."""

    def frame(self, envelope_id: str) -> Json:
        """Return what travels over the socket."""
        found: Json = {"envelope_id": envelope_id, "type": self.kind, "payload": self.payload}
        if self.on_failure:
            return found | {"accepts_response_payload": True}
        repeated = {"retry_attempt": self.attempt, "retry_reason": "timeout" if self.attempt else ""}
        return found | {"accepts_response_payload": False} | repeated


class Delivery:
    """The app's sockets and the envelopes under way: neither acknowledged nor given up."""

    ack_timeout_s = 3.0
    retry_delays_s: Sequence[float] = (0.0, 60.0, 300.0)
    """An event comes again after each of these, and no more after the last."""

    def __init__(self, workspace: Workspace) -> None:
        """Begin without a connection."""
        self.sockets: list[Callable[[str], None]] = []
        self.under_way: dict[str, Envelope] = {}
        self._workspace = workspace

    def connect(self, socket: Callable[[str], None]) -> None:
        """Take a new socket; `socket` sends one text frame."""
        with self._workspace.lock:
            self.sockets.append(socket)
            self._workspace.changed()

    def disconnect(self, socket: Callable[[str], None]) -> None:
        """Forget a socket that is closed."""
        with self._workspace.lock:
            self.sockets.remove(socket)
            self._workspace.changed()

    def send(self, envelope: Envelope) -> None:
        """Deliver an envelope over any one of the connections."""
        if envelope.on_failure and not self.sockets:
            envelope.on_failure("dispatch_failed")
            return
        key = str(uuid.uuid4())
        again = () if envelope.on_failure else self.retry_delays_s[envelope.attempt :]
        due = self._workspace.now() + self.ack_timeout_s + (again[0] if again else 0.0)
        self.under_way[key] = replace(envelope, due=due)
        for frame in self.frames(envelope.frame(key)):
            if self.sockets:
                self.sockets.append(self.sockets.pop(0))
                self.sockets[-1](json.dumps(frame))

    def frames(self, frame: Json) -> Sequence[Json]:
        """Return what is really sent, in its order."""
        return (frame,)

    def acknowledge(self, frame: Json) -> None:
        """Take an acknowledgement, with the payload it may carry; one that comes too late is nothing."""
        with self._workspace.lock:
            envelope = self.under_way.pop(frame.get("envelope_id", ""), None)
            if envelope and envelope.on_ack:
                envelope.on_ack(frame.get("payload") or {})
            self._workspace.changed()

    def run_due(self) -> None:
        """Send again, or give up, what was not acknowledged in time."""
        with self._workspace.lock:
            for key, envelope in list(self.under_way.items()):
                if envelope.due <= self._workspace.now():
                    del self.under_way[key]
                    self._overdue(envelope)

    def _overdue(self, envelope: Envelope) -> None:
        if envelope.on_failure:
            envelope.on_failure("operation_timeout")
        elif envelope.attempt < len(self.retry_delays_s):
            self.send(replace(envelope, attempt=envelope.attempt + 1))
        self._workspace.changed()
