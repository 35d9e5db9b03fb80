"""Memory of a training run, term by term."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.architecture import Architecture
from core.catalog.formats import WEIGHT_FORMATS
from core.catalog.models import model
from core.sizing.training_habits import Habits
from core.sizing.training_memory import SHARDINGS, estimate_training_memory
from core.sizing.training_states import PRECISIONS
from tests.core.sizing.speed_cases import LLAMA_2_13B, LLAMA_8B, models
from tests.core.sizing.training_cases import expected

GIB = 2**30
LLAMA_2_7B = model("meta-llama/Llama-2-7b-chat-hf").architecture
methods = st.sampled_from(("full", "pretrain", "lora", "qlora"))
optimizers = st.sampled_from(("adamw", "adamw_8bit", "adafactor", "sgd"))


@pytest.mark.parametrize(
    ("sharding", "each"),
    [
        ("none", 16.0),
        ("ddp", 16.0),
        ("zero1", 2 + 2 + 12 / 4),
        ("zero2", 2 + 2 / 4 + 12 / 4),
        ("zero3", 16 / 4),
        ("fsdp", 16 / 4),
    ],
)
def test_sharding_divides_what_it_promises(sharding: str, each: float) -> None:
    """ZeRO-1 divides optimizer states, ZeRO-2 gradients too, ZeRO-3 and FSDP everything."""
    parts = expected(
        estimate_training_memory(
            LLAMA_2_7B, method="full", sequence_tokens=512, gpu_count=4, sharding=sharding
        )
    )
    assert parts["states"] == pytest.approx(6.74e9 * each / GIB)


@pytest.mark.parametrize(
    ("sharding", "count", "name"),
    [
        ("zero2", 1, "buckets"),
        ("zero1", 4, "buckets"),
        ("zero3", 4, "gathered layers"),
        ("ddp", 4, "buckets"),
        ("ddp", 1, None),
        ("fsdp", 1, None),
    ],
)
def test_sharding_needs_room_to_gather(sharding: str, count: int, name: str | None) -> None:
    """Buckets of DeepSpeed or DDP, or two live layers and the embedding; nothing to gather on one card."""
    parts = expected(
        estimate_training_memory(
            LLAMA_2_7B, method="full", sequence_tokens=512, gpu_count=count, sharding=sharding
        )
    )
    assert {"buckets", "gathered layers"} & set(parts) == ({name} if name else set())


def test_plain_copies_of_a_model_hold_their_gradients_twice() -> None:
    """DDP reduces copies of them in its buckets: 2 x 6.74e9 bytes more, where gradients are in 16 bits."""
    one, four = (
        estimate_training_memory(
            LLAMA_2_7B, method="full", sequence_tokens=512, gpu_count=count, sharding="ddp"
        )
        for count in (1, 4)
    )
    assert expected(four)["buckets"] == pytest.approx(2 * 6.74e9 / GIB, rel=1e-3)
    assert four.total.low == pytest.approx(one.total.low)


@pytest.mark.parametrize(
    ("method", "precision", "stored", "base"),
    [
        ("lora", "bf16", None, 2 * 6.74e9),
        ("lora", "fp32", None, 4 * 6.74e9),
        ("lora", "amp", None, 6 * 6.74e9),
        ("qlora", "bf16", None, 0.5625 * 6.4779e9 + 2 * 0.262144e9),
        ("qlora", "bf16", "gptq", 0.52 * 6.4779e9 + 2 * 0.262144e9),
    ],
)
def test_a_frozen_base_takes_the_bytes_of_its_format(
    method: str, precision: str, stored: str | None, base: float
) -> None:
    """16 bits, fp32, fp32 with the copies autocast keeps, or four bits with embedding and head in 16."""
    estimate = estimate_training_memory(
        LLAMA_2_7B,
        method=method,
        precision=precision,
        sequence_tokens=512,
        base_format=WEIGHT_FORMATS[stored] if stored else None,
    )
    assert expected(estimate)["frozen base"] == pytest.approx(base / GIB, rel=1e-3)


def test_a_sharded_base_divides() -> None:
    """FSDP spreads the frozen base as well."""
    one, four = (
        expected(
            estimate_training_memory(
                LLAMA_8B,
                method="lora",
                precision="bf16",
                sequence_tokens=512,
                gpu_count=count,
                sharding="fsdp",
            )
        )["frozen base"]
        for count in (1, 4)
    )
    assert four == pytest.approx(one / 4)


def test_packed_weights_are_restored_a_layer_at_a_time() -> None:
    """Of a packed base, one layer and the widest packed matrix exist in 16 bits while they multiply."""
    restored = expected(estimate_training_memory(LLAMA_2_7B, method="qlora", sequence_tokens=512))
    widest = 2 * 4096 * 11_008
    assert restored["restored weights"] == pytest.approx((2 * 6.4779e9 / 32 + widest) / GIB, rel=1e-3)


def test_a_packed_base_keeps_the_inputs_of_its_matrices() -> None:
    """Llama 2 7B, 512 tokens: 2 B x (3 x 4096 + 11008) x 1.2 per token and layer beyond LoRA's."""
    packed, plain = (
        expected(
            estimate_training_memory(
                LLAMA_2_7B, method=method, sequence_tokens=512, gradient_checkpointing=False
            )
        )["activations"]
        for method in ("qlora", "lora")
    )
    assert packed - plain == pytest.approx(512 * 32 * 1.2 * 2 * (3 * 4096 + 11_008) / GIB)


@pytest.mark.parametrize(
    ("sharding", "fused", "step"),
    [
        ("none", True, 4 * 6.74e9),
        ("none", False, 8 * 6.74e9),
        ("zero3", True, 4 * 1e9),
        ("fsdp", True, 4 * 6.74e9 / 2),
    ],
)
def test_the_optimizers_step_needs_fp32_gradients(sharding: str, fused: bool, step: float) -> None:
    """A copy of the gradients, in ZeRO-3 a sub-group of 1e9 at a time, and temporaries unless fused.

    Beside gathered layers, activations and logits that are gone by then.
    """
    parts = expected(
        estimate_training_memory(
            LLAMA_2_7B,
            method="full",
            sequence_tokens=16,
            gpu_count=1 if sharding == "none" else 2,
            sharding=sharding,
            habits=Habits(fused_optimizer=fused),
        )
    )
    gone = parts["activations"] + parts["logits"] + parts.get("gathered layers", 0.0)
    beyond = step / GIB - gone
    assert parts["optimizer step"] == pytest.approx(beyond, rel=1e-6)


def test_an_optimizer_in_the_weights_precision_needs_no_copy() -> None:
    """Pure bf16 steps in place."""
    parts = expected(
        estimate_training_memory(LLAMA_2_7B, method="full", precision="bf16", sequence_tokens=16)
    )
    assert parts["optimizer step"] == 0


def test_pretraining_counts_fewer_copies() -> None:
    """Fused stacks keep a sixth less than eager PyTorch."""
    full, pretrain = (
        expected(
            estimate_training_memory(
                LLAMA_8B, method=method, sequence_tokens=2048, gradient_checkpointing=False
            )
        )["activations"]
        for method in ("full", "pretrain")
    )
    assert full == pytest.approx(1.2 * pretrain)


@given(models, methods, st.sampled_from(PRECISIONS), optimizers, st.sampled_from(SHARDINGS), st.data())
def test_longer_sequences_never_need_less(
    arch: Architecture, method: str, precision: str, optimizer: str, sharding: str, data: st.DataObject
) -> None:
    """Low, expected and high keep their order, and stay or grow with the sequence."""
    tokens = data.draw(st.integers(16, 60_000))
    checkpointing = data.draw(st.booleans())
    short, long = (
        estimate_training_memory(
            arch,
            method=method,
            precision=precision,
            optimizer=optimizer,
            sequence_tokens=length,
            gpu_count=8,
            sharding=sharding,
            gradient_checkpointing=checkpointing,
        ).total
        for length in (tokens, tokens + data.draw(st.integers(1, 10_000)))
    )
    assert short.low <= short.expected <= short.high
    assert long.low >= short.low * (1 - 1e-9)
    assert long.expected >= short.expected * (1 - 1e-9)
    assert long.high >= short.high * (1 - 1e-9)


@given(models, methods, st.sampled_from(("zero1", "zero2", "zero3", "fsdp")), st.sampled_from((2, 4, 8, 16)))
def test_twice_the_cards_never_need_more_each(
    arch: Architecture, method: str, sharding: str, count: int
) -> None:
    """Sharding over more cards leaves each with as much or less."""
    fewer, more = (
        estimate_training_memory(
            arch, method=method, sequence_tokens=2048, gpu_count=cards, sharding=sharding
        ).total.expected
        for cards in (count, 2 * count)
    )
    assert more <= fewer * (1 + 1e-9)


@given(models, methods)
def test_checkpointing_never_needs_more(arch: Architecture, method: str) -> None:
    """Recomputing activations saves memory, or at worst none."""
    kept, recomputed = (
        estimate_training_memory(
            arch, method=method, sequence_tokens=4096, gradient_checkpointing=choice
        ).total.expected
        for choice in (False, True)
    )
    assert recomputed <= kept * 1.05


def test_a_full_fine_tune_of_13b_needs_four_cards_of_80_gb() -> None:
    """Mixed precision with AdamW at 4096 tokens: two cards of 80 GB are too few, four are enough."""
    two, four = (
        estimate_training_memory(
            LLAMA_2_13B, method="full", sequence_tokens=4096, gpu_count=count, sharding="zero3"
        ).total
        for count in (2, 4)
    )
    assert two.low > 80
    assert four.high < 79


def test_tensor_parallel_cards_divide_weights_states_and_activations() -> None:
    """All but the driver's context halves over two cards, and four cards as two replicas keep as much."""
    one, two, four = (
        expected(
            estimate_training_memory(
                LLAMA_2_7B, method="full", sequence_tokens=2048, gpu_count=cards, tensor_parallel=parallel
            )
        )
        for cards, parallel in ((1, 1), (2, 2), (4, 2))
    )
    context = one.pop("context")
    assert two.pop("context") == context == four.pop("context")
    assert two == four == pytest.approx({name: size / 2 for name, size in one.items()})


def test_a_step_in_the_backward_pass_keeps_one_layers_gradients() -> None:
    """Llama 2 7B in pure bf16: 2 + 4 B a parameter, and 2 B of one in 32, instead of 8 B."""
    whole, stepped = (
        expected(
            estimate_training_memory(
                LLAMA_2_7B,
                method="full",
                precision="bf16",
                sequence_tokens=512,
                habits=Habits(step_in_backward=choice),
            )
        )["states"]
        for choice in (False, True)
    )
    assert whole == pytest.approx(8 * 6.74e9 / GIB)
    assert stepped == pytest.approx((6 + 2 / 32) * 6.74e9 / GIB)
