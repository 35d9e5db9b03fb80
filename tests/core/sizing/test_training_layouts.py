"""Memory of layouts of many cards: stages of a pipeline, tensor parallelism, compiled steps."""

import pytest

from core.sizing.pipeline import first_stage
from core.sizing.training_habits import Habits
from core.sizing.training_memory import estimate_training_memory
from tests.core.sizing.speed_cases import LLAMA_8B
from tests.core.sizing.training_cases import expected

GIB = 2**30


def parts(**changes: object) -> dict[str, float]:
    """Return the expected GiB of each term of a small pretraining run, with changes."""
    plain = {"method": "pretrain", "sequence_tokens": 2048, "micro_batch": 4}
    return expected(estimate_training_memory(LLAMA_8B, **(plain | changes)))  # type: ignore[arg-type]  # a table of keywords


def test_the_first_stage_holds_its_layers_and_the_embedding() -> None:
    """Of 32 layers eight, and one embedding of two; a pipeline of one stage is the model."""
    stage = first_stage(LLAMA_8B, 4)
    assert stage.layers == 8
    assert stage.params == pytest.approx(LLAMA_8B.linear_params / 4 + LLAMA_8B.embedding_params)
    assert first_stage(LLAMA_8B, 1) is LLAMA_8B


def test_a_pipeline_divides_states_but_not_what_passes() -> None:
    """Four stages keep four micro-steps of a quarter of the layers; the first has no logits."""
    whole, staged = parts(), parts(pipeline_parallel=4, gpu_count=4)
    assert staged["states"] == pytest.approx(16 * first_stage(LLAMA_8B, 4).params / GIB)
    assert "logits" in whole
    assert "logits" not in staged
    assert staged["activations"] >= whole["activations"]


def test_without_sequence_parallelism_every_card_keeps_the_inputs() -> None:
    """Over eight cards inputs of layers are not divided: 32 x 8,192 tokens x 4,096 x 2 bytes remain."""
    divided, repeated = (
        parts(tensor_parallel=8, gpu_count=8, habits=Habits(sequence_parallel=whether))["activations"]
        for whether in (True, False)
    )
    inputs = 32 * 8192 * 4096 * 2 / GIB
    assert repeated == pytest.approx(inputs, rel=0.05)
    assert divided < inputs / 4


def test_a_compiled_step_keeps_logits_and_gradient_in_16_bits_and_leaves_few_fragments() -> None:
    """Four bytes of ten a logit: 8,192 tokens x 128,256 x 4."""
    eager, compiled = (
        parts(gradient_checkpointing=False, habits=Habits(compiled_step=whether)) for whether in (False, True)
    )
    assert compiled["logits"] == pytest.approx(8192 * 128256 * 4 / GIB)
    assert eager["logits"] == pytest.approx(2.5 * compiled["logits"])
    assert compiled["fragmentation"] < eager["fragmentation"] / 2


def test_gradients_summed_in_fp32_take_two_bytes_more() -> None:
    """18 bytes a parameter for 16."""
    assert parts(precision="fp32-gradients")["states"] == pytest.approx(18 / 16 * parts()["states"])
