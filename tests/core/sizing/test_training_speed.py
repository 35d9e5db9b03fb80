"""Training: tokens per second of a run, and what no run can do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu, gpu
from core.sizing.pipeline import pipeline_idle
from core.sizing.speed_shape import speed_shape
from tests.core.sizing.speed_cases import LLAMA_8B, MIXTRAL, cards, model, models
from tests.core.sizing.training_cases import A100, names, part, train


def test_pretraining_on_a100_runs_as_measured() -> None:
    """InternEvo printed 4,062 tokens/s for a 7B on eight A100, two sequences of 2,048 at once."""
    found = train(
        model("llama 2 7b"),
        A100,
        method="pretrain",
        micro_batch=2,
        sharding="zero1",
        framework="tuned",
        accumulation=4,
    )
    assert found.tokens_per_s_per_gpu.expected == pytest.approx(4062, rel=0.2)
    assert found.tokens_per_s.expected == pytest.approx(8 * found.tokens_per_s_per_gpu.expected)
    assert 0.45 < found.mfu < 0.65


def test_recomputing_activations_costs_a_forward_pass() -> None:
    """Full checkpointing does a third more arithmetic for the same useful work."""
    plain, checkpointed = train(LLAMA_8B, A100), train(LLAMA_8B, A100, gradient_checkpointing=True)
    assert part(checkpointed, "arithmetic") == pytest.approx(part(plain, "arithmetic") * 8 / 6)
    assert checkpointed.mfu < plain.mfu


def test_adapters_need_two_thirds_of_the_arithmetic() -> None:
    """LoRA skips the gradients of frozen weights."""
    full, lora = train(LLAMA_8B, A100), train(LLAMA_8B, A100, method="lora")
    assert part(lora, "arithmetic") == pytest.approx(part(full, "arithmetic") * 4 / 6)


def test_four_bit_bases_are_unpacked_in_every_pass() -> None:
    """QLoRA pays for its base's dequantisation; GPTQ's kernels pay more than bitsandbytes'."""
    one = {"gpu_count": 1, "sharding": "none"}
    lora = train(LLAMA_8B, A100, method="lora", **one)
    nf4 = train(LLAMA_8B, A100, method="qlora", **one)
    gptq = train(LLAMA_8B, A100, method="qlora", base_format="gptq", **one)
    assert "dequantisation" not in names(lora)
    assert part(gptq, "dequantisation") > part(nf4, "dequantisation") > 0
    assert nf4.tokens_per_s.expected < lora.tokens_per_s.expected


def test_unpacked_samples_waste_arithmetic_on_padding() -> None:
    """Unpacked data is slower than packed data, by up to 3.4 times at the low end."""
    packed, loose = train(LLAMA_8B, A100), train(LLAMA_8B, A100, packed=False)
    assert loose.tokens_per_s.expected == pytest.approx(packed.tokens_per_s.expected / 1.7)
    assert loose.tokens_per_s.low == pytest.approx(packed.tokens_per_s.low / 3.4)
    assert loose.tokens_per_s.high == packed.tokens_per_s.high


def test_cards_without_nvlink_pay_for_sharded_training() -> None:
    """ZeRO-3 on eight RTX 4090 shows its exchange, which hides on cards with NVLink."""
    assert "exchange" in names(train(LLAMA_8B, gpu("rtx4090"), micro_batch=1))
    assert "exchange" not in names(train(LLAMA_8B, A100, micro_batch=4))


def test_lanes_that_cards_share_are_doubted() -> None:
    """A step that waits for gathers over PCIe may take longer by more than one that waits for nobody."""
    found = train(LLAMA_8B, gpu("rtx4090"), sharding="zero3", sequence_tokens=512)
    terms = {term.name: term.amount for term in found.step.terms}
    longer = {name: amount.high / amount.expected for name, amount in terms.items()}
    assert longer["exchange"] == pytest.approx(2 * longer["arithmetic"])


def test_one_card_talks_to_nobody() -> None:
    """A run on one card has no exchange."""
    assert "exchange" not in names(train(LLAMA_8B, gpu("rtx4090"), gpu_count=1, sharding="none"))


def test_tensor_parallel_training_exchanges_activations() -> None:
    """Tensor parallelism over PCIe costs more than data parallelism alone."""
    card = gpu("l40s")
    plain = train(LLAMA_8B, card, sharding="zero1")
    split = train(LLAMA_8B, card, sharding="zero1", tensor_parallel=4, gradient_checkpointing=True)
    assert split.tokens_per_s.expected < plain.tokens_per_s.expected


def test_fp8_trains_faster_on_an_h100_and_32_bits_slower() -> None:
    """An H100 runs fp8 products faster than 16-bit ones, and TF32 ones slower."""
    card = gpu("h100-sxm")
    rates = [
        train(LLAMA_8B, card, precision=name, framework="tuned").tokens_per_s.expected
        for name in ("fp8", "bf16", "tf32", "fp32")
    ]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > 1.15 * rates[1]


def test_narrow_experts_train_below_a_dense_model_of_their_size() -> None:
    """A mixture reaches a smaller share of the peak than a dense model, a narrow one least."""
    dense, wide = train(LLAMA_8B, A100), train(MIXTRAL, A100)
    narrow = train(MIXTRAL._replace(moe_intermediate=1024), A100)
    assert dense.mfu > wide.mfu > narrow.mfu


def test_a_mixtures_layers_take_longer_to_launch() -> None:
    """Three milliseconds a layer for routing, where a dense layer takes a tenth of one."""
    launches = [
        next(
            term.amount.expected
            for term in train(arch, A100, framework="tuned").step.terms
            if term.name == "launches"
        )
        for arch in (MIXTRAL, MIXTRAL._replace(experts=0, experts_per_token=0))
    ]
    assert launches == pytest.approx([32 * 0.003, 32 * 0.0001])


def test_many_nodes_lose_a_little_to_the_slowest() -> None:
    """The same run on 64 nodes is slower per card than on one."""
    one = train(LLAMA_8B, A100, framework="tuned")
    many = train(LLAMA_8B, A100, framework="tuned", gpu_count=512, nodes=64)
    assert many.tokens_per_s_per_gpu.expected < one.tokens_per_s_per_gpu.expected
    assert many.tokens_per_s.expected > 30 * one.tokens_per_s.expected


@pytest.mark.parametrize(
    ("framework", "slower", "faster"),
    [("plain", 2.0, 1.6), ("tuned", 1.68, 1.4), ("megatron", 1.4, 1.35)],
)
def test_a_run_may_be_slower_by_more_than_faster(framework: str, slower: float, faster: float) -> None:
    """In plain code by most, in NVIDIA's by least; a mixture's by 1.4 more either way."""
    pace = train(LLAMA_8B, A100, framework=framework).tokens_per_s_per_gpu
    mixture = train(MIXTRAL, A100, framework=framework).tokens_per_s_per_gpu
    assert pace.expected / pace.low == pytest.approx(slower)
    assert pace.high / pace.expected == pytest.approx(faster)
    assert mixture.expected / mixture.low == pytest.approx(1.4 * slower)


def test_a_pipelines_stages_wait_for_its_first_and_last_micro_steps() -> None:
    """Four stages of two parts and eight micro-steps wait for 3/16 of the time they work."""
    idle = pipeline_idle(stages=4, chunks=2, micro_steps=8)
    assert idle == 3 / 16
    assert pipeline_idle(stages=1, chunks=1, micro_steps=0.5) == 0
    busy, waiting = (train(LLAMA_8B, A100, sharding="none", idle_share=share).step for share in (0.0, idle))
    parts = {term.name: term.amount.expected for term in waiting.terms}
    assert parts["pipeline"] == pytest.approx(
        idle * sum(parts[name] for name in parts if name not in ("pipeline", "optimizer"))
    )
    assert waiting.total.expected == pytest.approx(busy.total.expected + parts["pipeline"])


@given(
    models,
    cards,
    st.sampled_from(("full", "lora", "qlora", "pretrain")),
    st.sampled_from(("bf16", "fp8", "tf32", "fp32")),
    st.sampled_from(("none", "ddp", "zero1", "zero2", "zero3", "fsdp")),
    st.sampled_from((1, 2, 4, 8, 16, 32)),
    st.integers(1, 64),
    st.integers(64, 65_536),
    st.booleans(),
    st.sampled_from(("tuned", "plain")),
)
def test_training_never_beats_the_peak(
    arch: Architecture,
    card: Gpu,
    method: str,
    precision: str,
    sharding: str,
    count: int,
    batch: int,
    sequence: int,
    checkpointing: bool,
    framework: str,
) -> None:
    """No run does more operations per second than its cards, not even at the high end."""
    found = train(
        arch,
        card,
        method=method,
        precision=precision,
        sharding=sharding,
        gpu_count=count,
        nodes=max(1, count // 8),
        micro_batch=batch,
        sequence_tokens=sequence,
        gradient_checkpointing=checkpointing,
        framework=framework,
    )
    pace = found.tokens_per_s_per_gpu
    assert 0 < pace.low <= pace.expected <= pace.high
    peak = (card.fp8_tflops if precision == "fp8" and card.fp8_tflops else card.bf16_tflops) * 1e12
    passes = 4 if method in ("lora", "qlora") else 6
    assert pace.high * passes * speed_shape(arch).active_params <= peak * 1.001
    assert 0 < found.mfu < 1


@given(models, cards, st.sampled_from((1, 2, 4, 8)), st.floats(1.0, 4.0))
def test_faster_links_and_memory_never_slow_a_run(
    arch: Architecture, card: Gpu, count: int, factor: float
) -> None:
    """More bandwidth of memory or bus never makes training slower."""
    faster = card._replace(bandwidth_gbs=card.bandwidth_gbs * factor, pcie_gbs=card.pcie_gbs * factor)
    before, after = train(arch, card, gpu_count=count), train(arch, faster, gpu_count=count)
    assert after.tokens_per_s.expected >= before.tokens_per_s.expected * (1 - 1e-9)


@given(models, cards, st.sampled_from(("lora", "full")), st.sampled_from((1, 2, 8)), st.integers(1, 32))
def test_more_sequences_at_once_never_take_less_time(
    arch: Architecture, card: Gpu, method: str, count: int, batch: int
) -> None:
    """A micro-step of one more sequence is no shorter, however much of the exchange hides behind it."""
    one, more = (
        train(arch, card, method=method, gpu_count=count, micro_batch=size, sequence_tokens=256)
        for size in (batch, batch + 1)
    )
    assert more.step.total.expected >= one.step.total.expected * (1 - 1e-9)
