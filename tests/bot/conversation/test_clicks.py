"""What a control carries is only what somebody says: odd, old and forged clicks change nothing."""

import itertools
from dataclasses import replace

import pytest

from bot.controls import Control
from bot.incoming import Action, Incoming
from bot.modals import Modal
from bot.open_interviews import MostOpen
from bot.sandbox.model import TEAM
from bot.store.protocol import Event, Snapshot
from core.workload import Slot
from tests.advisor import Advisor

NUMBERS = itertools.count(1)


@pytest.fixture
def snapshot(advisor: Advisor) -> Snapshot:
    """An interview that Alice has begun, waiting for an answer."""
    advisor.begin()
    (interview,) = advisor.store.open_interviews(TEAM, "U01ALICE")
    found = advisor.store.interview(interview.team, interview.id)
    assert found is not None
    return found


def click(
    advisor: Advisor, snapshot: Snapshot, action_id: str, *values: str, private: bool = False
) -> object:
    """Let Alice click a control under the root, and return the answer."""
    interview, number = snapshot.interview, next(NUMBERS)
    incoming = Incoming(
        kind="click",
        event=Event(interview.team, f"act:{number}", f"{number}"),
        channel=interview.channel,
        user=interview.starter,
        action=Action(action_id, values, interview.root_ts, interview.root_ts, private),
        response_url=None,
    )
    return advisor.bot.conversation.handle(incoming)


def carried(snapshot: Snapshot, slot: Slot | None = None, value: object = None) -> str:
    """Return what a control of this interview carries."""
    return Control(snapshot.interview.id, snapshot.interview.revision, slot, value).encode()


def state(advisor: Advisor, snapshot: Snapshot) -> object:
    """Return the interview as it stands now."""
    return advisor.store.interview(snapshot.interview.team, snapshot.interview.id)


@pytest.mark.parametrize(
    ("action_id", "values"),
    [
        ("answer", ()),
        ("answer", ("nonsense",)),
        ("no_such_control", ("{load}",)),
        ("answer", ("{load}",)),
        ("answer:1", ("{load}|concurrency|-5",)),
        ("answer:1", ('{load}|concurrency|"many"',)),
        ("unknown", ("{load}|model|null",)),
        ("why", ("{load}|model|null",)),
        ("change_slot", ("{load}",)),
        ("keep", ("{load}",)),
        ("drop", ("{load}",)),
    ],
)
def test_odd_clicks_change_nothing(
    advisor: Advisor, snapshot: Snapshot, action_id: str, values: tuple[str, ...]
) -> None:
    """A control without a value, of another question or with what no workload can hold is no answer."""
    load = carried(snapshot)
    click(advisor, snapshot, action_id, *(value.replace("{load}", load) for value in values))
    assert state(advisor, snapshot) == snapshot


def test_the_buttons_of_advice_need_advice(advisor: Advisor, snapshot: Snapshot) -> None:
    """While questions are open there is no advice whose answers could be changed."""
    click(advisor, snapshot, "change", snapshot.interview.id)
    assert state(advisor, snapshot) == snapshot


def test_the_same_answer_twice_is_one(advisor: Advisor, snapshot: Snapshot) -> None:
    """What stands already is not said again."""
    load = carried(snapshot, Slot.MODEL, snapshot.answers[-1].value)
    click(advisor, snapshot, "answer:1", load)
    assert state(advisor, snapshot) == snapshot


def test_a_form_for_whoever_clicks(advisor: Advisor, snapshot: Snapshot) -> None:
    """The form is the answer to a click, and changes nothing by being opened."""
    assert isinstance(click(advisor, snapshot, "form", carried(snapshot)), Modal)
    assert state(advisor, snapshot) == snapshot


def test_another_interview_only_within_the_limits(
    advisor: Advisor, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has as many open interviews as one may have is told so instead of getting another."""
    desk = advisor.bot.conversation.desk
    tight = replace(desk, limits=MostOpen(per_person=1, per_channel=99))
    monkeypatch.setattr(advisor.bot.conversation, "desk", tight)
    click(advisor, snapshot, "another", carried(snapshot), private=True)
    assert len(advisor.store.open_interviews(snapshot.interview.team, snapshot.interview.starter)) == 1
    monkeypatch.setattr(advisor.bot.conversation, "desk", desk)
    click(advisor, snapshot, "another", carried(snapshot), private=True)
    assert len(advisor.store.open_interviews(snapshot.interview.team, snapshot.interview.starter)) == 2


@pytest.mark.parametrize("action_id", ["stop", "just_answer", "form", "resume", "answer:1", "change_slot"])
def test_what_ended_is_over(advisor: Advisor, snapshot: Snapshot, action_id: str) -> None:
    """After a stop no control does anything any more."""
    click(advisor, snapshot, "stop", carried(snapshot))
    stopped = state(advisor, snapshot)
    click(advisor, snapshot, action_id, carried(snapshot, Slot.CONCURRENCY, 20))
    assert state(advisor, snapshot) == stopped
