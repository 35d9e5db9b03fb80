"""How long it takes to read a prompt before its first token can be written.

Prefill is arithmetic: two operations per active weight and token, and attention over all earlier tokens.
"""

from collections.abc import Sequence
from functools import partial
from math import hypot

from core.catalog.architecture import Architecture
from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.card_speed import kernel_slowness
from core.sizing.decode import (
    EXPECTED,
    Parts,
    exchange_of,
    overlapped,
    terms_of,
    weight_traffic_bytes,
    written_out_s,
)
from core.sizing.efficiency import EngineSpeed
from core.sizing.engines import engine_speed
from core.sizing.speed_shape import SpeedShape, speed_shape

PART_NAMES = ("arithmetic", "attention", "weights", "exchange", "launches")
_PART_SOURCES = (
    "two operations per weight and token over the peak on the sheet",
    "operations over earlier tokens over the peak on the sheet",
    "bytes of the format beyond what the arithmetic hides",
    "a ring's bytes over the links on the sheet (nccl-tests)",
    "kernels per layer and first use",
)
_SERVER = "HTTP, tokens and the queue, before the cards"

_HALF_FILLED = 128.0
"""Tokens for one expert at which its products reach half their speed: the kernels' tiles are 64 to 256 wide.
Qwen3-Coder-30B-A3B, with 32 tokens for each in llama.cpp, reads prompts on an RTX 4090 at a sixth of the
speed that its active weights alone would tell (gparemsky/48gb4090), of which this explains half; Qwen3.6's
35B-A3B on an RTX 5090 (omegaprime669) and gpt-oss-20b on a 5070 Ti (llama-bench notes) are within 15 %."""


def prefill_parts(
    shape: SpeedShape,
    engine: EngineSpeed,
    *,
    weight_format: WeightFormat,
    gpu: Gpu,
    tensor_parallel: int,
    prompt_tokens: float,
    batch: float,
    stretched: Sequence[float] = EXPECTED,
) -> Parts:
    """Return the seconds of one prefill of `batch` prompts, in the order of PART_NAMES.

    What parts hide of each other is told last, of each `stretched` by so much: expected as it stands.
    """
    multiplying_by, attention_by, reading_by, exchange_by, launches_by = stretched
    cards = tensor_parallel if engine.splits == "tensor" else 1
    tokens = batch * prompt_tokens
    writes_out = engine.writes_out(weight_format, tokens)
    rate = engine.matmul(weight_format, gpu, written_out=writes_out) * cards
    chosen = shape.expert_params * shape.chosen_share
    chosen /= _filled(min(tokens, engine.pass_tokens) * shape.chosen_share if chosen else 0.0)
    arithmetic = 2 * ((shape.dense_params + chosen) * tokens + shape.head_params * batch) / rate
    arithmetic *= multiplying_by
    attention_rate = gpu.bf16_tflops * 1e12 * engine.attention_share(prompt_tokens, gpu) * cards
    attended = shape.attended_tokens(prompt_tokens)
    attention = 2 * shape.attention_dim * tokens * attended / attention_rate
    scores = shape.heads * tokens * attended * _unmasked(prompt_tokens, engine.pass_tokens)
    attention += scores * engine.score_bytes / (gpu.bandwidth_gbs * 1e9 * cards)
    attention += prompt_tokens * shape.state_layers * engine.state_us * 1e-6 * kernel_slowness(gpu)
    attention *= attention_by
    read = weight_traffic_bytes(shape, weight_format, tokens)
    read_seconds = read / (engine.streamed(weight_format, gpu) * cards)
    if writes_out:
        read_seconds += written_out_s(shape, engine, weight_format, gpu, cards)
    read_seconds *= reading_by
    exchange = exchange_of(shape, engine, gpu, tensor_parallel).seconds(tokens) * exchange_by
    launches = engine.launches(
        weight_format, gpu, shape.layers, shape.experts, side_kernels=shape.side_kernels
    )
    launches *= max(1.0, tokens / engine.pass_tokens)
    launches = (launches + engine.prefill_us * 1e-6) * launches_by
    together = overlapped(read_seconds, arithmetic)
    if engine.eager:
        busy = together + attention + exchange
        launches = hypot(launches, busy) - busy
    return arithmetic, attention, together - arithmetic, exchange, launches


def _unmasked(prompt_tokens: float, pass_tokens: float) -> float:
    """Return the share of a prompt that each of its tokens is scored with: half, and half of its own pass."""
    return (1 + min(1.0, pass_tokens / prompt_tokens)) / 2


def _filled(tokens: float) -> float:
    """Return the share of a product's speed left with so few tokens for each expert; 0: no experts."""
    return tokens / (tokens + _HALF_FILLED) if tokens else 1.0


def estimate_prefill(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    gpu: Gpu,
    tensor_parallel: int,
    prompt_tokens: float,
    batch: float,
    engine: str,
) -> Estimate:
    """Estimate the seconds from a prompt to its first token, with nothing else on the cards.

    The low end never beats the peaks on the sheet.
    """
    speed = engine_speed(engine)
    writes_out = speed.writes_out(weight_format, batch * prompt_tokens)
    floors = (
        speed.matmul(weight_format, gpu, written_out=writes_out) / speed.peak(weight_format, gpu),
        speed.attention_share(prompt_tokens, gpu),
        speed.streamed(weight_format, gpu) / (gpu.bandwidth_gbs * 1e9),
        0.0,
        0.0,
    )
    shape = speed_shape(arch)
    parts = partial(
        prefill_parts,
        shape,
        speed,
        weight_format=weight_format,
        gpu=gpu,
        tensor_parallel=tensor_parallel,
        prompt_tokens=prompt_tokens,
        batch=batch,
    )
    spread = speed.prefill_spread * arch.spread * shape.doubt
    sources = [f"{source}; {speed.source}" for source in _PART_SOURCES]
    terms = terms_of(PART_NAMES, sources, lambda stretched: parts(stretched=stretched), [spread] * 5, floors)
    server_s = speed.server_us * 1e-6
    return Estimate.of(
        "s", [*terms, Term("server", Range(server_s / spread, server_s, server_s * spread), _SERVER)]
    )
