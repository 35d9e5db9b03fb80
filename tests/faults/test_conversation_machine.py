"""Replies, edits, deletions, old buttons, repetitions and restarts in any order end as a model says."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.controls import Control
from bot.sandbox import Posted
from core.workload import Slot
from tests.advisor import Advisor
from tests.bench.payloads import Json, click
from tests.faults.test_rows import assert_each_message_once, begun, given, stands, state
from tests.sandbox.controls import controls_of

PEOPLE = st.sampled_from(["alice", "bob"])


class Replies(RuleBasedStateMachine):
    """One interview of the real bot, and beside it a list of what was said and not taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.advisor = Advisor(Path(self.folder.name))
        self.said: list[tuple[Posted, int]] = []
        self.own: list[Posted] = []
        self.offered: dict[tuple[str, str], Json] = {}
        self.numbers = 20

    @initialize()
    def begin(self) -> None:
        """Somebody asks, and the first question is there."""
        self.channel, self.thread = begun(self.advisor)
        self.arrive()

    @rule(who=PEOPLE)
    def reply(self, who: str) -> None:
        """Somebody says how many requests there are at once."""
        written = self.advisor.sandbox.say(who, self.channel, self.words(), self.thread)
        self.own.append(written)
        self.said.append((written, self.numbers))
        self.arrive()

    @precondition(lambda self: self.own)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        """Somebody changes an own reply, the newest or an older one: that is a correction."""
        mine = data.draw(st.sampled_from(self.own))
        self.advisor.sandbox.edit(mine.user, self.channel, mine.ts, self.words())
        self.said.append((mine, self.numbers))
        self.arrive()

    @precondition(lambda self: self.own)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Somebody deletes an own reply: nothing that it ever said stands any more, now or later."""
        mine = data.draw(st.sampled_from(self.own))
        self.advisor.sandbox.delete(mine.user, self.channel, mine.ts)
        self.own.remove(mine)
        self.said = [(one, number) for one, number in self.said if one is not mine]
        self.arrive()

    @precondition(lambda self: self.offered)
    @rule(data=st.data())
    def press_any_button_twice(self, data: st.DataObject) -> None:
        """Somebody presses a button that was shown at some time; Slack delivers it twice."""
        ts, action = data.draw(st.sampled_from(sorted(self.offered)))
        element = self.offered[ts, action]
        body = click(action, element["value"], thread_ts=self.thread, channel=self.channel)
        body["container"]["message_ts"] = body["message"]["ts"] = ts
        assert given(self.advisor, body) == 200
        answers = state(self.advisor, self.channel, self.thread).answers
        assert given(self.advisor, body) == 200
        assert state(self.advisor, self.channel, self.thread).answers == answers
        self.arrive()

    @rule()
    def restart(self) -> None:
        """The bot is stopped and started."""
        self.advisor.restart()

    @rule(seconds=st.sampled_from([-60, 60, 86_400]))
    def jump(self, seconds: int) -> None:
        """The clock is set."""
        self.advisor.now += seconds

    @invariant()
    def what_was_said_last_stands(self) -> None:
        """The number that stands is the last one that was said and not taken back."""
        found: Any = stands(self.advisor, self.channel, self.thread).get("concurrency")
        assert found == (self.said[-1][1] if self.said else None)

    @invariant()
    def answers_are_counted_through(self) -> None:
        """No answer is missing, and no message of the bot stands twice."""
        answers = state(self.advisor, self.channel, self.thread).answers
        assert [one.seq for one in answers] == list(range(1, len(answers) + 1))
        assert_each_message_once(self.advisor, self.channel)
        assert self.advisor.store.health().events_parked == 0

    def teardown(self) -> None:
        """Stop everything."""
        self.advisor.close()
        self.folder.cleanup()

    def words(self) -> str:
        """Return a reply with a number that was never said before."""
        self.numbers += 1
        return f"actually, {self.numbers} at once"

    def arrive(self) -> None:
        """Let everything be handled and delivered, and note the buttons that show now."""
        self.advisor.settle()
        for one in self.advisor.sandbox.channel(self.channel).messages:
            for _, element in controls_of(one.blocks):
                if element["type"] == "button" and element["action_id"].startswith("answer"):
                    control = Control.decode(element["value"])
                    if control is not None and control.slot != Slot.CONCURRENCY:
                        self.offered[one.ts, element["action_id"]] = element


TestReplies = Replies.TestCase
TestReplies.settings = settings(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # Steps take their time on a real bot, and the history of a failure is short enough to read unshrunk.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
# The bot's own threads use random numbers whenever they like, also while a step is drawn.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
