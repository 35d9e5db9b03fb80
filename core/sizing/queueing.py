"""What one request sees when prompts and steps take turns on the same cards (Kleinrock, Queueing Systems)."""

from collections.abc import Callable
from math import log
from typing import NamedTuple

_FULLEST = 0.98
"""Where prefill alone would fill every second the queue has no mean; this keeps it finite."""
_BISECTIONS = 14


class Seen(NamedTuple):
    """What one request sees on cards at their expected speed, in seconds and tokens/s."""

    in_flight: float
    tokens_per_s: float
    first_token_s: float
    first_token_p95_s: float
    total_s: float
    requests_per_s: float
    prefill_share: float
    first: tuple[float, float, float]
    """Prefill, mean wait and step of the first token."""
    p95_wait_s: float


def seen(
    in_flight: float, prefill: float, output_tokens: float, step_s: float, server_s: float = 0.0
) -> Seen:
    """Return what one request sees with so many in flight, where a step takes `step_s`.

    `server_s` passes before a request reaches the cards, which work on others meanwhile.
    """
    answer = output_tokens * step_s
    cycle = in_flight * prefill + answer
    share = min(in_flight * prefill / cycle, _FULLEST)
    others = max(in_flight - 1, 0.0) * prefill
    drained = prefill / (2 * (1 - share))
    mean_wait = min(share * drained, others / 2)
    # The tail of M/D/1 falls as exp(-t / drained) from a probability of waiting equal to the share.
    tail_wait = min(drained * max(log(20 * share), 0.0), others) if share > 0 else 0.0
    own = server_s + prefill
    first_token = own + step_s + mean_wait
    total = max(cycle, first_token + answer)
    p95_wait = max(tail_wait, mean_wait)
    return Seen(
        in_flight,
        output_tokens / (total - first_token + step_s),
        first_token,
        own + step_s + p95_wait,
        total,
        in_flight / cycle,
        share,
        (own, mean_wait, step_s),
        p95_wait,
    )


def arriving(
    rate: float,
    most: float,
    prefill: float,
    output_tokens: float,
    step: Callable[[float], float],
    server_s: float = 0.0,
) -> Seen:
    """Return what is seen when `rate` requests arrive per second, fewer than `most` in flight can finish."""
    low, high = 0.0, most
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if middle / (middle * prefill + output_tokens * step(middle)) < rate:
            low = middle
        else:
            high = middle
    return seen(high, prefill, output_tokens, step(high), server_s)
