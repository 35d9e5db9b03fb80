"""What a plan's training step takes: the recipe that most code follows."""

from core.catalog.models import model
from core.sizing.training_habits import Habits
from core.sizing.training_memory import estimate_training_memory
from core.training_setup import Recipe, Setup, step_memory


def test_a_4_bit_base_is_prepared_as_most_code_does() -> None:
    """PEFT turns hidden states to fp32: beside a 4-bit base they are planned for at twice the width."""
    arch = model("meta-llama/Meta-Llama-3-8B-Instruct").architecture
    recipe = Recipe(arch, "qlora", "adamw", 2048, 16, None)
    setup = Setup("none", True, 2)
    wide = estimate_training_memory(
        arch, method="qlora", sequence_tokens=2048, micro_batch=2, habits=Habits(hidden_bytes=4.0)
    )
    assert step_memory(recipe, 1, setup).total == wide.total
