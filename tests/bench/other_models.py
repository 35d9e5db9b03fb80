"""Models that published measurements name and the catalogue does not hold: geometry from their config files.

Parameters are the published counts in 1e9; models of one geometry share a row, whose `names` is searched in a
lower-cased name. Encoder-decoders count both halves as layers.
"""

import csv
import re
from functools import cache
from pathlib import Path

from core.catalog.architecture import Architecture

_TABLE = Path(__file__).with_suffix(".csv")


def other_architecture(name: str) -> Architecture | None:
    """Return the geometry of a model by its name; None for one that is not in the table."""
    said = re.sub(r"[\s_]+", "-", name.lower().rsplit("/", 1)[-1])
    return next((known for names, known in _others() if names.search(said)), None)


@cache
def _others() -> tuple[tuple[re.Pattern[str], Architecture], ...]:
    with _TABLE.open(newline="", encoding="utf-8") as file:
        return tuple((re.compile(row["names"]), _read(row)) for row in csv.DictReader(file))


def _read(row: dict[str, str]) -> Architecture:
    def whole(column: str) -> int:
        return int(row[column] or 0)

    return Architecture(
        name=row["names"],
        params_b=float(row["params_b"]),
        active_params_b=float(row["active_params_b"]),
        layers=whole("layers"),
        hidden=whole("hidden"),
        heads=whole("heads"),
        kv_heads=whole("kv_heads"),
        head_dim=whole("head_dim"),
        intermediate=whole("intermediate"),
        vocab=whole("vocab"),
        tied_embeddings="tied" in row["shape"],
        gated_mlp="gated" in row["shape"],
        experts=whole("experts"),
        experts_per_token=whole("experts_per_token"),
        moe_intermediate=whole("moe_intermediate"),
        shared_experts=whole("shared_experts"),
        kv_elements_per_token=2 * whole("layers") * whole("kv_heads") * whole("head_dim"),
    )
