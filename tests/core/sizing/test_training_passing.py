"""What passes through a training step and what of it is kept: logits, inputs, gradients, gathered layers."""

from typing import Any

import pytest

from core.catalog.architecture import Architecture
from core.catalog.models import find_model
from core.sizing.activations import activation_bytes, layer_bytes_per_token
from core.sizing.training_habits import Habits
from core.sizing.training_memory import estimate_training_memory
from core.sizing.training_runtime import RUNTIME_TERMS
from tests.core.sizing.speed_cases import LLAMA_8B, MIXTRAL
from tests.core.sizing.training_cases import expected

GIB = 2**30


def parts_of(**changes: Any) -> dict[str, float]:
    """Return the expected terms of LoRA on Llama 3 8B, 4,096 tokens at a time, with changes."""
    plain: dict[str, Any] = {"method": "lora", "precision": "bf16", "sequence_tokens": TOKENS}
    return expected(estimate_training_memory(LLAMA_8B, **(plain | changes)))


def geometry(name: str) -> Architecture:
    """Return the shape of a model of the catalogue."""
    found = find_model(name)
    assert found is not None
    return found.architecture


TOKENS = 4096
INPUTS_GIB = TOKENS * 2 * 4096 * 32 / GIB
"""What full checkpointing keeps: a 16-bit vector per token and layer."""


def test_logits_and_a_recomputed_layer_are_not_kept_at_once() -> None:
    """A layer is recomputed when the logits are gone: of the two the larger counts."""
    whole, chunked = parts_of(), parts_of(habits=Habits(chunked_loss=True))
    assert whole["logits"] == pytest.approx(TOKENS * 128_256 * 10 / GIB)
    assert whole["activations"] == pytest.approx(INPUTS_GIB)
    assert chunked["activations"] > INPUTS_GIB


def test_selective_checkpointing_keeps_a_share_of_what_is_recomputed() -> None:
    """It lies between recomputing everything and keeping everything, in proportion."""
    none, third, kept = (
        parts_of(method="pretrain", habits=Habits(kept_share=share))["activations"]
        for share in (0.0, 1 / 3, 1.0)
    )
    assert third - none == pytest.approx((kept - none) / 3)
    assert kept == pytest.approx(
        parts_of(method="pretrain", gradient_checkpointing=False)["activations"], rel=0.01
    )


@pytest.mark.parametrize("recomputed", [True, False])
def test_scores_that_are_kept_have_gradients_while_their_layer_is_gone_back_through(recomputed: bool) -> None:
    """Of all layers six bytes a score, where none is recomputed; of one layer eight more, in fp32."""
    flash, eager = (
        parts_of(gradient_checkpointing=recomputed, habits=Habits(chunked_loss=True, eager_attention=kept))[
            "activations"
        ]
        for kept in (False, True)
    )
    scores = TOKENS * TOKENS * LLAMA_8B.heads / GIB
    kept = scores * (14 if recomputed else 6 * LLAMA_8B.layers + 8)
    logits = TOKENS * LLAMA_8B.vocab * 10 / 8 / GIB
    assert eager - flash == pytest.approx(kept - (0 if recomputed else logits))


def test_offloaded_inputs_wait_in_main_memory() -> None:
    """What the forward pass leaves for recomputation takes no room on the card."""
    here, away = (parts_of(habits=Habits(offloaded_inputs=there))["activations"] for there in (False, True))
    assert here - away == pytest.approx(INPUTS_GIB)


def test_hidden_states_in_fp32_double_what_is_kept_of_them() -> None:
    """PEFT's preparation for k-bit training: inputs of layers of twice the width, wider logits."""
    narrow, wide = (parts_of(method="qlora", habits=Habits(hidden_bytes=width)) for width in (2.0, 4.0))
    assert wide["activations"] == pytest.approx(2 * narrow["activations"])
    assert wide["logits"] == pytest.approx(1.6 * narrow["logits"])


def test_samples_of_unequal_lengths_leave_blocks_of_past_shapes() -> None:
    """The allocator keeps seven tenths as much again beyond as much as passes, and no tensor grows."""
    equal, unequal = parts_of(), parts_of(habits=Habits(unequal_lengths=True))
    left = unequal.pop("fragmentation") - equal.pop("fragmentation")
    assert left == pytest.approx(1.7 * (equal["activations"] + equal["logits"]))
    assert unequal == equal


def test_gradients_that_need_not_wait_come_as_tensors_go() -> None:
    """Llama 3 8B in pure bf16, 16,384 tokens: 6 B a parameter while they pass, 10 B in the step."""
    parts = parts_of(method="full", micro_batch=4, habits=Habits(accumulating=False, fused_optimizer=False))
    assert parts["states"] == pytest.approx(6 * 8.03e9 / GIB, rel=1e-3)
    whole = sum(size for name, size in parts.items() if name not in RUNTIME_TERMS)
    assert whole == pytest.approx(10 * 8.03e9 / GIB, rel=1e-3)


def test_gradients_that_need_not_wait_count_where_they_are_more_than_what_passes() -> None:
    """With few tokens the peak is the end of the backward pass: 8 B a parameter."""
    parts = parts_of(method="full", habits=Habits(accumulating=False))
    passing = parts["activations"] + parts["logits"]
    assert parts["states"] + passing == pytest.approx(8 * 8.03e9 / GIB, rel=1e-3)


def test_a_copied_input_counts_twice() -> None:
    """FSDP's first version keeps a layer's input and its cast copy beside frozen weights."""
    once, twice = parts_of(), parts_of(habits=Habits(copied_inputs=True))
    assert twice["activations"] == pytest.approx(once["activations"] + INPUTS_GIB)


def test_packed_layers_are_gathered_packed() -> None:
    """Two layers of Llama 3 8B in four bits and the embedding in 16: what FSDP has whole of a QLoRA base."""
    parts = parts_of(method="qlora", gpu_count=2, sharding="fsdp")
    layers, embedding = 2 * 0.5625 * LLAMA_8B.linear_params / 32, 2.0 * 128_256 * 4096
    assert parts["gathered layers"] == pytest.approx((layers + embedding) / GIB, rel=1e-3)


def test_activations_leave_fragments_and_gathered_layers_leave_more() -> None:
    """Eighteen hundredths of activations, a fiftieth of all else; six of the peak on top on two cards."""
    for count, share in ((1, 0.0), (2, 0.06)):
        parts = parts_of(gpu_count=count, sharding="fsdp")
        tensors = sum(size for name, size in parts.items() if name not in RUNTIME_TERMS)
        apart = 0.18 * parts["activations"] + 0.02 * (tensors - parts["activations"])
        assert parts["fragmentation"] == pytest.approx(apart + share * tensors)


def test_a_mixture_restores_one_expert_at_a_time() -> None:
    """Mixtral 8x7B: attention, one expert of 3 x 4096 x 14336, and the widest matrix, in 16 bits."""
    parts = expected(estimate_training_memory(MIXTRAL, method="qlora", sequence_tokens=512))
    attention = 2 * 4096 * 4096 + 2 * 4096 * 1024
    restored = 2 * (attention + 3 * 4096 * 14_336 + 4096 * 14_336)
    assert parts["restored weights"] == pytest.approx(restored / GIB, rel=0.02)


def test_a_loss_of_16_bits_keeps_logits_softmax_and_two_gradients() -> None:
    """Eight bytes a logit where a cast makes ten."""
    cast, plain = (parts_of(habits=Habits(loss_in_16_bits=whether))["logits"] for whether in (False, True))
    assert plain == pytest.approx(0.8 * cast)


def test_experts_that_stay_on_their_cards_are_not_gathered() -> None:
    """Mixtral over eight cards: of two layers' eight experts one each is whole for a while, not all."""
    run: dict[str, Any] = {"method": "full", "sequence_tokens": 512, "gpu_count": 8, "sharding": "fsdp"}
    gathered, stay = (
        expected(estimate_training_memory(MIXTRAL, **run, habits=Habits(expert_holders=holders)))[
            "gathered layers"
        ]
        for holders in (1, 8)
    )
    assert gathered - stay == pytest.approx(2 * 2 * 7 * 3 * 4096 * 14_336 / GIB, rel=1e-6)


def test_experts_that_other_cards_hold_leave_weights_and_gradients_there() -> None:
    """Mixtral over eight cards: 4 bytes of seven experts of eight less a card, 16 where nothing is shared."""
    run: dict[str, Any] = {"method": "full", "sequence_tokens": 512, "gpu_count": 8}
    elsewhere = 32 * 7 * 3 * 4096 * 14_336 / GIB
    for sharding, each in (("zero1", 4), ("ddp", 16), ("zero3", 0)):
        whole, spread = (
            expected(
                estimate_training_memory(
                    MIXTRAL, **run, sharding=sharding, habits=Habits(expert_holders=holders)
                )
            )["states"]
            for holders in (1, 8)
        )
        assert whole - spread == pytest.approx(each * elsewhere, rel=1e-6)


def test_a_layer_of_some_hybrids_is_attention_a_state_or_experts() -> None:
    """What a token passes through tells how many whole layers there are: of Nemotron 3 Super a quarter."""
    hybrid = geometry("Nemotron 3 Super 120B A12B")
    whole, mixed = (
        activation_bytes(arch, sequence_tokens=TOKENS, micro_batch=1, gradient_checkpointing=False)
        for arch in (hybrid._replace(state_elements=0), hybrid)
    )
    assert mixed / whole == pytest.approx(0.24, abs=0.01)


def test_layers_with_a_state_and_an_mlp_are_whole() -> None:
    """Qwen3.5's have both; that its states' matrices are wider does not make more layers of it."""
    both = geometry("Qwen3.5 35B A3B")
    one, other = (
        activation_bytes(arch, sequence_tokens=TOKENS, micro_batch=1, gradient_checkpointing=False)
        for arch in (both, both._replace(state_elements=0))
    )
    assert one == other


def test_further_norms_keep_what_they_read_and_return() -> None:
    """Six bytes of each number: Qwen3 norms queries and keys as well."""
    usual = LLAMA_8B._replace(name="Llama")
    more = usual._replace(name="Qwen3 8B")
    plain, normed = (
        layer_bytes_per_token(arch, sequence_tokens=TOKENS, copies=1.0) for arch in (usual, more)
    )
    assert normed - plain == 6 * (usual.attention_dim + usual.kv_dim)
