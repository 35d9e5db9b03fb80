"""What each person sees when many ask at once: speed, first token and total time under continuous batching.

One replica (a tensor-parallel group) serves requests that each bring a prompt and take an answer. Its cards
do one thing at a time: prefill a prompt (P seconds each) or advance all answers by a token (S seconds).
With N requests always in flight, each cycle prefills N prompts and takes one step per token of an answer:

    cycle = N * P + output_tokens * S(N)

so prefill takes the share N * P / cycle of every second, and answers slow down by as much. First tokens
queue for the prefill as in an M/D/1 queue at that share (Kleinrock, Queueing Systems I, 5.5): mean wait
rho * P / (2 (1 - rho)), with an exponential tail, plus the step that runs when the request arrives; no one
waits for more than the N - 1 other prompts. With an arrival rate instead of N, the number in flight follows
from Little's law (N = rate * time in system).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, log

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.decode import decode_parts
from core.sizing.engines import engine_speed
from core.sizing.prefill import prefill_parts
from core.sizing.speed_shape import speed_shape

_FULLEST = 0.98
"""Where prefill alone would fill every second the queue has no mean; this keeps it finite."""
_BISECTIONS = 14


@dataclass(frozen=True, slots=True)
class ServingLoad:
    """One replica under load. Seconds and tokens/s are for one request unless the name says otherwise."""

    tokens_per_s_each: Range
    first_token_s: Range
    first_token_p95_s: Range
    total_s: Range
    throughput_tokens_per_s: Range
    requests_per_s: Range
    in_flight: float
    """Requests on the cards at the expected speed."""
    utilisation: float
    """Busy share of the replica: 1.0 with requests always in flight, above 1.0 where a rate is too high."""
    prefill_share: float
    """Share of every second that prompts take at the expected speed."""
    fast: "Seen"
    expected: "Seen"
    slow: "Seen"
    prefill_doubt: float
    """How much less sure the first token is than the rest."""

    @property
    def first_token(self) -> Estimate:
        """Return the mean wait for the first token as a sum of its parts."""
        doubt = self.prefill_doubt
        prefill, wait, step = (
            Range(fast / doubt, expected, slow * doubt)
            for fast, expected, slow in zip(
                self.fast.first, self.expected.first, self.slow.first, strict=True
            )
        )
        return Estimate.of("s", _first_token_terms(prefill, wait, step, "mean wait of an M/D/1 queue"))

    @property
    def first_token_p95(self) -> Estimate:
        """Return the wait for the first token that one in twenty exceeds, as a sum of its parts."""
        doubt, low, middle, high = self.prefill_doubt, self.fast, self.expected, self.slow
        prefill, _, step = (
            Range(fast / doubt, expected, slow * doubt)
            for fast, expected, slow in zip(low.first, middle.first, high.first, strict=True)
        )
        wait = Range(low.p95_wait_s / doubt, middle.p95_wait_s, high.p95_wait_s * doubt)
        return Estimate.of("s", _first_token_terms(prefill, wait, step, "tail of an M/D/1 queue"))

    @property
    def total(self) -> Estimate:
        """Return the seconds of one whole answer: its first token, and the rest of the answer."""
        low, middle, high = self.fast, self.expected, self.slow
        first = Range(low.first_token_s, middle.first_token_s, high.first_token_s)
        rest = Range(*(seen.total_s - seen.first_token_s for seen in (low, middle, high)))
        terms = (
            Term("first token", first, "prefill, waiting and one step"),
            Term("answer", rest, "a step per token, with the prefills of others between"),
        )
        return Estimate.of("s", terms)


def _first_token_terms(prefill: Range, wait: Range, step: Range, queue: str) -> tuple[Term, Term, Term]:
    return (
        Term("prefill", prefill, "the prompt's own arithmetic"),
        Term("waiting", wait, f"prompts of others: {queue} (Kleinrock, Queueing Systems I, 5.5)"),
        Term("step", step, "the step that runs when the request arrives"),
    )


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
    speed = engine_speed(engine)
    shape = speed_shape(arch)
    live = history_tokens + prompt_tokens + output_tokens / 2
    live = min(live, context_tokens) if context_tokens else live
    prefill = sum(
        prefill_parts(
            shape,
            speed,
            weight_format=weight_format,
            gpu=gpu,
            tensor_parallel=tensor_parallel,
            prompt_tokens=prompt_tokens,
            batch=1,
        )
    )

    known: dict[float, float] = {}

    def step(batch: float) -> float:
        if batch not in known:
            parts = decode_parts(
                shape,
                speed,
                weight_format=weight_format,
                kv_format=kv_format,
                gpu=gpu,
                tensor_parallel=tensor_parallel,
                batch=batch,
                tokens_each=live,
            )
            known[batch] = sum(parts)
        return known[batch]

    spread = speed.spread * arch.spread
    doubt = speed.prefill_spread / speed.spread
    fast, expected, slow = (
        _seen(
            _in_flight(requests_per_s * factor, concurrency, prefill, output_tokens, step)
            if requests_per_s
            else concurrency,
            prefill,
            output_tokens,
            step,
            factor,
            requests_per_s or inf,
        )
        for factor in (1 / spread, 1.0, spread)
    )
    most_per_s = concurrency / (concurrency * prefill + output_tokens * step(concurrency))
    return ServingLoad(
        tokens_per_s_each=Range(slow.tokens_per_s, expected.tokens_per_s, fast.tokens_per_s),
        first_token_s=Range(fast.first_token_s / doubt, expected.first_token_s, slow.first_token_s * doubt),
        first_token_p95_s=Range(
            fast.first_token_p95_s / doubt, expected.first_token_p95_s, slow.first_token_p95_s * doubt
        ),
        total_s=Range(fast.total_s, expected.total_s, slow.total_s),
        throughput_tokens_per_s=_rates(slow, expected, fast).scaled(output_tokens),
        requests_per_s=_rates(slow, expected, fast),
        in_flight=expected.in_flight,
        utilisation=requests_per_s / most_per_s if requests_per_s else 1.0,
        prefill_share=expected.prefill_share,
        fast=fast,
        expected=expected,
        slow=slow,
        prefill_doubt=doubt,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What one request sees at one speed, in seconds and tokens/s."""

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


def _seen(
    in_flight: float,
    prefill: float,
    output_tokens: float,
    step: Callable[[float], float],
    slowness: float,
    rate: float,
) -> Seen:
    """Return what one request sees with so many in flight; `slowness` stretches every second."""
    step_s = step(in_flight)
    answer = output_tokens * step_s
    cycle = in_flight * prefill + answer
    share = min(in_flight * prefill / cycle, _FULLEST)
    others = max(in_flight - 1, 0.0) * prefill
    drained = prefill / (2 * (1 - share))
    mean_wait = min(share * drained, others / 2)
    # The tail of M/D/1 falls as exp(-t / drained) from a probability of waiting equal to the share.
    tail_wait = min(drained * max(log(20 * share), 0.0), others) if share > 0 else 0.0
    first_token = prefill + step_s + mean_wait
    total = max(cycle, first_token + answer)
    p95_wait = max(tail_wait, mean_wait)
    return Seen(
        in_flight,
        output_tokens / (total - first_token + step_s) / slowness,
        first_token * slowness,
        (prefill + step_s + p95_wait) * slowness,
        total * slowness,
        min(in_flight / cycle / slowness, rate),
        share,
        (prefill * slowness, mean_wait * slowness, step_s * slowness),
        p95_wait * slowness,
    )


def _in_flight(
    rate: float, most: float, prefill: float, output_tokens: float, step: Callable[[float], float]
) -> float:
    """Return how many are in flight when `rate` requests arrive per second, by bisection, at most `most`."""
    low, high = 0.0, most
    if most / (most * prefill + output_tokens * step(most)) <= rate:
        return most
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if middle / (middle * prefill + output_tokens * step(middle)) < rate:
            low = middle
        else:
            high = middle
    return high


def _rates(slow: Seen, expected: Seen, fast: Seen) -> Range:
    return Range(slow.requests_per_s, expected.requests_per_s, fast.requests_per_s)
