"""How far the estimates are from published measurements: `python -m tests.bench.accuracy [DIR] [--worst N]`.

Takes the answers away, predicts every row of every measured file in the folder, and prints the error table.
"""

import argparse
import sys
from pathlib import Path

from tests.bench.measured_models import FOLDERS
from tests.bench.predict import PREDICTORS, predict_rows
from tests.bench.score_measured import read_rows, score, table, worst_groups


def main() -> int:
    """Print the table of every file in the folder, and the worst groups where asked."""
    parser = argparse.ArgumentParser(description="Score the estimates against published measurements.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDERS[-1])
    parser.add_argument(
        "--worst", type=int, default=0, help="also name so many of the worst groups of each file"
    )
    options = parser.parse_args()
    files = [path for name in PREDICTORS if (path := options.folder / f"{name}.csv").is_file()]
    if not files:
        print(f"{options.folder} holds none of {', '.join(PREDICTORS)}.csv", file=sys.stderr)
        return 2
    for path in files:
        rows, predictions = read_rows(path), {said["row"]: said for said in predict_rows(path)}
        print(f"\n{path.stem}: {len(rows)} rows\n{table(score(path.stem, rows, predictions))}")
        for size, bias, name in worst_groups(path.stem, rows, predictions)[: options.worst]:
            print(f"  {100 * size:5.0f} %  bias {100 * bias:+5.0f} %  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
