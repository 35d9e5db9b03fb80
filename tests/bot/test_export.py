"""Exports say the same in three shapes, and none of them runs anything in a spreadsheet or a page."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export import as_csv, as_json, as_markdown, exported, file_name
from bot.store.protocol import Record
from core.workload import Slot
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import ALICE, BOB, answer, record_of
from tests.bot.store.making import record as smallest
from tests.core.archetypes import CATALOGUE

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMULAS = ("=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '"=1', "a;=1", "a,=1")


def rows_of(text: str) -> list[dict[str, str]]:
    """Return a CSV as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def saying(text: str) -> Record:
    """Return a record in which somebody's words stand wherever they can."""
    advice = CASES["one_stack"].model_copy(update={"model_name": text})
    kept = record_of(advice, text)
    return kept._replace(headline=text, channel=text, asker=text)


def test_csv_has_one_line_a_record_and_every_cell_quoted() -> None:
    """Facts, plans and answers stand in columns of their own, both stacks side by side."""
    text = as_csv([record_of(CASES["one_stack"], "x"), record_of(CASES["two_stacks"], "x")], CATALOGUE)
    assert all(line.startswith('"') and line.endswith('"') for line in text.split("\r\n") if line)
    one, two = rows_of(text)
    assert (one["serving_tier"], one["serving_gpu_count"], one["training_tier"]) == ("rtx4090", "1", "")
    assert (two["serving_tier"], two["training_tier"]) == ("h100", "a100-80")
    assert (one["concurrency"], one["precision"], one["asked_by"]) == ("10 to 20 at once", "not known", ALICE)
    assert float(one["serving_usd_per_month_low"]) <= float(one["serving_usd_per_month_high"])
    assert one["asked_at"] == "2026-05-28T20:26:40+00:00"


def test_columns_are_the_slots_that_anyone_answered() -> None:
    """A slot that only one record answers is an empty cell in the others."""
    first = record_of(CASES["one_stack"], "x")._replace(answers=(answer(1, Slot.BATCH_SIZE, 8),))
    second = first._replace(id="r43", answers=(answer(1, Slot.EPOCHS, 3, BOB),))
    one, two = rows_of(as_csv([first, second], CATALOGUE))
    assert (one["batch_size"], one["epochs"], two["batch_size"], two["epochs"]) == (
        "batch of 8",
        "",
        "",
        "3 epochs",
    )
    assert "model" in one
    assert "concurrency" not in one


def test_an_open_range_is_an_empty_cell() -> None:
    """A bill without an upper end is no number, in a spreadsheet and in JSON."""
    (row,) = rows_of(as_csv([smallest()], CATALOGUE))
    assert (row["serving_usd_per_month_low"], row["serving_usd_per_month_high"]) == ("1.5", "")
    plan = json.loads(as_json([smallest()], CATALOGUE))["recommendations"][0]["plans"]["serving"]
    assert plan["usd_per_month_high"] is None


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    """A cell that a spreadsheet would run begins with an apostrophe."""
    for row in rows_of(as_csv([saying(text)], CATALOGUE)):
        assert [cell for cell in row.values() if cell.startswith(RISKY)] == []


@given(st.text(max_size=60))
def test_whatever_is_said_no_cell_is_a_formula(text: str) -> None:
    """Any text whatever stays text, and in its own cell."""
    (row,) = rows_of(as_csv([saying(text)], CATALOGUE))
    assert [cell for cell in row.values() if cell and cell.startswith(RISKY)] == []
    assert row["id"] == "r42"
    assert None not in row


def test_json_keeps_answers_with_who_gave_them() -> None:
    """Values as they are stored, in words, and by whom; a single one with its whole result."""
    found = json.loads(as_json([record_of(CASES["one_stack"], "x")], CATALOGUE))["recommendations"]
    assert found[0]["answers"][2] == {
        "slot": "concurrency",
        "value": {"low": 10, "high": 20},
        "words": "10 to 20 at once",
        "said_by": BOB,
        "said_at": "1970-01-01T00:00:00+00:00",
    }
    assert found[0]["result"]["model_name"] == "Llama 3 8B"
    two = json.loads(as_json([record_of(CASES["one_stack"], "x")] * 2, CATALOGUE))["recommendations"]
    assert [("result" in one) for one in two] == [False, False]


def test_markdown_has_a_chapter_each() -> None:
    """The plan with its cost, and a table of the answers; without answers no table."""
    text = as_markdown([record_of(CASES["one_stack"], "x"), saying("x")._replace(answers=())], CATALOGUE)
    assert text.startswith(
        "## 1x RTX 4090 VPS \\(24 GB\\), inference-first\n\nRecommendation r42 of 2026-05-28"
    )
    assert "- Serving: 1x RTX 4090 VPS (24 GB), USD 260 to 470 a month" in text
    assert f"| how many at once | 10 to 20 at once | {BOB} |" in text
    assert text.count("| What | Answer | Given by |") == 1
    assert "It is not enough" in as_markdown([record_of(CASES["nothing_fits"], "x")], CATALOGUE)


@given(st.text(max_size=60))
def test_whatever_is_said_markdown_keeps_its_shape(text: str) -> None:
    """No text breaks out of its cell, and none makes a link, a picture, a tag or a heading."""
    lines = as_markdown([saying(f"x{text}")], CATALOGUE).splitlines()
    assert sum(line.startswith("## ") for line in lines) == 1
    assert all(len(re.findall(r"(?<!\\)\|", line)) in (0, 4) for line in lines)
    assert re.search(r"(?<!\\)[<\[`]", "\n".join(lines)) is None


def test_nothing_to_export_is_empty_in_every_shape() -> None:
    """An empty history exports to a heading, an empty list or an empty page."""
    assert [len(rows_of(as_csv([], CATALOGUE))), json.loads(exported([], "json", CATALOGUE))] == [
        0,
        {"recommendations": []},
    ]
    assert (as_csv([], CATALOGUE).startswith('"id",'), as_markdown([], CATALOGUE)) == (True, "\n")


def test_files_say_what_they_are_and_when() -> None:
    """A single record names itself, several their number, both the time."""
    one = [record_of(CASES["one_stack"], "x")]
    assert file_name(one, "csv", 0) == "gpu-advice-r42-19700101-000000.csv"
    assert file_name(one * 3, "md", 60) == "gpu-advice-3-recommendations-19700101-000100.md"
