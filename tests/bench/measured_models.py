"""The architecture of a measured row's model: from the folder's models.csv, else from the catalogue."""

import csv
import re
from functools import cache
from pathlib import Path

from core.catalog.architecture import Architecture
from core.catalog.models import find_model, typical_model

FOLDERS = [Path(__file__).parents[1] / "data" / "measured"]
"""Where models.csv is looked for; the folder of the file to predict is put first."""

_SAME_SIZE = 0.1


def architecture(name: str, params_b: str) -> Architecture | None:
    """Return the geometry of a model by name; of a bare size where the name is unknown; None without both."""
    for folder in FOLDERS:
        known = measured_models(folder)
        if name.lower() in known:
            return known[name.lower()]
    size = number(params_b, 0.0)
    found = find_model(name)
    is_named = found is not None and found.architecture.spread == 1
    if (
        found is not None
        and is_named
        and (not size or abs(found.architecture.params_b / size - 1) < _SAME_SIZE)
    ):
        return found.architecture
    typical = typical_model(f"{size:g}b") if size else None
    return typical.architecture if typical else None


def number(text: str, default: float) -> float:
    """Return the first number of a field ("2048", "4 per GPU"); the default where it holds none."""
    found = re.search(r"\d+(?:\.\d+)?", text)
    return float(found[0]) if found else default


@cache
def measured_models(folder: Path) -> dict[str, Architecture]:
    """Return the models of a folder's own table by name, in lower case."""
    path = folder / "models.csv"
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["model"].lower(): _architecture(row) for row in csv.DictReader(file) if row["n_layers"]}


def _architecture(row: dict[str, str]) -> Architecture:
    def whole(column: str) -> int:
        return int(float(row[column] or 0))

    params_b = float(row["params_b"] or row["computed_params_b"])
    heads, kv_heads = whole("n_heads"), whole("n_kv_heads") or whole("n_heads")
    head_dim = whole("head_dim") or whole("hidden") // max(heads, 1)
    own = find_model(row["model"])
    elements = 2 * whole("n_layers") * kv_heads * head_dim
    attention, window, windowed = "GQA", 0, 0
    if own is not None and own.architecture.layers == whole("n_layers"):
        elements = own.architecture.kv_elements_per_token or elements
        attention = own.architecture.attention
        window, windowed = own.architecture.sliding_window, own.architecture.sliding_layers
    return Architecture(
        name=row["model"],
        params_b=params_b,
        active_params_b=float(row["active_params_b"] or params_b),
        layers=whole("n_layers"),
        hidden=whole("hidden"),
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        intermediate=whole("intermediate"),
        vocab=whole("vocab"),
        tied_embeddings=row["tied_embeddings"] == "yes",
        gated_mlp="2-matrix" not in row["mlp_type"],
        max_context=whole("max_context"),
        experts=whole("moe_experts"),
        experts_per_token=whole("moe_active_experts"),
        moe_intermediate=whole("moe_intermediate") or (whole("intermediate") if whole("moe_experts") else 0),
        shared_experts=whole("moe_shared_experts"),
        attention=attention,
        kv_elements_per_token=elements,
        sliding_window=window,
        sliding_layers=windowed,
    )
