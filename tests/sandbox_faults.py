"""What makes the local Slack workspace misbehave, as Slack and networks do."""

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sandbox import Fault

Json = dict[str, Any]
Deliver = Callable[[Json], Sequence[Json]]

DROPPED = Fault(0)
DROPPED_AFTER_EFFECT = Fault(0, after_effect=True)


def rate_limited(retry_after_s: int = 1) -> Fault:
    """Answer 429, with the seconds to wait in Retry-After."""
    return Fault(429, {"Retry-After": str(retry_after_s)}, b'{"ok":false,"error":"ratelimited"}')


def server_error(status: int = 503, *, after_effect: bool = False) -> Fault:
    """Answer 5xx, before or after the call had its effect."""
    return Fault(status, {}, b"upstream trouble", after_effect=after_effect)


def refused(error: str) -> Fault:
    """Answer 200 with one of Slack's error codes."""
    body = json.dumps({"ok": False, "error": error}).encode()
    return Fault(200, {"content-type": "application/json"}, body)


@dataclass
class ScriptedFaults:
    """Faults in the order they were asked for; once used up, everything works."""

    methods: list[tuple[str, Fault]] = field(default_factory=list)
    deliver: Deliver | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of this method go wrong, one fault each."""
        with self._lock:
            self.methods += [(method, fault) for fault in faults]

    def before_method(self, method: str, payload: Json) -> Fault | None:
        """Return the next fault for this method."""
        with self._lock:
            for number, (name, fault) in enumerate(self.methods):
                if name == method:
                    del self.methods[number]
                    return fault
        return None

    def deliveries(self, envelope: Json) -> Sequence[Json]:
        """Send the envelope as the chosen misbehaviour says."""
        return self.deliver(envelope) if self.deliver else (envelope,)


def duplicating(times: int = 2) -> Deliver:
    """Deliver every envelope several times."""
    return lambda envelope: [envelope] * times


def dropping(numbers: Iterable[int]) -> Deliver:
    """Lose the envelopes of these numbers, the first being 0."""
    lost, count = set(numbers), iter(range(1_000_000))
    return lambda envelope: [] if next(count) in lost else [envelope]


def swapping() -> Deliver:
    """Deliver every two envelopes in the wrong order."""
    held: list[Json] = []

    def deliver(envelope: Json) -> Sequence[Json]:
        if not held:
            held.append(envelope)
            return []
        return [envelope, held.pop()]

    return deliver


def disconnecting(every: int, reason: str = "refresh_requested") -> Deliver:
    """Ask the app to reconnect after every so many envelopes."""
    count = iter(range(1, 1_000_000))

    def deliver(envelope: Json) -> Sequence[Json]:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {}}
        return [envelope, frame] if next(count) % every == 0 else [envelope]

    return deliver
