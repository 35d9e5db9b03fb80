"""Where data may be, and what a host has to answer for."""

import pytest

from core.reading import read
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "places"),
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
        ("has to be SOC 2", ["audited"]),
    ],
)
def test_where_data_may_be_is_heard(text: str, places: list[str]) -> None:
    """A region, a country, one's own premises and what a host is certified for are told apart."""
    assert [one.value for one in read(text).readings if one.slot is Slot.PLACE] == [places]


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
    ],
)
def test_where_people_are_says_nothing_of_the_data(text: str) -> None:
    """A country named beside users, and "us" for ourselves, ask nothing of a host."""
    assert all(one.slot is not Slot.PLACE for one in read(text).readings)
