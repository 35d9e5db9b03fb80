"""How envelopes reach the bot over Socket Mode, and are acknowledged."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.model import Json


@dataclass(frozen=True)
class Envelope:
    """One delivery: an event, or what a person waits for, where `on_ack` takes the bot's answer."""

    kind: str
    payload: Json
    on_ack: Callable[[Json], None] | None = None

    def frame(self, key: str) -> Json:
        """Return what travels over the socket."""
        answered = {"accepts_response_payload": self.on_ack is not None}
        return {"envelope_id": key, "type": self.kind, "payload": self.payload} | answered


class Delivery:
    """The app's sockets, and the envelopes that it has not acknowledged yet."""

    def __init__(self) -> None:
        """Begin without a connection."""
        self.sockets: list[Callable[[str], None]] = []
        """Each sends one text frame."""
        self.under_way: dict[str, Envelope] = {}

    def send(self, envelope: Envelope) -> None:
        """Deliver an envelope over any one of the connections."""
        key = str(uuid.uuid4())
        self.under_way[key] = envelope
        self.transmit(envelope.frame(key))

    def transmit(self, frame: Json) -> None:
        """Send one frame."""
        if self.sockets:
            self.sockets.append(self.sockets.pop(0))
            self.sockets[-1](json.dumps(frame))

    def acknowledge(self, frame: Json) -> None:
        """Take an acknowledgement, with the payload it may carry; a second one of the same is nothing."""
        envelope = self.under_way.pop(frame.get("envelope_id", ""), None)
        if envelope and envelope.on_ack:
            envelope.on_ack(frame.get("payload") or {})
