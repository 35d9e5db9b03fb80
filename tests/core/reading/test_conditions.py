"""What has to hold besides the size: where data may be, who rents it out, what may fail, when it runs."""

import pytest

from core.reading import read
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("data must stay in the EU", ["eu"]),
        ("we need EU hosting", ["eu"]),
        ("EU only please", ["eu"]),
        ("it must not leave the UK", ["uk"]),
        ("servers in the US", ["us"]),
        ("the data is not allowed outside Germany", ["country"]),
        ("data residency: Switzerland", ["country"]),
        ("HIPAA workload, on-prem only", ["audited", "premises"]),
        ("nothing in the cloud", ["premises"]),
        ("records cannot leave our network", ["premises"]),
        ("must stay in house", ["premises"]),
        ("all data has to be kept in-house", ["premises"]),
        ("in-house only", ["premises"]),
        ("everything in house", ["premises"]),
        ("it must run on site", ["premises"]),
        ("on our own premises", ["premises"]),
        ("in our own data centre", ["premises"]),
        ("nothing leaves the building", ["premises"]),
        ("our data does not leave the company", ["premises"]),
        ("the cloud is not an option", ["premises"]),
        ("we may not use the cloud", ["premises"]),
        ("nothing may leave our data center", ["premises"]),
        ("has to be SOC 2", ["audited"]),
        ("we are on AWS", ["aws"]),
        ("must be Azure", ["azure"]),
        ("we'd like to use our GCP credits", ["gcp"]),
        ("we want redundancy", ["redundant"]),
        ("it needs 99.9% uptime", ["redundant"]),
        ("it has to survive a failed server", ["redundant"]),
        ("only during office hours", ["office_hours"]),
        ("people use it 9 to 5", ["office_hours"]),
        ("nobody uses it at night", ["office_hours"]),
        ("we may buy", ["bought"]),
        ("we think about buying a server", ["bought"]),
        ("buy or rent?", ["bought"]),
    ],
)
def test_conditions_are_heard(text: str, conditions: list[str]) -> None:
    """A region, a provider, a second server, the hours it is needed and a purchase are told apart."""
    assert [one.value for one in read(text).readings if one.slot is Slot.CONDITIONS] == [conditions]


@pytest.mark.parametrize(
    "text",
    [
        "our users are in Europe",
        "students who live in Germany",
        "we serve customers in the EU",
        "is it for us only?",
        "the model runs in the cloud",
        "no GDPR needed",
        "we host in the us-east region",
        "we are moving away from AWS",
        "not on AWS",
        "we need an in-house chatbot",
        "our in-house team uses it",
        "it doesn't have to stay in house",
        "no need to keep it on site",
        "not on premises",
        "on-prem is not needed",
        "it does not need to stay in the EU",
        "replies get slow during office hours",
        "9 to 5 tokens/s",
        "8-10 users",
    ],
)
def test_what_only_sounds_like_a_condition_is_none(text: str) -> None:
    """Where people are, what need not be, what a team leaves, and when it hurts ask nothing of a host."""
    assert all(one.slot is not Slot.CONDITIONS for one in read(text).readings)
