"""App Home: its pages are published by the outbox, each as the whole answer to one click."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.blocks import Block
from bot.conversation.starting import in_dm, resume
from bot.conversation.turn import Effect
from bot.desk import Desk
from bot.history.reading import today
from bot.incoming import Action, Incoming
from bot.messages.help import render_help
from bot.messages.home import (
    MOST_OPEN,
    HomeView,
    Notice,
    render_home,
    render_home_help,
    render_home_privacy,
    render_home_record,
    render_welcome,
)
from bot.open_interviews import GoingOn, too_many_open
from bot.owing import alone, change, mark, metadata, respond
from bot.store.protocol import Change, Outgoing, Snapshot
from bot.store.scopes import Scope

RECENT: Final = 5


def opened(desk: Desk, incoming: Incoming) -> Change:
    """Show Home to who opened it; who opens the Messages tab for the first time in their life is welcomed."""
    if incoming.text == "messages":
        return _welcome(desk, incoming)
    return _published(desk, incoming, _first_page(desk, incoming))


def handles(action: Action) -> bool:
    """Tell whether a control belongs to Home or to the welcome."""
    return action.id.partition(":")[0] in _CLICKS


def click(desk: Desk, incoming: Incoming, action: Action) -> Effect:
    """Answer a click in Home, or in the welcome."""
    load = action.values[0] if action.values else ""
    return _CLICKS[action.id.partition(":")[0]](desk, incoming, load)


def _welcome(desk: Desk, incoming: Incoming) -> Change:
    key = f"welcome:{incoming.user}"
    to = incoming.channel or incoming.user
    post = alone(key, "post", incoming, render_welcome(), to=to, metadata=metadata(key, "welcome"))
    return Change(event=incoming.event, at=desk.clock(), outgoing=(post,), welcomes=incoming.user)


def _start(desk: Desk, incoming: Incoming, _: str) -> Effect:
    full = too_many_open(desk.limits, GoingOn(desk.store, incoming._replace(channel=incoming.user)))
    if full is not None and incoming.channel:
        return respond(desk, incoming, full, in_place=False)
    if full is not None:
        return _published(desk, incoming, _first_page(desk, incoming, notice="full"))
    turn = in_dm(desk, incoming)
    if not incoming.channel:
        begun = Snapshot(turn.interview, turn.answers)
        turn.also(_page(incoming, _first_page(desk, incoming, notice="started", begun=begun)))
    return turn


def _resume(desk: Desk, incoming: Incoming, interview_id: str) -> Effect:
    snapshot = desk.store.interview(incoming.team, interview_id)
    own = snapshot is not None and snapshot.interview.starter == incoming.user
    if snapshot is None or not own or snapshot.interview.status != "open":
        return _published(desk, incoming, _first_page(desk, incoming, notice="gone"))
    turn = resume(desk, incoming, snapshot)
    turn.also(_page(incoming, _first_page(desk, incoming, notice="resumed")))
    return turn


def _show(desk: Desk, incoming: Incoming, record_id: str) -> Change:
    record = desk.store.record(_own(incoming), record_id)
    if record is None:
        return _published(desk, incoming, _first_page(desk, incoming, notice="not_found"))
    return _published(desk, incoming, render_home_record(record, desk.catalogue, today(desk, record)))


def _back(desk: Desk, incoming: Incoming, _: str) -> Change:
    return _published(desk, incoming, _first_page(desk, incoming))


def _help(desk: Desk, incoming: Incoming, _: str) -> Change:
    if incoming.channel:
        return respond(desk, incoming, render_help(), in_place=False)
    return _published(desk, incoming, render_home_help())


def _privacy(desk: Desk, incoming: Incoming, _: str) -> Change:
    return _published(desk, incoming, render_home_privacy())


def _first_page(
    desk: Desk, incoming: Incoming, *, notice: Notice | None = None, begun: Snapshot | None = None
) -> Block:
    interviews = desk.store.open_interviews(incoming.team, incoming.user)[:MOST_OPEN]
    found = [desk.store.interview(incoming.team, interview.id) for interview in interviews]
    still = [snapshot for snapshot in (begun, *found) if snapshot is not None]
    recent = desk.store.page(_own(incoming), limit=RECENT).records
    return render_home(HomeView(open=still, recent=recent, notice=notice), desk.catalogue)


def _own(incoming: Incoming) -> Scope:
    return Scope(incoming.team, incoming.user, None)


def _published(desk: Desk, incoming: Incoming, view: Block) -> Change:
    return change(desk, incoming, _page(incoming, view))


def _page(incoming: Incoming, view: Block) -> Outgoing:
    # One stream for each person: what was clicked last is what is shown in the end.
    return Outgoing(
        key=f"home:{incoming.user}:{mark(incoming.event.key)}",
        stream=f"home:{incoming.user}",
        method="publish",
        user=incoming.user,
        view=view,
    )


_CLICKS: Final[Mapping[str, Callable[[Desk, Incoming, str], Effect]]] = {
    "home_start": _start,
    "home_resume": _resume,
    "home_show": _show,
    "home_back": _back,
    "home_help": _help,
    "home_privacy": _privacy,
}
