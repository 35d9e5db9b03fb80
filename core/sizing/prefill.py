"""How long it takes to read a prompt before its first token can be written.

Prefill is arithmetic: two operations per active weight and token, and attention over all earlier tokens.
"""

from collections.abc import Sequence
from functools import partial
from math import exp, hypot, log

from core.catalog.architecture import Architecture
from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.card_speed import kernel_slowness, multiprocessors
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
from core.sizing.product_speed import written_for_others
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

_HALF_WIDE, _WIDE = 600.0, 4096.0
"""Hidden size at which norms, activations and half-filled tiles take as long as products do, and that from
which on the shares of engines hold: models of 0.3B to 1.7B of six publishers were read at 0.65 to 0.85 of the
speed that their parameters alone would tell, those of 7B and more as told."""
_HALF_FILLED, _WHOLE_EXPERT = 96.0, 2048.0
"""Tokens for one expert at which its products reach half their speed, as the kernels' tiles are 64 to 256
wide; fewer where an expert is wider than this, whose products fill a card sooner. So half of 17 mixtures are
within a fifth, Mixtral in TensorRT-LLM and AutoAWQ too, but not Qwen3-Coder-30B-A3B in Ollama of September
2025 (gparemsky/48gb4090), at 0.36 of what this tells."""
_PASSED_ON = 0.8
"""What is left of that, to this power, as passes wait for copies between cards: two RTX 3060 read 2,048
tokens 1.46 times as fast as 512 and 4,096 1.56 times (a benchmark of Qwen3.8-27B; else 1.6 and 1.78), eight
MI300X 4,096 three times (rocm.blogs.amd.com), four RTX 3090 in a server no faster."""
_PART_DOUBTS, _SERVER_DOUBT = (1.0, 1.4, 1.0, 1.5, 1.25), 1.5
"""How unsure each part is, as powers of the spread: what long prompts spend on attention, and short ones on
launches and in the server, is known least."""
_NARROW = 2560
_SOME_DOUBT, _MORE_DOUBT, _MIXTURE_DOUBT = 0.2, 0.4, 0.6
"""How unsure a kind of work is on its own, as the logarithm of a spread; independent ones add up as squares.
Of publishers held out, a spread of 1.35 to 1.46 holds 88 % of what is none of these; 1.5 to 1.75 narrow
models, layers that keep a state, several cards, other vendors' and those before Ampere; 1.85 integer products
on stacked memory; 1.75 to 2.6 mixtures; 2.1 whatever is of more than 2,100 tokens."""


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
    tokens = batch * prompt_tokens
    passes = max(1.0, tokens / engine.pass_tokens)
    cards = tensor_parallel if engine.splits == "tensor" else 1
    writes_out = engine.writes_out(weight_format, tokens, gpu)
    rate = engine.matmul(weight_format, gpu, written_out=writes_out) * cards * _wide(shape.hidden)
    chosen = shape.expert_params * shape.chosen_share
    if chosen:
        chosen /= _filled(shape, min(tokens, engine.pass_tokens))
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
    read_seconds = read / (engine.streamed(weight_format, gpu) * cards) * reading_by
    written = passes * written_out_s(shape, engine, weight_format, gpu, cards) if writes_out else 0.0
    exchange = exchange_of(shape, engine, gpu, tensor_parallel).seconds(tokens) * exchange_by
    launches = engine.launches(
        weight_format, gpu, shape.layers, shape.experts, side_kernels=shape.side_kernels
    )
    launches *= passes
    launches = (launches + engine.prefill_us * 1e-6) * launches_by
    together = overlapped(read_seconds, arithmetic) + written * reading_by
    if engine.eager:
        busy = together + attention + exchange
        launches = hypot(launches, busy) - busy
    share = 1 / _busy_cards(engine, tensor_parallel, passes)
    return arithmetic * share, attention * share, (together - arithmetic) * share, exchange, launches * share


def _busy_cards(engine: EngineSpeed, cards: int, passes: float) -> float:
    """Return how many cards that take turns at the layers work on a prompt at once, over its passes."""
    if engine.splits != "layers":
        return 1.0
    most = min(cards, engine.passes_at_once)
    return float((passes * most / (passes + most - 1)) ** _PASSED_ON)


def _unmasked(prompt_tokens: float, pass_tokens: float) -> float:
    """Return the share of a prompt that each of its tokens is scored with: half, and half of its own pass."""
    return (1 + min(1.0, pass_tokens / prompt_tokens)) / 2


def _wide(hidden: int) -> float:
    """Return the share of their speed that products of so narrow layers reach."""
    return min(1.0, (1 + _HALF_WIDE / _WIDE) / (1 + _HALF_WIDE / hidden))


def _filled(shape: SpeedShape, tokens: float) -> float:
    """Return the share of a product's speed that is left with so few tokens for each of many experts."""
    each = tokens * shape.chosen_share
    width = shape.expert_params / (3 * shape.layers * shape.experts * shape.hidden)
    return each / (each + _HALF_FILLED * min(1.0, _WHOLE_EXPERT / width))


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
    speed, shape = engine_speed(engine), speed_shape(arch)
    writes_out = speed.writes_out(weight_format, batch * prompt_tokens, gpu)
    rate = speed.matmul(weight_format, gpu, written_out=writes_out) * _wide(shape.hidden)
    floors = (
        rate / speed.peak(weight_format, gpu),
        speed.attention_share(prompt_tokens, gpu),
        speed.streamed(weight_format, gpu) / (gpu.bandwidth_gbs * 1e9),
        0.0,
        0.0,
    )
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
    spread = prefill_spread(shape, speed, gpu, tensor_parallel) * arch.spread
    spreads = [spread**power for power in _PART_DOUBTS]
    sources = [f"{source}; {speed.source}" for source in _PART_SOURCES]
    terms = terms_of(PART_NAMES, sources, lambda stretched: parts(stretched=stretched), spreads, floors)
    server_s, doubt = speed.server_us * 1e-6, spread**_SERVER_DOUBT
    return Estimate.of(
        "s", [*terms, Term("server", Range(server_s / doubt, server_s, server_s * doubt), _SERVER)]
    )


def prefill_spread(shape: SpeedShape, engine: EngineSpeed, gpu: Gpu, cards: int) -> float:
    """Return the factor either way within which reading prompts stays, the model's own doubt aside."""
    some = (
        shape.state_layers > 0,
        shape.hidden < _NARROW,
        cards > 1,
        written_for_others(gpu),
    )
    stacked_integers = engine.integer_products and multiprocessors(gpu) < float("inf")
    doubts = (
        log(engine.prefill_spread),
        *(_SOME_DOUBT * each for each in some),
        _MORE_DOUBT * stacked_integers,
        _MIXTURE_DOUBT * (shape.expert_params > 0),
    )
    return exp(hypot(*doubts))
