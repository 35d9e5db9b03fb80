"""/gpu-advice help: the core mistake, the comparison of serving and training, and how to use the bot."""

from bot.blocks import context, section
from bot.messages.comparison import comparison_table
from bot.messages.message import Message
from bot.words import say
from bot.words.values import SIGNALS


def render_help() -> Message:
    """Explain the difference between serving and training, and how to ask for advice."""
    return Message.of(
        say("help", "gist"),
        section(say("help", "mistake")),
        comparison_table(),
        section(say("help", "to_serving", signals=_signals("I"))),
        section(say("help", "to_training", signals=_signals("T"))),
        section(say("help", "classes")),
        section(say("help", "usage")),
        context(say("help", "footer")),
    )


def _signals(side: str) -> list[str]:
    return [words for signal, words in SIGNALS.items() if signal.startswith(side)]
