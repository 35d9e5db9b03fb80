"""Rows of catalogue files: typed fields, and errors that say where."""

from pathlib import Path

import pytest

from core.catalog.rows import CatalogueError, Row, own_rows, rows_of

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
        (lambda: ROW.text("none"), "none is empty; write its value"),
        (lambda: ROW.text("gone"), "gone is missing from the header; write its value"),
        (lambda: ROW.number("none"), "none is empty; write its value"),
        (lambda: ROW.number("word"), "word should be a number, not 'many'"),
        (lambda: ROW.integer("layers", most=31), "layers should be at most 31, not 32; mind its unit"),
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


def written(folder: Path, text: str | bytes) -> Path:
    """Write a deployment's tiers.csv and return its folder."""
    (folder / "tiers.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_rows_know_their_line(tmp_path: Path) -> None:
    """Lines count from the header's, which is the first, whatever a spreadsheet put around the fields."""
    folder = written(tmp_path, '\ufeffid, gpu\r\nfirst, 1 \r\n"second\nline",2\r\n')
    assert [(row.line, row.fields) for row in rows_of(folder, "tiers.csv")] == [
        (2, {"id": "first", "gpu": "1"}),
        (4, {"id": "second\nline", "gpu": "2"}),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "id,gpu\nfirst,1,2\n",
            "tiers.csv line 2 (first): has more fields than the header; put a field with a",
        ),
        ("id,gpus\nx,y\n", "tiers.csv line 1: 'gpus' is no column of this file; did you mean gpu?"),
        (
            "id;gpu\nx;y\n",
            "tiers.csv line 1: 'id;gpu' is no column of this file; write commas between id, gpu",
        ),
        ("id,id\nx,y\n", "tiers.csv line 1: column id occurs twice; keep one of them"),
        (b"id,gpu\n\xff,\n", "is not text in UTF-8; save it as CSV (UTF-8)"),
        ('id,gpu\nw,\n"x"y,\n', "tiers.csv line 3 is no line of a CSV file ("),
        ('id,gpu\n"x,y\n', "; look for a double quote that nothing closes"),
    ],
)
def test_a_file_that_is_not_such_a_table_is_refused(tmp_path: Path, text: str | bytes, problem: str) -> None:
    """What cannot be read as the shipped file's columns is an error that says what to write, not silence."""
    with pytest.raises(CatalogueError) as caught:
        rows_of(written(tmp_path, text), "tiers.csv")
    assert problem in str(caught.value)


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine refuses, its reason is told with the file's name."""

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    written(tmp_path, "id\n")
    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(CatalogueError, match=r"tiers\.csv cannot be read: Permission denied"):
        rows_of(tmp_path, "tiers.csv")


def test_a_missing_file_has_no_rows(tmp_path: Path) -> None:
    """A deployment need not have every file."""
    assert rows_of(tmp_path, "tiers.csv") == []


def test_a_field_of_few_words_is_one_of_them() -> None:
    """Any other word is an error, and an empty field takes its default."""
    assert (ROW.choice("word", ("many", "few")), ROW.choice("none", ("a",), "")) == ("many", "")
    with pytest.raises(CatalogueError, match="word should be one of a, b, not 'many'"):
        ROW.choice("word", ("a", "b"))


def test_own_rows_are_read_from_the_package() -> None:
    """The shipped files are found wherever the package lies."""
    assert [row.text("id") for row in own_rows("tiers.csv")] == ["rtx4090", "a100-40", "a100-80", "h100"]
