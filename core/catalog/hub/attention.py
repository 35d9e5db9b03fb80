"""What a configuration says of attention: heads, and what a token leaves in the cache of a layer."""

from collections.abc import Mapping
from typing import NamedTuple

from core.catalog.hub.fields import ConfigError, ConfigFields, whole
from core.catalog.hub.layers import Mixer


class Heads(NamedTuple):
    """The keys and values of one layer that is not compressed."""

    kv_heads: int
    head_dim: int
    value_dim: int
    value_is_key: bool = False
    """Whether one projection makes both, as in the full layers of the larger Gemma 4."""


class Attention(NamedTuple):
    """Attention of one model; ranks are 0 where keys and values are not compressed."""

    heads: int
    usual: Heads
    by_mixer: Mapping[Mixer, Heads]
    """The heads of layers that differ from the usual."""
    query_rank: int = 0
    kv_rank: int = 0
    rope_dim: int = 0

    @property
    def kind(self) -> str:
        """What the catalogue calls it."""
        if self.kv_rank:
            return "MLA"
        return "MHA" if self.usual.kv_heads == self.heads else "MQA" if self.usual.kv_heads == 1 else "GQA"

    def of(self, mixer: Mixer) -> Heads:
        """Return the heads of a layer."""
        return self.by_mixer.get(mixer, self.usual)

    def cached(self, mixer: Mixer) -> int:
        """Return how many numbers a token leaves in the cache of such a layer."""
        if self.kv_rank:
            return self.kv_rank + self.rope_dim
        heads = self.of(mixer)
        return heads.kv_heads * (heads.head_dim + heads.value_dim)


def read_attention(fields: ConfigFields, hidden: int) -> Attention:
    """Return the attention of a configuration; raises ConfigError for one that cannot be sized."""
    heads = fields.count("num_attention_heads", "n_head", "n_heads", "decoder_attention_heads")
    if heads == 0:
        raise ConfigError("its config.json has no attention heads; add its row yourself")
    kv_rank = fields.count("kv_lora_rank", default=0)
    if kv_rank:
        rope = fields.count("qk_rope_head_dim")
        usual = Heads(1, fields.count("qk_nope_head_dim") + rope, fields.count("v_head_dim"))
        return Attention(heads, usual, {}, fields.count("q_lora_rank", default=0), kv_rank, rope)
    size = fields.count("head_dim", default=0) or hidden // heads
    usual = Heads(_kv_heads(fields, heads), size, fields.count("v_head_dim", default=0) or size)
    return Attention(heads, usual, _others(fields, usual, heads))


def _others(fields: ConfigFields, usual: Heads, heads: int) -> dict[Mixer, Heads]:
    """Return the heads of full layers (Gemma 4), or of those with a window (MiMo), where they differ."""
    size = fields.count("global_head_dim", default=0)
    if size:
        one_projection = fields.flag("attention_k_eq_v")
        said = fields.count("num_global_key_value_heads", default=0) if one_projection else 0
        return {"full": Heads(_dividing(said or usual.kv_heads, heads), size, size, one_projection)}
    if fields.get("swa_num_key_value_heads") is None:
        return {}
    kv_heads = _dividing(fields.count("swa_num_key_value_heads"), heads)
    size = fields.count("swa_head_dim", default=usual.head_dim)
    return {"window": Heads(kv_heads, size, fields.count("swa_v_head_dim", default=usual.value_dim))}


def _kv_heads(fields: ConfigFields, heads: int) -> int:
    """Return the heads of keys and values: all where nothing is said, one under multi-query attention."""
    if fields.model_type == "falcon" and not fields.flag("new_decoder_architecture"):
        return 1 if fields.flag("multi_query") else heads
    if fields.model_type == "gpt_bigcode" and fields.flag("multi_query"):
        return 1
    said = fields.part("attn_config").get("kv_n_heads") or fields.get("num_key_value_heads", "num_kv_heads")
    return _dividing(whole(said, "num_key_value_heads", heads), heads)


def _dividing(kv_heads: int, heads: int) -> int:
    if kv_heads == 0 or heads % kv_heads:
        raise ConfigError(f"its {kv_heads} KV heads do not divide its {heads} heads; add its row yourself")
    return kv_heads
