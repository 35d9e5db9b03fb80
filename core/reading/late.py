"""A pattern that is compiled when it is first applied, since compiling all takes most of a program's start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, eq=False)
class Late:
    """A regular expression in waiting; `pattern` says what it will be."""

    pattern: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, ready to be searched for."""
        return re.compile(self.pattern)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text, or None."""
        return self.compiled.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return the matches in a text, in order."""
        return self.compiled.finditer(text)
