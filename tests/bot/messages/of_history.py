"""The messages of /gpu-history, and of what can be done with a recommendation."""

from collections.abc import Iterator

from bot.messages import Message
from bot.messages.comparing import render_compared
from bot.messages.deleting import render_delete_ask, render_deleted, render_kept, render_not_permitted
from bot.messages.exporting import (
    render_export_coming,
    render_export_cover,
    render_export_empty,
    render_export_text,
    render_no_dm,
    render_sent_to_dm,
)
from bot.messages.history import (
    Turning,
    render_history_help,
    render_history_list,
    render_not_found,
    render_usage,
)
from bot.messages.notices import render_resumed, render_started_from
from bot.messages.record import render_record, render_record_kept
from bot.messages.sharing import render_share_done, render_share_refused, render_share_where, render_shared
from bot.store.protocol import Page, Record
from core.advising.picks import Pick
from core.catalog.catalogue import default_catalogue
from core.compare import Difference
from core.match import Decision
from core.recommendation import Recommendation, Verdict
from core.replay import Replay, Shift
from core.workload import Slot
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import ALICE, BOB, record_of
from tests.core.archetypes import CATALOGUE

Named = Iterator[tuple[str, tuple[Message, ...]]]


def messages(text: str) -> Named:
    """Return the messages of history by name; `text` stands for what was searched, and for a model's name."""
    yield from _lists(text)
    yield from _records(text)
    yield from _comparisons(text)
    yield from _exports(text)
    yield from _done(text)


def _lists(text: str) -> Named:
    page = Page((_one(text), _two(text)), older="cursor")
    turning = Turning(newer="channel|>cursor|", older="channel|cursor|")
    yield "history_channel", (render_history_list(page, scope="channel", turning=turning),)
    yield "history_mine", (render_history_list(page, scope="mine"),)
    yield "history_search", (render_history_list(page, scope=text),)
    yield "history_nothing_yet", (render_history_list(Page(()), scope="channel"),)
    yield "history_search_nothing", (render_history_list(Page(()), scope=text),)
    yield "history_help", (render_history_help(),)
    for part in ("compare", "export", "delete", "search"):
        yield f"history_usage_{part}", (render_usage(part),)
    yield "history_not_found", (render_not_found(text),)


def _records(text: str) -> Named:
    record, today = _one(text), CASES["training"].model_copy(update={"model_name": text})
    yield "history_record", (render_record(record, CATALOGUE, _again(record.result)),)
    yield (
        "history_record_costs_more",
        (render_record(record, CATALOGUE, _again(_dated(record.result), "cost")),),
    )
    for name, core, day in (
        ("differs", "2", "2026-11-01"),
        ("new_prices", "", "2026-11-01"),
        ("new_core", "2", ""),
        ("other_catalogue", "", ""),
    ):
        versions = {
            "core_version": core or record.core_version,
            "catalogue_date": day or record.catalogue_date,
        }
        now = _again(today.model_copy(update=versions), "class", "plan", "cost")
        yield f"history_record_{name}", (render_record(record, CATALOGUE, now),)
    yield "history_record_cannot", (render_record(record, CATALOGUE, Replay(now=None)),)
    yield "history_record_two_stacks", (render_record(_two(text), CATALOGUE, _again(_two(text).result)),)
    yield "history_record_silent", (render_record(_of("unclear", text)._replace(answers=()), CATALOGUE),)
    yield "history_record_kept", (render_record_kept(record, CATALOGUE, _again(record.result)),)


def _comparisons(text: str) -> Named:
    first, second = _one(text), _two(text)._replace(core_version="9", catalogue_date="2026-11-01")
    fits = Pick("a100-80", 4, 1, Verdict.FITS, 5000)
    short = Pick("h100", 16, 2, Verdict.NO, 9000)
    found = (
        Difference(slot=Slot.MODEL, first=text, second="13B", leads_to=Decision("both", fits, short)),
        Difference(
            slot=Slot.CONCURRENCY, first=20, second=400, leads_to=Decision("inference_first", serving=fits)
        ),
        Difference(slot=Slot.LATENCY, first=None, second={"batch": True}),
        Difference(slot=Slot.CURRENT_HARDWARE, first=[{"gpu": text[:60], "count": 2}], second=None),
    )
    catalogue = default_catalogue()
    yield "history_compared", (render_compared(first, second, found, catalogue),)
    yield "history_compared_same", (render_compared(first, first, (), catalogue),)
    newer = second._replace(core_version=first.core_version)
    yield "history_compared_less", (render_compared(newer, first, found[2:], catalogue),)
    renewed = first._replace(core_version="9")
    yield "history_compared_renewed", (render_compared(first, renewed, found * 4, catalogue),)


def _exports(text: str) -> Named:
    yield "export_coming", (render_export_coming(1, more=False), render_export_coming(500, more=True))
    yield "export_cover", (render_export_cover(1, "gpu-advice.csv"), render_export_cover(7, "gpu-advice.md"))
    yield "export_empty", (render_export_empty(),)
    yield "export_as_text", render_export_text(f"{text}\n1", "missing_scope")
    yield (
        "export_as_long_text",
        render_export_text("\n".join([text[:50], *["a line of it"] * 1600]), "file_rejected"),
    )
    yield "export_cut", render_export_text("x" * 80_000, "file_rejected")
    yield "export_no_dm", (render_no_dm(),)
    yield "sent_to_dm", (render_sent_to_dm(),)


def _done(text: str) -> Named:
    record = _one(text)
    yield "share_where", (render_share_where(record),)
    yield "shared", (render_shared(record, BOB, "https://example.slack.com/archives/C1/p1", "2026-08-22"),)
    yield "share_done", (render_share_done("C01GENERAL"), render_share_done("D01ALICE"))
    for error in (
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action_read_only_channel",
        "fatal",
    ):
        yield f"share_refused_{error}", (render_share_refused("C01GENERAL", error),)
    yield "delete_ask", (render_delete_ask(record, ALICE),)
    yield "delete_ask_of_others", (render_delete_ask(record, BOB),)
    yield "deleted", (render_deleted(record.id),)
    yield "kept", (render_kept(),)
    for error in ("not_an_admin", "missing_scope"):
        yield f"not_permitted_{error}", (render_not_permitted("delete", ALICE, error),)
    yield "resumed", (render_resumed(ALICE),)
    yield "started_from", (render_started_from(record.id),)


def _one(text: str) -> Record:
    return record_of(CASES["one_stack"].model_copy(update={"model_name": text}), text)


def _two(text: str) -> Record:
    return _of("two_stacks", text)


def _of(name: str, text: str) -> Record:
    return record_of(CASES[name], text)


def _dated(advice: Recommendation) -> Recommendation:
    return advice.model_copy(update={"catalogue_date": "2026-11-01"})


def _again(now: Recommendation, *changes: Shift) -> Replay:
    return Replay(now=now, changes=changes, usd_per_month_then=350, usd_per_month_now=512)
