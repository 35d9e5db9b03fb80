"""Rows of a CSV file that name themselves when a field is wrong."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Protocol


class CatalogueError(ValueError):
    """A row of a catalogue file that cannot be used; the message names file, line and field."""


class ReadableText(Protocol):
    """A file that can be read as text: a path, or a resource inside a wheel."""

    @property
    def name(self) -> str: ...

    def read_text(self, encoding: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Row:
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
            raise self.fail(f"{column} is empty")
        return default

    def number(self, column: str, default: float | None = None, *, least: float = 0.0) -> float:
        """Return a field as a number of at least `least`; raise CatalogueError otherwise."""
        value = self.fields.get(column, "")
        if not value and default is not None:
            return default
        try:
            number = float(value)
        except ValueError:
            raise self.fail(f"{column} should be a number, not {value!r}") from None
        if not least <= number < float("inf"):
            raise self.fail(f"{column} should be at least {least:g}, not {value}")
        return number

    def integer(self, column: str, default: int | None = None, *, least: int = 0) -> int:
        """Return a field as a whole number of at least `least`; raise CatalogueError otherwise."""
        number = self.number(column, default, least=least)
        if number != int(number):
            raise self.fail(f"{column} should be a whole number, not {number}")
        return int(number)

    def flag(self, column: str, *, default: bool = False) -> bool:
        """Return a yes/no field; raise CatalogueError for anything else."""
        value = self.fields.get(column, "").lower()
        if value not in ("", "yes", "no"):
            raise self.fail(f"{column} should be yes or no, not {value!r}")
        return default if not value else value == "yes"


def read_rows(file: ReadableText) -> list[Row]:
    """Return the rows of a CSV file with a header line; lines count from 1, the header's."""
    return list(_rows(file.name, file.read_text(encoding="utf-8")))


def own_rows(name: str) -> list[Row]:
    """Return the rows of one of the catalogue's own data files."""
    resource = files("core.catalog") / "data" / name
    return list(_rows(name, resource.read_text(encoding="utf-8")))


def rows_of(folder: Path, name: str) -> list[Row]:
    """Return the rows of a file a deployment may have in its folder; none where it has not."""
    path = folder / name
    return read_rows(path) if path.is_file() else []


def _rows(name: str, text: str) -> Iterator[Row]:
    reader = csv.DictReader(text.splitlines())
    known = set(reader.fieldnames or ())
    for fields in reader:
        extra = None in fields
        clean = {key: (value or "").strip() for key, value in fields.items() if key in known}
        row = Row(name, reader.line_num, clean)
        if extra:
            raise row.fail("has more fields than the header")
        yield row
