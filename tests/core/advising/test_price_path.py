"""What the chosen card costs elsewhere."""

from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.workload import Workload


def test_other_quotes_of_the_chosen_card() -> None:
    """The advice carries each other market and commitment once, and not the quote plans are ranked by."""
    side = recommend(Workload(work="serving", model="8B"), default_catalogue(), with_flips=False).serving
    assert side is not None
    places = [(quote.market, quote.commitment) for quote in side.quotes]
    ranked = (side.chosen.quote.market, side.chosen.quote.commitment)
    assert ("cloud", "spot") in places
    assert ranked not in places
    assert sorted(set(places)) == sorted(places)
    assert "all" not in {market for market, _ in places}


def test_quotes_are_of_the_chosen_card() -> None:
    """A cheaper and a dearer card have quotes of their own."""
    small = recommend(Workload(work="serving", model="8B", precision="awq"), default_catalogue())
    large = recommend(Workload(work="training", model="13B", method=("full",)), default_catalogue())
    assert small.serving is not None
    assert large.training is not None
    assert small.serving.chosen.tier != large.training.chosen.tier
    assert small.serving.quotes != large.training.quotes
