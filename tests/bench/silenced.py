"""How good is what is taken where a row says nothing: `python -m tests.bench.silenced [KIND ...]`.

Every setting is taken away in turn from all rows that tell it, of the measured folder and of what was found
later, and who they are from as well, so that no framework's documents tell it either. What is expected then
shows how near the setting taken in its place is, and how far what is not said widens a range. Rows of serving
that tell no length ask for less than those that do: half of the latter are read twice as fast without.
"""

import argparse
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from tests.bench.pooled import pool
from tests.bench.predict import PREDICTORS, configurations
from tests.bench.score_measured import FIT, score

KINDS = ("training_mem", "training_speed", "inference_speed")
SETTINGS = (
    *("seq_len", "micro_batch", "grad_ckpt", "optimizer", "precision", "sharding"),
    *("input_len", "output_len", "batch", "quant"),
)
_NOBODY = {"source": "somebody"}

Row = dict[str, str]


def silenced(kind: str, rows: Sequence[Row], setting: str) -> dict[int, Mapping[str, Any]]:
    """Return the predictions of the rows that tell a setting, without it and without their source's name.

    An empty `setting` takes away nothing but the name.
    """
    predict = import_module(PREDICTORS[kind]).predict
    return {
        index: predict(row | _NOBODY | ({setting: ""} if setting else {}))
        for index, row in enumerate(configurations(rows))
        if not setting or row[setting].strip()
    }


def lines(kind: str, rows: Sequence[Row], setting: str) -> list[Mapping[str, Any]]:
    """Return how such predictions fare, over all methods and of each."""
    told = silenced(kind, rows, setting)
    places = {place: index for index, place in enumerate(told)}
    kept = {places[place]: said for place, said in told.items()}
    found = score(kind, [rows[place] for place in told], kept)
    return [line for line in found if line["measure"] != FIT and line["groups"]]


def main() -> int:
    """Print, for every setting, how rows are predicted that do not tell it."""
    parser = argparse.ArgumentParser(description="Predict rows of training without one setting each.")
    parser.add_argument("kind", nargs="*", default=KINDS)
    for kind in parser.parse_args().kind:
        rows = pool(kind).rows
        print(f"\n{kind:34}{'groups':>8}{'med|err|':>10}{'<=25%':>7}{'bias':>7}{'inside':>8}{'hi/lo':>7}")
        for setting in ("", *(name for name in SETTINGS if name in rows[0])):
            for line in lines(kind, rows, setting):
                name = (
                    f"without {setting or 'a name'}" if line["sub_kind"] == "ALL" else f"  {line['sub_kind']}"
                )
                print(
                    f"{name:34}{line['groups']:8}{line['median_error']:10.1%}{line['within_25']:7.0%}"
                    f"{line['bias']:+7.0%}{line['in_range']:8.0%}{line['width']:7.2f}"
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
