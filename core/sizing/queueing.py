"""What one request sees when prompts and steps take turns on the same cards.

Prompts wait for those of others, who come one by one (M/D/1: Kleinrock, Queueing Systems I, 5.5) or in small
groups of a geometric number (M^X/D/1: Chaudhry and Templeton, A First Course in Bulk Queues, 1983). With
groups of b on average, and prompts of P seconds that take the share rho of the time, a request waits with the
probability 1 - (1 - rho) / b, and P (rho + 2 (b - 1)) / (2 (1 - rho)) on average over all. The tail is taken
to fall exponentially, which is a few per cent more than it does.
"""

from math import log
from typing import NamedTuple

_FULLEST = 0.98
"""Where prefill alone would fill every second the queue has no mean; this keeps it finite."""
_ONE_IN_TWENTY = 0.05

BURSTY = 1.5
"""Requests that come at one moment on average, where traffic is bursty: the variance of their number in a
span of time is twice that of people who come one by one. So it is where the time between two has a Gamma
distribution of shape 0.5, AIPerf's example of bursty arrivals."""


class Seen(NamedTuple):
    """What one request sees on cards at their expected speed, in seconds and tokens/s."""

    in_flight: float
    tokens_per_s: float
    total_s: float
    requests_per_s: float
    prefill_share: float
    prefill_s: float
    first: tuple[float, float, float]
    """Prefill with the server's way to the cards, mean wait and step of the first token."""

    @property
    def first_token_s(self) -> float:
        """Mean wait for the first token."""
        return sum(self.first)

    def first_token_tail_s(self, group: float) -> float:
        """Return the wait for the first token that one in twenty exceeds; `group` as in `wait_s`."""
        own, _, step = self.first
        return own + self.wait_s(group) + step

    def wait_s(self, group: float) -> float:
        """Return the wait for the prompts of others that one in twenty exceeds.

        Requests come in groups of so many on average: of 1 where people come one by one.
        """
        share, (_, mean_wait, _) = self.prefill_share, self.first
        waits = 1 - (1 - share) / group
        if waits <= _ONE_IN_TWENTY:
            return mean_wait
        over_all = self.prefill_s * (share + 2 * (group - 1)) / (2 * (1 - share))
        tail = over_all / waits * log(waits / _ONE_IN_TWENTY)
        return max(min(tail, (self.in_flight - 1) * self.prefill_s), mean_wait)


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
    mean_wait = min(share * prefill / (2 * (1 - share)), others / 2)
    first_token = server_s + prefill + mean_wait + step_s
    total = max(cycle, first_token + answer)
    return Seen(
        in_flight,
        output_tokens / (total - first_token + step_s),
        total,
        in_flight / cycle,
        share,
        prefill,
        (server_s + prefill, mean_wait, step_s),
    )
