"""Slack's patience: envelopes that time out, come again, or have failed, and faults on their way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.sandbox.delivery import Delivery, Envelope
from bot.sandbox.model import Json
from tests.sandbox.faulty import Faults


@dataclass(frozen=True)
class Timed(Envelope):
    """An envelope with the number of its repeat, and when it is too late to acknowledge it."""

    attempt: int = 0
    due: float = 0.0

    def frame(self, key: str) -> Json:
        found = super().frame(key)
        if self.on_ack:
            return found
        return found | {"retry_attempt": self.attempt, "retry_reason": "timeout" if self.attempt else ""}


class PatientDelivery(Delivery):
    """Waits three seconds. Then an event comes again, and what a person waits for has failed."""

    ack_timeout_s = 3.0
    retry_delays_s: Sequence[float] = (0.0, 60.0, 300.0)
    """An event comes again after each of these, and no more after the last."""

    def __init__(
        self, now: Callable[[], float], faults: Faults | None, on_failure: Callable[[Json, str], None]
    ) -> None:
        """Begin without a connection; `on_failure` is told the payload and the error."""
        super().__init__()
        self._now, self._faults, self._on_failure = now, faults, on_failure

    def send(self, envelope: Envelope) -> None:
        """Deliver an envelope; without a connection, what a person waits for fails at once."""
        if envelope.on_ack and not self.sockets:
            self._on_failure(envelope.payload, "dispatch_failed")
            return
        timed = envelope if isinstance(envelope, Timed) else Timed(**vars(envelope))
        again = () if envelope.on_ack else self.retry_delays_s[timed.attempt :]
        due = self._now() + self.ack_timeout_s + (again[0] if again else 0.0)
        super().send(replace(timed, due=due))

    def transmit(self, frame: Json) -> None:
        """Send what the faults make of a frame."""
        for one in self._faults.deliveries(frame) if self._faults else (frame,):
            super().transmit(one)

    def due(self) -> dict[str, float]:
        """Return when each envelope is overdue."""
        return {key: one.due for key, one in self.under_way.items() if isinstance(one, Timed)}

    def run_due(self) -> None:
        """Send again, or give up, what was not acknowledged in time."""
        for key, due in self.due().items():
            if due <= self._now():
                self._overdue(self.under_way.pop(key))

    def _overdue(self, envelope: Envelope) -> None:
        if envelope.on_ack:
            self._on_failure(envelope.payload, "operation_timeout")
        elif isinstance(envelope, Timed) and envelope.attempt < len(self.retry_delays_s):
            self.send(replace(envelope, attempt=envelope.attempt + 1))
