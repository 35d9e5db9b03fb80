"""What each person sees when many ask at once: speed, first token and total time under continuous batching.

One replica (a tensor-parallel group) serves requests that each bring a prompt and take an answer. Its cards
do one thing at a time: prefill a prompt (P seconds each) or advance all answers by a token (S seconds).
With N requests always in flight, each cycle prefills N prompts and takes one step per token of an answer:

    cycle = N * P + output_tokens * S(N)

so prefill takes the share N * P / cycle of every second, and answers slow down by as much. First tokens
queue for the prefill at that share, as `core.sizing.queueing` says of people who come one by one and of
bursty traffic, and wait for the step that runs when the request arrives; no one waits for more than the N - 1
other prompts. Where all N ask in the same moment, their prompts are read together: the last waits for all.
"""

from typing import NamedTuple

from core.quantity import Estimate, Range, Term
from core.sizing.decode import DecodeCosts
from core.sizing.queueing import BURSTY, Seen, seen

STEP = "the step that runs when the request arrives"


class ServingLoad(NamedTuple):
    """One replica under load. Seconds and tokens/s are for one request unless the name says otherwise.

    Slow cards stretch every second of what is seen by `spread`, fast ones shorten it to the share `quickest`.
    """

    seen: Seen
    spread: float
    quickest: float
    """The inverse of the spread, or what a step takes at the peaks on the sheet, whichever is more."""
    prefill_doubt: float
    """How much less sure the first token is than the rest."""
    output_tokens: float

    @property
    def tokens_per_s_each(self) -> Range:
        """Speed of the answer."""
        return self._slowed(self.seen.tokens_per_s)

    @property
    def first_token_s(self) -> Range:
        """Mean wait for the first token."""
        return self._doubted(self.seen.first_token_s)

    @property
    def first_token_p95_s(self) -> Range:
        """Wait for the first token that one in twenty exceeds, of people who come one by one."""
        return self._doubted(self.seen.first_token_tail_s(1))

    @property
    def first_token_bursty_s(self) -> Range:
        """The same of bursty traffic."""
        return self._doubted(self.seen.first_token_tail_s(BURSTY))

    @property
    def total_s(self) -> Range:
        """From the request to the last token of the answer."""
        return self._stretched(self.seen.total_s)

    @property
    def requests_per_s(self) -> Range:
        """Requests that the replica finishes."""
        return self._slowed(self.seen.requests_per_s)

    @property
    def throughput_tokens_per_s(self) -> Range:
        """Tokens of all answers together."""
        return self.requests_per_s.scaled(self.output_tokens)

    @property
    def prefill_share(self) -> float:
        """Share of every second that prompts take."""
        return self.seen.prefill_share

    def _slowed(self, speed: float) -> Range:
        return Range(speed / self.spread, speed, speed / self.quickest)

    def _stretched(self, seconds: float) -> Range:
        return Range(seconds * self.quickest, seconds, seconds * self.spread)

    def _doubted(self, seconds: float) -> Range:
        return Range.around(seconds, self.spread * self.prefill_doubt)

    @property
    def first_token(self) -> Estimate:
        """Return the mean wait for the first token as a sum of its parts."""
        prefill, wait, step = map(self._doubted, self.seen.first)
        return Estimate.of("s", _first_token_terms(prefill, wait, step, "mean wait of an M/D/1 queue"))

    @property
    def first_token_p95(self) -> Estimate:
        """Return the wait for the first token that one in twenty exceeds, as a sum of its parts."""
        prefill, _, step = map(self._doubted, self.seen.first)
        wait = self._doubted(self.seen.wait_s(1))
        return Estimate.of("s", _first_token_terms(prefill, wait, step, "tail of an M/D/1 queue"))

    @property
    def total(self) -> Estimate:
        """Return the seconds of one whole answer: its first token, and the rest of the answer."""
        first_s = self.seen.first_token_s
        terms = (
            Term("first token", self._stretched(first_s), "prefill, waiting and one step"),
            Term(
                "answer",
                self._stretched(self.seen.total_s - first_s),
                "a step per token, with the prefills of others between",
            ),
        )
        return Estimate.of("s", terms)


def _first_token_terms(prefill: Range, wait: Range, step: Range, queue: str) -> tuple[Term, Term, Term]:
    return (
        Term("prefill", prefill, "the server's way to the cards, the prompt's own arithmetic"),
        Term("waiting", wait, f"prompts of others: {queue} (Kleinrock, Queueing Systems I, 5.5)"),
        Term("step", step, STEP),
    )


def serving_load(
    costs: DecodeCosts,
    *,
    spread: float,
    prompt_spread: float,
    prefill_s: float,
    concurrency: float,
    live_tokens: float,
    output_tokens: float,
) -> ServingLoad:
    """Estimate what one replica gives each of `concurrency` requests in flight.

    `costs` are those of a step and `spread` its doubt, `prompt_spread` that of a prompt; `live_tokens` are in
    the cache of each on average.
    """
    step_s = sum(costs.parts(concurrency, live_tokens))
    least = sum(costs.parts(concurrency, live_tokens, costs.floors(concurrency))) / step_s
    return ServingLoad(
        seen(concurrency, prefill_s, output_tokens, step_s, costs.engine.server_us * 1e-6),
        spread=spread,
        quickest=max(1 / spread, least),
        prefill_doubt=prompt_spread / spread,
        output_tokens=output_tokens,
    )
