"""How an interview begins: by the command, by a mention, or by a DM."""

import re

from bot.conversation import counsel, voice
from bot.conversation.steps import step
from bot.conversation.taking import take
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Incoming
from bot.messages import Message
from bot.messages.asked import render_bot, render_card_prices
from bot.messages.help import render_help
from bot.messages.notices import (
    render_moved_to_dm,
    render_opening_unread,
    render_resumed,
    render_started_from,
)
from bot.open_interviews import GoingOn
from bot.owing import change, respond, to_dm
from bot.store.protocol import Change, Interview, Record, Snapshot
from bot.words.figures import day_of
from core.answers import standing
from core.reading import Heard, asks, is_wordless, read
from core.regex import regex

_IN_PRIVATE = regex(r"in\s+private\b[\s:,.-]*", re.IGNORECASE)
RESUMES_AFTER_S = 3600
_HELP = regex(r"(?:help|usage|\?|-h|--help)[.!?]*", re.IGNORECASE)


def command(desk: Desk, incoming: Incoming, going_on: GoingOn) -> Turn | Message:
    """Decide on `/gpu-advice ...`: a new interview, or a private word of help."""
    text = incoming.text.strip()
    if _HELP.fullmatch(text):
        return render_help()
    private = _IN_PRIVATE.match(text)
    words = text[private.end() :] if private else text
    if asks(words) == "bot":
        return render_bot()
    heard = read(words, catalogue=desk.catalogue)
    meaningless = len(words.split()) == 1 or (words and is_wordless(words))
    if meaningless and not heard.readings and heard.problem is None:
        return voice.unknown_command(words)
    unfinished = None if text else _unfinished(desk, incoming, going_on)
    if unfinished is not None:
        return voice.open_already(desk, unfinished, desk.pending(unfinished))
    channel = incoming.user if private else incoming.channel
    return _begin(desk, incoming, heard, channel=channel, thread_ts=None, words=words)


def _unfinished(desk: Desk, incoming: Incoming, going_on: GoingOn) -> Snapshot | None:
    """Return the person's latest open interview in this channel, if it has been silent for long.

    Who types the command again right away has seen the first one, and wants another.
    """
    if not going_on.open[0]:
        return None
    mine = desk.store.open_interviews(incoming.team, incoming.user)
    latest = next((one for one in mine if one.channel == incoming.channel and one.root_ts), None)
    if latest is None or desk.clock() - latest.touched_at < RESUMES_AFTER_S:
        return None
    return desk.store.interview(incoming.team, latest.id)


def mention(desk: Desk, incoming: Incoming) -> Turn:
    """Begin an interview in the thread of a message: a mention outside of any, or "start over" after one."""
    root_ts = incoming.thread_ts or incoming.ts
    heard = read(incoming.text, catalogue=desk.catalogue)
    return _begin(
        desk, incoming, heard, channel=incoming.channel, thread_ts=root_ts, words=incoming.text.strip()
    )


def about_the_bot(incoming: Incoming) -> Message | None:
    """Return what the bot is, or is for, where the words outside of any interview only ask that."""
    if asks(incoming.text) == "bot":
        return render_bot()
    return render_help() if read(incoming.text).command == "help" else None


def told(desk: Desk, incoming: Incoming, page: Message) -> Change:
    """Tell it who asked: in their DM with a message, elsewhere privately."""
    if not incoming.direct:
        return respond(desk, incoming, page, in_place=False)
    return change(desk, incoming, to_dm(incoming, "help", page))


def in_dm(desk: Desk, incoming: Incoming) -> Turn:
    """Begin an interview in the person's DM, with the first question."""
    return begin(desk, incoming._replace(text=""), channel=incoming.user)


def begin(desk: Desk, incoming: Incoming, *, channel: str) -> Turn:
    """Begin an interview in a channel, or in a person's DM, from the words that came in."""
    heard = read(incoming.text, catalogue=desk.catalogue)
    return _begin(desk, incoming, heard, channel=channel, thread_ts=None, words=incoming.text)


def resume(desk: Desk, incoming: Incoming, snapshot: Snapshot) -> Turn:
    """Put the pending question again, and mention who started the interview so that they find it."""
    turn = Turn(desk, incoming, snapshot)
    turn.post(render_resumed(turn.interview.starter), kind="resumed")
    return step(turn)


def start_from(desk: Desk, incoming: Incoming, record: Record) -> Turn:
    """Begin a new interview from the answers of an earlier one: where that was held, else in one's DM.

    What a team said in one channel is not carried into another.
    """
    here = incoming.channel == record.channel
    turn = Turn(desk, incoming, _new(desk, incoming, record.channel if here else incoming.user))
    turn.adopt(standing(record.answers).values(), record.id)
    turn.open_root(voice.root(turn))
    turn.post(render_started_from(record.id), kind="started_from")
    step(turn)
    if turn.status == "done":
        turn.post(counsel.which_answer(turn), kind="change")
    if not here and incoming.channel:
        turn.whisper(render_moved_to_dm())
    return turn


def _begin(
    desk: Desk, incoming: Incoming, heard: Heard, *, channel: str, thread_ts: str | None, words: str
) -> Turn:
    turn = Turn(desk, incoming, _new(desk, incoming, channel, thread_ts))
    problem = take(turn, heard)
    turn.open_root(voice.root(turn), thread_ts=thread_ts)
    if problem is None and words and not heard.readings and heard.command is None:
        if asks(words) == "cost":
            turn.post(render_card_prices(desk.catalogue, day_of(desk.clock())), kind="asked")
        else:
            turn.post(render_opening_unread(), kind="not_understood")
    return step(turn, just_answer=heard.command == "just_answer")


def _new(desk: Desk, incoming: Incoming, channel: str, root_ts: str | None = None) -> Snapshot:
    """Return a snapshot of an interview that does not exist yet (revision 0)."""
    at, interview_id = desk.clock(), desk.new_id()
    fresh = Interview(
        id=interview_id,
        team=incoming.team,
        channel=channel,
        starter=incoming.user,
        status="open",
        revision=0,
        started_at=at,
        touched_at=at,
        root_ts=root_ts,
        root_key=f"{interview_id}:root",
    )
    return Snapshot(fresh, ())
