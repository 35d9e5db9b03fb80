"""Predict the rows of a measured file: `python -m tests.bench.predict FILE.csv > predictions.jsonl`.

One JSON line per row in the scorer's protocol. A row is predicted from its configuration only; columns that
hold or quote an answer are taken away before a predictor sees the row.
"""

import csv
import importlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench import measured_models
from tests.bench.score_measured import inputs, number

Predictor = Callable[[dict[str, str]], dict[str, Any]]

PREDICTORS = {
    "inference_fit": "tests.bench.predict_memory_serving",
    "training_mem": "tests.bench.predict_memory_training",
    "inference_speed": "tests.bench.predict_speed_inference",
    "training_speed": "tests.bench.predict_speed_training",
    "training_hours": "tests.bench.predict_speed_hours",
    "nonllm": "tests.bench.predict_speed_nonllm",
}


def predict_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a prediction, or the reason why there is none, for each row of a measured file."""
    if path.parent not in measured_models.FOLDERS:
        measured_models.FOLDERS.insert(0, path.parent)
    kind = kind_of(path)
    if kind is None:
        raise ValueError(f"{path.name} is none of {', '.join(PREDICTORS)}")
    predictor = _predictor(kind)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for place, row in enumerate(inputs(rows)):
        said = {
            name: value for name, value in row.items() if isinstance(value, str) and (number(value) or 0) >= 0
        }
        yield {"row": place} | predictor(defaultdict(str, said))


def kind_of(path: Path) -> str | None:
    """Return the kind of a measured file by how its name begins ("training_mem_2"); None for others."""
    return next((kind for kind in PREDICTORS if path.stem.startswith(kind)), None)


def _predictor(stem: str) -> Predictor:
    module = importlib.import_module(PREDICTORS[stem])
    predictor: Predictor = module.predict
    return predictor


def main() -> int:
    """Print the predictions of the one file named on the command line."""
    if len(sys.argv) != 2 or kind_of(Path(sys.argv[1])) is None:
        print(
            f"usage: python -m tests.bench.predict FILE.csv, one of {', '.join(PREDICTORS)}", file=sys.stderr
        )
        return 2
    for prediction in predict_rows(Path(sys.argv[1])):
        print(json.dumps(prediction))
    return 0


if __name__ == "__main__":
    sys.exit(main())
