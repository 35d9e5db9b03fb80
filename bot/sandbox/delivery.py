"""How envelopes reach the bot over Socket Mode, are acknowledged, time out and come again."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.sandbox.model import Json
from bot.sandbox.workspace import Workspace

Acknowledged = Callable[[Json], None]
Failed = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer in place of the right one; status 0 drops the connection without any answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    after_effect: bool = False
    """Whether the call has its effect all the same."""


class Faults(Protocol):
    """What makes the workspace misbehave. The sandbox itself always behaves."""

    def before_method(self, method: str, payload: Json) -> Fault | None:
        """Return what goes wrong with this call, or None."""
        ...

    def deliveries(self, envelope: Json) -> Sequence[Json]:
        """Return the frames to send in place of this envelope, in order."""
        ...


@dataclass(slots=True)
class Envelope:
    """One delivery that the bot has to acknowledge."""

    kind: str
    payload: Json
    on_ack: Acknowledged | None = None
    on_failure: Failed | None = None
    attempt: int = 0
    acknowledged: bool = False

    def frame(self, envelope_id: str) -> Json:
        """Return the frame that travels over the socket."""
        found: Json = {
            "envelope_id": envelope_id,
            "type": self.kind,
            "accepts_response_payload": self.kind != "events_api",
            "payload": self.payload,
        }
        if self.kind == "events_api":
            found |= {"retry_attempt": self.attempt, "retry_reason": "timeout" if self.attempt else ""}
        return found


class Delivery:
    """The app's sockets and the envelopes under way."""

    def __init__(
        self,
        workspace: Workspace,
        faults: Faults | None,
        ack_timeout_s: float,
        retry_delays_s: Sequence[float],
    ) -> None:
        """Wait `ack_timeout_s` for each acknowledgement; repeat events after each of `retry_delays_s`."""
        self.sockets: list[Callable[[str], None]] = []
        self._workspace, self._faults = workspace, faults
        self._ack_timeout_s, self._retry_delays_s = ack_timeout_s, tuple(retry_delays_s)
        self._under_way: dict[str, Envelope] = {}

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

    def idle(self) -> bool:
        """Return whether every envelope so far has been acknowledged or given up."""
        return not self._under_way

    def under_way(self) -> int:
        """Return how many envelopes are neither acknowledged nor given up yet."""
        return len(self._under_way)

    def event(self, payload: Json) -> None:
        """Deliver an event, again and again until it is acknowledged or Slack gives up."""
        self._send(Envelope("events_api", payload))

    def interaction(self, kind: str, payload: Json, on_ack: Acknowledged, on_failure: Failed) -> None:
        """Deliver a command, click, shortcut or submission: once only."""
        self._send(Envelope(kind, payload, on_ack, on_failure))

    def acknowledge(self, frame: Json) -> None:
        """Take an acknowledgement, with the payload it may carry."""
        with self._workspace.lock:
            envelope = self._under_way.pop(frame.get("envelope_id", ""), None)
            if envelope is None or envelope.acknowledged:
                return
            envelope.acknowledged = True
            for key in [key for key, other in self._under_way.items() if other is envelope]:
                del self._under_way[key]
            if envelope.on_ack:
                envelope.on_ack(frame.get("payload") or {})
            self._workspace.changed()

    def _send(self, envelope: Envelope) -> None:
        if not self.sockets and envelope.on_failure:
            envelope.on_failure("dispatch_failed")
            return
        envelope_id = str(uuid.uuid4())
        self._under_way[envelope_id] = envelope
        frame = envelope.frame(envelope_id)
        for one in self._faults.deliveries(frame) if self._faults else (frame,):
            if self.sockets:
                self.sockets.append(self.sockets.pop(0))  # any one of the connections gets it
                self.sockets[-1](json.dumps(one))
        self._workspace.later(self._ack_timeout_s, lambda: self._overdue(envelope_id, envelope))

    def _overdue(self, envelope_id: str, envelope: Envelope) -> None:
        if envelope.acknowledged:
            return
        if envelope.on_failure:
            del self._under_way[envelope_id]
            envelope.acknowledged = True  # an answer after this comes too late
            envelope.on_failure("operation_timeout")
        elif envelope.attempt < len(self._retry_delays_s):
            self._workspace.later(
                self._retry_delays_s[envelope.attempt], lambda: self._again(envelope_id, envelope)
            )
        else:
            self._under_way.pop(envelope_id, None)
        self._workspace.changed()

    def _again(self, envelope_id: str, envelope: Envelope) -> None:
        if envelope.acknowledged:
            return
        del self._under_way[envelope_id]
        envelope.attempt += 1
        self._send(envelope)
