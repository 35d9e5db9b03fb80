"""/gpu-history: find, show and page past recommendations, each within what the person may see."""

import re
from typing import Literal

from bot.desk import Desk
from bot.incoming import Action, Incoming
from bot.messages import Message
from bot.messages.history import (
    render_history_help,
    render_history_list,
    render_history_record,
    render_not_found,
)
from bot.store.protocol import Change, Outgoing, Scope
from core.answers import standing, workload_of
from core.match import recommend

PAGE = 8
_RECORD_ID = re.compile(r"#?([0-9a-z]{4,40})", re.IGNORECASE)
_Kind = Literal["channel", "mine", "search"]
_KINDS: dict[str, _Kind] = {"channel": "channel", "mine": "mine", "search": "search"}


def command(desk: Desk, incoming: Incoming) -> Message:
    """Answer `/gpu-history ...` privately."""
    word, _, rest = incoming.text.strip().partition(" ")
    match word.lower():
        case "":
            return _page(desk, incoming, "channel")
        case "mine" if not rest:
            return _page(desk, incoming, "mine")
        case "search" if rest.strip():
            return _page(desk, incoming, "search", words=rest.strip()[:100])
        case "help" | "?" | "usage" | "search":
            return render_history_help()
    named = _RECORD_ID.fullmatch(incoming.text.strip())
    return _show(desk, incoming, named[1].lower()) if named else render_history_help()


def click(desk: Desk, incoming: Incoming, action: Action) -> Change | None:
    """Answer a click in the history's private messages."""
    if not action.values:
        return None
    if action.id == "history_show":
        return respond(desk, incoming, _show(desk, incoming, action.values[0]), replace=False)
    kind, _, rest = action.values[0].partition("|")
    cursor, _, words = rest.partition("|")
    page = _page(desk, incoming, _KINDS.get(kind, "channel"), words=words, cursor=cursor)
    return respond(desk, incoming, page, replace=True)


def scope_of(incoming: Incoming) -> Scope:
    """Return what the person may see from where they ask: in a DM, only their own."""
    direct = incoming.direct or incoming.channel.startswith("D")
    return Scope(incoming.team, incoming.user, None if direct else incoming.channel)


def _page(
    desk: Desk, incoming: Incoming, kind: _Kind, *, words: str = "", cursor: str | None = None
) -> Message:
    page = desk.store.page(
        scope_of(incoming), limit=PAGE, mine=kind == "mine", words=words, cursor=cursor or None
    )
    older = f"{kind}|{page.older}|{words}" if page.older else None
    return render_history_list(page, scope=words if kind == "search" else kind, older=older)


def _show(desk: Desk, incoming: Incoming, record_id: str) -> Message:
    record = desk.store.record(scope_of(incoming), record_id)
    if record is None:
        return render_not_found(record_id)
    today = recommend(workload_of(standing(record.answers).values()), desk.catalogue)
    return render_history_record(record, today)


def respond(desk: Desk, incoming: Incoming, message: Message, *, replace: bool) -> Change:
    """Owe a private message in answer to a click."""
    key = f"private:{incoming.event.key}"
    return Change(
        event=incoming.event,
        at=desk.clock(),
        outgoing=(
            Outgoing(
                key=key,
                stream=key,
                method="respond",
                text=message.text,
                blocks=message.blocks,
                channel=incoming.channel,
                user=incoming.user,
                response_url=incoming.response_url,
                replace=replace,
            ),
        ),
    )
