"""Looking at history: pages, one recommendation, two compared; each within what the person may see."""

from bot.desk import Desk
from bot.history.asking import Compared, Listed
from bot.messages import Message
from bot.messages.comparing import render_compared
from bot.messages.history import Turning, render_history_list, render_not_found
from bot.messages.record import render_record
from bot.store.protocol import Record
from bot.store.scopes import Scope
from core.answers import standing
from core.compare import compare
from core.replay import Replay, replay

PAGE = 8


def listed(desk: Desk, scope: Scope, what: Listed, cursor: str | None = None) -> Message:
    """Return a page of records; where a cursor leads to nothing any more, the first one."""
    page = desk.store.page(scope, limit=PAGE, mine=what.kind == "mine", words=what.words, cursor=cursor)
    if not page.records and cursor:
        return listed(desk, scope, what)
    turning = Turning(
        newer=page.newer and f"{what.kind}|{page.newer}|{what.words}",
        older=page.older and f"{what.kind}|{page.older}|{what.words}",
    )
    return render_history_list(
        page, scope=what.words if what.kind == "search" else what.kind, turning=turning
    )


def turned(desk: Desk, scope: Scope, load: str) -> Message:
    """Return the page that a button leads to; what the button carries is only trusted as far as it reads."""
    kind, _, rest = load.partition("|")
    cursor, _, words = rest.partition("|")
    match kind:
        case "mine":
            what = Listed("mine")
        case "search" if words:
            what = Listed("search", words)
        case _:
            what = Listed()
    return listed(desk, scope, what, cursor)


def shown(desk: Desk, scope: Scope, record_id: str) -> Message:
    """Return one recommendation, and what today would say."""
    record = desk.store.record(scope, record_id)
    if record is None:
        return render_not_found(record_id)
    return render_record(record, desk.catalogue, today(desk, record))


def compared(desk: Desk, scope: Scope, asked: Compared) -> Message:
    """Return two recommendations side by side."""
    found: list[Record] = []
    for record_id in (asked.first, asked.second):
        record = desk.store.record(scope, record_id)
        if record is None:
            return render_not_found(record_id)
        found.append(record)
    first, second = found
    differences = compare(standing(first.answers), standing(second.answers), desk.catalogue)
    return render_compared(first, second, differences, desk.catalogue)


def today(desk: Desk, record: Record) -> Replay:
    """Return what today's core and prices make of the answers of a record."""
    return replay(record.result, record.answers, desk.catalogue)
