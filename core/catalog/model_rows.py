"""Models as rows: the geometry of each, and figures that cannot belong together."""

from functools import cache
from typing import NamedTuple, get_args

from core.catalog.architecture import Architecture, Task
from core.catalog.formats import WEIGHT_FORMATS
from core.catalog.rows import Row, own_rows

KINDS: tuple[Task, ...] = get_args(Task)
ATTENTIONS = ("GQA", "MHA", "MQA", "MLA", "diffusion", "encoder", "encoder-decoder")
_MOST_B, _MOST_LAYERS, _MOST_WIDE = 50_000, 10_000, 10_000_000
_NEAR = 3.0
"""By how much parameters may differ from those of the layers: per-layer embeddings make up to 2.1."""


class Model(NamedTuple):
    """One model: its id (on Hugging Face where it has one), a short name, its geometry and their source."""

    id: str
    name: str
    architecture: Architecture
    basis: str
    source: str
    date: str
    note: str = ""
    vision_b: float = 0.0
    """Parameters (1e9) of what reads pictures beside the text model; they are in no other figure."""

    @property
    def kind(self) -> Task:
        """What it does."""
        return self.architecture.kind


def read_model(row: Row) -> Model:
    """Return the model of one row of models.csv; raises CatalogueError, also for figures that contradict.

    Text models must state their geometry; for the others the parameters are enough.
    """
    kind = row.choice("kind", KINDS, KINDS[0])
    zero, least = (None, 1) if kind == KINDS[0] else (0, 0)
    params_b = row.number("params_b", least=1e-3, most=_MOST_B)
    layers = row.integer("layers", zero, least=least, most=_MOST_LAYERS)
    hidden = row.integer("hidden", zero, least=least, most=_MOST_WIDE)
    heads = row.integer("heads", zero, least=least, most=_MOST_WIDE)
    kv_heads = row.integer("kv_heads", heads, least=min(heads, 1), most=_MOST_WIDE)
    head_dim = row.integer("head_dim", hidden // heads if heads else 0, least=least, most=_MOST_WIDE)
    architecture = Architecture(
        name=row.text("name"),
        params_b=params_b,
        active_params_b=row.number("active_params_b", params_b, least=1e-3),
        layers=layers,
        hidden=hidden,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        intermediate=row.integer("intermediate", zero, most=_MOST_WIDE),
        vocab=row.integer("vocab", zero, least=least, most=_MOST_WIDE),
        tied_embeddings=row.flag("tied_embeddings"),
        gated_mlp=row.flag("gated_mlp", default=True),
        max_context=row.integer("max_context", 0),
        experts=row.integer("experts", 0, most=_MOST_WIDE),
        experts_per_token=row.integer("experts_per_token", 0, most=_MOST_WIDE),
        moe_intermediate=row.integer("moe_intermediate", 0),
        shared_experts=row.integer("shared_experts", 0),
        attention=row.choice("attention", ATTENTIONS, ATTENTIONS[0]),
        kv_elements_per_token=row.integer("kv_elements_per_token", 2 * layers * kv_heads * head_dim),
        sliding_window=row.integer("sliding_window", 0),
        sliding_layers=row.integer("sliding_layers", 0),
        native_precision=row.choice("native_precision", tuple(WEIGHT_FORMATS), "bf16"),
        kind=kind,
        state_elements=row.integer("state_elements", 0),
        sliding_elements=row.integer("sliding_elements", 0),
        attention_layers=row.integer("attention_layers", 0),
        query_rank=row.integer("query_rank", 0, most=_MOST_WIDE),
    )
    if problem := _contradiction(architecture):
        raise row.fail(problem)
    return Model(
        id=row.text("id"),
        name=row.text("name"),
        architecture=architecture,
        basis=row.text("basis", ""),
        source=row.text("source"),
        date=row.day("date"),
        note=row.text("note", ""),
        vision_b=row.number("vision_b", 0.0, least=0.0),
    )


def _contradiction(shape: Architecture) -> str | None:
    """Return which two figures of a geometry cannot both be right, and None where all can."""
    if shape.active_params_b > shape.params_b:
        return "active_params_b is more than params_b"
    if shape.heads and shape.heads % shape.kv_heads:
        return f"kv_heads should divide the {shape.heads} heads, which {shape.kv_heads} does not"
    if shape.is_moe and not 1 <= shape.experts_per_token <= shape.experts:
        return f"experts_per_token should be from 1 to the {shape.experts} experts"
    if shape.sliding_layers > shape.layers:
        return "sliding_layers is more than layers"
    if shape.attention_layers and not shape.sliding_layers <= shape.attention_layers <= shape.layers:
        return "attention_layers is less than sliding_layers or more than layers"
    if shape.sliding_elements > shape.kv_elements_per_token:
        return "sliding_elements is more than kv_elements_per_token"
    made_b = _made_b(shape)
    if made_b and not made_b / _NEAR <= shape.params_b <= made_b * _NEAR:
        return (
            f"params_b is {shape.params_b:g}, but {shape.layers} layers of width {shape.hidden} make about "
            f"{made_b:.2g}; correct the one that is wrong"
        )
    return None


def _made_b(shape: Architecture) -> float:
    """Return the parameters, in 1e9, that a plain dense text model of this geometry has; 0 for others."""
    if shape.kind != KINDS[0] or shape.is_moe or shape.state_elements or not shape.intermediate:
        return 0.0
    attention = 2 * shape.hidden * (shape.attention_dim + shape.kv_dim)
    mlp = (3 if shape.gated_mlp else 2) * shape.hidden * shape.intermediate
    return (shape.layers * (attention + mlp) + shape.embedding_params + shape.lm_head_params) / 1e9


@cache
def own_models() -> tuple[Model, ...]:
    """Return the models that ship with the catalogue."""
    return tuple(read_model(row) for row in own_rows("models.csv"))
