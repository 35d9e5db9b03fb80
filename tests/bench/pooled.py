"""All rows of one kind of file, of the measured folder and of what was found later, and what each tells."""

from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any, NamedTuple

from core.quantity import Range
from tests.bench.elsewhere import FOLDER, halves
from tests.bench.measured_models import FOLDERS
from tests.bench.predict import predict_rows
from tests.bench.score_measured import FILES, FIT, card_class, read_rows, sub_kind, true_range

MEASURED = "measured"

Prediction = Mapping[str, Any]


class Truth(NamedTuple):
    """One row that holds a truth: its place in the pool, source, group, and the least and most it may be."""

    place: int
    source: str
    group: tuple[str, ...]
    span: tuple[float, float]


class Pool(NamedTuple):
    """The rows of one kind in all folders, with the half of each."""

    kind: str
    paths: tuple[Path, ...]
    rows: list[dict[str, str]]
    halves: list[str]

    def predict(self) -> list[Prediction]:
        """Return a prediction of every row by the constants as they are now."""
        return [said for path in self.paths for said in predict_rows(path)]

    @property
    def measured(self) -> tuple[str, str]:
        """Return what these rows measure, and in which column."""
        return next((measure, column) for measure, column in FILES[self.kind] if measure != FIT)

    def truths(self) -> list[Truth]:
        """Return what every row tells, of those that tell something."""
        measure, column = self.measured
        spans = (
            (index, row, true_range(measure, column, row, self.kind)) for index, row in enumerate(self.rows)
        )
        return [
            Truth(
                index,
                publisher(row["source"]),
                (sub_kind(self.kind, row), row["source"], row["model"], card_class(row["gpu"])),
                span,
            )
            for index, row, span in spans
            if span
        ]


def publisher(source: str) -> str:
    """Return who measured, without which of their pages: they are held out together."""
    return source.partition(" (")[0]


def pool(kind: str, folders: Sequence[Path] = (FOLDERS[-1], FOLDER)) -> Pool:
    """Return all rows of a kind, the measured folder first."""
    paths = tuple(folder / f"{kind}.csv" for folder in folders)
    later = halves(FOLDER)
    rows = [(row, path) for path in paths for row in read_rows(path)]
    return Pool(
        kind,
        paths,
        [row for row, _ in rows],
        [later.get(row["source"], MEASURED) if path.parent == FOLDER else MEASURED for row, path in rows],
    )


def figures(said: Prediction) -> Range | None:
    """Return the three figures of a prediction, of memory or speed; None where it was skipped."""
    found = [said.get(name, said.get(f"{name}_gib")) for name in ("low", "expected", "high")]
    return None if None in found else Range(*found)


def log_error(truth: Truth, expected: float) -> float:
    """Return ln(predicted / true) against the nearest acceptable truth."""
    return log(expected / min(max(expected, truth.span[0]), truth.span[1]))


def log_errors(truths: Iterable[Truth], said: Sequence[Prediction]) -> dict[Truth, float]:
    """Return the same of the rows that are predicted."""
    told = {truth: figures(said[truth.place]) for truth in truths}
    return {truth: log_error(truth, found.expected) for truth, found in told.items() if found is not None}
