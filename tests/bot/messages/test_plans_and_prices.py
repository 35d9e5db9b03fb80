"""The table of plans and the prices: that each says it of the right plan, and how old it is."""

import pytest

from bot.messages.certainty import doubts
from bot.messages.plans import plans_table
from bot.messages.prices import dated, price_paths
from bot.messages.staircase import flips_by_plan
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.recommendation import Recommendation
from core.workload import Workload
from tests.bot.messages.cases import CASES
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B, PLATFORM_70B

CATALOGUE = default_catalogue()


def rows_of(advice: Recommendation) -> list[list[str]]:
    """Return the cells of the table of plans, without its heading."""
    return [[cell["text"] for cell in row] for row in plans_table(advice)["rows"]][1:]


@pytest.mark.parametrize("workload", [CHAT_8B, FINE_TUNES_13B, PLATFORM_70B], ids=["chat", "tunes", "both"])
def test_the_table_marks_the_plan_advised(workload: Workload) -> None:
    """One row for each side is marked as chosen, and it is the plan in the first line."""
    advice = recommend(workload, CATALOGUE)
    marked = [row for row in rows_of(advice) if row[-1].startswith("Chosen")]
    assert len(marked) == len(advice.sides)
    for side, row in zip(advice.sides, marked, strict=True):
        assert f"{side.chosen.gpu_count}x {side.chosen.gpu.split()[0]}" in row[0]


def test_every_row_says_what_decides() -> None:
    """A plan that fails says by which constraint; one that does says how dear it is, and where tightest."""
    verdicts = {row[0]: row[-1] for row in rows_of(CASES["two_stacks"])}
    assert verdicts["Serving: 4x A100 80 GB"] == "No: the card cannot compute in the format asked for."
    assert verdicts["Training: 4x H100"] == "Fits, 1.8x the price. Tightest: run, 18 h of 24 h."


ONCE = Workload.model_validate({"work": "training", "model": "13B", "method": ["lora"], "cadence": "once"})


ONCE_TOO = Workload.model_validate(
    {"work": "both", "model": "13B", "method": ["lora"], "cadence": "once", "concurrency": 20}
)


def test_what_runs_once_has_no_bill_of_a_month() -> None:
    """One run is billed as a run wherever its price stands, also beside serving, which is billed by month."""
    once = recommend(ONCE, CATALOGUE)
    assert [cell["text"] for cell in plans_table(once)["rows"][0]][2] == "USD a run"
    told = [str(flips_by_plan(once)), *map(str, doubts(once, []))]
    assert any("a run" in words for words in told)
    assert not any("a month" in words for words in told)
    both = recommend(ONCE_TOO, CATALOGUE)
    assert [cell["text"] for cell in plans_table(both)["rows"][0]][2] == "USD"
    costs = {row[0].split(":")[0]: row[2].rsplit(" ", 1)[-1] for row in rows_of(both)}
    assert costs == {"Serving": "month", "Training": "run"}


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (None, "prices of 24 May 2026"),
        ("2026-06-23", "prices of 24 May 2026"),
        ("2026-06-24", "prices of 24 May 2026, 31 days old"),
        ("2026-08-22", "prices of 24 May 2026, 90 days old"),
        ("2026-08-23", "prices of 24 May 2026, 3 months old"),
    ],
)
def test_old_prices_are_called_old(today: str | None, words: str) -> None:
    """Past thirty days the age is told, and past ninety it is told in months; the oldest date counts."""
    assert dated(["2026-08-01", "2026-05-24"], today) == words


@pytest.mark.parametrize(("today", "warned"), [("2026-08-22", False), ("2026-08-23", True)])
def test_prices_past_ninety_days_are_history(today: str, warned: bool) -> None:
    """Past ninety days the price path sends people to ask for quotes."""
    (said,) = price_paths(CASES["one_stack"], today)
    assert ("history by now" in said) == warned


def test_the_price_path_names_every_market() -> None:
    """Marketplace, cloud and hyperscaler each have a line, and so has reserving."""
    serving, training = price_paths(CASES["two_stacks"], "2026-06-01")
    assert "an hour, for serving*" in serving
    for words in (
        "• Marketplace: no price known",
        "• Cloud: USD 1.19 to 2.21 on demand",
        "• Hyperscaler: no",
    ):
        assert words in training
    assert "• Reserved: I know no price" in training
    assert "Reserved" not in price_paths(CASES["bought_elsewhere"], "2026-06-01")[0]


def test_one_card_for_both_sides_has_its_prices_once() -> None:
    """Where serving and training rent the same card, its prices stand once, with a word for each side."""
    (said,) = price_paths(recommend(PLATFORM_70B, CATALOGUE), "2026-06-01")
    assert "Serving is always on" in said
    assert "For runs, take spot" in said


def test_in_house_prices_tell_what_the_same_would_cost_elsewhere() -> None:
    """Nobody is told to start on demand and to reserve who may not rent at all."""
    chat = Workload(work="serving", model="8B", concurrency=20, conditions=("premises",))
    (said,) = price_paths(recommend(chat, CATALOGUE, with_flips=False), "2026-11-27")
    assert said.startswith("*What the same would cost elsewhere: the price of one RTX 4090 an hour*")
    assert said.endswith("These prices are history by now.")
    assert "start on demand" not in said
