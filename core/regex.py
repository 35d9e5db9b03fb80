"""Regular expressions that are compiled when they are first applied: to compile all takes long at a start."""

import re
from functools import cached_property
from typing import Any, cast


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first applied, and as quick as others then."""
    return cast("re.Pattern[str]", _Waiting(pattern, flags))


class _Waiting:
    """Does all that the compiled expression does, which it makes at the first call."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._compiled, method)
        setattr(self, method, found)  # from now on it is the object's own, and nobody asks here
        return found
