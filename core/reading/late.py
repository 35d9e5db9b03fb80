"""A pattern that is compiled when it is first applied, since compiling all takes most of a program's start."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from core.reading.shapes import shape


@dataclass(frozen=True, eq=False)
class Late:
    """A regular expression in waiting; `pattern` says what it will be."""

    pattern: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, ready to be searched for."""
        return re.compile(self.pattern)

    @cached_property
    def _needed(self) -> re.Pattern[str]:
        """Words of which a text must hold one, faster to look for than the pattern itself."""
        return re.compile("|".join(map(re.escape, sorted(shape(self.pattern).needed))))

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text, or None."""
        return self.compiled.search(text) if self._needed.search(text) else None

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """Return the matches in a text, in order."""
        return self.compiled.finditer(text) if self._needed.search(text) else ()
