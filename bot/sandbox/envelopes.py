"""How envelopes reach the bot over Socket Mode, and are acknowledged."""

import itertools
import json
import uuid
from collections.abc import Callable

from bot.sandbox.model import Json

Taken = Callable[[Json], None]


class Envelopes:
    """The app's sockets, and the envelopes that it has not acknowledged yet."""

    def __init__(self) -> None:
        """Begin without a connection."""
        self.sockets: list[Callable[[str], None]] = []
        """Each sends one text frame."""
        self.under_way: dict[str, Taken | None] = {}
        self._turns = itertools.count()

    def send(self, kind: str, payload: Json, on_ack: Taken | None = None) -> None:
        """Deliver an envelope; where a person waits for the app's answer, `on_ack` takes it."""
        key = str(uuid.uuid4())
        self.under_way[key] = on_ack
        answered = {"accepts_response_payload": on_ack is not None}
        self.transmit({"envelope_id": key, "type": kind, "payload": payload} | answered)

    def transmit(self, frame: Json) -> None:
        """Send one frame over any one of the connections."""
        if sockets := list(self.sockets):
            sockets[next(self._turns) % len(sockets)](json.dumps(frame))

    def acknowledge(self, frame: Json) -> None:
        """Take an acknowledgement, with the payload it may carry; a second one of the same is nothing."""
        on_ack = self.under_way.pop(frame.get("envelope_id", ""), None)
        if on_ack:
            on_ack(frame.get("payload") or {})
