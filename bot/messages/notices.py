"""Short words between the questions: could not read, why, stopped, closed, cannot post, failed."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from bot.blocks import Block, actions, section
from bot.messages.advice import because, proof
from bot.messages.headline import headline
from bot.messages.kinds import correction, topic_of
from bot.messages.message import Message
from bot.messages.understood import unsized_hint
from bot.words import Safe, say, words_of
from bot.words.values import sizes_told
from core.advising.own_cards import first_plans
from core.answers import Answer
from core.catalog.architecture import Item
from core.catalog.catalogue import Catalogue
from core.reading import Problem
from core.recommendation import Recommendation
from core.workload import Slot, Workload

MOST_BREAKS = 2
Obstacle = Literal[
    "not_in_channel",
    "private",
    "direct",
    "archived",
    "read_only",
    "thread_only",
    "no_threads",
    "deleted",
    "cannot_join",
    "no_scope",
    "no_dm",
    "other",
]
"""Why the bot cannot post somewhere."""


def render_left_out(
    problem: Problem, slot: Slot, kind: Item | None = None, *, again: bool = False
) -> Message:
    """Say why a reply to the question about a slot does not count; `again`: the question follows.

    `kind` is what the work is counted in, None for tokens.
    """
    about = problem.slot or slot
    told = {"slot": about, "text": problem.text[:100], "sizes": sizes_told(problem.choices)}
    example, hint = words_of("example", about, kind), unsized_hint(problem.text)
    return _words(problem.kind, **told, example=None if again else example, hint=hint)


def render_opening_unread() -> Message:
    """Say that nothing could be read from the words with the command."""
    return _words("opening_unread")


def render_unknown_command(word: str) -> Message:
    """Say that a single word after the command means nothing."""
    return _words("unknown_command", word=word[:40])


def render_why(slot: Slot, breaks: Sequence[tuple[str, str, str]] = (), kind: Item | None = None) -> Message:
    """Say why a question is asked; each break is a plan, up to where it stands, and the plan beyond."""
    return _words("why", reason=words_of("reason", slot, kind), breaks=breaks[:MOST_BREAKS])


def render_why_advice(advice: Recommendation, answers: Sequence[Answer]) -> Message:
    """Say in short why the recommendation is what it is, and who gave the answers that it rests on."""
    found = advice.classification
    return _words(
        "why_advice",
        inference=because(found.inference, answers) if found.inference else None,
        training=because(found.training, answers) if found.training else None,
        now=headline(advice),
        proof=Safe("; ".join(proof(plan) for plan in first_plans(advice))),
    )


def render_help_in_thread(workload: Workload, catalogue: Catalogue) -> Message:
    """Say what one can reply in the thread of an interview about this workload."""
    return _words("help_in_thread", correction=correction(topic_of(workload, catalogue)))


def render_stopped(by: str) -> Message:
    """Say who stopped the interview, and how to start another."""
    return _words("stopped", by=by)


def render_expired(*, advised: bool) -> Message:
    """Say that the questions end after a week of silence, with or without advice."""
    return _words("expired_advised" if advised else "expired")


def render_noted_already(slot: Slot, known: Safe, kind: Item | None = None) -> Message:
    """Say that what was just said is known, and what is still asked for."""
    asked, easier = words_of("ask", slot, kind), words_of("easier", slot, kind)
    return _words("noted_already", known=known, asked=asked, easier=easier)


def render_nudge(slot: Slot, starter: str, kind: Item | None = None) -> Message:
    """Remind who asked, once, of the question that waits."""
    return _words("nudge", asked=words_of("ask", slot, kind), starter=starter)


def render_resumed(starter: str) -> Message:
    """Say that the interview goes on here."""
    return _words("resumed", starter=starter)


def render_started_from(record_id: str) -> Message:
    """Say from which recommendation the answers of a new interview come."""
    return _words("started_from", record_id=record_id)


def render_stale() -> Message:
    """Say kindly that a click came late."""
    return _words("stale")


def render_nothing_to_take_back() -> Message:
    """Say that there is no earlier answer to go back to."""
    return _words("nothing_to_take_back")


def render_may_not_stop(starter: str, *, known: bool) -> Message:
    """Say who may stop an interview; `known` tells whether Slack said that the person is no admin."""
    return _words("may_not_stop" if known else "may_not_stop_unknown", starter=starter)


def render_error(reference: str) -> Message:
    """Say that something failed, with the reference to look it up."""
    return _words("error", reference=reference)


def render_store_error(reason: str) -> Message:
    """Say that nothing could be saved, without naming files or machines."""
    return _words("store_error", full=reason == "full")


def render_not_opened() -> Message:
    """Say that Slack did not open the form."""
    return _words("not_opened")


def render_joined() -> Message:
    """Say that the bot joins, and the interview goes on in the channel."""
    return _words("joined")


def render_moved_to_dm() -> Message:
    """Say that the interview goes on in the DM with the app."""
    return _words("moved_to_dm")


def render_cannot_post(
    obstacle: Obstacle, ways: Sequence[Block] = (), *, channel: str | None = None
) -> Message:
    """Say that the bot cannot post and what to do; `channel` names the place where that is not here."""
    said = say("notices", f"cannot_post_{obstacle}", channel=channel)
    return Message.of(said, section(said), actions(*ways) if ways else None)


def render_again_here() -> Message:
    """Say that the interview goes on at a new message."""
    return _words("again_here")


def render_for_members() -> Message:
    """Say that the bot works for the people of the workspace that installed it."""
    return _words("for_members")


class OpenInterview(NamedTuple):
    """One of the interviews that are open: where, since when, and the address of its thread."""

    channel: str
    started_at: int
    link: str


def render_too_many(named: Sequence[OpenInterview], count: int, *, yours: bool) -> Message:
    """Say that there are too many open interviews, which they are, and how one of them ends."""
    return _words("too_many", named=named, count=count, yours=yours)


def render_cut(characters: int) -> Message:
    """Say that only the beginning of a long message was read."""
    return _words("cut", characters=characters)


def _words(part: str, **values: object) -> Message:
    said = say("notices", part, **values)
    return Message.of(said, section(said))
