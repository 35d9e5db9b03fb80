"""Predict the rows of a measured file: `python -m tests.bench.predict FILE.csv > predictions.jsonl`.

One JSON line per row in the scorer's protocol. A row is predicted from its configuration only; columns that
hold or quote an answer are taken away before a predictor sees the row.
"""

import importlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from math import inf
from pathlib import Path
from typing import Any

from tests.bench import measured_models
from tests.bench.score_measured import inputs, number, read_rows

Predictor = Callable[[dict[str, str]], dict[str, Any]]

PREDICTORS = {
    "inference_fit": "tests.bench.predict_memory_serving",
    "training_mem": "tests.bench.predict_memory_training",
    "inference_speed": "tests.bench.predict_speed_inference",
    "training_speed": "tests.bench.predict_speed_training",
    "training_hours": "tests.bench.predict_speed_hours",
    "nonllm": "tests.bench.predict_speed_nonllm",
}
_OWN_COLUMN = {
    "inference_fit": "context",
    "training_mem": "lora_detail",
    "inference_speed": "phase",
    "training_speed": "global_batch",
    "training_hours": "tokens_b",
    "nonllm": "speed_unit",
}
"""A column that no other kind of file has."""
_IMPOSSIBLE = "its figures cannot all be true"


def predict_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a prediction, or the reason why there is none, for each row of a measured file.

    Raises ValueError for a file of another kind, and OSError for one that cannot be read.
    """
    if path.parent not in measured_models.FOLDERS:
        measured_models.FOLDERS.insert(0, path.parent)
    rows = read_rows(path)
    kind = kind_of(path, rows[0] if rows else ())
    if kind is None:
        raise ValueError(f"{path.name} is none of {', '.join(PREDICTORS)}, by its name or its columns")
    for place, told in enumerate(predicted(kind, rows)):
        yield {"row": place} | told


def predicted(kind: str, rows: Iterable[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield a prediction, or the reason why there is none, for each row of a kind."""
    predictor = _predictor(kind)
    for row in configurations(rows):
        yield _told(predictor, row)


def configurations(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield what a predictor sees of each row: no answers, and nothing that is no text or below zero."""
    for row in inputs(rows):
        said = {
            name: value for name, value in row.items() if isinstance(value, str) and (number(value) or 0) >= 0
        }
        yield defaultdict(str, said)


def _told(predictor: Predictor, said: dict[str, str]) -> dict[str, Any]:
    """Return what is predicted, unless its figures are so large or small that nothing can be reckoned."""
    try:
        told = predictor(said)
    except ArithmeticError:
        return {"skipped": _IMPOSSIBLE}
    figures = [value for name, value in told.items() if name not in ("skipped", "fits", "unsaid")]
    return told if all(0 < value < inf for value in figures) else {"skipped": _IMPOSSIBLE}


def kind_of(path: Path, columns: Container[str] = ()) -> str | None:
    """Return the kind of a measured file by how its name begins ("training_mem_2"), else by its columns."""
    named = next((kind for kind in PREDICTORS if path.stem.startswith(kind)), None)
    return named or next((kind for kind, column in _OWN_COLUMN.items() if column in columns), None)


def _predictor(stem: str) -> Predictor:
    module = importlib.import_module(PREDICTORS[stem])
    predictor: Predictor = module.predict
    return predictor


def main() -> int:
    """Print the predictions of the one file named on the command line."""
    if len(sys.argv) != 2:
        print(
            f"usage: python -m tests.bench.predict FILE.csv, one of {', '.join(PREDICTORS)}", file=sys.stderr
        )
        return 2
    try:
        for prediction in predict_rows(Path(sys.argv[1])):
            print(json.dumps(prediction))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
