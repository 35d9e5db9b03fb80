"""What was understood, in one line: each value, and who said it."""

from collections.abc import Sequence

from bot.words import Safe, person, say
from core.answers import Answer


def understood(answers: Sequence[Answer], *, named: bool = True) -> Safe:
    """Return answers as "20 at once, 8k context (@alice)", people in the order they first spoke."""
    speakers = dict.fromkeys(answer.said_by for answer in answers)
    parts = [
        say(
            "understood",
            "from_one" if named else "nameless",
            answers=[answer for answer in answers if answer.said_by == speaker],
            said_by=speaker,
        )
        for speaker in speakers
    ]
    return Safe(" · ".join(parts))


def speakers(people: Sequence[str]) -> Safe:
    """Return each person once, as mentions."""
    return Safe(", ".join(person(one) for one in dict.fromkeys(people)))
