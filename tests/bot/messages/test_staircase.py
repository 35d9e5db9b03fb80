"""Where the advice would change: the staircase of plans, and the break points."""

import pytest

from bot.messages.staircase import flips_by_plan, staircase_chart, staircase_words
from core.advising.staircase import with_stairs
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.request_rate import Batch, RequestRate
from core.workload import Latency, Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.making import STAIRS
from tests.core.archetypes import CHAT_8B, PLATFORM_70B

CATALOGUE = default_catalogue()


@pytest.mark.parametrize("workload", [CHAT_8B, PLATFORM_70B], ids=["chat", "both"])
def test_the_staircase_says_the_same_in_bars_and_words(workload: Workload) -> None:
    """Each bar of the chart is a line in words, and one of them is the team's own."""
    advice = with_stairs(recommend(workload, CATALOGUE), CATALOGUE)
    chart, said = staircase_chart(advice), staircase_words(advice)
    assert chart is not None
    assert said is not None
    assert said.count("(yours)") == 1
    for label in chart["chart"]["axis_config"]["categories"]:
        assert label.split(": ")[1] in said
    bars = [point["value"] for point in chart["chart"]["series"][0]["data"]]
    assert len(bars) == len([stair for stair in advice.stairs if stair.fits])


def test_what_fits_nothing_has_no_bar() -> None:
    """The step above all plans is told in words alone; without steps there is neither chart nor list."""
    advice = CASES["one_stack"]
    chart, said = staircase_chart(advice), staircase_words(advice)
    assert chart is not None
    assert said is not None
    assert len(chart["chart"]["axis_config"]["categories"]) == len(STAIRS) - 1
    assert "Above 40,000 at once: more than anything in the catalogue bears" in said
    bare = advice.model_copy(update={"stairs": STAIRS[:1]})
    assert (staircase_chart(bare), staircase_words(bare)) == (None, None)


def test_the_last_step_that_is_known_ends_with_a_number() -> None:
    """Where it is left out what bears more, nothing is told to be above."""
    advice = CASES["one_stack"].model_copy(update={"stairs": STAIRS[:-1]})
    said = staircase_words(advice)
    assert said is not None
    assert "Up to 40,000 at once" in said
    assert "Above" not in said


def test_the_step_that_bears_the_own_number_says_so() -> None:
    """Rounded down to two digits, 507 would end below a team of 505."""
    advice = CASES["one_stack"]
    workload = advice.workload.model_copy(update={"concurrency": 505})
    stairs = (STAIRS[0].model_copy(update={"last": 507}), STAIRS[-1].model_copy(update={"first": 508}))
    said = staircase_words(advice.model_copy(update={"workload": workload, "stairs": stairs}))
    assert said is not None
    assert "Up to 505 at once" in said
    assert "Above 505 at once" in said


def test_flips_are_told_by_the_plan_they_lead_to() -> None:
    """Break points that lead to the same plan stand in one line, the nearest first."""
    lines = flips_by_plan(CASES["one_stack"]).split("\n")
    assert lines[1] == "• *2x RTX 4090 VPS (24 GB)*: above *31 at once*; above *6.3k context*"
    assert lines[-1] == "• *Nothing in the catalogue*: first word in under *0.13 s*"
    assert "No single answer changes the plan" in flips_by_plan(CASES["training"])


def test_a_batch_changes_the_advice_in_its_own_unit() -> None:
    """Break points are so many of what is counted, or hours, and no requests a second."""
    rate = RequestRate(batch=Batch(amount=50e6, noun="documents"))
    texts = Workload(work="serving", model="BAAI/bge-m3", request_rate=rate, latency=Latency(batch=True))
    told = flips_by_plan(recommend(texts, CATALOGUE))
    assert "documents*" in told
    assert "all of it may take more than" in told
    assert "requests/s" not in told
