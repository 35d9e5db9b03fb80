"""One published configuration, with what its repository says of itself, as a row of models.csv."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from core.catalog.hub.attention import read_attention
from core.catalog.hub.counting import Geometry, Params, count_params, mean_width
from core.catalog.hub.fields import ConfigError, ConfigFields
from core.catalog.hub.layers import read_layers, window_of
from core.catalog.hub.mixture import Mixture, read_mixture
from core.catalog.hub.published import native_format, own_count
from core.catalog.hub.state import read_state
from core.catalog.model_rows import read_model
from core.catalog.rows import CatalogueError, Row

_ENCODERS = ("bert", "roberta", "xlm-roberta", "modernbert", "nomic_bert", "deberta", "deberta-v2", "mpnet")
INDEXED = "the cache of the indexer that picks tokens for its sparse attention is not counted"
_CONTEXT = (
    "max_position_embeddings",
    "n_positions",
    "max_target_positions",
    "model_max_length",
    "max_seq_len",
)
_HEARS = "automatic-speech-recognition"
_EMBEDS = ("feature-extraction", "sentence-similarity")


def read_config(
    model_id: str, config: Mapping[str, Any], about: Mapping[str, Any], *, source: str, date: str
) -> dict[str, str]:
    """Return the row of a model from its config.json and what the hub says about it.

    `about` may hold `safetensors` (total, and parameters by type) and `pipeline_tag`. Raises ConfigError, in
    one sentence, for a configuration that cannot be sized.
    """
    fields = ConfigFields(config)
    geometry = read_geometry(fields)
    attention, mixture = geometry.attention, geometry.mixture
    kind = _kind(fields, about)
    counted = _params(fields, geometry, kind)
    own = own_count(about.get("safetensors"), counted.all)
    params = own or counted.all
    row = {
        "id": model_id,
        "name": model_id.rsplit("/", 1)[-1].replace("-", " "),
        "kind": kind,
        "params_b": f"{params / 1e9:.4g}",
        "active_params_b": f"{(counted.passed if mixture.experts else params - counted.looked_up) / 1e9:.4g}",
        "layers": str(len(geometry.layers)),
        "hidden": str(geometry.hidden),
        "heads": str(attention.heads),
        "kv_heads": str(attention.usual.kv_heads),
        "head_dim": str(attention.usual.head_dim),
        "intermediate": str(mean_width(fields, geometry)),
        "gated_mlp": "yes" if mixture.gated else "no",
        "vocab": str(geometry.vocab),
        "tied_embeddings": "yes" if geometry.tied else "no",
        "max_context": str(fields.count(*_CONTEXT, default=0)),
        "attention": attention.kind,
        "query_rank": _unless_zero(attention.query_rank),
        **_cached(fields, geometry),
        "experts": _unless_zero(mixture.experts),
        "experts_per_token": _unless_zero(mixture.per_token),
        "moe_intermediate": _unless_zero(mixture.width),
        "shared_experts": _unless_zero(mixture.shared),
        "native_precision": native_format(config),
        "basis": "the repository's own count" if own else "counted from the configuration",
        "source": source,
        "date": date,
        "note": INDEXED if fields.get("index_topk", "sparse_attention_config") is not None else "",
    }
    try:
        read_model(Row("models.csv", 2, row))
    except CatalogueError as error:
        raise ConfigError(f"its config.json does not add up ({error}); add its row yourself") from None
    return row


def read_geometry(fields: ConfigFields) -> Geometry:
    """Return what is counted of a configuration; raises ConfigError for one that cannot be sized."""
    layers = read_layers(fields)
    hidden = fields.count("hidden_size", "n_embd", "n_embed", "d_model")
    vocab = fields.count("vocab_size", "padded_vocab_size", default=0)
    if not layers or not hidden or not vocab:
        raise ConfigError("its config.json has no layers, width or vocabulary; add its row yourself")
    attention = read_attention(fields, hidden)
    stateful = any(layer.mixer == "state" for layer in layers)
    mixture = read_mixture(fields, hidden)
    if not any(layer.mlp == "sparse" for layer in layers):
        mixture = Mixture(mixture.intermediate, mixture.gated)
    return Geometry(
        layers=layers,
        hidden=hidden,
        vocab=vocab,
        tied=fields.get("tie_word_embeddings") in (True, "yes"),
        attention=attention,
        state=read_state(fields, hidden, attention.heads, attention.usual.head_dim) if stateful else None,
        mixture=mixture,
    )


def _cached(fields: ConfigFields, geometry: Geometry) -> dict[str, str]:
    """Return the columns of what layers keep of earlier tokens: all, a window, or a state."""
    mixers = Counter(layer.mixer for layer in geometry.layers)
    keeping = Counter(layer.mixer for layer in geometry.layers if not layer.borrows)
    windowed = geometry.attention.cached("window") * keeping["window"]
    cached = windowed + geometry.attention.cached("full") * keeping["full"]
    by_layers = windowed * len(geometry.layers) == cached * mixers["window"]
    return {
        "kv_elements_per_token": str(cached),
        "state_elements": _unless_zero(mixers["state"] * geometry.state.elements if geometry.state else 0),
        "sliding_window": _unless_zero(window_of(fields) if mixers["window"] else 0),
        "sliding_layers": _unless_zero(mixers["window"]),
        "sliding_elements": _unless_zero(0 if by_layers else windowed),
        "attention_layers": _unless_zero(mixers["window"] + mixers["full"] if mixers["state"] else 0),
    }


def _params(fields: ConfigFields, geometry: Geometry, kind: str) -> Params:
    if fields.model_type == "whisper":
        heard = _speech_params(fields, geometry)
        return Params(heard, heard, 0)
    return count_params(fields, geometry._replace(tied=geometry.tied or kind == "embedding"))


def _kind(fields: ConfigFields, about: Mapping[str, Any]) -> str:
    if fields.model_type == "whisper" or about.get("pipeline_tag") == _HEARS:
        return "speech-to-text"
    if fields.model_type in _ENCODERS or about.get("pipeline_tag") in _EMBEDS:
        return "embedding"
    return "text-generation"


def _speech_params(fields: ConfigFields, geometry: Geometry) -> int:
    """Return the parameters of an encoder and a decoder, whose layers also attend to the encoder."""
    layers, hidden = len(geometry.layers), geometry.hidden
    encoder = fields.count("encoder_layers", default=layers)
    wide = 2 * hidden * fields.count("encoder_ffn_dim", default=4 * hidden)
    return encoder * (4 * hidden**2 + wide) + layers * (8 * hidden**2 + wide) + geometry.vocab * hidden


def _unless_zero(count: int) -> str:
    return str(count) if count else ""
