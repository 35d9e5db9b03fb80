"""Any order of steps, repetitions, faults, kills and clock jumps ends as a simple model says."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bot.store.protocol import Change, Event, Interview, Outgoing
from bot.store.sqlite import open_store
from core.answers import Answer
from tests.bot.outbox import slack as fake
from tests.bot.outbox.conftest import Desk
from tests.bot.store.making import ALICE, BOB, CHANNEL, TEAM, answer, event, interview, post, root

FAULTS = (
    fake.BROKEN,
    fake.BROKEN_AFTER,
    fake.HTML,
    fake.DROPPED,
    fake.DROPPED_AFTER,
    fake.limited(3),
    fake.refusal("internal_error"),
    fake.refusal("is_archived"),
)
METHODS = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "conversations.history",
    "conversations.replies",
)


class Conversations(RuleBasedStateMachine):
    """The real store and outbox, a Slack that misbehaves, and beside them dictionaries that never fail."""

    changes = Bundle("changes")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.serving = fake.running()
        slack = self.serving.__enter__()
        self.desk = Desk(open_store(f"sqlite:///{Path(self.folder.name) / 'x.db'}"), slack)
        self.interviews: dict[str, Interview] = {}
        self.answers: dict[str, tuple[Answer, ...]] = {}
        self.owed: list[Outgoing] = []
        self.events = 0

    @initialize()
    def begin(self) -> None:
        """Begin with one interview, so that every step has something to do, and a DM known from before."""
        self.owed.append(post("hello", channel=ALICE))
        self.desk.owe(*self.owed)
        self.desk.deliver()
        self.start(where=CHANNEL)

    @rule(target=changes, where=st.sampled_from([CHANNEL, ALICE]))
    def start(self, where: str) -> Change:
        """Somebody starts an interview, in a channel or in the DM."""
        number = f"i{len(self.interviews)}"
        begun = interview(number, channel=where)
        change = Change(self.fresh(), self.desk.now, begun, outgoing=(root(number, channel=where),))
        return self.applied(change)

    @rule(target=changes, data=st.data(), said_by=st.sampled_from([ALICE, BOB]))
    def reply(self, data: st.DataObject, said_by: str) -> Change:
        """Somebody answers: the old question gives way, the next one and a private word are owed."""
        number = data.draw(st.sampled_from(sorted(self.interviews)))
        now = self.interviews[number]
        revision = now.revision + 1
        outgoing = [post(f"{number}:{revision}", number, thread_of=f"{number}:root", channel=now.channel)]
        if revision > 2:
            target = f"{number}:{revision - 1}"
            outgoing.insert(0, post(f"{target}:settled", number, method="update", target=target))
        outgoing.append(
            post(f"{number}:{revision}:word", f"w{number}{revision}", method="ephemeral", user=said_by)
        )
        stepped = now._replace(revision=revision, touched_at=self.desk.now)
        said = (answer(revision, said_by=said_by),)
        return self.applied(Change(self.fresh(), self.desk.now, stepped, said, outgoing=tuple(outgoing)))

    @rule(change=changes)
    def deliver_again(self, change: Change) -> None:
        """Slack delivers something again, sooner or later: it has no second effect."""
        assert self.desk.store.commit(change) == "duplicate"

    @rule(change=changes)
    def deliver_another_content(self, change: Change) -> None:
        """A delivery under a used key with another content has no effect."""
        forged = change._replace(event=change.event._replace(digest="forged"))
        assert self.desk.store.commit(forged) == "duplicate"

    @rule(change=changes)
    def decide_on_an_old_state(self, change: Change) -> None:
        """A step decided on a state that has passed gives way and leaves nothing, not even its claim."""
        late = change._replace(event=self.fresh())
        assert self.desk.store.commit(late) == "moved"
        assert not self.desk.store.claimed(late.event)

    @rule(method=st.sampled_from(METHODS), faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=3))
    def break_slack(self, method: str, faults: Sequence[fake.Fault]) -> None:
        """The next calls of a method go wrong."""
        if method.startswith("conversations."):
            # Slack does not refuse to show a place where it takes posts.
            faults = [fault for fault in faults if fault != fake.refusal("is_archived")]
        self.desk.slack.fail(method, *faults)

    @rule(rows=st.integers(1, 3))
    def deliver_a_little(self, rows: int) -> None:
        """The outbox gets to deliver some rows."""
        self.desk.outbox.run_once(limit=rows)

    @rule(seconds=st.sampled_from([0, 1, 3, 30, 700]))
    def deliver_all(self, seconds: int) -> None:
        """Time passes, and everything due is delivered."""
        self.desk.deliver(seconds)

    @rule(seconds=st.sampled_from([-86_400, -60, 60, 86_400]))
    def jump(self, seconds: int) -> None:
        """The clock is set."""
        self.desk.now = max(1000, self.desk.now + seconds)

    @rule()
    def kill(self) -> None:
        """The process is killed and starts again."""
        self.desk.restart()

    @rule(rows=st.integers(1, 4))
    def kill_while_sending(self, rows: int) -> None:
        """The process is killed with rows under way that never reached Slack."""
        self.desk.store.due(self.desk.now, rows)
        self.desk.restart()

    @rule()
    def tidy(self) -> None:
        """The store is tidied."""
        self.desk.store.tidy(min(self.desk.now, 1000))

    @invariant()
    def nothing_is_posted_twice(self) -> None:
        """At no moment does Slack hold a message or a private word twice."""
        for said in (self.desk.slack.messages, self.desk.slack.ephemerals):
            texts = [message["text"] for message in said]
            assert sorted(set(texts)) == sorted(texts)

    @invariant()
    def interviews_are_as_the_model_says(self) -> None:
        """Every acknowledged answer is there, once, in order; only a root that was refused strands it."""
        parked = {key for key, _ in self.desk.store.health().outbox_parked}
        for number, expected in self.interviews.items():
            found = self.desk.store.interview(TEAM, number)
            assert found is not None
            stands = found.interview
            stranded = stands.status == "stranded" and f"{number}:root" in parked
            status = "stranded" if stranded else expected.status
            assert stands == expected._replace(root_ts=stands.root_ts, channel=stands.channel, status=status)
            assert found.answers == self.answers[number]

    def teardown(self) -> None:
        """Slack recovers: everything owed has arrived in the order of its thread, or is shown as given up."""
        try:
            self.everything_arrives()
            self.replies_stand_in_their_threads()
        finally:
            self.desk.store.close()
            self.serving.__exit__(None, None, None)
            self.folder.cleanup()

    def everything_arrives(self) -> None:
        """Each post is in Slack or parked, once, and each thread is in the order it was owed."""
        self.desk.slack.faults.clear()
        while (due_at := self.desk.store.next_due()) is not None:
            self.desk.deliver(max(due_at - self.desk.now, 0))
        parked = {key for key, _ in self.desk.store.health().outbox_parked}
        arrived = [message["metadata"]["event_payload"]["key"] for message in self.desk.slack.messages]
        posts = [row for row in self.owed if row.method == "post"]
        assert sorted(arrived) == sorted(row.key for row in posts if row.key not in parked)
        for number in self.interviews:
            mine = [row.key for row in posts if row.stream == number and row.key not in parked]
            assert [key for key in arrived if key in mine] == mine

    def replies_stand_in_their_threads(self) -> None:
        """Every reply is in the thread of its interview's root, which is the interview's thread."""
        by_key = {said["metadata"]["event_payload"]["key"]: said for said in self.desk.slack.messages}
        for row in self.owed:
            if row.thread_of and row.key in by_key:
                assert by_key[row.key]["thread_ts"] == by_key[row.thread_of]["ts"]
        for number in self.interviews:
            if f"{number}:root" in by_key:
                said = by_key[f"{number}:root"]
                found = self.desk.store.interview_in_thread(TEAM, said["channel"], said["ts"])
                assert found is not None
                assert found.interview.id == number

    def applied(self, change: Change) -> Change:
        """Commit a change on both sides."""
        assert change.interview is not None
        assert self.desk.store.commit(change) == "applied"
        number = change.interview.id
        self.interviews[number] = change.interview
        self.answers[number] = self.answers.get(number, ()) + change.answers
        self.owed.extend(change.outgoing)
        return change

    def fresh(self) -> Event:
        """Return an event that never was."""
        self.events += 1
        return event(f"e{self.events}")


TestConversations = Conversations.TestCase
TestConversations.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
