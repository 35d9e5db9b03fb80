"""How far estimates are from measurements found later: `python -m tests.bench.elsewhere [DIR] [--worst N]`.

`halves.csv` divides the sources. A may be learned from; B and C judged until D was found, and were learned
from then; so was D when E was found. F and G are the two halves of one lot, H and I of the next, J and K of
the next; L is half of the one whose other half judges. The tables are those of `tests.bench.accuracy`.
"""

import argparse
import csv
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.predict import PREDICTORS, predict_rows
from tests.bench.score_measured import read_rows, score, table, worst_groups

FOLDER = Path(__file__).parents[1] / "data" / "elsewhere"
HALVES = {
    "A": "learned from",
    "B": "judged until half D was found, and is learned from since",
    "C": "predicted once at first sight, and is learned from since half D was found",
    "D": "judged until half E was found, and is learned from since",
    "E": "predicted once at first sight, and is learned from since",
    "F": "predicted at first sight, as G was, and is learned from since",
    "G": "predicted at first sight and once more, and is learned from since half H was found",
    "H": "predicted at first sight, as I was, and is learned from since",
    "I": "predicted at first sight and once more, and is learned from since version 0.8.0",
    "J": "predicted at first sight, as K was, and is learned from since",
    "K": "judged versions 0.8.0 to 0.10.0, and is learned from since",
    "L": "predicted at first sight with what is unseen still, and is learned from since",
}

Half = tuple[list[dict[str, str]], dict[int, Mapping[str, Any]]]


def halves(folder: Path) -> dict[str, str]:
    """Return the half of each source."""
    with (folder / "halves.csv").open(newline="", encoding="utf-8") as file:
        return {row["source"]: row["half"] for row in csv.DictReader(file)}


def half_of(path: Path, half: str) -> Half:
    """Return the rows of one half of a file, and the prediction of each."""
    chosen, told = halves(path.parent), _predicted(path)
    mine = [
        (row, said) for row, said in zip(read_rows(path), told, strict=True) if chosen[row["source"]] == half
    ]
    return [row for row, _ in mine], {index: said for index, (_, said) in enumerate(mine)}


@cache
def _predicted(path: Path) -> tuple[Mapping[str, Any], ...]:
    return tuple(predict_rows(path))  # of all halves at once, for each of them


def main() -> int:
    """Print the tables of both halves of every file in the folder, and the worst groups where asked."""
    parser = argparse.ArgumentParser(description="Score the estimates on measurements found later.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--worst", type=int, default=0, help="also name the worst groups of each half")
    options = parser.parse_args()
    for kind in PREDICTORS:
        path = options.folder / f"{kind}.csv"
        for half, use in HALVES.items() if path.is_file() else ():
            rows, predictions = half_of(path, half)
            if not rows:
                continue
            print(f"\n{kind}, half {half} ({use}): {len(rows)} rows\n{table(score(kind, rows, predictions))}")
            for size, bias, name in worst_groups(kind, rows, predictions)[: options.worst]:
                print(f"  {100 * size:5.0f} %  bias {100 * bias:+5.0f} %  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
