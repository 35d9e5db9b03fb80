"""The architecture of a measured row's model: from the folder's models.csv, else from the catalogue."""

import re
from contextlib import suppress
from functools import cache
from pathlib import Path

from core.catalog.architecture import Architecture
from core.catalog.models import find_model, typical_model
from tests.bench.other_models import other_architecture
from tests.bench.score_measured import read_rows

FOLDERS = [Path(__file__).parents[1] / "data" / "measured"]
"""Where models.csv is looked for; the folder of the file to predict is put first."""

_SAME_SIZE = 0.1
_SIZE = re.compile(r"(?<![\d.a-z])(\d+(?:\.\d+)?)\s?(b|m|t)(?![a-z])(?:\W*a(\d+(?:\.\d+)?)b)?")
_MIXTURE = re.compile(r"(\d+)\s?x\s?(\d+(?:\.\d+)?)b")
_SHARED_PART = 0.85
"""What a mixture "8x7B" has of eight times seven: attention is not repeated (Mixtral 8x7B: 46.7 of 56)."""
_MADE_OF = re.compile(r"\((.+?)\)")
"""Beside the name of somebody's own model stands in brackets what it was made of."""
_UNITS = {"m": 1e-3, "b": 1.0, "t": 1e3}


def architecture(name: str, params_b: str) -> Architecture | None:
    """Return the geometry of a model by name; of a bare size where the name is unknown; None without both."""
    size = number(params_b, 0.0)
    for folder in FOLDERS:
        known = measured_models(folder)
        if name.lower() in known:
            return known[name.lower()]
    for told in (name, *_MADE_OF.findall(name)):
        found = find_model(told)
        for candidate in (found.architecture if found else None, other_architecture(told)):
            if (
                candidate
                and _is_known(candidate)
                and (not size or abs(candidate.params_b / size - 1) < _SAME_SIZE)
            ):
                return candidate
    return _of_size(name.lower(), size)


def _is_known(candidate: Architecture) -> bool:
    return candidate.spread == 1 and candidate.layers > 0


def _of_size(name: str, size: float) -> Architecture | None:
    """Return a typical architecture of the size a row states, or of the size in the model's name."""
    mixture, sized = _MIXTURE.search(name), _SIZE.search(name)
    active = 0.0
    if mixture:
        experts, each = int(mixture[1]), float(mixture[2])
        size = size or experts * each * _SHARED_PART
        active = 2 / experts * size * (2 - _SHARED_PART)
    elif sized:
        size = size or float(sized[1]) * _UNITS[sized[2]]
        active = float(sized[3] or 0)
    if not size:
        return None
    whole = f"{size:.4f}b" if not 0 < active < size else f"{size:.4f}b-a{active:.3f}b"
    typical = typical_model(whole)
    return typical.architecture if typical else None


def number(text: str, default: float) -> float:
    """Return the first number of a field ("2,048", "4 per GPU", "8k"); the default where it holds none."""
    found = re.search(r"\d+(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?(\s?k\b)?", text.lower())
    if not found:
        return default
    return float(re.sub(r"[,k\s]", "", found[0])) * (1024 if found[1] else 1)


@cache
def measured_models(folder: Path) -> dict[str, Architecture]:
    """Return the models of a folder's own table by name, in lower case; rows that cannot be read are none."""
    path = folder / "models.csv"
    if not path.is_file():
        return {}
    found = {}
    for row in read_rows(path):
        with suppress(KeyError, TypeError, ValueError):
            known = _architecture(row)
            if known.layers:
                found[known.name.lower()] = known
    return found


def _architecture(row: dict[str, str]) -> Architecture:
    def whole(column: str) -> int:
        return int(float(row[column] or 0))

    params_b = float(row["params_b"] or row["computed_params_b"] or 0)
    heads, kv_heads = whole("n_heads"), whole("n_kv_heads") or whole("n_heads")
    head_dim = whole("head_dim") or whole("hidden") // max(heads, 1)
    found = Architecture(
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
        kv_elements_per_token=2 * whole("n_layers") * kv_heads * head_dim,
    )
    if found.is_moe and not row["active_params_b"]:
        idle = found.experts - found.experts_per_token
        each = 3 * found.hidden * found.moe_intermediate * found.layers / 1e9
        found = found._replace(active_params_b=max(params_b - idle * each, params_b / found.experts))
    return _with_attention(found)


def _with_attention(found: Architecture) -> Architecture:
    """Add what the table has no columns for, windows and compressed caches, from the catalogue's model."""
    own = find_model(found.name)
    if own is None or own.architecture.layers != found.layers or own.architecture.spread != 1:
        return found
    known = own.architecture
    return found._replace(
        kv_elements_per_token=known.kv_elements_per_token or found.kv_elements_per_token,
        attention=known.attention,
        sliding_window=known.sliding_window,
        sliding_layers=known.sliding_layers,
        state_elements=known.state_elements,
        native_precision=known.native_precision,
        intermediate=found.intermediate or known.intermediate,
        moe_intermediate=found.moe_intermediate or known.moe_intermediate,
        experts_per_token=found.experts_per_token or known.experts_per_token,
    )
