"""Rows of catalogue files: typed fields, and errors that say where."""

from pathlib import Path

import pytest

from core.catalog.rows import CatalogueError, Row, own_rows, read_rows, rows_of

ROW = Row(
    "models.csv", 7, {"id": "m", "layers": "32", "size": "1.5", "tied": "yes", "word": "many", "none": ""}
)


def test_fields_come_as_their_type() -> None:
    """Text, numbers, whole numbers and yes/no are read as what they are."""
    assert (ROW.text("id"), ROW.integer("layers"), ROW.number("size"), ROW.flag("tied")) == (
        "m",
        32,
        1.5,
        True,
    )


def test_an_empty_field_takes_its_default() -> None:
    """Where a field is empty or absent, the default stands."""
    assert (ROW.text("none", "-"), ROW.integer("none", 3), ROW.number("gone", 2.5), ROW.flag("none")) == (
        "-",
        3,
        2.5,
        False,
    )


@pytest.mark.parametrize(
    ("read", "problem"),
    [
        (lambda: ROW.text("none"), "none is empty"),
        (lambda: ROW.number("word"), "word should be a number, not 'many'"),
        (lambda: ROW.number("size", least=2), "size should be at least 2, not 1.5"),
        (lambda: ROW.integer("size"), "size should be a whole number, not 1.5"),
        (lambda: ROW.flag("word"), "word should be yes or no, not 'many'"),
    ],
)
def test_a_wrong_field_names_file_line_and_row(read: object, problem: str) -> None:
    """The error of a wrong field says which file, line, row and field it is about."""
    assert callable(read)
    with pytest.raises(CatalogueError) as caught:
        read()
    assert str(caught.value) == f"models.csv line 7 (m): {problem}"


def test_rows_know_their_line(tmp_path: Path) -> None:
    """Lines count from the header's, which is the first."""
    path = tmp_path / "x.csv"
    path.write_text("id,a\nfirst, 1 \nsecond,2\n", encoding="utf-8")
    assert [(row.line, row.fields) for row in read_rows(path)] == [
        (2, {"id": "first", "a": "1"}),
        (3, {"id": "second", "a": "2"}),
    ]


def test_a_row_with_too_many_fields_is_refused(tmp_path: Path) -> None:
    """A field beyond the header is an error, not silence."""
    path = tmp_path / "x.csv"
    path.write_text("id,a\nfirst,1,2\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"x.csv line 2 \(first\): has more fields"):
        read_rows(path)


def test_a_missing_file_has_no_rows(tmp_path: Path) -> None:
    """A deployment need not have every file."""
    assert rows_of(tmp_path, "tiers.csv") == []


def test_own_rows_are_read_from_the_package() -> None:
    """The shipped files are found wherever the package lies."""
    assert [row.text("id") for row in own_rows("tiers.csv")] == ["rtx4090", "a100-40", "a100-80", "h100"]
