"""The short answers to what people ask about the advice."""

from collections.abc import Iterator
from typing import get_args

from bot.messages import Message
from bot.messages.asked import render_asked, render_asked_early, render_bot, render_card_prices
from core.reading import Ask
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import TODAY, answers_with
from tests.core.archetypes import CATALOGUE

ASKS: tuple[Ask, ...] = get_args(Ask)


def messages(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return what is said to each question by name; `text` stands for a model's name."""
    answers = answers_with(text)
    for ask in ASKS:
        yield f"asked_{ask}", (render_asked(ask, CASES["one_stack"], answers, (), TODAY, CATALOGUE),)
        beside = () if ask == "understood" else answers[1:3]
        yield (
            f"asked_{ask}_of_two",
            (render_asked(ask, CASES["two_stacks"], answers, beside, TODAY, CATALOGUE),),
        )
    for case in ("nothing_fits", "over_budget", "nothing_helps"):
        yield f"asked_cheaper_{case}", (render_asked("cheaper", CASES[case], answers, (), TODAY, CATALOGUE),)
    yield (
        "asked_others_nothing_fits",
        (render_asked("others", CASES["nothing_fits"], answers, (), TODAY, CATALOGUE),),
    )
    yield (
        "asked_understood_nothing",
        (render_asked("understood", CASES["unclear"], (), (), TODAY, CATALOGUE),),
    )
    yield "asked_early", (render_asked_early(answers, "cost", TODAY, CATALOGUE),)
    yield "asked_card_prices", (render_card_prices(CATALOGUE, TODAY),)
    yield "asked_so_far", (render_asked_early(answers, "understood", TODAY, CATALOGUE),)
    yield "asked_early_bot", (render_asked_early(answers, "bot", TODAY, CATALOGUE),)
    yield "who_the_bot_is", (render_bot(),)
    yield "asked_too_soon", (render_asked_early((), "understood", TODAY, CATALOGUE),)
