"""One recommendation out of history: the answers behind it, and what today would say."""

from collections.abc import Sequence

from bot.blocks import Block, actions, button, context, option, overflow, section
from bot.messages.advice import because
from bot.messages.headline import headline, render_headline
from bot.messages.message import Message
from bot.messages.plans import plans_table
from bot.messages.staircase import plans_beyond
from bot.messages.understood import understood
from bot.store.protocol import Record
from bot.words import Safe, say, say_plain
from core.answers import Answer, standing
from core.catalog.catalogue import Catalogue
from core.replay import Replay

BUTTONS = ("start_from", "send_dm", "share")
MENU = ("export_csv", "export_json", "export_md", "delete")


def render_record(record: Record, catalogue: Catalogue, today: Replay | None = None) -> Message:
    """Return one recommendation for the one who asked, with what can be done with it."""
    return Message.of(
        say("history", "record_gist", record=record, lines=render_headline(record.result)),
        *record_blocks(record, catalogue, today),
        record_controls(record.id),
        context(say("history", "record_footer", record=record)),
    )


def render_record_kept(record: Record, catalogue: Catalogue, today: Replay | None = None) -> Message:
    """Return the same to be kept in a person's DM."""
    return Message.of(
        say("history", "record_gist", record=record, lines=render_headline(record.result)),
        *record_blocks(record, catalogue, today),
        record_controls(record.id, ("start_from",)),
        context(say("history", "kept_footer", record=record)),
    )


def record_blocks(record: Record, catalogue: Catalogue, today: Replay | None) -> list[Block]:
    """Return what a recommendation says: its first lines, then and today, the answers, plans and reasons."""
    answers = tuple(standing(record.answers).values())
    found = record.result.classification
    why = say(
        "history",
        "why",
        inference=because(found.inference, answers),
        training=because(found.training, answers),
        flips=plans_beyond(record.result),
    )
    return [
        section(say("history", "record_heading", record=record)),
        section(render_headline(record.result)),
        *([section(today_words(record, today))] if today else []),
        section(_answers(answers, catalogue)),
        plans_table(record.result),
        section(why),
    ]


def today_words(record: Record, today: Replay) -> Safe:
    """Return what today's core and prices make of the same answers."""
    if today.now is None:
        return say("history", "today_cannot")
    changes = set(today.changes)
    part = "today_same" if not changes else "today_cost" if changes == {"cost"} else "today_differs"
    return say(
        "history",
        part,
        then=record,
        now=today.now,
        headline=headline(today.now),
        cost=(today.usd_per_month_then, today.usd_per_month_now),
        core=record.core_version != today.now.core_version,
        prices=record.catalogue_date != today.now.catalogue_date,
    )


def record_controls(record_id: str, buttons: Sequence[str] = BUTTONS) -> Block:
    """Return what can be done with a recommendation, as buttons and a menu."""
    menu = [option(say_plain("history", f"do_{name}"), f"{name}|{record_id}") for name in MENU]
    return actions(
        *(button(say_plain("history", f"do_{name}"), name, record_id) for name in buttons),
        overflow("more", menu),
    )


def _answers(answers: Sequence[Answer], catalogue: Catalogue) -> Safe:
    if not answers:
        return say("history", "no_answers")
    return say("history", "answers", answers=understood(answers, catalogue))
