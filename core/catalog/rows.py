"""Rows of a CSV file that name themselves when a field is wrong."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

_MOST = 1e12
_Word = TypeVar("_Word", bound=str)


class CatalogueError(ValueError):
    """A row of a catalogue file that cannot be used; the message names file, line and field."""


class Row(NamedTuple):
    """One line of a CSV file, with where it stands."""

    file: str
    line: int
    fields: dict[str, str]

    def fail(self, problem: str) -> CatalogueError:
        """Return the error that says where the problem is; the caller raises it."""
        first = next(iter(self.fields.values()), "")
        return CatalogueError(f"{self.file} line {self.line} ({first}): {problem}")

    def text(self, column: str, default: str | None = None) -> str:
        """Return a field's text; raise CatalogueError where it is empty and has no default."""
        value = self.fields.get(column, "")
        if value:
            return value
        if default is None:
            missing = "is empty" if column in self.fields else "is missing from the header"
            raise self.fail(f"{column} {missing}; write its value")
        return default

    def choice(self, column: str, allowed: Sequence[_Word], default: _Word | None = None) -> _Word:
        """Return a field that is one of a few words; raise CatalogueError for any other."""
        value = self.text(column, default)
        found = next((word for word in (*allowed, default) if word == value), None)
        if found is None:
            raise self.fail(f"{column} should be one of {', '.join(allowed)}, not {value!r}")
        return found

    def number(
        self, column: str, default: float | None = None, *, least: float = 0.0, most: float = _MOST
    ) -> float:
        """Return a field as a number from `least` to `most`; raise CatalogueError otherwise."""
        if default is not None and not self.fields.get(column, ""):
            return default
        value = self.text(column)
        try:
            number = float(value)
        except ValueError:
            raise self.fail(f"{column} should be a number, not {value!r}") from None
        if number > most:
            raise self.fail(f"{column} should be at most {most:,.10g}, not {value}; mind its unit")
        if not number >= least:
            raise self.fail(f"{column} should be at least {least:g}, not {value}")
        return number

    def integer(self, column: str, default: int | None = None, *, least: int = 0, most: float = _MOST) -> int:
        """Return a field as a whole number from `least` to `most`; raise CatalogueError otherwise."""
        number = self.number(column, default, least=least, most=most)
        if number != int(number):
            raise self.fail(f"{column} should be a whole number, not {number}")
        return int(number)

    def day(self, column: str) -> str:
        """Return a field as an ISO date; raise CatalogueError otherwise."""
        value = self.text(column)
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise self.fail(f"{column} should be like 2026-05-24, not {value!r}") from None

    def flag(self, column: str, *, default: bool = False) -> bool:
        """Return a yes/no field; raise CatalogueError for anything else."""
        value = self.fields.get(column, "").lower()
        if value not in ("", "yes", "no"):
            raise self.fail(f"{column} should be yes or no, not {value!r}")
        return default if not value else value == "yes"


def own_rows(name: str) -> list[Row]:
    """Return the rows of one of the catalogue's own data files; lines count from 1, the header's."""
    return list(_rows(name, _own_text(name)))


def rows_of(folder: Path, name: str) -> list[Row]:
    """Return the rows of a file a deployment may have in its folder; none where it has not.

    Its header may name the columns of the shipped file of that name, in any order. Raises CatalogueError for
    another column, and for what is not a CSV file in UTF-8.
    """
    path = folder / name
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(_rows(name, text, known=columns(path.name)))
    except UnicodeDecodeError:
        raise CatalogueError(f"{path} is not text in UTF-8; save it as CSV (UTF-8)") from None
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}") from None
    return rows


@cache
def columns(name: str) -> tuple[str, ...]:
    """Return the columns of the shipped file of that name."""
    return tuple(_own_text(name).splitlines()[0].split(","))


def _own_text(name: str) -> str:
    return (files("core.catalog") / "data" / name).read_text(encoding="utf-8")


def _rows(name: str, text: str, known: Sequence[str] | None = None) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    heading = [column.strip() for column in next(_lines(name, reader), ())]
    if known is not None:
        _check_heading(name, heading, known)
    empty = dict.fromkeys(heading, "")
    for values in filter(None, _lines(name, reader)):
        row = Row(name, reader.line_num, empty | dict(zip(heading, map(str.strip, values), strict=False)))
        if len(values) > len(heading):
            raise row.fail("has more fields than the header; put a field with a comma in double quotes")
        yield row


def _lines(name: str, reader: Any) -> Iterator[list[str]]:
    """Yield the lines of a CSV reader, whose errors say no line by themselves."""
    try:
        yield from reader
    except csv.Error as error:
        problem = f"is no line of a CSV file ({error}); look for a double quote that nothing closes"
        raise CatalogueError(f"{name} line {reader.line_num} {problem}") from None


def _check_heading(name: str, heading: Sequence[str], known: Sequence[str]) -> None:
    """Refuse a header with a column nobody reads, rather than leave out what it holds."""
    for column in heading:
        if column not in known:
            split = re.search(r"[;\t|]", column)
            close = [] if split else get_close_matches(column, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"write commas between {', '.join(known)}"
            raise CatalogueError(f"{name} line 1: {column!r} is no column of this file; {hint}")
        if heading.count(column) > 1:
            raise CatalogueError(f"{name} line 1: column {column} occurs twice; keep one of them")
