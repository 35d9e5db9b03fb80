"""What each person sees when many ask at once: speed, first token and total time under continuous batching.

One replica (a tensor-parallel group) serves requests that each bring a prompt and take an answer. Its cards
do one thing at a time: prefill a prompt (P seconds each) or advance all answers by a token (S seconds).
With N requests always in flight, each cycle prefills N prompts and takes one step per token of an answer:

    cycle = N * P + output_tokens * S(N)

so prefill takes the share N * P / cycle of every second, and answers slow down by as much. First tokens
queue for the prefill at that share, as `core.sizing.queueing` says of people who come one by one and of
bursty traffic, and wait for the step that runs when the request arrives; no one waits for more than the N - 1
other prompts. With an arrival rate instead of N, the number in flight follows from Little's law (N = rate *
time in system). Where all N ask in the same moment, their prompts are read together: the last waits for all.
"""

from math import inf
from typing import NamedTuple

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.decode import DecodeCosts, decode_costs
from core.sizing.engines import engine_speed
from core.sizing.prefill import estimate_prefill, prefill_parts
from core.sizing.queueing import BURSTY, Seen, arriving, seen
from core.sizing.speed_shape import speed_shape

_STEP = "the step that runs when the request arrives"


class ServingLoad(NamedTuple):
    """One replica under load. Seconds and tokens/s are for one request unless the name says otherwise.

    `fast`, `expected` and `slow` are what is seen with as many requests as cards of that speed have in
    flight; slow cards stretch every second of it by `spread`, fast ones shorten it to the share `quickest`.
    """

    fast: Seen
    expected: Seen
    slow: Seen
    spread: float
    quickest: float
    """The inverse of the spread, or what a step takes at the peaks on the sheet, whichever is more."""
    prefill_doubt: float
    """How much less sure the first token is than the rest."""
    output_tokens: float
    rate: float
    """Requests per second that arrive; infinite where new ones are always there."""
    utilisation: float
    """Busy share of the replica: 1.0 with requests always in flight, above 1.0 where a rate is too high."""

    @property
    def tokens_per_s_each(self) -> Range:
        """Speed of the answer."""
        fast = self.fast.tokens_per_s / self.quickest
        return Range(self.slow.tokens_per_s / self.spread, self.expected.tokens_per_s, fast)

    @property
    def first_token_s(self) -> Range:
        """Mean wait for the first token."""
        return self._doubted(self.fast.first_token_s, self.expected.first_token_s, self.slow.first_token_s)

    @property
    def first_token_p95_s(self) -> Range:
        """Wait for the first token that one in twenty exceeds, of people who come one by one."""
        return self._tail(1)

    @property
    def first_token_bursty_s(self) -> Range:
        """The same of bursty traffic."""
        return self._tail(BURSTY)

    @property
    def total_s(self) -> Range:
        """From the request to the last token of the answer."""
        return self._stretched(self.fast.total_s, self.expected.total_s, self.slow.total_s)

    @property
    def requests_per_s(self) -> Range:
        """Requests that the replica finishes."""
        return Range(
            min(self.slow.requests_per_s / self.spread, self.rate),
            min(self.expected.requests_per_s, self.rate),
            min(self.fast.requests_per_s / self.quickest, self.rate),
        )

    @property
    def throughput_tokens_per_s(self) -> Range:
        """Tokens of all answers together."""
        return self.requests_per_s.scaled(self.output_tokens)

    @property
    def in_flight(self) -> float:
        """Requests on the cards at the expected speed."""
        return self.expected.in_flight

    @property
    def prefill_share(self) -> float:
        """Share of every second that prompts take at the expected speed."""
        return self.expected.prefill_share

    def _tail(self, group: float) -> Range:
        seen_by = (self.fast, self.expected, self.slow)
        return self._doubted(*(each.first_token_tail_s(group) for each in seen_by))

    def _stretched(self, fast: float, expected: float, slow: float) -> Range:
        return Range(fast * self.quickest, expected, slow * self.spread)

    def _doubted(self, fast: float, expected: float, slow: float) -> Range:
        doubt = self.spread * self.prefill_doubt
        return Range(fast / doubt, expected, slow * doubt)

    @property
    def first_token(self) -> Estimate:
        """Return the mean wait for the first token as a sum of its parts."""
        prefill, wait, step = self._first_token_parts()
        return Estimate.of("s", _first_token_terms(prefill, wait, step, "mean wait of an M/D/1 queue"))

    @property
    def first_token_p95(self) -> Estimate:
        """Return the wait for the first token that one in twenty exceeds, as a sum of its parts."""
        prefill, _, step = self._first_token_parts()
        wait = self._doubted(self.fast.wait_s(1), self.expected.wait_s(1), self.slow.wait_s(1))
        return Estimate.of("s", _first_token_terms(prefill, wait, step, "tail of an M/D/1 queue"))

    @property
    def total(self) -> Estimate:
        """Return the seconds of one whole answer: its first token, and the rest of the answer."""
        speeds = (self.fast, self.expected, self.slow)
        first = self._stretched(*(each.first_token_s for each in speeds))
        rest = self._stretched(*(each.total_s - each.first_token_s for each in speeds))
        terms = (
            Term("first token", first, "prefill, waiting and one step"),
            Term("answer", rest, "a step per token, with the prefills of others between"),
        )
        return Estimate.of("s", terms)

    def _first_token_parts(self) -> list[Range]:
        parts = zip(self.fast.first, self.expected.first, self.slow.first, strict=True)
        return [self._doubted(*part) for part in parts]


def _first_token_terms(prefill: Range, wait: Range, step: Range, queue: str) -> tuple[Term, Term, Term]:
    return (
        Term("prefill", prefill, "the server's way to the cards, the prompt's own arithmetic"),
        Term("waiting", wait, f"prompts of others: {queue} (Kleinrock, Queueing Systems I, 5.5)"),
        Term("step", step, _STEP),
    )


def prefill_seconds(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    gpu: Gpu,
    tensor_parallel: int,
    engine: str,
    prompt_tokens: float,
) -> float:
    """Return the expected seconds to read one prompt, with nothing else on the cards."""
    parts = prefill_parts(
        speed_shape(arch),
        engine_speed(engine),
        weight_format=weight_format,
        gpu=gpu,
        tensor_parallel=tensor_parallel,
        prompt_tokens=prompt_tokens,
        batch=1,
    )
    return sum(parts)


def estimate_together(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    gpu: Gpu,
    tensor_parallel: int,
    engine: str,
    at_once: float,
    prompt_tokens: float,
    step: Range,
) -> Estimate:
    """Estimate how long the last of so many requests that come in the same moment waits for its first token.

    Their prompts are read together, which takes less than one after the other where they are short. Seconds.
    """
    read = estimate_prefill(
        arch,
        weight_format=weight_format,
        gpu=gpu,
        tensor_parallel=tensor_parallel,
        engine=engine,
        prompt_tokens=prompt_tokens,
        batch=at_once,
    )
    return Estimate.of("s", (*read.terms, Term("step", step, _STEP)))


def estimate_serving_load(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    kv_format: KvFormat,
    gpu: Gpu,
    tensor_parallel: int,
    engine: str,
    concurrency: float,
    prompt_tokens: float,
    output_tokens: float,
    context_tokens: float | None = None,
    history_tokens: float = 0,
    requests_per_s: float | None = None,
) -> ServingLoad:
    """Estimate what one replica gives each of `concurrency` requests in flight.

    `context_tokens` caps the live tokens of a request; `history_tokens` of them are in the cache already:
    read in every step, never prefilled. With `requests_per_s`, they arrive by themselves at that rate and
    `concurrency` is the most that may be in flight.
    """
    live = history_tokens + prompt_tokens + output_tokens / 2
    costs = decode_costs(
        arch,
        weight_format=weight_format,
        kv_format=kv_format,
        gpu=gpu,
        tensor_parallel=tensor_parallel,
        engine=engine,
    )
    prefill = prefill_seconds(
        arch,
        weight_format=weight_format,
        gpu=gpu,
        tensor_parallel=tensor_parallel,
        engine=engine,
        prompt_tokens=prompt_tokens,
    )
    return serving_load(
        costs,
        spread=costs.spread * arch.spread,
        prefill_s=prefill,
        concurrency=concurrency,
        live_tokens=min(live, context_tokens) if context_tokens else live,
        output_tokens=output_tokens,
        requests_per_s=requests_per_s,
    )


def serving_load(
    costs: DecodeCosts,
    *,
    spread: float,
    prefill_s: float,
    concurrency: float,
    live_tokens: float,
    output_tokens: float,
    requests_per_s: float | None = None,
) -> ServingLoad:
    """Estimate the same from what is known of the cards: the costs of a step and the seconds of a prompt.

    `live_tokens` are in the cache of each request on average; `spread` is the doubt of a step.
    """

    def step(batch: float) -> float:
        return sum(costs.parts(batch, live_tokens))

    def at(rate: float) -> Seen:
        if most.requests_per_s <= rate:
            return most
        return arriving(rate, most.in_flight, prefill_s, output_tokens, step, server_s)

    server_s = costs.engine.server_us * 1e-6
    most = seen(concurrency, prefill_s, output_tokens, step(concurrency), server_s)
    rate = requests_per_s or inf
    expected = at(rate)
    _, _, step_s = expected.first
    least = sum(costs.parts(expected.in_flight, live_tokens, costs.floors)) / step_s
    quickest = max(1 / spread, least)
    return ServingLoad(
        at(rate * quickest),
        expected,
        at(rate * spread),
        spread=spread,
        quickest=quickest,
        prefill_doubt=costs.engine.prefill_spread / costs.engine.spread,
        output_tokens=output_tokens,
        rate=rate,
        utilisation=requests_per_s / most.requests_per_s if requests_per_s else 1.0,
    )
