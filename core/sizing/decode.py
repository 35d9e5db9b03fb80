"""How long one decode step takes, in which each request of the batch gains one token.

A step streams the active weights and the live cache from memory, and waits for the arithmetic where the batch
is large; tensor-parallel cards then exchange activations, and every layer's kernels have to be launched.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import hypot

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.card_speed import large_l2
from core.sizing.efficiency import EngineSpeed
from core.sizing.engines import engine_speed
from core.sizing.interconnect import Exchange, all_reduce, is_geforce
from core.sizing.speed_shape import SpeedShape, speed_shape
from core.sizing.weight_bytes import dense_bytes

Parts = tuple[float, float, float, float, float]
EXPECTED: Parts = (1.0, 1.0, 1.0, 1.0, 1.0)
_COPIED_IN_L2 = 0.4
"""What copying the cache costs beside reading it from memory, where L2 keeps the copy. With it, and with
weights of four bits written out and read again from there, batches of Transformers on RTX 4090 (bitsandbytes,
benchmarking/README.md) and RTX 5070 are as fast as printed; without both, a third too slow."""
_SIXTEEN_BITS = 2
_MAIN_CARD, _COPIED_THROUGH_HOST = 2, 1.6
"""Where rows are split, the main card takes as long as two more, and GeForce cards copy through main memory:
235 us a layer on two RTX A6000, 230 and 365 on two and four RTX 4000 Ada, 340 to 690 on two to six RTX 4090
and 420 to 980 on RTX 3090, whatever the model (XiongjieDai/GPU-Benchmarks-on-LLM-Inference)."""
_OVERLAP = 1.5
"""1 would add the two, infinity take the longer; fitted on vLLM, TensorRT-LLM and LMDeploy, all batches."""
PART_NAMES = ("weights", "arithmetic", "KV cache", "exchange", "launches")
_PART_SOURCES = (
    "bytes of the format over the bandwidth on the sheet",
    "two operations per weight over the peak on the sheet",
    "shapes of the model's configuration over the bandwidth on the sheet",
    "a ring's bytes over the links on the sheet (nccl-tests)",
    "kernels per layer and the scheduler",
)
_PART_DOUBTS = (0.85, 1.0, 1.0, 1.5, 1.15)
"""How unsure each part is, as powers of an engine's spread: bytes of weights are known best, what cards spend
on each other and on launches least. Of sources held out, these hold as many as one spread for all would, and
are narrower where weights rule."""
_STATE_DOUBT = 1.1
"""How much less sure steps are of layers that keep a state, whose kernels change from year to year: of 20
such models found since half E 80 % were inside without it, of other models 97 %."""


@dataclass(frozen=True, slots=True)  # whose fields are read faster than those of a tuple
class DecodeCosts:
    """What one step costs a replica, with all that does not depend on the requests reckoned once."""

    shape: SpeedShape
    engine: EngineSpeed
    dense_bytes: float
    """Weights that every step reads, the output head included."""
    expert_bytes: float
    """Weights of all routed experts, of which a step reads the touched ones."""
    streamed: float
    """Bytes of weights per second of all cards."""
    stream_share: float
    """The same as a share of the bandwidth on the sheet."""
    experts_streamed: float
    """The same of routed experts."""
    unpacked_s: float
    """Seconds to write the weights out in 16 bits and read them again, where large batches do that."""
    token_s: float
    """Seconds of arithmetic for one token."""
    multiplied_share: float
    """The same as a share of the peak on the sheet."""
    crowded: float
    """By how much longer weights take to stream into the products of very many requests than of one."""
    cache_s_per_element: float
    exchange: Exchange
    launches_s: float

    def floors(self, batch: float) -> Parts:
        """Return the shares of its expected seconds that each part takes at the peaks on the card's sheet."""
        streamed = self.stream_share / self._crowd(batch)
        return streamed, self.multiplied_share, self.engine.cache, 0.0, 0.0

    def _crowd(self, batch: float) -> float:
        """Return how much longer than one request's weights those of so many take to stream."""
        return 1 + self.crowded * (1 - 1 / max(batch, 1.0))

    @property
    def spread(self) -> float:
        """The factor either way within which steps stay."""
        return self.engine.spread * self.shape.doubt * (_STATE_DOUBT if self.shape.state_layers else 1.0)

    def parts(self, batch: float, tokens_each: float, stretched: Sequence[float] = EXPECTED) -> Parts:
        """Return the seconds of one step, part by part in the order of PART_NAMES.

        What parts hide of each other is told last, of each `stretched` by so much: expected as it stands.
        """
        shape, engine = self.shape, self.engine
        reading_by, multiplying_by, cache_by, exchange_by, launches_by = stretched
        weights = self.dense_bytes / self.streamed
        if self.expert_bytes:
            weights += self.expert_bytes * shape.touched_share(batch) / self.experts_streamed
        weights *= self._crowd(batch) * reading_by
        unpacking = self.unpacked_s * reading_by if batch >= engine.writes_out_from else 0.0
        arithmetic = self.token_s * batch * multiplying_by
        cache = batch * shape.cache_elements(tokens_each) * self.cache_s_per_element * cache_by
        exchange = self.exchange.seconds(batch) * exchange_by
        together = overlapped(weights, arithmetic)
        launches = self.launches_s * launches_by
        if tokens_each > engine.graphs_up_to:
            hidden = together + cache  # but not the exchange: cards that wait for each other launch nothing
            launches = max(launches, shape.layers * engine.eager_layer_us * 1e-6 * launches_by - hidden)
        elif engine.eager:
            busy = together + cache + exchange
            launches = hypot(launches, busy) - busy
        launches += batch * engine.request_us * 1e-6 * launches_by
        return weights + unpacking, together - weights, cache, exchange, launches


def overlapped(reading_s: float, multiplying_s: float) -> float:
    """Return how long reading weights and multiplying them take together: they overlap in part."""
    return float((reading_s**_OVERLAP + multiplying_s**_OVERLAP) ** (1 / _OVERLAP))


def decode_costs(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    kv_format: KvFormat,
    gpu: Gpu,
    tensor_parallel: int,
    engine: str,
) -> DecodeCosts:
    """Return what a step of these cards costs, for whoever asks of many batches."""
    speed, shape = engine_speed(engine), speed_shape(arch)
    cards = tensor_parallel if speed.splits == "tensor" else 1
    bandwidth = gpu.bandwidth_gbs * 1e9
    cached = bandwidth * speed.cache * min(cards, shape.cache_splits)
    dense, experts = weight_bytes(shape, weight_format)
    streamed, multiplied = speed.streamed(weight_format, gpu), speed.matmul(weight_format, gpu)
    return DecodeCosts(
        shape,
        speed,
        dense_bytes=dense,
        expert_bytes=experts,
        streamed=streamed * cards,
        stream_share=streamed / bandwidth,
        experts_streamed=speed.reached(gpu, weight_format) * speed.stream_experts(weight_format) * cards,
        unpacked_s=written_out_s(shape, speed, weight_format, gpu, cards),
        token_s=2 * shape.active_params / (multiplied * cards),
        multiplied_share=multiplied / speed.peak(weight_format, gpu),
        crowded=speed.crowded(gpu, weight_format),
        cache_s_per_element=kv_format.bytes
        * shape.cache_reads(speed, copied=_COPIED_IN_L2 if large_l2(gpu) else 1.0)
        / cached,
        exchange=exchange_of(shape, speed, gpu, tensor_parallel),
        launches_s=speed.launches(
            weight_format,
            gpu,
            shape.layers,
            shape.experts,
            side_kernels=shape.side_kernels,
            norms=shape.normed_outputs,
        )
        + speed.vocabulary_us * shape.vocab * 1e-9,
    )


def written_out_s(
    shape: SpeedShape, engine: EngineSpeed, weight_format: WeightFormat, gpu: Gpu, cards: int
) -> float:
    """Return the seconds to write weights of four bits out in 16 and read them again, out of L2 if large."""
    if not engine.writes_out(weight_format, float("inf"), gpu):
        return 0.0
    passes = 1 if large_l2(gpu) else 2
    written = passes * _SIXTEEN_BITS * shape.layer_params
    return written / (gpu.bandwidth_gbs * 1e9 * engine.stream_16 * cards)


def exchange_of(shape: SpeedShape, engine: EngineSpeed, gpu: Gpu, tensor_parallel: int) -> Exchange:
    """Return what cards spend on each other in one pass over all layers: fixed, and per token."""
    if tensor_parallel <= 1 or engine.splits == "layers":
        return Exchange(0.0, 0.0)
    if engine.row_exchange_us:
        per_card_us = engine.row_exchange_us * (_COPIED_THROUGH_HOST if is_geforce(gpu) else 1.0)
        return Exchange(shape.layers * per_card_us * 1e-6 * (_MAIN_CARD + tensor_parallel), 0.0)
    reduce = all_reduce(gpu, tensor_parallel)
    fixed = reduce.fixed_s + engine.reduce_us * 1e-6
    return Exchange(2 * shape.layers * fixed, 2 * shape.layers * reduce.s_per_unit * shape.hidden * 2)


def weight_bytes(shape: SpeedShape, weight_format: WeightFormat) -> tuple[float, float]:
    """Return the bytes of weights that every step reads, output head included, and of all routed experts."""
    dense = shape.dense_params * dense_bytes(weight_format, mixture=shape.expert_params > 0)
    return (
        dense + shape.head_params * weight_format.head_bytes,
        shape.expert_params * weight_format.linear_bytes,
    )


def weight_traffic_bytes(shape: SpeedShape, weight_format: WeightFormat, batch: float) -> float:
    """Return the bytes of weights that a step of `batch` tokens reads: touched layers and the output head."""
    dense, experts = weight_bytes(shape, weight_format)
    return dense + experts * shape.touched_share(batch)


def step_of(costs: DecodeCosts, *, batch: float, tokens_each: float, doubt: float) -> Estimate:
    """Estimate the seconds of one step for `batch` requests of `tokens_each` live tokens, part by part.

    `doubt` is the model's. The low end never beats the memory bandwidth and the peak on the sheet.
    """
    speed = costs.engine
    spreads = [doubt * costs.spread**power for power in _PART_DOUBTS]
    sources = [f"{source}; {speed.source}" for source in _PART_SOURCES]
    parts = partial(costs.parts, batch, tokens_each)
    return Estimate.of("s", terms_of(PART_NAMES, sources, parts, spreads, costs.floors(batch)))


def terms_of(
    names: Sequence[str],
    sources: Sequence[str],
    parts: Callable[[Sequence[float]], Parts],
    spreads: Sequence[float],
    floors: Sequence[float],
) -> list[Term]:
    """Return parts of an estimate, each of which may take longer or shorter by its spread.

    `floors` are the shares of what is expected that each takes at the peaks on the card's sheet: none is
    shorter than that.
    """
    least = [max(1 / spread, floor) for spread, floor in zip(spreads, floors, strict=True)]
    ends = [parts(stretched) for stretched in (least, EXPECTED, spreads)]
    amounts = (Range(*figures) for figures in zip(*ends, strict=True))
    return [Term(*each) for each in zip(names, amounts, sources, strict=True)]
