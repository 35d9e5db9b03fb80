"""What was understood, in one line: each value, and who said it."""

from collections.abc import Sequence

from bot.messages.kinds import topic_of_answers
from bot.words import Safe, named, person, say
from bot.words.values import joined, slot_name
from core.answers import Answer
from core.catalog.architecture import Item
from core.catalog.catalogue import Catalogue
from core.reading import family_of


def understood(
    answers: Sequence[Answer], catalogue: Catalogue, *, by: bool = True, kind: Item | None = None
) -> Safe:
    """Return answers as "20 at once, 8k context (@alice)", people in the order they first spoke.

    `kind` is what the work is counted in, where these answers alone do not tell.
    """
    kind = kind or topic_of_answers(answers, catalogue).kind
    speakers = dict.fromkeys(answer.said_by for answer in answers)
    parts = [
        say(
            "understood",
            "from_one" if by else "nameless",
            answers=_said([answer for answer in answers if answer.said_by == speaker], catalogue, kind),
            said_by=speaker,
        )
        for speaker in speakers
    ]
    return Safe(" · ".join(parts))


def _said(answers: Sequence[Answer], catalogue: Catalogue, kind: Item | None) -> list[str]:
    """Return what one person said: each value, then all that this person does not know as one thing."""
    told = [
        named(answer.slot, answer.value, catalogue, kind) for answer in answers if answer.kind != "unknown"
    ]
    unknown = unknown_of(answers)
    return [*told, say("understood", "not_known", names=unknown)] if unknown else told


def unknown_of(answers: Sequence[Answer]) -> str:
    """Return what answers say is not known, by its names: "how many at once and the precision"."""
    names = dict.fromkeys(slot_name(answer.slot) for answer in answers if answer.kind == "unknown")
    return joined(list(names))


def speakers(people: Sequence[str]) -> Safe:
    """Return each person once, as mentions."""
    return Safe(", ".join(person(one) for one in dict.fromkeys(people)))


def unsized_hint(text: str) -> Safe:
    """Return what to do about a kind of model without arithmetic, by the words that name it."""
    return say("understood", f"hint_{family_of(text)}")


def stands_in(text: str, model: str) -> Safe:
    """Return that a model of another kind stands in for what was named, and what to do instead."""
    return say("understood", "stands_in", text=text, model=model_words(model), hint=unsized_hint(text))


def model_words(model: str) -> str:
    """Return the name of a model; of one that is only a size, that it is a language model."""
    return say("understood", "a_language_model", size=model) if model[:1].isdigit() else model
