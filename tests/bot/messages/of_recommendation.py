"""The recommendation of every kind, and the help that explains it."""

from collections.abc import Iterator

from bot.messages import Message
from bot.messages.help import render_help
from bot.messages.recommendation import BUTTONS, MENU, render_recommendation
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import ALICE, SAID_BY_THEM, answers_with


def messages(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return the recommendations by name, and the help; `text` stands for a model's name."""
    heard = answers_with(text)
    for name, advice in CASES.items():
        named = advice.model_copy(update={"model_name": text}) if name == "one_stack" else advice
        yield (
            f"recommendation_{name}",
            render_recommendation(
                named,
                record_id="r42",
                asker=ALICE,
                people=SAID_BY_THEM,
                answers=() if name == "unclear" else heard,
                wired=() if name == "tight" else (*BUTTONS, *MENU),
            ),
        )
    yield "help", (render_help(),)
