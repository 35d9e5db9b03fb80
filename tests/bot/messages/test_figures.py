"""The figures behind a plan: how its speed comes about, how to measure it, and what they compare."""

from bot.messages.comparison import comparison_table
from bot.messages.measuring import measuring
from bot.messages.plans import pace
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.workload import Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.making import SERVING
from tests.core.archetypes import PLATFORM_70B

CATALOGUE = default_catalogue()


def test_the_speed_of_the_plan_is_a_sum_of_its_parts() -> None:
    """A step of serving and the first word, a step of training, and one item."""
    both = recommend(PLATFORM_70B, CATALOGUE, with_flips=False)
    assert both.serving is not None
    assert both.training is not None
    serving, training = pace(both.serving), pace(both.training)
    assert "takes weights" in str(serving)
    assert "+ KV cache" in str(serving)
    assert "+ exchange" in str(serving)
    assert "the first word takes prefill" in str(serving)
    assert "one step of one card" in str(training)
    assert "takes arithmetic" in str(training)
    image = recommend(Workload(work="serving", model="black-forest-labs/FLUX.1-dev"), CATALOGUE).serving
    assert image is not None
    assert "what is in work at once takes denoising" in str(pace(image))
    assert pace(SERVING) is None
    for side in (both.serving, both.training, image):
        assert side.chosen.step is not None
        assert all(term.source for term in side.chosen.step.terms)


def test_the_commands_hold_the_teams_own_load() -> None:
    """What to type is ready with this team's numbers, for the engine the plan is made for."""
    said = measuring(CASES["one_stack"], SERVING, several=False)
    assert "--max-concurrency 20 --num-prompts 200" in said
    gguf = CASES["in_gguf"].sides[0]
    assert "llama-batched-bench" in measuring(CASES["in_gguf"], gguf, several=True)


def test_the_comparison_covers_every_aspect_of_both() -> None:
    """Both sides have every aspect of the framework, with this team's figures only where it plans a side."""
    general = [[cell["text"] for cell in row] for row in comparison_table()["rows"]]
    words = " ".join(cell for row in general for cell in row)
    for aspect in ("Start-up", "Latency", "Concurrency", "Predictability", "Memory headroom", "Batch"):
        assert aspect in words
    for aspect in ("Duration", "Checkpoints", "Utilisation"):
        assert aspect in words
    rows = [[cell["text"] for cell in row] for row in comparison_table(CASES["one_stack"])["rows"]][1:]
    assert all("Yours:" in row[1] and "Yours:" not in row[2] for row in rows)
