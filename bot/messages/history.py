"""What /gpu-history answers: a page of records, one record, help, and nothing found."""

from collections.abc import Sequence

from bot.blocks import Block, actions, button, context, section
from bot.messages.advice import because, flip_words
from bot.messages.headline import headline, render_headline
from bot.messages.message import Message
from bot.messages.plans import plans_table
from bot.messages.understood import understood
from bot.store.protocol import Page, Record
from bot.words import say, say_plain
from core.answers import Answer, standing
from core.recommendation import Recommendation


def render_history_list(page: Page, *, scope: str, older: str | None = None) -> Message:
    """Return a page of records, newest first.

    `scope` names whose they are: "channel", "mine", or the words searched for. `older` is what the button to
    the next page carries.
    """
    if not page.records:
        return render_nothing_yet()
    heading = _heading(scope)
    lines = [say("history", "line", record=record) for record in page.records]
    return Message.of(
        say("history", "list_gist", heading=heading, lines=lines),
        section(say("history", "heading", heading=heading)),
        *(_entry(record) for record in page.records),
        actions(button(say_plain("history", "older"), "history_older", older)) if older else None,
        context(say("history", "list_footer")),
    )


def render_history_record(record: Record, today: Recommendation | None = None) -> Message:
    """Return one recommendation with the answers behind it, and what today's core would advise otherwise."""
    answers = tuple(standing(record.answers).values())
    lines = render_headline(record.result)
    found = record.result.classification
    people = {answer.slot: answer.said_by for answer in answers}
    differs = today is not None and headline(today) != headline(record.result)
    return Message.of(
        say("history", "record_gist", record=record, lines=lines),
        section(say("history", "record_heading", record=record)),
        section(lines),
        section(say("history", "today", now=headline(today), today=today)) if today and differs else None,
        section(_answers(answers)),
        plans_table(record.result),
        section(
            say(
                "history",
                "why",
                inference=because(found.inference, people),
                training=because(found.training, people),
                flips=flip_words(record.result),
            )
        ),
        context(say("history", "record_footer", record=record)),
    )


def render_history_help() -> Message:
    """Say what /gpu-history understands."""
    return _words("help")


def render_nothing_yet() -> Message:
    """Say that there is nothing to show, and how to begin."""
    return _words("nothing_yet")


def render_not_found(record_id: str) -> Message:
    """Say that no such record can be seen from here."""
    return _words("not_found", record_id=record_id[:60])


def _heading(scope: str) -> str:
    part = scope if scope in ("channel", "mine") else "search"
    return say("history", f"heading_{part}", words=scope[:60])


def _entry(record: Record) -> Block:
    return section(
        say("history", "entry", record=record),
        button(say_plain("history", "show"), "history_show", record.id),
    )


def _answers(answers: Sequence[Answer]) -> str:
    return say("history", "answers", answers=understood(answers)) if answers else say("history", "no_answers")


def _words(part: str, **values: object) -> Message:
    said = say("history", part, **values)
    return Message.of(said, section(said))
