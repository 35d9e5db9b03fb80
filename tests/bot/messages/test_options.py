"""A cheaper and a safer way: what each gives up, where it is rented, and that nothing is a dead end."""

import re
from pathlib import Path

import pytest

from bot.messages.headline import headline, render_headline
from bot.messages.options import options, options_in_short
from bot.messages.prices import cheapest_elsewhere, cost, price_paths, usd_per_month_at
from bot.messages.recommendation import render_recommendation
from bot.messages.special import ways_out
from core.advising.own_cards import spares_rent
from core.catalog.catalogue import default_catalogue
from core.catalog.deployment import load_catalogue
from core.conditions import AtMost
from core.match import recommend
from core.recommendation import Verdict
from core.request_rate import Batch, RequestRate
from core.workload import Budget, Deadline, Latency, Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.making import SERVING, TRAINING
from tests.core.archetypes import CATALOGUE, FINE_TUNES_13B


def test_what_a_cheaper_plan_gives_up_is_where_it_is_worse() -> None:
    """A cheaper plan names the constraint it falls back in, and where there is none, only the usual path."""
    left = options(CASES["usual_path_left"])[1]
    assert left.endswith("less headroom: *16.9 of 36.8 GiB* a card.")
    same = SERVING.model_copy(update={"cheaper": SERVING.chosen})
    said = options(CASES["one_stack"].model_copy(update={"serving": same}))[0]
    assert said.endswith("gives up only the usual path.")


def test_only_figures_are_headroom() -> None:
    """That a batch is spread over more cards is nothing a cheaper plan gives up."""
    work = Workload(work="training", model="openai/whisper-large-v3", dataset_samples=360_000)
    said = [str(line) for line in options(recommend(work, default_catalogue()))]
    assert any("less headroom: " in line or "gives up" in line for line in said)
    assert not any("batch" in line for line in said)


def test_serving_is_not_rented_as_spot() -> None:
    """The cheapest other way to rent is never spot for what has to stay up, but may be for runs."""
    advice = CASES["servers_for_training"]
    spot = advice.sides[0]
    found = [cheapest_elsewhere(advice, side) for side in (SERVING, spot, TRAINING)]
    assert [quote and quote.commitment for quote in found] == ["on_demand", "spot", None]


def test_the_same_plan_elsewhere_costs_in_proportion() -> None:
    """A plan at half the price an hour costs half a month."""
    half = SERVING.chosen.quote.model_copy(
        update={"usd_per_hour": SERVING.chosen.quote.usd_per_hour.scaled(0.5)}
    )
    expected = SERVING.chosen.bill.usd_per_month.expected / 2
    assert usd_per_month_at(SERVING.chosen, half).expected == pytest.approx(expected)


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_a_dead_end(name: str) -> None:
    """Each side that fits has a cheaper and a safer way beside it, each that does not has a way on.

    Beside the team's own cards that spare the rent, other plans to rent are no ways to save.
    """
    advice = CASES[name]
    said = "\n".join([*options(advice), *ways_out(advice)])
    fitting = [side for side in advice.sides if side.fits]
    spared = spares_rent(advice) is not None
    assert said.count("*Cheaper") == said.count("*Safer") == (0 if spared else len(fitting))
    for side in advice.sides:
        if not side.fits or side.over_budget:
            assert "what if" in said
    assert len(options_in_short(advice)) <= 2


def test_leaving_the_usual_path_is_explained() -> None:
    """The usual path is named with its cost, and why this workload leaves it."""
    left, dearer = (options(CASES[name])[0] for name in ("usual_path_left", "usual_would_do"))
    assert left.startswith("*Not the usual path:* for inference-first that is 8x RTX 4090 VPS (24 GB), *USD")
    assert left.endswith("It would not do: *41.0 GiB* a card needed, 22.1 usable.")
    assert dearer.endswith("It would do, for about USD 1,800 more a month.")


def test_a_budget_is_counted_at_the_rate_of_the_deployment(tmp_path: Path) -> None:
    """A currency that only its own file knows counts in the words too, as it did in the plan."""
    rate = "currency,usd,source,date\nXTS,2,our bank,2026-11-01\n"
    (tmp_path / "rates.csv").write_text(rate, encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    chat = Workload(work="serving", model="8B", precision="awq", concurrency=10)
    bill = recommend(chat, catalogue, with_flips=False).sides[0].chosen.bill.usd_per_month.expected
    budget = Budget(low=bill * 0.45, high=bill * 0.49, currency="XTS", period="month")
    advice = recommend(chat.model_copy(update={"budget": budget}), catalogue)
    assert advice.budget_usd_per_month == pytest.approx(bill * 0.98)
    assert advice.sides[0].over_budget
    assert "the same plan on a marketplace" in ways_out(advice)[0]


def test_a_budget_counts_other_ways_to_rent() -> None:
    """The same plan elsewhere is a way out only where it stays within the budget."""
    advice = CASES["over_budget"]
    said = ways_out(advice.model_copy(update={"budget_usd_per_month": 300}))[0]
    assert "• the same plan on a marketplace: about *USD 190 to 290 a month*" in said
    assert "the same plan" not in ways_out(advice)[0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("own_cards_may_do", "*The 1x RTX 4090 you named* (of 3) might do: "),
        (
            "own_cards_do_both",
            "would do for serving and for training, one job at a time, with nothing more to rent.",
        ),
        ("own_cards_do_not", "*Your 2x RTX 4090* would not do: "),
        ("own_cards_do_not", "*The 2x P40 you named:* I have no figures of this card"),
        ("own_cards_without_a_number", "*Your A100 40 GB:* one of them would do for serving; "),
        (
            "own_cards_without_a_number",
            " for training; with as many of your own there is nothing more to rent.",
        ),
        ("own_cards_without_a_number", "*The P40 you named:* I have no figures of this card"),
        ("own_cards_without_a_number_do_not", "*Your RTX 4090:* no number of them would do: "),
    ],
)
def test_the_cards_a_team_names_are_judged_first(name: str, said: str) -> None:
    """Whether they would do comes first, in the root as in the record; they are free where all fits."""
    advice = CASES[name]
    told = options(advice)
    assert said in "\n".join(told[: len(advice.own)])
    assert options_in_short(advice)[0] == told[0]
    assert ("nothing more to rent" in told[0]) == (
        name in ("own_cards_do_both", "own_cards_without_a_number")
    )


def test_own_cards_that_do_are_the_advice_and_no_option() -> None:
    """They stand in the first line with what decides, and what would be rented instead in the third."""
    advice = CASES["own_cards_do"]
    what, why, cost_line, _ = render_headline(advice).split("\n")
    assert what == "*Your 1x A100 40 GB* (of 2) will do, with nothing more to rent · inference-first"
    assert "first word after about *0.4 s*" in why
    assert cost_line.startswith(
        "To rent instead: 1x RTX 4090 VPS (24 GB), *USD 260 to 470 a month* on demand"
    )
    assert headline(advice) == "Your 1x A100 40 GB; to rent: 1x RTX 4090 VPS (24 GB), inference-first"
    assert not any("A100 40 GB" in line for line in options(advice))


def test_own_cards_that_do_what_nothing_to_rent_does_are_the_advice() -> None:
    """Where nothing in the catalogue is enough, that is told of what is to rent alone."""
    own = CASES["own_cards_do"].own
    advice = CASES["nothing_fits"].model_copy(update={"own": own})
    what, _, cost_line, _ = render_headline(advice).split("\n")
    assert what.startswith("*Your 1x A100 40 GB* (of 2) will do")
    assert cost_line.startswith("To rent, nothing meets every target; nearest: ")
    assert "; to rent, nothing fits, nearest: " in headline(advice)


def test_a_batch_is_billed_for_its_work_and_may_use_spot() -> None:
    """Of ten hours those at work are billed; spot is a cheaper way, and no month is spoken of."""
    batch = RequestRate(per_s=2e5 / 36_000, batch=Batch(amount=2e5, hours=10))
    work = Workload(work="serving", model="8B", request_rate=batch, latency=Latency(batch=True))
    advice = recommend(work, default_catalogue())
    said = "\n".join(options(advice))
    assert " a batch* (" in cost(advice.sides[0].chosen)
    assert re.search(
        r"\* on demand, at work [\d.]+ to [\d.]+ h of the 10 h it may take", render_headline(advice)
    )
    assert " a month" not in said
    assert "A batch needs the cards only while it runs" in price_paths(advice, None)[0]
    assert cheapest_elsewhere(advice, advice.sides[0]) is not None


def test_where_data_has_to_stay_no_marketplace_is_suggested() -> None:
    """A marketplace promises nothing of where a card stands, so another way is told or none."""
    work = Workload(work="serving", model="8B", users=40)
    anywhere, inside = (
        recommend(one, default_catalogue()) for one in (work, work.model_copy(update={"conditions": ("eu",)}))
    )
    found = [cheapest_elsewhere(one, one.sides[0]) for one in (anywhere, inside)]
    assert found[0] is not None
    assert found[0].market == "marketplace"
    assert found[1] is None or found[1].market != "marketplace"


@pytest.mark.parametrize(
    ("per_month", "cheaper", "safer"),
    [
        (1, r"^\*Cheaper:\* .*, \*USD [\d., to]+\*; ", r"\*USD [\d.,]+\* more|same money"),
        (
            30,
            r"^\*Cheaper:\* .*, \*USD [\d., to]+( a month)?\*; ",
            r"\*USD [\d.,]+ a month\* more|same money",
        ),
    ],
)
def test_in_short_no_unit_is_told_twice(per_month: float, cheaper: str, safer: str) -> None:
    """Beside the cost of a batch another batch needs no unit, but a month does where there are several."""
    batch = Batch(amount=50_000, hours=10, per_month=per_month)
    rate = RequestRate(per_s=batch.per_s(10), batch=batch)
    work = Workload(work="serving", model="8B", request_rate=rate, latency=Latency(batch=True))
    told = options_in_short(recommend(work, default_catalogue()))
    assert re.search(cheaper, told[0])
    assert re.search(safer, told[1])


def test_of_a_batch_no_response_time_is_to_be_bought() -> None:
    """The one-line take speaks of work done, since nobody waits for any one of them."""
    batch = Batch(amount=50_000, hours=10)
    rate = RequestRate(per_s=batch.per_s(10), batch=batch)
    focus = {"focus": ("I1", "I3"), "latency": Latency(batch=True)}
    said = {"work": "serving", "model": "8B", "request_rate": rate}
    advice = recommend(Workload.model_validate(said | focus), default_catalogue())
    assert advice.classification.workload_class == "inference_first"
    record = render_recommendation(
        advice, CATALOGUE, record_id=None, asker="U1", answers=(), today="2026-06-10"
    )[0]
    words = str(record.blocks)
    assert "buy work done per dollar" in words
    assert "buy response time" not in words


def test_fewer_servers_than_on_the_usual_path_are_named_as_the_reason() -> None:
    """With what the usual path would cost, and that one server is easier to run."""
    short = FINE_TUNES_13B.model_copy(update={"deadline": Deadline(hours=1.5)})
    advice = recommend(short, default_catalogue(), with_flips=False)
    side = advice.training
    assert side is not None
    assert (side.won_by, side.chosen.nodes) == ("fewer_servers", 1)
    told = " ".join(options(advice))
    assert "less a month; for about the same money fewer servers are easier to run." in told


@pytest.mark.parametrize(
    ("told", "fewer"),
    [
        ({}, True),
        ({"precision": "bf16"}, False),
        ({"precision": "awq"}, False),
        ({"concurrency": 1_000}, False),
        ({"current_hardware": [{"gpu": "H100", "count": 8, "role": "have"}]}, False),
        ({"current_hardware": [{"gpu": "H100", "count": 1, "role": "have"}]}, False),
        ({"budget": {"low": 500, "high": 500}}, False),
    ],
)
def test_fewer_bits_are_named_where_nobody_said_how_many(told: dict[str, object], fewer: bool) -> None:
    """A format that saves more than a quarter stands first, and is what the advice hangs on else."""
    chat = {"work": "serving", "model": "meta-llama/Llama-3.3-70B-Instruct", "concurrency": 20}
    advice = recommend(Workload.model_validate(chat | told), CATALOGUE)
    assert any("*Lighter:* 1x H100 VPS (80 GB) with *AWQ 4-bit*" in line for line in options(advice)) is fewer
    assert any("*Lighter:*" in line for line in options_in_short(advice)) is fewer


def test_what_is_cheaper_in_fewer_bits_is_no_assumption_without_weight() -> None:
    """Where no figure is near its edge, the precision that was taken is what the advice hangs on."""
    users = Workload.model_validate({"work": "serving", "model": "deepseek-ai/DeepSeek-R1", "users": 20})
    assert "Assumes fp8; with *AWQ 4-bit*: 8x A100 80 GB." in render_headline(recommend(users, CATALOGUE))


def test_fewer_bits_are_named_where_they_hold_and_the_plan_only_may() -> None:
    """At the brim of the most cards allowed a format for about the same money is the surer way."""
    chat = {"work": "serving", "model": "meta-llama/Llama-3.3-70B-Instruct", "users": 200}
    limit = [AtMost(count=2, of="gpu")]
    advice = recommend(Workload.model_validate(chat | {"conditions": limit}), CATALOGUE)
    assert advice.serving is not None
    assert advice.serving.chosen.verdict is Verdict.TIGHT
    first = options_in_short(advice)[0]
    assert first.startswith("*Lighter:* 1x H100 VPS (80 GB) with *AWQ 4-bit*")
    assert "and it holds even where all goes badly" in first
