"""What the bot asks of its store: records, one kind of write for conversations, and the outbox's rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from bot.store.scopes import Everywhere, Scope, Subject
from core.answers import Answer

if TYPE_CHECKING:  # many models, needed once there is a recommendation
    from core.recommendation import Recommendation

Json = dict[str, Any]
Status = Literal["open", "done", "stopped", "expired", "stranded"]


class Interview(NamedTuple):
    """One interview as it stands. `root_ts` is None until the root message is confirmed.

    `root_key` is the key of the row that holds the root message (it changes when the interview moves).
    """

    id: str
    team: str
    channel: str
    starter: str
    status: Status
    revision: int
    started_at: int
    touched_at: int
    root_ts: str | None = None
    root_key: str = ""


class Snapshot(NamedTuple):
    """An interview with all its answers in the order they were given."""

    interview: Interview
    answers: tuple[Answer, ...]


SlackCall = Literal["post", "update", "ephemeral", "respond", "join", "publish", "upload", "permit"]
"""What is asked of Slack."""


class Outgoing(NamedTuple):
    """One thing owed to Slack.

    Rows of one `stream` are delivered in the order they were queued; `key` is unique within a team.
    `thread_of` names the row whose message is the thread's root; `target` names the row whose message an
    update replaces. Either may instead be given as a timestamp by `thread_ts` and `target_ts`.
    `response_url` is secret: erased once used and after 30 minutes. Where the row is a post and Slack refuses
    it, the URL serves to tell the person why.
    An `upload` puts `file` ({name, title, content}) into its thread; a `permit` asks whether `user` is an
    admin of the workspace, and is refused where not.
    """

    key: str
    stream: str
    method: SlackCall
    text: str = ""
    blocks: tuple[Json, ...] = ()
    channel: str | None = None
    user: str | None = None
    metadata: Json | None = None
    thread_of: str | None = None
    thread_ts: str | None = None
    target: str | None = None
    target_ts: str | None = None
    response_url: str | None = None
    interview_id: str | None = None
    view: Json | None = None
    file: Json | None = None
    replace: bool = False
    """For `respond`: whether it takes the place of the message that was clicked."""


class Record(NamedTuple):
    """One recommendation as history keeps it: the columns history filters by, and the whole result."""

    id: str
    team: str
    channel: str
    interview_id: str
    asker: str
    created_at: int
    workload_class: str
    tier: str
    gpu_count: int
    plan: str
    fits: bool
    headline: str
    words: str
    """What search looks in: the model, the class, tiers, what was asked for; plain words."""
    core_version: str
    catalogue_date: str
    result: "Recommendation"
    answers: tuple[Answer, ...]


class Event(NamedTuple):
    """The delivery that caused a change: its unique key and a digest of its body."""

    team: str
    key: str
    digest: str


class Waiting(NamedTuple):
    """A delivery that was acknowledged, and waits for what it belongs to to be confirmed."""

    event: Event
    body: Json


class Asked(NamedTuple):
    """What an interview had asked by some moment.

    `metadata` is that of the newest question posted by then. `doubtful`: one more may be out, unconfirmed.
    """

    metadata: Json | None
    doubtful: bool


class Change(NamedTuple):
    """One step of a conversation, applied whole or not at all.

    `interview` is the new state; its `revision` is one more than the state it was decided on (1: a new
    interview). `answers` are appended. `record` is inserted, or replaces the one with the same id.
    `forget` is the id of a record that goes, with its interview and answers. `welcomes` is a person who is
    welcomed: the second time in a life, the change is a duplicate.
    A change without an interview only claims the event and queues what it owes.
    """

    event: Event
    at: int
    interview: Interview | None = None
    answers: tuple[Answer, ...] = ()
    record: Record | None = None
    outgoing: tuple[Outgoing, ...] = ()
    forget: str | None = None
    welcomes: str | None = None


Committed = Literal["applied", "duplicate", "moved"]
"""`duplicate`: this event already had its effect. `moved`: the revision went on; decide again."""


class Delivery(NamedTuple):
    """A row of the outbox, ready to be sent: references to other rows are resolved."""

    id: int
    team: str
    outgoing: Outgoing
    attempts: int
    uncertain: bool
    """Whether an earlier attempt may have reached Slack."""
    created_at: int
    thread_ts: str | None = None
    target_channel: str | None = None
    """The channel that Slack named for the message referred to: the thread's root, or the update's target."""
    target_ts: str | None = None
    target_metadata: Json | None = None
    """The metadata of the message referred to."""


class Page(NamedTuple):
    """A page of history, newest first, and the cursors of the pages before and after it."""

    records: tuple[Record, ...]
    older: str | None = None
    newer: str | None = None


class Health(NamedTuple):
    """What `gpu-advisor check` shows of a store."""

    schema: int
    sqlite_version: str
    interviews_open: int
    recommendations: int
    outbox_pending: int
    outbox_parked: tuple[tuple[str, str], ...] = ()
    """Key and error of each row that could not be delivered."""
    events_parked: int = 0


class Store(Protocol):
    """The store. Methods are safe to call from any thread. Times are whole seconds since the epoch, UTC."""

    def interview(self, team: str, interview_id: str) -> Snapshot | None:
        """Return an interview by id."""

    def interview_in_thread(self, team: str, channel: str, thread_ts: str) -> Snapshot | None:
        """Return the interview whose root message is that thread's parent."""

    def open_interviews(self, team: str, starter: str) -> Sequence[Interview]:
        """Return a person's open interviews, newest first."""

    def open_in_channel(self, team: str, channel: str) -> Sequence[Interview]:
        """Return the open interviews whose thread is in a channel, oldest first."""

    def how_many_open(self, team: str, starter: str, channel: str) -> tuple[int, int]:
        """Return how many interviews are open that a person started, and how many in a channel."""

    def concerns(self, team: str, channel: str, thread_ts: str) -> bool:
        """Tell whether a thread is an interview's, or may turn out to be (a cheap look before reading)."""

    def unconfirmed_roots(self, team: str, channel: str, thread_ts: str) -> bool:
        """Tell whether that thread's parent may be a root message which is not confirmed yet."""

    def asked(self, team: str, interview_id: str, ts: str) -> Asked:
        """Return what the interview had asked by the moment `ts` (a message's)."""

    def wait(self, event: Event, body: Json, at: int) -> None:
        """Keep a delivery until what it belongs to is confirmed."""

    def waiting(self) -> Sequence[Waiting]:
        """Return the deliveries that wait, oldest first."""

    def release(self, event: Event) -> None:
        """Forget a delivery that waited and was handled."""

    def message_key(self, team: str, channel: str, ts: str) -> tuple[str, str | None] | None:
        """Return the key and the interview id of a message the bot posted there, if it did."""

    def claimed(self, event: Event) -> bool:
        """Tell whether the event already had its effect (a cheap look before deciding)."""

    def commit(self, change: Change) -> Committed:
        """Claim the event, check the revision, write and queue, in one short transaction."""

    def page(
        self,
        scope: Scope | Everywhere,
        *,
        limit: int,
        mine: bool = False,
        words: str = "",
        cursor: str | None = None,
    ) -> Page:
        """Return a page of the records this scope may see."""

    def record(self, scope: Scope | Everywhere, record_id: str) -> Record | None:
        """Return one record, if this scope may see it."""

    def due(self, now: int, limit: int) -> Sequence[Delivery]:
        """Return and lease the head row of each stream that may be sent now."""

    def next_due(self) -> int | None:
        """Return when the next row may be sent, or None when nothing waits."""

    def sent(self, delivery: Delivery, *, channel: str | None, ts: str | None, at: int) -> None:
        """Mark a row sent; a root's timestamp becomes its interview's."""

    def postpone(
        self, delivery: Delivery, *, until: int, error: str, uncertain: bool, attempted: bool = True
    ) -> None:
        """Try later. `uncertain`: Slack may have accepted it. Not `attempted`: it was not tried."""

    def park(self, delivery: Delivery, *, error: str, at: int, instead: Sequence[Outgoing] = ()) -> None:
        """Give a row up, with what it takes along in its stream, and queue what is said instead.

        An open interview whose message cannot be posted is stranded.
        """

    def failed(self, event: Event, error: str, at: int) -> int:
        """Count a failure to handle an event, and return how often it failed (3 parks it)."""

    def channel_of(self, team: str, address: str) -> str | None:
        """Return the channel where an earlier post to this address (a person's id) went, if any did."""

    def idle_interviews(self, touched_before: int, limit: int) -> Sequence[Interview]:
        """Return open interviews that nobody touched since, longest silent first."""

    def tidy(self, now: int) -> None:
        """Erase expired secrets and forget old events; called now and then by the outbox."""

    def export(self, subject: Subject) -> Sequence[Json]:
        """Return everything kept of the subject."""

    def erase(self, subject: Subject) -> int:
        """Delete everything kept of the subject; return how many interviews that were."""

    def purge(self, before: int, limit: int) -> int:
        """Delete interviews that nobody changed since, and what hangs on them; return how many."""

    def health(self) -> Health:
        """Return what there is to say about the store's state."""

    def close(self) -> None:
        """Close every connection."""
