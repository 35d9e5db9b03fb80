"""What the chosen card costs elsewhere: in other markets, and as spot or reserved."""

from typing import get_args

from core.catalog.catalogue import Catalogue
from core.catalog.offers import Commitment
from core.catalog.prices import Market
from core.recommendation import StackAdvice


def with_price_path(advice: StackAdvice, catalogue: Catalogue) -> StackAdvice:
    """Return the advice with the chosen card's other quotes, by market and then by commitment."""
    gpu_id = catalogue.tier(advice.chosen.tier).gpu.id
    places = [
        (market, commitment)
        for market in get_args(Market)
        for commitment in get_args(Commitment)
        if market != "all"
    ]
    quotes = (catalogue.quote(gpu_id, market, commitment) for market, commitment in places)
    others = tuple(quote for quote in quotes if quote is not None and quote != advice.chosen.quote)
    return advice.model_copy(update={"quotes": others})
