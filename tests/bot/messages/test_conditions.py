"""What each condition means for where and how one rents, in figures of the plan."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.messages.conditions import conditions
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.recommendation import Recommendation
from core.workload import Workload

CHAT = {"work": "serving", "model": "8B", "users": 200}
RUNS = {"work": "training", "model": "8B", "method": ["lora"], "dataset_samples": 20_000}


def advised(work: Mapping[str, object], *told: str) -> Recommendation:
    """Return the advice for a workload with conditions."""
    return recommend(
        Workload.model_validate({**work, "conditions": told}), default_catalogue(), with_flips=False
    )


def test_without_conditions_nothing_is_said() -> None:
    """Who told none reads none."""
    assert conditions(advised(CHAT)) == []


def test_several_are_one_paragraph_with_a_line_each() -> None:
    """Places that a host has to promise share a line; each other condition has its own."""
    (said,) = conditions(advised(CHAT, "eu", "audited", "aws", "redundant", "office_hours", "bought"))
    assert said.count("\n• ") == 5
    assert "*A certified host and data stays in the EU:*" in said


def test_office_hours_cost_their_share_of_a_month() -> None:
    """Ten hours on 22 days are 220 of 730 hours."""
    advice = advised(CHAT, "office_hours")
    assert advice.serving is not None
    month = advice.serving.chosen.bill.usd_per_month.scaled(220 / 730)
    (said,) = conditions(advice)
    assert "for 10 h on 22 days" in said
    assert f"USD {month.low:.0f} to " in said or f"USD {float(f'{month.low:.2g}'):,.0f} to " in said


def test_another_copy_costs_what_one_copy_costs() -> None:
    """Of a plan with several copies one more is added, not all of them once more."""
    advice = advised(CHAT | {"concurrency": 400}, "redundant")
    assert advice.serving is not None
    plan = advice.serving.chosen
    assert plan.replicas > 1
    dearer = plan.bill.usd_per_month.expected / plan.replicas
    (said,) = conditions(advice)
    assert f"USD {float(f'{dearer:.2g}'):,.0f} a month more" in said


def test_a_cloud_rents_out_what_it_has() -> None:
    """Its own cards and machines lead, and those whose price is unknown are named."""
    (rented,) = conditions(advised(CHAT | {"model": "405B", "precision": "fp8"}, "azure"))
    assert (
        "*On Azure:* only what this cloud rents out counts, in the machines that it has, at hyperscalers' "
        "list prices (1 provider). It has H100 only 8 to a machine. Its other cards are among the plans (T4, "
        'A10, A100 80 GB PCIe, H100 94 GB NVL). Ask "what if 4x H100 94 GB NVL?" and I tell whether they '
        "would do."
    ) in rented
    (rented,) = conditions(advised(CHAT, "aws"))
    assert "only" not in rented.partition("(1 provider)")[2]
    assert "Its other cards are among the plans (L4, A10G, L40S)." in rented


def test_a_card_without_a_price_there_is_named() -> None:
    """What is left out of the plans is not passed over in silence."""
    catalogue = default_catalogue()
    own = replace(catalogue, listings=tuple(row for row in catalogue.listings if row.gpu != "l4"))
    advice = recommend(Workload.model_validate({**CHAT, "conditions": ("gcp",)}), own, with_flips=False)
    (said,) = conditions(advice)
    assert 'I know no price of L4 there. Ask "what if 4x L4?"' in said


def test_without_a_hyperscalers_price_others_stand() -> None:
    """A catalogue that has none tells that its prices are those of others."""
    clouds = tuple(row for row in default_catalogue().listings if row.market == "cloud")
    own = replace(default_catalogue(), listings=clouds)
    advice = recommend(Workload.model_validate({**CHAT, "conditions": ("gcp",)}), own, with_flips=False)
    (said,) = conditions(advice)
    assert "*On Google Cloud:* I know no hyperscaler's price for any tier" in said


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("redundant", "resumes from its last checkpoint"),
        ("office_hours", "rented for its runs only"),
        ("bought", "busy most of the month"),
        ("premises", "nothing to rent"),
    ],
)
def test_of_runs_they_mean_something_else(told: str, words: str) -> None:
    """A run stops and resumes, and is billed by the hour anyway."""
    (said,) = conditions(advised(RUNS, told))
    assert words in said


def test_a_batch_goes_on_where_it_stopped() -> None:
    """Work that is there at once needs no second server."""
    batch = {"work": "serving", "model": "8B", "latency": {"batch": True}}
    rate = {"per_s": 200_000 / 36_000, "batch": {"amount": 200_000, "hours": 10}}
    (said,) = conditions(advised(batch | {"request_rate": rate}, "redundant"))
    assert "goes on where it stopped" in said


def test_two_years_of_rent_are_what_a_purchase_has_to_beat() -> None:
    """Both sides count that are billed by the month."""
    (said,) = conditions(advised(CHAT, "bought"))
    assert "two years of this rent are about *USD" in said
