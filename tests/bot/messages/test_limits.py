"""What the advice says of limits and of growth."""

import re

from bot.messages.limits import limits
from bot.messages.options import options_in_short
from bot.messages.special import ways_out
from core.conditions import Growth, Without
from core.match import recommend
from core.workload import Workload
from tests.core.archetypes import CATALOGUE
from tests.core.test_conditions import CROWD, advised, gpus, servers

SMALL = {"work": "serving", "model": "1.5B", "concurrency": 2}
RUNS = {"work": "training", "model": "8B", "method": ["lora"]}


def test_a_limit_within_which_nothing_is_enough_names_what_would_be() -> None:
    """The nearest plan is not sold as one that does."""
    (said,) = limits(advised(CROWD, gpus(2), Without(gpu="H100")))
    assert said.startswith("*At most 2 GPUs and no H100:* nothing within that is enough")
    assert "without that limit it would be 8x H100 VPS (80 GB) (" in said


def test_a_limit_that_is_a_way_out_is_named_there_alone() -> None:
    """With what it costs more; beside it stands only that nothing within the limit is enough."""
    asked = {"work": "serving", "model": "meta-llama/Llama-3.3-70B-Instruct", "concurrency": 20}
    advice = recommend(Workload.model_validate(asked | {"conditions": [gpus(2)]}), CATALOGUE)
    (ways,) = ways_out(advice)
    assert "• *at most 4 GPUs* instead of at most 2 GPUs: 4x A100 80 GB VPS, *USD" in ways
    assert list(limits(advice)) == ["*At most 2 GPUs:* nothing within that is enough."]


def test_a_card_that_cannot_be_had_is_named_as_the_way_out() -> None:
    """Where only large cards hold the model, the way out says so."""
    neither = [Without(gpu="A100"), Without(gpu="H100")]
    asked = {"work": "serving", "model": "405B", "precision": "bf16", "conditions": neither}
    advice = recommend(Workload.model_validate(asked), CATALOGUE)
    (ways,) = ways_out(advice)
    assert "• *H100 after all* instead of no H100: 16x H100 VPS (80 GB) on 2 nodes, *USD" in ways


def test_the_shortest_form_names_ways_out_of_different_answers() -> None:
    """Not two formats, but the format that is nobody's choice and the number that hardly moves."""
    asked = {"work": "serving", "model": "meta-llama/Llama-3.3-70B-Instruct", "concurrency": 20}
    advice = recommend(Workload.model_validate(asked | {"conditions": [gpus(2)]}), CATALOGUE)
    first, second = options_in_short(advice)
    assert first.startswith("*Would fit:* *AWQ 4-bit*: 1x H100, *USD")
    assert re.search(r"a month\*, about USD [0-9,]+ more$", first)
    assert "-token prompts*" in second


def test_a_limit_that_costs_something_names_what_it_keeps_away() -> None:
    """Who may not take a card reads what it would have been."""
    (said,) = limits(advised({"work": "serving", "model": "8B", "concurrency": 20}, Without(gpu="RTX 4090")))
    assert "kept to; without that limit I would lead with 2x RTX 4090 VPS (24 GB)" in said


def test_a_limit_that_costs_nothing_is_said_to_be_kept() -> None:
    """Nothing is left unsaid, and nothing is made of it."""
    (said,) = limits(advised(SMALL, servers(1)))
    assert said == "*At most 1 server:* kept to, and it costs nothing: I would advise the same without."


def test_two_plans_may_have_more_together() -> None:
    """A limit that each plan keeps and both together do not is told."""
    both = {"work": "both", "model": "13B", "concurrency": 50, "method": ["lora"]}
    (said,) = limits(advised(both, gpus(2)))
    assert "Both plans together have " in said


def test_growth_tells_the_next_plan() -> None:
    """What it then takes, or that the plan still does, or that nothing does."""
    (more,) = limits(advised({"work": "serving", "model": "8B", "concurrency": 20}, Growth(factor=10)))
    (same,) = limits(advised(SMALL, Growth(factor=2, when="next year")))
    (none,) = limits(advised(CROWD, Growth(factor=500)))
    (runs,) = limits(advised(RUNS, Growth(factor=2)))
    assert "*10 times the load:* it then takes " in more
    assert same == "*2 times the load next year:* this plan still does."
    assert "no plan I know is enough for that" in none
    assert "runs are rented as they come" in runs
