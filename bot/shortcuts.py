"""The global shortcut: a window that begins an interview in any channel, or in the DM.

The shortcut on a message needs no window: its words begin the interview in their own thread, as a mention
there would (bot/conversation).
"""

from bot.conversation.starting import begin
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Incoming, Submission
from bot.messages import Message
from bot.messages.ask import PLACE, WORDS, render_ask
from bot.modals import Modal
from bot.open_interviews import GoingOn, too_many_open


def opened() -> Modal:
    """Return the window."""
    return render_ask()


def submitted(desk: Desk, incoming: Incoming, submission: Submission) -> Turn | Message:
    """Begin the interview that was asked for, or say that there are too many."""
    words = "".join(submission.fields.get(WORDS, ())).strip()
    place = next(iter(submission.fields.get(PLACE, ())), incoming.user)
    full = too_many_open(desk.limits, GoingOn(desk.store, incoming._replace(channel=place)))
    return full or begin(desk, incoming._replace(text=words), channel=place)
