"""How a plan behaves at the load asked for: the figures that stand beside its memory and its bill."""

from core.catalog.architecture import Item
from core.frozen import Frozen
from core.quantity import Range


class ServingFigures(Frozen):
    """How a serving plan behaves at the load asked for. Seconds and tokens/s are for one request."""

    tokens_per_s_each: Range
    first_token_s: Range
    first_token_p95_s: Range
    total_s: Range
    throughput_tokens_per_s: Range
    cold_start_s: Range
    most_at_once: int
    """Requests in flight that fit the memory of the whole plan."""
    weight_format: str = ""
    prefill_share: float = 0
    """Share of every second that reading prompts takes (0 to 1)."""
    weight_only: bool = False
    """The cards keep weights in a format that they do not multiply in: products are those of 16 bits."""
    first_token_bursty_s: Range | None = None
    """The 95th percentile of bursty traffic; `first_token_p95_s` is that of people who come one by one."""


class ItemFigures(Frozen):
    """How a serving plan for images, clips, speech or embeddings behaves at the load asked for.

    An item is one image, one clip, half a minute of audio, or one text; `seconds_each` is until the last of
    those in work at once is done, `per_s` counts the items of the whole plan.
    """

    item: Item
    at_once: int
    seconds_each: Range
    per_s: Range
    utilisation: float | None
    """Share of the plan's time that the rate asked for takes; None where no rate was asked for."""
    cold_start_s: Range
    weight_format: str = ""
    weight_only: bool = False
    """As of `ServingFigures`."""


class TrainingFigures(Frozen):
    """How one training run behaves on a plan.

    `tokens_per_s` is None where work is counted in items (images, half-minutes of audio, pairs of texts):
    there `items_per_s` counts them, and `micro_batch` too.
    """

    run_hours: Range
    tokens_per_s: Range | None
    item: Item | None = None
    items_per_s: Range | None = None
    micro_batch: int
    mfu: float
    checkpoint_gib: Range
    gradient_checkpointing: bool
    method: str
