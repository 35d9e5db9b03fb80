"""The window of the global shortcut: what somebody wants to run or train, and where to talk about it."""

from bot.blocks import channel_select, section
from bot.modals import Modal, field, modal, typed
from bot.words import say, say_plain

CALLBACK = "ask"
WORDS, PLACE = "words", "place"


def render_ask() -> Modal:
    """Ask what it is about, and for the channel; without one the interview is held in the DM."""
    menu = channel_select(say_plain("ask", "placeholder"), "held", here=True)
    return modal(
        CALLBACK,
        say_plain("ask", "title"),
        [
            section(say("ask", "intro")),
            field(
                WORDS,
                say_plain("ask", "words"),
                typed("held", multiline=True),
                hint=say_plain("ask", "words_hint"),
            ),
            field(PLACE, say_plain("ask", "place"), menu, hint=say_plain("ask", "place_hint")),
        ],
        submit=say_plain("ask", "start"),
        close=say_plain("ask", "cancel"),
    )
