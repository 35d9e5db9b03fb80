"""How the workspace can be made to misbehave; what it does instead is in `tests.sandbox_faults`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer in place of the right one; status 0 drops the connection without any answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    after_effect: bool = False
    """Whether the call has its effect all the same."""


class Faults(Protocol):
    """What makes the workspace misbehave."""

    def before_method(self, method: str, payload: Json) -> Fault | None:
        """Return what goes wrong with this call, or None."""
        ...

    def deliveries(self, envelope: Json) -> Sequence[Json]:
        """Return the frames to send in place of this envelope, in order."""
        ...
