"""Slack's patience: envelopes that time out, come again, or have failed, and faults on their way."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sandbox.envelopes import Envelopes, Taken
from bot.sandbox.model import Json
from tests.sandbox.faulty import Faults


@dataclass(frozen=True)
class Waiting:
    """What was sent, the number of its repeat, and when it is too late to acknowledge it."""

    payload: Json
    attempt: int
    due: float


class PatientEnvelopes(Envelopes):
    """Waits three seconds. Then an event comes again, and what a person waits for has failed."""

    ack_timeout_s = 3.0
    retry_delays_s: Sequence[float] = (0.0, 60.0, 300.0)
    """An event comes again after each of these, and no more after the last."""

    def __init__(
        self, now: Callable[[], float], faults: Faults | None, on_failure: Callable[[Json, str], None]
    ) -> None:
        """Begin without a connection; `on_failure` is told the payload and the error."""
        super().__init__()
        self.lock = threading.RLock()
        self._now, self._faults, self._on_failure = now, faults, on_failure
        self._waiting: dict[str, Waiting] = {}
        self._sent: Counter[str] = Counter()

    def send(self, kind: str, payload: Json, on_ack: Taken | None = None) -> None:
        """Deliver an envelope; without a connection, what a person waits for fails at once."""
        if on_ack and not self.sockets:
            self._on_failure(payload, "dispatch_failed")
        else:
            super().send(kind, payload, on_ack)

    def acknowledge(self, frame: Json) -> None:
        with self.lock:
            super().acknowledge(frame)

    def transmit(self, frame: Json) -> None:
        """Send what the faults make of a frame, and note when it is overdue."""
        payload, attempt, delay_s = frame["payload"], 0, 0.0
        if "event_id" in payload:
            attempt = self._sent[payload["event_id"]]
            self._sent[payload["event_id"]] += 1
            delay_s = next(iter(self.retry_delays_s[attempt:]), 0.0)
            frame |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        due = self._now() + self.ack_timeout_s + delay_s
        self._waiting[frame["envelope_id"]] = Waiting(payload, attempt, due)
        for one in self._faults.deliveries(frame) if self._faults else (frame,):
            super().transmit(one)

    def due(self) -> list[float]:
        """Return when each envelope that is not acknowledged is overdue."""
        self._waiting = {key: one for key, one in self._waiting.items() if key in self.under_way}
        return [one.due for one in self._waiting.values()]

    def run_due(self) -> None:
        """Send again, or give up, what was not acknowledged in time."""
        for key, one in list(self._waiting.items()):
            if key in self.under_way and one.due <= self._now():
                self._overdue(one, self.under_way.pop(key))

    def _overdue(self, one: Waiting, on_ack: Taken | None) -> None:
        if on_ack:
            self._on_failure(one.payload, "operation_timeout")
        elif one.attempt < len(self.retry_delays_s):
            super().send("events_api", one.payload)
