"""Misbehaviour by chance: Slack's Web API fails, and deliveries come twice or in another order."""

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sandbox import Fault
from tests.sandbox_faults import DROPPED, DROPPED_AFTER_EFFECT, rate_limited, server_error

Json = dict[str, Any]
FAULTS = (
    DROPPED,
    DROPPED_AFTER_EFFECT,
    rate_limited(1),
    server_error(503),
    server_error(500, after_effect=True),
)
SPARED = ("auth.test", "apps.connections.open")
"""Without these the bot does not even start."""


@dataclass
class Chaos:
    """Faults by chance until it is calm, and a record of what was delivered and acknowledged."""

    chance: random.Random
    share: float = 0.15
    calm: bool = False
    sent: dict[str, Json] = field(default_factory=dict)
    """Every envelope so far, by its id."""
    acknowledged: list[Json] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    """What people were told at once instead: that nothing could be saved."""
    faults: int = 0
    repeated: int = 0
    _held: list[Json] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before_method(self, method: str, payload: Json) -> Fault | None:
        """Let a share of all calls go wrong, before or after their effect."""
        with self._lock:
            if self.calm or method in SPARED or self.chance.random() >= self.share:
                return None
            self.faults += 1
            return self.chance.choice(FAULTS)

    def deliveries(self, envelope: Json) -> Sequence[Json]:
        """Send an envelope once, twice or thrice, or after the one that follows it."""
        with self._lock:
            self.sent[envelope["envelope_id"]] = envelope
            held, self._held = self._held, []
            if self.calm:
                return [*held, envelope]
            fate = self.chance.random()
            if fate < self.share / 3:
                self._held = [envelope]
                return held
            if fate < self.share:
                self.repeated += 1
                return [envelope, *held, envelope, *([envelope] if fate < self.share / 2 else [])]
            return [envelope, *held]

    def note(self, frame: Json) -> None:
        """Note that the bot acknowledged an envelope."""
        with self._lock:
            envelope = self.sent.get(frame.get("envelope_id", ""))
            told = (frame.get("payload") or {}).get("text")
            if envelope is not None and told:
                self.declined.append(str(told))
            elif envelope is not None:
                self.acknowledged.append(envelope)
