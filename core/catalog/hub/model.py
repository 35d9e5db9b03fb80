"""One published configuration, with what its repository says of itself, as a row of models.csv."""

from collections.abc import Mapping
from typing import Any

from core.catalog.hub.attention import read_attention
from core.catalog.hub.counting import count_params
from core.catalog.hub.fields import ConfigError, Fields
from core.catalog.hub.mixture import read_mixture
from core.catalog.hub.published import native_format, own_count
from core.catalog.model_rows import read_model
from core.catalog.rows import CatalogueError, Row

_ENCODERS = ("bert", "roberta", "xlm-roberta", "modernbert", "nomic_bert", "deberta", "deberta-v2", "mpnet")
_EMBEDS = ("feature-extraction", "sentence-similarity")


def read_config(
    model_id: str, config: Mapping[str, Any], about: Mapping[str, Any], *, source: str, date: str
) -> dict[str, str]:
    """Return the row of a model from its config.json and what the hub says about it.

    `about` may hold `safetensors` (total, and parameters by type) and `pipeline_tag`. Raises ConfigError, in
    one sentence, for a configuration that cannot be sized.
    """
    fields = Fields(config)
    layers = fields.count("num_hidden_layers", "n_layer", "n_layers", "num_layers", "decoder_layers")
    hidden = fields.count("hidden_size", "n_embd", "n_embed", "d_model")
    vocab = fields.count("vocab_size", "padded_vocab_size", default=0)
    if not layers or not hidden or not vocab:
        raise ConfigError("its config.json has no layers, width or vocabulary; add its row yourself")
    attention = read_attention(fields, layers, hidden)
    mixture = read_mixture(fields, layers, hidden)
    tied = fields.get("tie_word_embeddings") in (True, "yes")
    kind = _kind(fields, about)
    counted, active = count_params(
        fields,
        attention,
        mixture,
        layers=layers,
        hidden=hidden,
        vocab=vocab,
        tied=tied or kind == "embedding",
    )
    if kind == "speech-to-text":
        counted = active = _speech_params(fields, layers, hidden, vocab)
    own = own_count(about.get("safetensors"), counted)
    params = own or counted
    row = {
        "id": model_id,
        "name": model_id.rsplit("/", 1)[-1].replace("-", " "),
        "kind": kind,
        "params_b": f"{params / 1e9:.4g}",
        "active_params_b": f"{(params if not mixture.experts else active) / 1e9:.4g}",
        "layers": str(layers),
        "hidden": str(hidden),
        "heads": str(attention.heads),
        "kv_heads": str(attention.kv_heads),
        "head_dim": str(attention.head_dim),
        "intermediate": str(mixture.intermediate),
        "gated_mlp": "yes" if mixture.gated else "no",
        "vocab": str(vocab),
        "tied_embeddings": "yes" if tied else "no",
        "max_context": str(
            fields.count("max_position_embeddings", "n_positions", "max_target_positions", default=0)
        ),
        "attention": attention.kind,
        "kv_elements_per_token": str(attention.cached),
        "state_elements": _unless_zero(attention.state),
        "sliding_window": _unless_zero(attention.window),
        "sliding_layers": _unless_zero(attention.window_layers),
        "experts": _unless_zero(mixture.experts),
        "experts_per_token": _unless_zero(mixture.per_token),
        "moe_intermediate": _unless_zero(mixture.width),
        "shared_experts": _unless_zero(mixture.shared),
        "native_precision": native_format(config),
        "basis": "the repository's own count" if own else "counted from the configuration",
        "source": source,
        "date": date,
        "note": "",
    }
    try:
        read_model(Row("models.csv", 2, row))
    except CatalogueError as error:
        raise ConfigError(f"its config.json does not add up ({error}); add its row yourself") from None
    return row


def _kind(fields: Fields, about: Mapping[str, Any]) -> str:
    if fields.model_type == "whisper":
        return "speech-to-text"
    if fields.model_type in _ENCODERS or about.get("pipeline_tag") in _EMBEDS:
        return "embedding"
    return "text-generation"


def _speech_params(fields: Fields, layers: int, hidden: int, vocab: int) -> int:
    """Return the parameters of an encoder and a decoder, whose layers also attend to the encoder."""
    encoder = fields.count("encoder_layers", default=layers)
    wide = 2 * hidden * fields.count("encoder_ffn_dim", default=4 * hidden)
    return encoder * (4 * hidden**2 + wide) + layers * (8 * hidden**2 + wide) + vocab * hidden


def _unless_zero(count: int) -> str:
    return str(count) if count else ""
