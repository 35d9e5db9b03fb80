"""Prefill: how long a prompt takes before its first token."""

from math import exp, hypot, log
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.architecture import Architecture
from core.catalog.formats import WEIGHT_FORMATS, WeightFormat
from core.catalog.gpus import Gpu, gpu
from core.catalog.models import find_model
from core.quantity import Estimate
from core.sizing.card_speed import kernel_slowness
from core.sizing.efficiency import EngineSpeed
from core.sizing.engines import ENGINES, engine_speed
from core.sizing.prefill import _filled, estimate_prefill, prefill_parts, prefill_spread
from core.sizing.speed_shape import speed_shape
from tests.core.sizing.speed_cases import (
    BF16,
    FP8,
    LLAMA_8B,
    MIXTRAL,
    cards,
    expected,
    model,
    models,
    never_longer,
    setups,
)

IN_TURN = (("llama.cpp", 1), ("llama.cpp", 4), ("llama.cpp-tensor", 4))


def prefill(arch: Architecture, card: Gpu, **changes: object) -> Estimate:
    """Estimate a prefill of the plainest kind, with changes."""
    plain = {
        "weight_format": BF16,
        "gpu": card,
        "tensor_parallel": 1,
        "prompt_tokens": 2048,
        "batch": 1,
        "engine": "vllm",
    }
    return estimate_prefill(arch, **(plain | changes))  # type: ignore[arg-type]  # a table of keywords


def test_first_token_of_mistral_on_an_a100_takes_what_was_measured() -> None:
    """TensorRT-LLM printed 139.6 ms for a prompt of 2,048 tokens, Mistral 7B in 16 bits on an A100."""
    found = prefill(model("mistral 7b"), gpu("a100-80-sxm"), engine="tensorrt-llm").total
    assert found.expected == pytest.approx(0.1396, rel=0.15)
    assert found.low <= 0.1396 <= found.high


def test_fp8_halves_the_arithmetic_where_the_card_has_it() -> None:
    """An H100 multiplies fp8 faster than 16 bits; an A100 without fp8 units does not profit as much."""
    h100, a100 = gpu("h100-sxm"), gpu("a100-80-sxm")
    slow, fast = (
        [expected(prefill(LLAMA_8B, card, weight_format=form))["arithmetic"] for card in (h100, a100)]
        for form in (BF16, FP8)
    )
    assert fast[0] < 0.7 * slow[0]
    assert fast[1] >= slow[1]


def test_a_prompt_in_several_passes_launches_its_kernels_in_each() -> None:
    """llama.cpp passes 512 tokens at once through the layers: 2,048 tokens launch four times as much."""
    card = gpu("rtx4090")
    short, long = (prefill(LLAMA_8B, card, prompt_tokens=n, engine="llama.cpp") for n in (512, 2048))
    assert expected(long)["launches"] == pytest.approx(4 * expected(short)["launches"])
    one = prefill(LLAMA_8B, card, prompt_tokens=64, engine="llama.cpp")
    assert expected(one)["launches"] == pytest.approx(expected(short)["launches"])


def test_attention_grows_with_the_square_of_the_prompt() -> None:
    """Twice the prompt takes four times the attention at a little more speed, and twice the arithmetic."""
    card, speed = gpu("h100-sxm"), engine_speed("vllm")
    short, long = prefill(LLAMA_8B, card), prefill(LLAMA_8B, card, prompt_tokens=4096)
    faster = speed.attention_share(4096, card) / speed.attention_share(2048, card)
    assert 1 < faster < 1.1
    assert expected(long)["attention"] == pytest.approx(4 * expected(short)["attention"] / faster)
    assert expected(long)["arithmetic"] == pytest.approx(2 * expected(short)["arithmetic"], rel=0.01)


def test_prompts_of_a_mixture_are_less_sure() -> None:
    """Kernels of experts are tuned card by card: their prompts have wider ranges than a dense model's."""
    card = gpu("a100-80-sxm")
    dense, mixture = (prefill(arch, card).total for arch in (LLAMA_8B, MIXTRAL))
    assert mixture.high / mixture.expected > 1.1 * dense.high / dense.expected


def test_a_state_takes_the_words_of_a_prompt_one_by_one() -> None:
    """llama.cpp waits for every token in each layer that keeps a state; servers take many at once."""
    card, found = gpu("rtx4090"), find_model("Qwen3.5-9B")
    assert found is not None
    hybrid = found.architecture
    stateless = hybrid._replace(state_elements=0, attention_layers=0)
    layers = speed_shape(hybrid).state_layers
    assert 0 < layers < hybrid.layers
    assert speed_shape(stateless).state_layers == 0
    waits = prefill(hybrid, card, engine="llama.cpp")
    at_once = prefill(hybrid, card, engine="vllm")
    local = engine_speed("llama.cpp")
    without = local._replace(state_us=0)
    with patch.dict(ENGINES, {"llama.cpp": without}):
        unwaiting = prefill(hybrid, card, engine="llama.cpp")
    waited = expected(waits)["attention"] - expected(unwaiting)["attention"]
    assert waited == pytest.approx(2048 * layers * local.state_us * 1e-6 * kernel_slowness(card))
    assert expected(at_once)["attention"] < waited


def test_autoawq_reads_long_prompts_in_16_bits() -> None:
    """From 1,024 tokens on weights are written out once, and a prompt is read as fast as in 16 bits."""
    card = gpu("a100-80-sxm")
    awq = {"weight_format": WEIGHT_FORMATS["awq"], "engine": "autoawq-0.1.8"}
    below, above = (prefill(LLAMA_8B, card, prompt_tokens=tokens, **awq).total for tokens in (1023, 1024))
    assert above.expected < 0.6 * below.expected
    plain = prefill(LLAMA_8B, card, prompt_tokens=8192, engine="autoawq-0.1.8").total
    assert prefill(LLAMA_8B, card, prompt_tokens=8192, **awq).total.expected == pytest.approx(
        plain.expected, rel=0.1
    )


def test_windows_cap_the_attention_of_long_prompts() -> None:
    """Layers with a sliding window attend to no more than the window."""
    windowed = LLAMA_8B._replace(sliding_window=1024, sliding_layers=16)
    card = gpu("h100-sxm")
    short, full = (
        expected(prefill(arch, card, prompt_tokens=32_768))["attention"] for arch in (windowed, LLAMA_8B)
    )
    assert short < 0.6 * full


def test_experts_with_few_tokens_each_multiply_slowly() -> None:
    """A pass of 512 tokens leaves each of eight experts 128: of narrow ones more than half their speed.

    Products of wide experts, as Mixtral's, fill the card with a seventh of that.
    """
    card, engine = gpu("rtx4090"), engine_speed("llama.cpp")
    shape = speed_shape(MIXTRAL)
    found = expected(prefill(MIXTRAL, card, engine="llama.cpp"))["arithmetic"]
    chosen = shape.expert_params * shape.chosen_share * (128 + 96 * 2048 / 14336) / 128
    operations = 2 * (2048 * (shape.dense_params + chosen) + shape.head_params)
    assert found == pytest.approx(operations / engine.matmul(BF16, card), rel=0.01)
    narrow = speed_shape(model("qwen3 30b a3b"))
    assert _filled(narrow, 512) == pytest.approx(32 / (32 + 96))
    longer = [expected(prefill(MIXTRAL, card, prompt_tokens=tokens))["arithmetic"] for tokens in (2048, 8192)]
    assert longer[1] < 4 * longer[0]


def test_narrow_layers_multiply_slowly() -> None:
    """Llama 3.2 1B, half as wide as the 8B, reaches 0.89 of its engine's share; wider models all of it."""
    card, engine = gpu("rtx4090"), engine_speed("vllm")
    shares = []
    for arch in (model("llama 3.2 1b"), LLAMA_8B, model("llama 3.1 70b")):
        shape = speed_shape(arch)
        operations = 2 * (2048 * shape.dense_params + shape.head_params)
        seconds = expected(prefill(arch, card))["arithmetic"]
        shares.append(operations / seconds / engine.matmul(BF16, card))
    assert shares == pytest.approx([(1 + 600 / 4096) / (1 + 600 / 2048), 1.0, 1.0])


def test_cards_read_a_prompt_together_where_they_divide_layers() -> None:
    """Four cards that hold layers in turn read 512 tokens no faster than one; those that divide each do."""
    alone, turns, divided = (whole("rtx3090", engine, 512, count) for engine, count in IN_TURN)
    assert alone == turns > 1.5 * divided


def test_cards_in_turn_work_on_parts_of_a_long_prompt_at_once() -> None:
    """llama.cpp hands 512 tokens on while the next are read: 4,096 are faster on two cards, and on four more.

    It holds four parts at once, so that eight cards read no faster than four; Ollama passes one at a time.
    """
    one, two, four, eight = (whole("rtx3090", "llama.cpp", 4096, count) for count in (1, 2, 4, 8))
    assert one / two == pytest.approx(1.58, abs=0.02)
    assert 2 < one / four < 3
    assert eight == four
    assert whole("rtx3090", "ollama", 4096, 4) == whole("rtx3090", "ollama", 4096, 1)


def test_volta_writes_quantised_weights_out_for_its_library() -> None:
    """A V100 writes two bytes a weight and reads them again before 64 tokens and more, and not before 32."""
    card, form = gpu("v100-32-sxm"), WEIGHT_FORMATS["q8_0"]
    short, long = (
        expected(prefill(LLAMA_8B, card, weight_format=form, engine="llama.cpp", prompt_tokens=tokens))
        for tokens in (32, 128)
    )
    written_s = 4 * speed_shape(LLAMA_8B).layer_params / (card.bandwidth_gbs * 1e9)
    assert long["weights"] > written_s > short["weights"]
    assert long["arithmetic"] == pytest.approx(4 * short["arithmetic"], rel=0.01)


def whole(card: str, engine: str, tokens: int, count: int) -> float:
    """Return the seconds that so many cards take for a prompt of Llama 3 8B."""
    found = prefill(LLAMA_8B, gpu(card), engine=engine, tensor_parallel=count, prompt_tokens=tokens)
    return sum(expected(found).values())


def test_what_few_have_measured_is_doubted_more() -> None:
    """Each kind of work that strays on its own widens the range; the plainest is as sure as its engine."""
    card, local, server = gpu("rtx4090"), engine_speed("llama.cpp"), engine_speed("vllm")
    dense = speed_shape(LLAMA_8B)
    assert prefill_spread(dense, server, card, 1) == pytest.approx(server.prefill_spread)
    some = (
        prefill_spread(dense, server, card, 2),
        prefill_spread(dense, server, gpu("mi300x"), 1),
        prefill_spread(dense, server, gpu("t4"), 1),
        prefill_spread(speed_shape(model("llama 3.2 1b")), server, card, 1),
    )
    assert some == pytest.approx([exp(hypot(log(server.prefill_spread), 0.2))] * 4)
    stacked = prefill_spread(dense, local, gpu("h100-sxm"), 1)
    assert max(some) < stacked < prefill_spread(speed_shape(MIXTRAL), server, card, 1)
    assert prefill_spread(dense, server, gpu("h100-sxm"), 1) == prefill_spread(dense, server, card, 1)


def test_a_short_prompt_still_reads_all_weights() -> None:
    """Sixteen tokens are bound by the weights, not by the arithmetic."""
    assert expected(prefill(LLAMA_8B, gpu("h100-sxm"), prompt_tokens=16))["weights"] > 0


def test_eager_launches_hide_behind_a_long_prompt() -> None:
    """Plain PyTorch waits for Python on a short prompt and hides it behind a long one."""
    card = gpu("a100-80-sxm")
    short = prefill(LLAMA_8B, card, engine="pytorch", prompt_tokens=16)
    long = prefill(LLAMA_8B, card, engine="pytorch", prompt_tokens=16_384)
    assert expected(short)["launches"] > 10 * expected(long)["launches"]


@given(models, cards, setups, st.floats(1, 100_000), st.integers(1, 8), st.floats(1, 3))
def test_prefill_grows_with_the_prompt_and_never_beats_the_peak(
    arch: Architecture, card: Gpu, setup: dict[str, Any], prompt: float, batch: int, factor: float
) -> None:
    """A longer prompt is never faster with the same kernels, and none faster than the card multiplies."""
    found = prefill(arch, card, **setup, batch=batch, prompt_tokens=prompt)
    longer = prefill(arch, card, **setup, batch=batch, prompt_tokens=prompt * factor)
    form, speed = setup["weight_format"], engine_speed(setup["engine"])
    if speed.writes_out(form, prompt * batch, card) == speed.writes_out(form, prompt * factor * batch, card):
        assert never_longer(found, longer)
    shape = speed_shape(arch)
    layers = shape.active_params - shape.head_params
    attention = shape.attention_dim * shape.attended_tokens(prompt)
    operations = 2 * (layers + attention) * prompt * batch
    peak = sheet(card, form, speed) * setup["tensor_parallel"]
    assert found.total.low >= operations / peak * (1 - 1e-9)
    assert found.total.low <= found.total.expected <= found.total.high


def sheet(card: Gpu, form: WeightFormat, speed: EngineSpeed) -> float:
    """Return the operations per second of the fastest units that a format runs on: 16-bit sums, 8 bits, 4."""
    tflops = [card.bf16_tflops * (2 if speed.half_sums and "rtx" in card.id else 1)]
    if form.bits <= 8:
        tflops += [card.fp8_tflops * (2 if form.id == "mxfp4" else 1), card.int8_tops]
    return max(tflops) * 1e12


@given(models, cards, setups, st.floats(1, 20_000), st.floats(1, 3))
def test_more_bandwidth_never_slows_a_prompt(
    arch: Architecture, card: Gpu, setup: dict[str, Any], prompt: float, factor: float
) -> None:
    """The same card with faster memory never reads a prompt more slowly, at neither end of the range."""
    faster = card._replace(bandwidth_gbs=card.bandwidth_gbs * factor)
    before, after = (prefill(arch, one, **setup, prompt_tokens=prompt) for one in (card, faster))
    assert never_longer(after, before)


def test_scores_that_are_written_out_cost_their_bytes() -> None:
    """Without flash attention llama.cpp writes 32 heads' scores of half a prompt and half a pass."""
    card, tokens = gpu("rtx3090"), 2048
    fused = EngineSpeed("fused", "none", layer_us=0, step_us=0, pass_tokens=512)
    parts = [
        prefill_parts(
            speed_shape(LLAMA_8B),
            engine,
            weight_format=BF16,
            gpu=card,
            tensor_parallel=1,
            prompt_tokens=tokens,
            batch=1,
        )
        for engine in (fused, fused._replace(score_bytes=30))
    ]
    scores = 32 * 32 * tokens * (tokens + 512) / 2
    assert parts[1][1] - parts[0][1] == pytest.approx(scores * 30 / (card.bandwidth_gbs * 1e9))


def test_a_server_has_a_way_of_its_own_before_the_cards() -> None:
    """An H100 with vLLM needs 14 ms for the first token of 128, of which its weights are 5."""
    found = prefill(model("qwen3 8b"), gpu("h100-sxm"), prompt_tokens=128)
    assert expected(found)["server"] == pytest.approx(0.006)
    assert found.total.low <= 0.0141 <= found.total.high
    assert expected(prefill(LLAMA_8B, gpu("rtx4090"), engine="llama.cpp"))["server"] == 0
