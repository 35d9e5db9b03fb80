"""What of an architecture decides speed: bytes and operations per token, computed once per model."""

from dataclasses import dataclass
from functools import lru_cache

from core.catalog.architecture import Architecture
from core.catalog.norms import normed_outputs
from core.sizing.efficiency import EngineSpeed

_MIXTURE_DOUBT = 1.22
"""How much less sure speeds of mixtures of experts are: their kernels are tuned card by card (vLLM warns
where its settings are the default ones), and requests choose experts unevenly. With 1.15, 83 % of 13 mixtures
alone were inside of what was found since half E, 87 % of 15 in batches and 65 % of six prompts, 97 % of
others."""
_CHOOSE_ALIKE = 0.87
"""So many tokens choose on their own of n: n to this power. Were all to, the batches of thirteen publishers'
mixtures would be told a tenth too slow; this is between what eight of GQA and six of MLA tell."""


@dataclass(frozen=True, slots=True)  # whose fields are read faster than those of a tuple
class SpeedShape:
    """Parameter counts by how they are read, and what the cache costs. Plain numbers, for tight loops."""

    layers: int
    hidden: int
    vocab: int
    attention_dim: int
    heads: int
    """Query heads of a layer."""
    dense_params: float
    """Layer parameters that every token passes through."""
    expert_params: float
    """Layer parameters of all routed experts together."""
    chosen_share: float
    """Share of the routed experts that one token uses."""
    head_params: float
    """Parameters of the output projection, tied or not: it is read in every step."""
    full_cache_elements: float
    """Cached numbers per token in layers that cache everything."""
    window_cache_elements: float
    """Cached numbers per token in layers with a sliding window."""
    state_elements: float
    """Numbers of constant state per request in linear-attention layers, however long it is."""
    window: int
    window_layers: int
    full_layers: float
    """Layers that attend to all earlier tokens: the others have a window or keep a state."""
    state_layers: float
    """Layers that keep a state instead."""
    query_group: float
    """Query heads that share one key and value."""
    experts: int
    cache_splits: int
    """Over how many cards the cache can be divided: heads of keys, or 1 where it is compressed."""
    side_kernels: int
    """How many of these a layer has: a choice of experts, a compressed cache, a state."""
    normed_outputs: int
    """How many of its outputs a layer norms."""

    @property
    def layer_params(self) -> float:
        """All layer parameters, of every expert."""
        return self.dense_params + self.expert_params

    @property
    def all_params(self) -> float:
        """Parameters a full fine-tune updates."""
        return self.layer_params + self.head_params

    @property
    def active_params(self) -> float:
        """Parameters one token is multiplied with, the output projection included."""
        return self.dense_params + self.expert_params * self.chosen_share + self.head_params

    @property
    def doubt(self) -> float:
        """The factor either way by which speeds are less sure than those of a dense model."""
        return _MIXTURE_DOUBT if self.expert_params else 1.0

    def touched_share(self, batch: float) -> float:
        """Share of the routed experts read in a step of `batch` tokens, of which some choose alike."""
        untouched: float = (1 - self.chosen_share) ** batch**_CHOOSE_ALIKE
        return 1 - untouched

    def cache_elements(self, tokens: float) -> float:
        """Cached numbers that attention reads for one request with `tokens` live tokens."""
        windowed = min(tokens, self.window) if self.window else tokens
        cached = self.full_cache_elements * tokens + self.window_cache_elements * windowed
        return cached + self.state_elements

    def cache_reads(self, engine: EngineSpeed, *, copied: float = 1.0) -> float:
        """How many times an engine reads or copies the cache in one step; a copy counts `copied` times."""
        group: float = self.query_group**engine.cache_group
        return group + engine.cache_copies * (1 + group) * copied

    def attended_tokens(self, tokens: float) -> float:
        """Earlier tokens a prompt's tokens attend to, summed over layers: twice the causal mean."""
        windowed = min(tokens, 2 * self.window) if self.window else tokens
        return self.full_layers * tokens + self.window_layers * windowed


@lru_cache(maxsize=256)
def speed_shape(arch: Architecture) -> SpeedShape:
    """Return the shape of a model; the share of experts follows from its total and active counts."""
    head = float(arch.vocab * arch.hidden)
    layer_params = max(arch.linear_params - arch.lookup_params, 0.0)
    chosen = arch.experts_per_token / arch.experts if arch.is_moe else 1.0
    experts = 0.0
    if chosen < 1.0:
        experts = min((arch.params - arch.active_params) / (1 - chosen), layer_params)
    compressed = arch.attention == "MLA"
    full_layers = _full_layers(arch)
    return SpeedShape(
        layers=arch.layers,
        hidden=arch.hidden,
        vocab=arch.vocab,
        attention_dim=arch.attention_dim,
        heads=arch.heads,
        dense_params=layer_params - experts,
        expert_params=experts,
        chosen_share=chosen,
        head_params=head,
        full_cache_elements=arch.kv_elements_per_token - arch.windowed_elements,
        window_cache_elements=arch.windowed_elements,
        state_elements=float(arch.state_elements),
        window=arch.sliding_window,
        window_layers=arch.sliding_layers,
        full_layers=full_layers,
        state_layers=arch.layers - arch.sliding_layers - full_layers if arch.state_elements else 0.0,
        query_group=1.0 if compressed else arch.heads / max(1, arch.kv_heads),
        experts=arch.experts,
        cache_splits=1 if compressed else max(1, arch.kv_heads),
        side_kernels=bool(arch.experts) + compressed + bool(arch.state_elements),
        normed_outputs=normed_outputs(arch),
    )


def _full_layers(arch: Architecture) -> float:
    """Return the layers of full attention; of a hybrid that does not tell, those its cache has room for."""
    layers = float((arch.attention_layers or arch.layers) - arch.sliding_layers)
    if not arch.state_elements or arch.attention_layers or arch.attention == "MLA":
        return layers
    return min(layers, arch.kv_elements_per_token / (2 * arch.kv_heads * arch.head_dim))
