"""Cards as nvidia-smi lists them, one a line with its index, which is no number of cards."""

import re
from collections import Counter

from core.reading.normal import Normal
from core.regex import regex

_ROW = regex(
    r"(?:^|(?<=[|;])) ?(?:gpu )?\d{1,2}:? (?P<card>(?:nvidia|tesla|quadro|geforce) ?[a-z0-9 -]{2,50}?) (?:(?:on|off) ?\||\(uuid)"
)


def with_cards_counted(plain: Normal) -> Normal:
    """Return the text with the rows of each kind of card as so many of them that the team has."""
    listed = Counter(match["card"] for match in _ROW.finditer(plain.text))
    told: set[str] = set()

    def counted(match: re.Match[str]) -> str:
        card = match["card"]
        words = "; " if card in told else f"; we have {listed[card]}x {card}; "
        told.add(card)
        return words

    return plain.rewritten(_ROW, counted) if listed else plain
