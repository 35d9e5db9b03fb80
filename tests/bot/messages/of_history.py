"""The messages of /gpu-history."""

from collections.abc import Iterator

from bot.messages import Message
from bot.messages.history import (
    render_history_help,
    render_history_list,
    render_history_record,
    render_not_found,
    render_nothing_yet,
)
from bot.store.protocol import Page, Record
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import record_of


def messages(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return the messages of history by name; `text` stands for what was searched, and for a model's name."""
    record = record_of(CASES["one_stack"].model_copy(update={"model_name": text}), text)
    two = record_of(CASES["two_stacks"], text)
    page = Page((record, two), older="cursor")
    yield "history_channel", (render_history_list(page, scope="channel", older="channel|cursor|"),)
    yield "history_mine", (render_history_list(page, scope="mine"),)
    yield "history_search", (render_history_list(page, scope=text),)
    yield "history_empty", (render_history_list(Page(()), scope="channel"),)
    yield "history_record", (render_history_record(record, record.result),)
    yield "history_record_today", (render_history_record(two, CASES["one_stack"]),)
    silent = record_of(CASES["unclear"], text)
    yield "history_record_silent", (render_history_record(_without_answers(silent)),)
    yield "history_help", (render_history_help(),)
    yield "history_nothing_yet", (render_nothing_yet(),)
    yield "history_not_found", (render_not_found(text),)


def _without_answers(record: Record) -> Record:
    return Record(**{name: getattr(record, name) for name in record.__slots__} | {"answers": ()})
