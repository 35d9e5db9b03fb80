"""What is taken where a row says nothing is judged by rows that say it."""

import sys

import pytest

from tests.bench import silenced
from tests.bench.measured_models import FOLDERS
from tests.bench.score_measured import read_rows

ROWS = read_rows(FOLDERS[-1] / "training_mem.csv")[:40]


def test_only_rows_that_tell_a_setting_are_predicted_without_it() -> None:
    """Nobody's name is told in any case, and an answer never is."""
    told = silenced.silenced("training_mem", ROWS, "micro_batch")
    assert set(told) == {place for place, row in enumerate(ROWS) if row["micro_batch"].strip()}
    renamed = [row | {"source": "another name", "peak_mem_gib": "1"} for row in ROWS]
    assert silenced.silenced("training_mem", renamed, "micro_batch") == told
    assert set(silenced.silenced("training_mem", ROWS, "")) == set(range(len(ROWS)))


def test_ranges_are_wider_without_a_setting() -> None:
    """A length that is not said widens them more than the name of a source does."""
    named, silent = (
        next(line for line in silenced.lines("training_mem", ROWS, setting) if line["sub_kind"] == "ALL")
        for setting in ("", "seq_len")
    )
    assert silent["width"] > named["width"]


def test_every_setting_has_its_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command names each setting that rows of a kind may tell."""

    class Few:
        rows = ROWS

    monkeypatch.setattr(silenced, "pool", lambda _: Few)
    monkeypatch.setattr(sys, "argv", ["silenced", "training_mem"])
    assert silenced.main() == 0
    printed = capsys.readouterr().out
    assert "without a name" in printed
    assert all((f"without {name}" in printed) == (name in ROWS[0]) for name in silenced.SETTINGS)


def test_rows_of_serving_are_silenced_as_well() -> None:
    """Without the lengths of their prompts rows of a crowd are predicted with a wider range."""
    crowds = [
        row
        for row in read_rows(FOLDERS[-1] / "inference_speed.csv")
        if row["phase"] == "decode" and row["batch"] not in ("", "1") and row["input_len"]
    ]
    named, silent = (
        silenced.lines("inference_speed", crowds[:20], setting)[0]["width"] for setting in ("", "input_len")
    )
    assert silent > named
