"""The constants of engines: complete, sourced, and within what is physical."""

import pytest

from core.catalog.formats import WEIGHT_FORMATS, WeightFormat
from core.catalog.gpus import gpu, own_gpus
from core.sizing.card_speed import host_slowness, kernel_slowness, large_l2
from core.sizing.efficiency import EngineSpeed
from core.sizing.engines import ENGINES, engine_speed
from core.sizing.speed_shape import speed_shape
from tests.core.sizing.speed_cases import DEEPSEEK, LLAMA_8B, MIXTRAL


@pytest.mark.parametrize("engine", ENGINES.values(), ids=str)
def test_no_engine_streams_faster_than_memory(engine: EngineSpeed) -> None:
    """Every streaming share lies between nothing and the whole bandwidth, and every row says its source."""
    shares = (engine.stream_16, engine.stream_fp8, engine.stream_8, engine.stream_4, engine.stream_awq)
    assert all(0 < share <= 1 for share in (*shares, engine.cache))
    assert engine.batched_slowdown >= 1
    assert min(engine.spread, engine.prefill_spread) > 1
    assert engine.source


def test_an_engine_nobody_measured_is_doubted_more() -> None:
    """An unknown engine takes the constants of vLLM, but for kernels of its own, with a wider range."""
    known, unknown = engine_speed("vllm"), engine_speed("something new")
    apart = {"spread", "prefill_spread", "side_us"}
    assert unknown._replace(engine="vllm", **{name: getattr(known, name) for name in apart}) == known
    assert unknown.spread > known.spread


@pytest.mark.parametrize(
    ("name", "share"),
    [("bf16", 0.8), ("fp8", 0.80), ("int8", 0.47), ("awq", 0.85), ("gptq", 0.40), ("nf4", 0.40)],
)
def test_kernels_stream_by_their_format(name: str, share: float) -> None:
    """Each weight format streams at the share of its own kernels."""
    assert engine_speed("pytorch").stream(WEIGHT_FORMATS[name]) == share


def test_few_bits_take_longer_to_unpack_than_to_read() -> None:
    """Two bits stream at half of the pace of four, but in llama.cpp of late, and ExLlamaV2."""
    two, four = (WEIGHT_FORMATS["q4_k_m"]._replace(bits=bits) for bits in (2, 4))
    shares = {
        name: engine_speed(name).stream(two) / engine_speed(name).stream(four)
        for name in ("vllm", "llama.cpp-2024", "mlc", "llama.cpp", "exllamav2")
    }
    slow = max(shares[name] for name in ("vllm", "llama.cpp-2024", "mlc"))
    assert slow < 0.52 < shares["llama.cpp"] < shares["exllamav2"] == 1


def test_experts_in_awq_stream_slowly_and_those_in_mxfp4_do_not() -> None:
    """The many small products of 4-bit experts reach less of the bandwidth in vLLM, a fifth in its 0.6."""
    vllm, old, awq = engine_speed("vllm"), engine_speed("vllm-0.6"), WEIGHT_FORMATS["awq"]
    assert old.stream_experts(awq) == 0.2 < vllm.stream_experts(awq) < vllm.stream(awq)
    for name in ("mxfp4", "bf16"):
        assert vllm.stream_experts(WEIGHT_FORMATS[name]) == vllm.stream(WEIGHT_FORMATS[name])
    assert engine_speed("llama.cpp").stream_experts(WEIGHT_FORMATS["q4_k_m"]) == 0.9


def test_a_card_with_few_multiprocessors_draws_less_than_its_memory_gives() -> None:
    """An H100 cut to 148 TFLOPS would draw 2,072 GB/s; of the catalogue, a T4 alone draws less than all."""
    engine, whole, bf16 = engine_speed("tensorrt-llm"), gpu("h100-sxm"), WEIGHT_FORMATS["bf16"]
    assert engine.reached(whole, bf16) == whole.bandwidth_gbs * 1e9
    assert engine.reached(whole._replace(bf16_tflops=148.0), bf16) == pytest.approx(2.072e12)
    for card in own_gpus():
        drawn = 0.75 if card.id == "t4" else 1.0
        assert engine.reached(card, bf16) == pytest.approx(drawn * card.bandwidth_gbs * 1e9)


def test_a_large_cache_serves_a_crowd() -> None:
    """Weights stream no slower into products of many requests on Ada; they do on Ampere and Hopper.

    Where one request leaves a stacked memory idle, many keep it busier. AMD's libraries slow them down once
    more, llama.cpp's own kernels less.
    """
    vllm, bf16 = engine_speed("vllm"), WEIGHT_FORMATS["bf16"]
    slower = [vllm.crowded(gpu(name), bf16) for name in ("rtx4090", "h100-sxm", "rtx3090")]
    assert slower == pytest.approx([0.0, 0.35, 0.35])
    assert vllm.crowded(gpu("b200-sxm"), WEIGHT_FORMATS["awq"]) == 0
    amd, local = gpu("mi300x"), engine_speed("llama.cpp")
    same = amd._replace(vendor="other", name="another")
    assert vllm.crowded(amd, bf16) > 0
    for engine, share in ((vllm, 0.65), (local, 0.8)):
        busy = engine.reached(amd, bf16) / engine.reached(same, bf16)
        of_other = (engine.crowded(same, bf16) + 1) * busy
        assert 1 + engine.crowded(amd, bf16) == pytest.approx(max(1, of_other / share))


def test_small_kernels_are_faster_on_higher_clocks() -> None:
    """Blackwell before Ada before Ampere of GeForce, then Hopper, then A100, then Volta."""
    names = ("rtx5090", "rtx4090", "rtx3090", "h100-sxm", "a100-80-sxm", "v100-16-sxm")
    slowness = [kernel_slowness(gpu(name)) for name in names]
    assert slowness == sorted(slowness)
    assert kernel_slowness(gpu("mi300x")) == kernel_slowness(gpu("a100-80-sxm"))


def test_cards_without_graphs_launch_one_by_one() -> None:
    """A Pascal card takes more than twice as long for a layer's kernels as one with CUDA graphs."""
    pascal = gpu("a100-80-sxm")._replace(compute_capability=6.1)
    assert kernel_slowness(pascal) > 2 * kernel_slowness(gpu("v100-16-sxm"))


def test_python_launches_faster_beside_a_desktop_card() -> None:
    """An eager engine waits for the host: less beside an RTX 4090, longest beside Turing."""
    assert host_slowness(gpu("rtx4090")) < host_slowness(gpu("l40s")) == host_slowness(gpu("mi300x")) == 1
    assert host_slowness(gpu("rtx3090")) == 1 < host_slowness(gpu("rtx8000")) == host_slowness(gpu("t4"))
    bf16, eager = WEIGHT_FORMATS["bf16"], engine_speed("litgpt")._replace(step_us=0)
    desktop, server = (eager.launches(bf16, gpu(name), 32, 0) for name in ("rtx4090", "l40s"))
    assert desktop == pytest.approx(0.65 * server)


def test_kernels_beside_attention_are_counted() -> None:
    """Choosing experts, unpacking a compressed cache and keeping a state each take a kernel per layer."""
    assert speed_shape(LLAMA_8B).side_kernels == 0
    assert speed_shape(MIXTRAL).side_kernels == 1
    assert speed_shape(DEEPSEEK).side_kernels == 2
    assert speed_shape(LLAMA_8B._replace(state_elements=1000)).side_kernels == 1
    vllm, bf16, card = engine_speed("vllm"), WEIGHT_FORMATS["bf16"], gpu("a100-80-sxm")
    more = vllm.launches(bf16, card, 10, 0, side_kernels=2) - vllm.launches(bf16, card, 10, 0)
    assert more == pytest.approx(10 * 2 * vllm.side_us * 1e-6)


def test_experts_in_awq_take_kernels_of_their_own() -> None:
    """Where experts in AWQ stream apart from other weights, two more kernels a layer unpack them."""
    vllm, awq, card = engine_speed("vllm"), WEIGHT_FORMATS["awq"], gpu("a100-80-sxm")
    more = vllm.launches(awq, card, 10, 8, side_kernels=1) - vllm.launches(awq, card, 10, 0)
    assert more == pytest.approx(10 * 3 * vllm.side_us * 1e-6)


def test_walking_experts_one_by_one_costs_launches() -> None:
    """Plain PyTorch launches every expert of a layer, vLLM all at once."""
    bf16, card = WEIGHT_FORMATS["bf16"], gpu("a100-80-sxm")
    loop, fused = engine_speed("pytorch"), engine_speed("vllm")
    assert loop.launches(bf16, card, 32, 64) > 5 * loop.launches(bf16, card, 32, 0)
    assert fused.launches(bf16, card, 32, 64) == fused.launches(bf16, card, 32, 0)


def test_bitsandbytes_waits_for_its_launches() -> None:
    """A layer in 8 bits takes 3.5 times as long to launch as in 16, in nf4 1.6.

    With outliers left in, 8 bits take 2.3 times as long.
    """
    plain, packed, whole = (ENGINES[name] for name in ("pytorch", "bitsandbytes", "bitsandbytes-plain"))
    formats = [WEIGHT_FORMATS[name] for name in ("bf16", "int8", "nf4", "nf4-dq")]

    def layer_s(engine: EngineSpeed, weights: WeightFormat) -> float:
        return engine.launches(weights, gpu("a100-80-sxm"), 32, 0) - engine.step_us * 1e-6

    longer = [layer_s(packed, each) / layer_s(plain, formats[0]) for each in formats]
    assert longer == pytest.approx([1.0, 3.5, 1.6, 1.6])
    assert layer_s(whole, formats[1]) == pytest.approx(2.3 * layer_s(plain, formats[0]))


def test_llm_int8_of_2023_waits_twice_as_long() -> None:
    """Before bitsandbytes 0.45 a layer is launched in 8 bits eight times as long as one in 16 bits."""
    old, new = ENGINES["bitsandbytes-2023"], ENGINES["bitsandbytes"]
    a100 = gpu("a100-80-sxm")
    for name, least in (("int8", 2.0), ("nf4", 1.25)):
        assert old.launches(WEIGHT_FORMATS[name], a100, 32, 0) > least * new.launches(
            WEIGHT_FORMATS[name], a100, 32, 0
        )


def test_stacked_memory_is_not_kept_busy_by_one_request() -> None:
    """Engines reach their share of an RTX 4090's bandwidth, less of stacked memory's, servers in 4 bits."""
    bf16, awq = WEIGHT_FORMATS["bf16"], WEIGHT_FORMATS["awq"]

    def share(engine: str, card: str, weights: WeightFormat) -> float:
        return engine_speed(engine).reached(gpu(card), weights) / gpu(card).bandwidth_gbs / 1e9

    shares = [
        share("llama.cpp", name, bf16) for name in ("rtx4090", "v100-16-sxm", "a100-80-sxm", "b200-sxm")
    ]
    assert shares[0] == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    assert share("vllm", "h200-sxm", bf16) == pytest.approx(1)
    assert share("vllm", "h200-sxm", awq) == pytest.approx(1 / (1 + 4800 / 4_000 / 1.6))
    assert share("vllm", "rtx4090", awq) == pytest.approx(1)
    assert share("llama.cpp", "mi300x", bf16) == pytest.approx(1 / (1 + 5300 / 4_000))


def test_a_large_cache_on_the_chip_keeps_what_pytorch_copies() -> None:
    """Beside what it reads anyway, PyTorch's copies of keys and values cost an RTX 4090 less than an A100."""
    shape, pytorch = speed_shape(LLAMA_8B), engine_speed("pytorch")
    assert shape.cache_reads(pytorch, copied=0.4) < shape.cache_reads(pytorch)
    vllm = engine_speed("vllm")
    assert shape.cache_reads(vllm, copied=0.4) == shape.cache_reads(vllm)
    assert [large_l2(gpu(name)) for name in ("rtx4090", "a100-80-sxm", "rtx3090")] == [True, False, False]
    assert large_l2(gpu("rtx5090")._replace(compute_capability=12.1))
