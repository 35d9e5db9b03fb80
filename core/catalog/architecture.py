"""The shape of a model: what memory and speed are computed from."""

from typing import Literal, NamedTuple

AUDIO_S = 30.0
"""Seconds of audio in one request or sample: the window of the Whisper family."""

Task = Literal["text-generation", "speech-to-text", "image-generation", "video-generation", "embedding"]
"""What kind of model it is: what it makes of what it is given."""

Item = Literal["text", "image", "clip", "audio"]
"""What one request is to a model that writes no text: a text to embed, an image, a clip, a piece of audio."""

ITEM_OF: dict[Task, Item] = {
    "image-generation": "image",
    "video-generation": "clip",
    "speech-to-text": "audio",
    "embedding": "text",
}
"""What is counted for each kind of model that writes no text."""
TASK_OF: dict[Item, Task] = {item: task for task, item in ITEM_OF.items()}


class Architecture(NamedTuple):
    """One model's geometry. Parameter counts are in units of 1e9 where the name ends in `_b`.

    `moe_intermediate` is the width of one expert, `shared_experts` run for every token.
    `kv_elements_per_token` counts the numbers cached per token over all layers without any window;
    `sliding_layers` of the layers cache at most `sliding_window` tokens: `sliding_elements` of the numbers,
    or their share by layers where it is 0. `state_elements` are kept once per sequence by linear-attention
    layers; of a hybrid `attention_layers` attend to earlier tokens (0: as many as the cache has room for).
    `query_rank` is the width through which queries are made in two steps (0: in one).
    `spread` is 1.0 for a known geometry; for a bare size it is the factor by which figures that depend on the
    geometry may be off either way.
    """

    name: str
    params_b: float
    active_params_b: float
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocab: int
    tied_embeddings: bool = False
    gated_mlp: bool = True
    max_context: int = 0
    experts: int = 0
    experts_per_token: int = 0
    moe_intermediate: int = 0
    shared_experts: int = 0
    attention: str = "GQA"
    kv_elements_per_token: int = 0
    sliding_window: int = 0
    sliding_layers: int = 0
    native_precision: str = "bf16"
    kind: Task = "text-generation"
    spread: float = 1.0
    state_elements: int = 0
    sliding_elements: int = 0
    attention_layers: int = 0
    query_rank: int = 0

    @property
    def params(self) -> float:
        """All parameters."""
        return self.params_b * 1e9

    @property
    def active_params(self) -> float:
        """Parameters that one token passes through; all of them in a dense model."""
        return self.active_params_b * 1e9

    @property
    def lookup_params(self) -> float:
        """Parameters of a model without experts of which a token reads a row only: per-layer embeddings."""
        return 0.0 if self.is_moe else self.params - self.active_params

    @property
    def embedding_params(self) -> int:
        """Parameters of the input embedding."""
        return self.vocab * self.hidden

    @property
    def lm_head_params(self) -> int:
        """Parameters of an output head of its own; 0 where it is tied to the embedding."""
        return 0 if self.tied_embeddings else self.vocab * self.hidden

    @property
    def linear_params(self) -> float:
        """Parameters in the layers, which quantised formats store in few bits."""
        return max(self.params - self.embedding_params - self.lm_head_params, 0.0)

    @property
    def is_moe(self) -> bool:
        """Whether tokens are routed to a few of many experts."""
        return self.experts > 1

    @property
    def kv_dim(self) -> int:
        """Width of the key (or value) vector of one layer that caches in full."""
        return self.kv_heads * self.head_dim

    @property
    def windowed_elements(self) -> float:
        """Numbers cached per token in the layers with a sliding window, before it is reached."""
        if self.sliding_elements or not self.layers:
            return float(self.sliding_elements)
        return self.kv_elements_per_token * self.sliding_layers / self.layers

    @property
    def attention_dim(self) -> int:
        """Width of the query vector of one layer: not always the hidden size."""
        return self.heads * self.head_dim

    @property
    def active_intermediate(self) -> int:
        """MLP width one token passes through in a layer: the chosen and shared experts, or the dense MLP."""
        if not self.is_moe:
            return self.intermediate
        return self.moe_intermediate * (self.experts_per_token + self.shared_experts)
