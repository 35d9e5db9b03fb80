"""What a plan's training step takes: the recipe that most code follows."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.catalog.models import model
from core.match import recommend
from core.planning.candidate import Setup
from core.planning.offers import offers
from core.planning.training_setup import Recipe, hours_each, step_memory, step_pace
from core.sizing.training_habits import Habits
from core.sizing.training_hours import goodput
from core.sizing.training_memory import estimate_training_memory
from core.workload import Method, Optimizer, Workload


def test_a_4_bit_base_is_prepared_as_most_code_does() -> None:
    """PEFT turns hidden states to fp32: beside a 4-bit base they are planned for at twice the width."""
    arch = model("meta-llama/Meta-Llama-3-8B-Instruct").architecture
    recipe = Recipe(arch, "qlora", "adamw", 2048, 16, None)
    setup = Setup("none", True, 2)
    wide = estimate_training_memory(
        arch, method="qlora", sequence_tokens=2048, micro_batch=2, habits=Habits(hidden_bytes=4.0)
    )
    assert step_memory(recipe, 1, setup).total == wide.total


def test_a_pretraining_run_loses_what_long_runs_lose_and_a_fine_tune_does_not() -> None:
    """On 32 cards a token takes longer than the pace says by what is lost; cards still save hours."""
    arch = model("meta-llama/Meta-Llama-3-8B-Instruct").architecture
    offer = next(each for each in offers(default_catalogue()) if each.tier.id == "h100")
    setup = Setup("zero3", True, 1)
    kept_by: dict[Method, float] = {"pretrain": goodput(offer.tier.gpu, 32), "full": 1.0}
    for method, kept in kept_by.items():
        recipe = Recipe(arch, method, "adamw", 2048, 64, None)
        at_once = 1 / 3600 / step_pace(recipe, offer, 32, setup).per_s.expected
        assert hours_each(recipe, offer, 32, setup).expected == pytest.approx(at_once / kept)
        assert hours_each(recipe, offer, 32, setup).high < hours_each(recipe, offer, 16, setup).high


def test_a_plans_checkpoint_is_of_its_optimizer() -> None:
    """Of a full fine-tune AdamW's has 14 bytes a parameter, Adafactor's the weights and a master copy."""

    def checkpoint_gib(optimizer: Optimizer) -> float:
        workload = Workload(work="training", model="8B", method=("full",), optimizer=optimizer)
        found = recommend(workload, default_catalogue(), with_flips=False)
        assert found.training
        assert found.training.chosen.training
        return found.training.chosen.training.checkpoint_gib.expected

    params_gib = 8e9 / 2**30
    assert checkpoint_gib("adamw") == pytest.approx(14 * params_gib)
    assert checkpoint_gib("adafactor") == pytest.approx(6.02 * params_gib)
