"""How much of a card's peak products reach, by format, engine and card."""

import pytest

from core.catalog.formats import WEIGHT_FORMATS
from core.catalog.gpus import gpu
from core.sizing.engines import engine_speed


def test_layers_in_8_bits_are_multiplied_in_8_bits_by_servers() -> None:
    """An A10G multiplies W8A8 half as fast again in vLLM; without such a peak, or elsewhere, it unpacks."""
    int8, bf16, a10g = WEIGHT_FORMATS["int8"], WEIGHT_FORMATS["bf16"], gpu("a10g")
    assert engine_speed("vllm").matmul(int8, a10g) == pytest.approx(0.57 * a10g.int8_tops * 1e12)
    assert engine_speed("vllm").matmul(int8, a10g) > 1.5 * engine_speed("vllm").matmul(bf16, a10g)
    old = a10g._replace(int8_tops=0.0)
    assert engine_speed("vllm").matmul(int8, old) < engine_speed("vllm").matmul(bf16, old)
    assert engine_speed("pytorch").matmul(int8, a10g) < engine_speed("pytorch").matmul(bf16, a10g)


def test_the_a10g_waits_for_its_sums_as_geforce_cards_do() -> None:
    """It reads a prompt of a 22B in Q4_K_M at 1,388 tokens/s in llama.cpp: 62 of its sheet's 70 TFLOPS."""
    engine, a10g = engine_speed("llama.cpp"), gpu("a10g")
    quarter = [engine.matmul(WEIGHT_FORMATS["q4_k_m"], card) for card in (a10g, a10g._replace(name="A10"))]
    assert quarter[0] == pytest.approx(2 * quarter[1])
    assert 0.8 < quarter[0] / 62e12 < 1.3


def test_four_bit_units_multiply_faster_and_amd_libraries_slower() -> None:
    """A B200 multiplies MXFP4 faster than fp8; an MI300X reaches less of its peak than an H100."""
    engine, b200 = engine_speed("vllm"), gpu("b200-sxm")
    assert engine.matmul(WEIGHT_FORMATS["mxfp4"], b200) > engine.matmul(WEIGHT_FORMATS["fp8"], b200)
    shares = [
        engine.matmul(WEIGHT_FORMATS["bf16"], card) / card.bf16_tflops
        for card in (gpu("mi300x"), gpu("h100-sxm"))
    ]
    assert shares[0] == pytest.approx(0.65 * shares[1])


def test_kernels_of_llama_cpp_reach_more_of_an_amd_card_than_its_libraries() -> None:
    """Quantised weights, multiplied as integers by kernels of its own, and not those in 16 bits.

    A card for servers reaches little of its peak, and the desktops' since RDNA 4 no more than those before.
    """
    server, engine = gpu("mi300x"), engine_speed("llama.cpp")._replace(matmul_16=0.5, matmul_4=0.5)
    desktop = server._replace(name="RX 7900 XTX", bf16_tflops=123.0, bandwidth_gbs=960.0, fp8_tflops=0.0)
    later = desktop._replace(name="RX 9070 XT", fp8_tflops=389.0)
    shares = [
        engine.matmul(WEIGHT_FORMATS[name], card) / (card.bf16_tflops * 1e12)
        for card in (server, desktop, later)
        for name in ("q4_k_m", "fp16")
    ]
    sixteen = pytest.approx(0.5 * 0.65)
    assert shares == [
        pytest.approx(0.8 * 0.18),
        sixteen,
        0.8 * 0.5,
        sixteen,
        pytest.approx(0.8 * 0.33),
        sixteen,
    ]


def test_an_arc_reaches_about_half_of_what_others_do_of_their_peak() -> None:
    """Its libraries in 16 bits, and llama.cpp's integers as well; Apple's chips are as others."""
    arc = gpu("rtx4090")._replace(id="arcb580", name="Arc B580", vendor="other", compute_capability=0.0)
    engine, apple = engine_speed("llama.cpp"), arc._replace(name="M3 Max")
    for name in ("q4_k_m", "fp16"):
        form = WEIGHT_FORMATS[name]
        assert engine.matmul(form, arc) == pytest.approx(0.55 * engine.matmul(form, apple))


def test_integers_are_multiplied_four_at_a_time_without_tensor_cores() -> None:
    """The most that a card before Volta does with quantised weights is four times its peak in 16 bits."""
    engine, before = engine_speed("llama.cpp"), gpu("t4")._replace(compute_capability=6.1, int8_tops=0.0)
    assert engine.peak(WEIGHT_FORMATS["q4_k_m"], before) == 4 * before.bf16_tflops * 1e12
    assert engine.matmul(WEIGHT_FORMATS["q4_k_m"], before) < engine.peak(WEIGHT_FORMATS["q4_k_m"], before)


def test_fused_attention_was_written_for_ampere() -> None:
    """Earlier cards reach half of its share, and all of that of attention that writes its scores."""
    engine, old = engine_speed("llama.cpp"), engine_speed("llama.cpp-2024")
    before, after = gpu("t4"), gpu("a100-80-sxm")
    assert engine.attention_share(2048, before) == engine.attention_share(2048, after) / 2
    assert old.attention_share(2048, before) == old.attention_share(2048, after)


def test_sums_in_16_bits_double_geforce_and_old_instructions_slow_hopper() -> None:
    """The kernels of llama.cpp reach more of an RTX 4090's peak than of an A100's, and less of an H100's.

    A workstation's Blackwell runs the instructions of an A100 at full speed.
    """
    engine, bf16 = engine_speed("llama.cpp"), WEIGHT_FORMATS["bf16"]
    shares = [
        engine.matmul(bf16, gpu(name)) / gpu(name).bf16_tflops / 1e12
        for name in ("rtx4090", "a100-80-sxm", "h100-sxm", "rtxpro6000")
    ]
    assert shares == pytest.approx([1.1, 0.55, 0.33, 0.55])


def test_unpacking_in_the_product_takes_turns_with_multiplying() -> None:
    """AutoAWQ's kernel reaches 49 of an A100's 312 TFLOPS, and 62 of an RTX 4090's 165."""
    engine, awq = engine_speed("autoawq"), WEIGHT_FORMATS["awq"]
    reached = [engine.matmul(awq, gpu(name)) / 1e12 for name in ("a100-80-sxm", "rtx4090")]
    assert reached == pytest.approx([49.0, 62.3], rel=0.01)
    plain = engine.matmul(WEIGHT_FORMATS["bf16"], gpu("a100-80-sxm"))
    assert engine.matmul(awq, gpu("a100-80-sxm"), written_out=True) == plain


def test_attention_reaches_more_of_the_peak_in_long_prompts() -> None:
    """FlashAttention-2 grows from its short to its long share; kernels without a long one stay."""
    vllm, fixed, card = engine_speed("vllm"), engine_speed("llama.cpp"), gpu("a100-80-sxm")
    shares = [vllm.attention_share(tokens, card) for tokens in (0, 32_768, 1e9)]
    assert shares == pytest.approx([0.23, 0.375, 0.52], abs=1e-3)
    assert fixed.attention_share(0, card) == fixed.attention_share(1e9, card)


def test_where_sums_run_at_half_rate_more_of_the_peak_is_reached() -> None:
    """An RTX 4090 reaches more of its peak in 16 and 8 bits than an L40S, but no more than the peak.

    What unpacks weights first gains nothing, and llama.cpp, which sums in 16 bits, neither.
    """
    engine, geforce, full = engine_speed("vllm"), gpu("rtx4090"), gpu("l40s")
    for name, peak in (("bf16", "bf16_tflops"), ("fp8", "fp8_tflops")):
        shares = [
            engine.matmul(WEIGHT_FORMATS[name], card) / getattr(card, peak) / 1e12 for card in (geforce, full)
        ]
        assert shares[1] < shares[0] < 1
    awq = [engine.matmul(WEIGHT_FORMATS["awq"], card) / card.bf16_tflops for card in (geforce, full)]
    assert awq[0] == pytest.approx(awq[1])
    assert engine.attention_share(512, geforce) == 2 * engine.attention_share(512, full)
    assert engine.attention_share(1e9, geforce) == 0.85
    local = engine_speed("llama.cpp")
    assert local.attention_share(512, geforce) == local.attention_share(512, full)


def test_blackwell_multiplies_four_bits_as_they_are() -> None:
    """Twice as fast as 8 bits at the peak, four times where GeForce halves those; none are unpacked first.

    llama.cpp makes integers of them.
    """
    engine, fp4 = engine_speed("vllm"), WEIGHT_FORMATS["mxfp4"]
    b200, geforce, h100 = gpu("b200-sxm"), gpu("rtx5090"), gpu("h100-sxm")
    assert engine.peak(fp4, b200) == 2 * b200.fp8_tflops * 1e12
    assert engine.peak(fp4, geforce) == 4 * geforce.fp8_tflops * 1e12
    assert engine.reached(b200, fp4) == engine.reached(b200, WEIGHT_FORMATS["bf16"])
    assert engine.reached(h100, fp4) < engine.reached(h100, WEIGHT_FORMATS["bf16"])
    local = engine_speed("llama.cpp")
    assert local.matmul(fp4, geforce) == local.matmul(WEIGHT_FORMATS["q4_k_m"], geforce)


def test_a_card_of_little_power_keeps_less_of_its_peak() -> None:
    """An L4 has 72 W and a T4 70 W for what other cards of their kind multiply."""
    bf16, packed = WEIGHT_FORMATS["bf16"], WEIGHT_FORMATS["q4_k_m"]
    for name in ("l4", "t4"):
        card = gpu(name)
        fed = card._replace(tdp_w=150)
        for engine, weights in (("vllm", bf16), ("llama.cpp", packed)):
            speed = engine_speed(engine)
            assert speed.matmul(weights, card) == pytest.approx(0.75 * speed.matmul(weights, fed))


def test_cards_without_tensor_cores_multiply_quantised_weights_as_integers() -> None:
    """llama.cpp gets four products for one on Pascal, but not on a P100, whose compute capability is 6.0."""
    engine, packed = engine_speed("llama.cpp"), WEIGHT_FORMATS["q4_k_m"]
    volta = gpu("v100-16-sxm")
    pascal, p100 = (volta._replace(compute_capability=version) for version in (6.1, 6.0))
    assert engine.matmul(packed, pascal) == pytest.approx(3.14 * engine.matmul(packed, p100), rel=0.01)
    other = engine._replace(matmul_4=2 * engine.matmul_4)  # a share of tensor cores, which neither has
    assert other.matmul(packed, pascal) == engine.matmul(packed, pascal)
    assert engine.matmul(WEIGHT_FORMATS["bf16"], pascal) == engine.matmul(WEIGHT_FORMATS["bf16"], volta)


def test_integer_products_reach_little_of_the_peak_of_cards_for_servers() -> None:
    """An H100 is twice as fast as an A100, not 3.2 times as on the sheets; Turing is slower than Ampere."""
    engine, packed = engine_speed("llama.cpp"), WEIGHT_FORMATS["q4_k_m"]
    a100, h100, volta = (gpu(name) for name in ("a100-80-sxm", "h100-sxm", "v100-16-sxm"))
    assert engine.matmul(packed, volta) == pytest.approx(0.6 * engine.matmul(packed, a100), rel=0.01)
    assert engine.matmul(packed, h100) == pytest.approx(2.16 * engine.matmul(packed, a100), rel=0.01)
    assert engine.matmul(packed, a100) < engine.matmul_4 * a100.bf16_tflops * 1e12
    ampere = gpu("rtx3090")
    turing = ampere._replace(compute_capability=7.5)
    assert engine.matmul(packed, turing) == pytest.approx(0.72 * engine.matmul(packed, ampere))
