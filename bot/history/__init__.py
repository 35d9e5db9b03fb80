"""/gpu-history and what can be done with a recommendation, each within what the person may see."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot import share
from bot.conversation.starting import start_from
from bot.conversation.turn import Effect
from bot.desk import Desk
from bot.export import FORMATS, Format
from bot.history import rights
from bot.history.asking import Compared, Deleted, Exported, Helped, Listed, Shown, read_request
from bot.history.exporting import deliver, export
from bot.history.reading import compared, listed, shown, today, turned
from bot.incoming import Action, Incoming
from bot.messages import Message
from bot.messages.deleting import render_delete_ask, render_kept
from bot.messages.exporting import render_export_coming, render_export_text, render_no_dm, render_sent_to_dm
from bot.messages.history import render_history_help, render_not_found, render_usage
from bot.messages.record import render_record_kept
from bot.messages.sharing import render_share_where
from bot.open_interviews import GoingOn, too_many_open
from bot.owing import after, change, kind_of, once_sent, private, respond, scope_of, to_dm
from bot.store.protocol import Change, Delivery, Outgoing, Record


def command(desk: Desk, incoming: Incoming) -> tuple[Message, Change | None]:
    """Answer `/gpu-history ...` privately; with the answer comes the change that does what was asked."""
    scope = scope_of(incoming)
    match read_request(incoming.text):
        case Listed() as what:
            return listed(desk, scope, what), None
        case Shown(record_id):
            return shown(desk, scope, record_id), None
        case Compared() as two:
            return compared(desk, scope, two), None
        case Exported() as asked:
            return export(desk, incoming, asked)
        case Deleted(record_id):
            record = desk.store.record(scope, record_id)
            if record is None:
                return render_not_found(record_id), None
            return render_delete_ask(record, incoming.user), None
        case Helped(part):
            return render_usage(part) if part else render_history_help(), None


def handles(action: Action) -> bool:
    """Tell whether a control belongs to history or to what can be done with a recommendation."""
    return _named(action)[0] in _CLICKS


def click(desk: Desk, incoming: Incoming, action: Action) -> Effect | None:
    """Answer a click. Whatever a control carries is looked up again within what the person may see."""
    name, load = _named(action)
    if name in _PLAIN:
        return _PLAIN[name](desk, incoming, load)
    record = desk.store.record(scope_of(incoming), load)
    if record is None:
        return respond(desk, incoming, render_not_found(load), in_place=False)
    return _ON_RECORDS[name](desk, incoming, record)


def confirmed(desk: Desk, delivery: Delivery) -> Change | None:
    """Return what follows from a delivery that reached Slack."""
    return rights.permitted(desk, delivery) if delivery.outgoing.method == "permit" else None


def refused(delivery: Delivery, error: str) -> Sequence[Outgoing] | None:
    """Return what is said instead of a message of history that Slack refused; None for any other."""
    row = delivery.outgoing
    if row.method == "permit":
        return rights.not_permitted(delivery, error)
    if row.method == "upload":
        return after(row, render_export_text((row.file or {})["content"], error), "export_text")
    match kind_of(row):
        case "shared":
            return share.refused(delivery, error)
        case "record" | "export":
            return (private(f"{row.key}:refused", row, render_no_dm(), in_place=False),)
    return None


def _named(action: Action) -> tuple[str, str]:
    """Return what a control does and what it carries: a menu's entry names its own act."""
    load = action.values[0] if action.values else ""
    if action.id == "more":
        name, _, load = load.partition("|")
        return name, load
    name, _, detail = action.id.partition(":")
    return name, f"{detail}|{load}" if name == "share_to" else load


def _turn(desk: Desk, incoming: Incoming, load: str) -> Effect | None:
    return respond(desk, incoming, turned(desk, scope_of(incoming), load), in_place=True)


def _close(desk: Desk, incoming: Incoming, _: str) -> Effect | None:
    return respond(desk, incoming, render_kept(), in_place=True)


def _share_to(desk: Desk, incoming: Incoming, load: str) -> Effect | None:
    record_id, _, to = load.partition("|")
    record = desk.store.record(scope_of(incoming), record_id)
    if record is None or not to:
        return respond(desk, incoming, render_not_found(record_id), in_place=True)
    return rights.share(desk, incoming, record, to)


def _open(desk: Desk, incoming: Incoming, _: str) -> Effect | None:
    """Only acknowledge: the button has opened its address already."""
    return change(desk, incoming)


def _show(desk: Desk, incoming: Incoming, record: Record) -> Effect | None:
    return respond(desk, incoming, shown(desk, scope_of(incoming), record.id), in_place=False)


def _send_dm(desk: Desk, incoming: Incoming, record: Record) -> Effect | None:
    post = to_dm(incoming, "record", render_record_kept(record, desk.catalogue, today(desk, record)))
    told = private(f"private:{incoming.event.key}", incoming, render_sent_to_dm(), in_place=False)
    return change(desk, incoming, post, once_sent(post, told))


def _start_from(desk: Desk, incoming: Incoming, record: Record) -> Effect | None:
    full = too_many_open(desk.limits, GoingOn(desk.store, incoming))
    return (
        start_from(desk, incoming, record) if full is None else respond(desk, incoming, full, in_place=False)
    )


def _share(desk: Desk, incoming: Incoming, record: Record) -> Effect | None:
    return respond(desk, incoming, render_share_where(record), in_place=False)


def _ask_delete(desk: Desk, incoming: Incoming, record: Record) -> Effect | None:
    return respond(desk, incoming, render_delete_ask(record, incoming.user), in_place=False)


def _export_as(form: Format) -> Callable[[Desk, Incoming, Record], Effect | None]:
    def export_one(desk: Desk, incoming: Incoming, record: Record) -> Effect | None:
        coming = render_export_coming(1, more=False)
        told = private(f"private:{incoming.event.key}", incoming, coming, in_place=False)
        return change(desk, incoming, *deliver(desk, incoming, [record], form), told)

    return export_one


_PLAIN: Final[Mapping[str, Callable[[Desk, Incoming, str], Effect | None]]] = {
    "history_older": _turn,
    "history_newer": _turn,
    "history_close": _close,
    "share_to": _share_to,
    "open_thread": _open,
}
_ON_RECORDS: Final[Mapping[str, Callable[[Desk, Incoming, Record], Effect | None]]] = {
    "history_show": _show,
    "history_delete": rights.delete,
    "start_from": _start_from,
    "send_dm": _send_dm,
    "share": _share,
    "delete": _ask_delete,
    **{f"export_{form}": _export_as(form) for form in FORMATS},
}
_CLICKS: Final = frozenset({*_PLAIN, *_ON_RECORDS})
