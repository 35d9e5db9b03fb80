"""Delivers what is owed to Slack: each stream in order, each post once, however Slack behaves."""

import logging
import math
import random
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from slack_sdk import WebClient

from bot.outbox.calls import call
from bot.outbox.lookup import keep_first, look_up
from bot.outbox.outcomes import Limited, Outcome, Refused, Sent, Unknown
from bot.store.errors import StoreError
from bot.store.leasing import FARTHEST_S
from bot.store.protocol import Delivery, Outgoing, Store

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 24
"""With the pauses below, some three hours: an outage of Slack, not a hiccup."""

FIRST_PAUSE_S: Final = 2
LONGEST_PAUSE_S: Final = 600
IDLE_S: Final = 60
TIDY_EVERY_S: Final = 60
PATIENCE_S: Final = 30
"""How long `stop` waits for the calls that are under way."""


class Following(Protocol):
    """Does what follows from what became of a row."""

    def refused(self, delivery: Delivery, error: str) -> Sequence[Outgoing]:
        """Return what is said instead of a row that Slack refused."""

    def arrived(self, delivery: Delivery) -> None:
        """Do what follows from a row that reached Slack.

        It comes before the row counts as sent, so that a kill between the two repeats it: it must have its
        effect once.
        """

    def settled(self, delivery: Delivery) -> None:
        """Note that a row is done with."""


class Outbox:
    """The workers that empty the store's outbox. `run_once` does the same without threads."""

    def __init__(
        self,
        store: Store,
        client_of: Callable[[str], WebClient | None],
        *,
        clock: Callable[[], int],
        following: Callable[[], Following],
        chores: Callable[[], Sequence[Callable[[int], object]]] = tuple,
        chance: Callable[[], float] = random.random,
        workers: int = 4,
    ) -> None:
        """Take what gives a workspace's client (with `retry_handlers=[]`: the SDK's retries post twice).

        `following` and `chores` are first asked for when there is something to tell or to do: who does it
        may not be there yet. Chores are done now and then, with the time. `chance` gives numbers in [0, 1)
        that spread retries.
        """
        self._store = store
        self._client_of = client_of
        self._clock = clock
        self._following = following
        self._chores = chores
        self._chance = chance
        self._held: dict[tuple[str, str, str | None], int] = {}
        self._under_way: set[int] = set()
        self._taking = threading.Lock()
        self._tidied_at = 0
        self._changed = threading.Condition()
        self._stirred = 0
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._run, name=f"outbox-{number}", daemon=True)
            for number in range(workers)
        ]

    def start(self) -> None:
        """Start the workers."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no further row, and wait for the calls that are under way."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(PATIENCE_S)

    def wake(self) -> None:
        """Say that something new is owed."""
        with self._changed:
            self._stirred += 1
            self._changed.notify_all()

    def run_once(self, now: int | None = None, *, limit: int = 16) -> int:
        """Deliver what is due now, one call after the other; return how many rows were taken up."""
        due = self._store.due(self._clock() if now is None else now, limit)
        for delivery in due:
            if self._taken(delivery):
                try:
                    self._deliver(delivery)
                finally:
                    self._under_way.discard(delivery.id)
        return len(due)

    def _taken(self, delivery: Delivery) -> bool:
        """Take a row for this worker. A lease may end early where the clock is set: the call is still out."""
        with self._taking:
            if delivery.id in self._under_way:
                return False
            self._under_way.add(delivery.id)
            return True

    def _run(self) -> None:
        while not self._stopping:
            seen = self._stirred
            try:
                if self.run_once(limit=1):
                    continue
                self._tidy()
                self._wait(seen, self._pause())
            except Exception as error:
                if isinstance(error, StoreError) and error.reason == "closed":
                    return  # a call outlasted `stop`: the next start finds out what came of it
                log.exception("The outbox stumbled, and goes on.")
                self._wait(seen, 1)

    def _wait(self, seen: int, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._stirred != seen, seconds)

    def _pause(self) -> float:
        due_at = self._store.next_due()
        if due_at is None:
            return IDLE_S
        return min(max(due_at - self._clock(), 0.05), IDLE_S)

    def _tidy(self) -> None:
        now = self._clock()
        if not self._tidied_at <= now < self._tidied_at + TIDY_EVERY_S:
            self._tidied_at = now
            self._held = {lane: until for lane, until in self._held.items() if until > now}
            for chore in (self._store.tidy, *self._chores()):
                chore(now)

    def _deliver(self, delivery: Delivery) -> None:
        held_until = self._held.get(_lane(delivery), 0)
        if self._clock() < held_until <= self._clock() + FARTHEST_S:
            self._put_off(delivery, held_until, uncertain=delivery.uncertain)
            return
        client = self._client_of(delivery.team)
        if client is None:
            self._park(delivery, "not_installed", ())
            return
        uncertain = delivery.uncertain
        outcome = self._before(client, delivery) if uncertain else None
        if outcome is None:
            again = uncertain and delivery.outgoing.method == "post"
            uncertain = uncertain and not again
            outcome = call(client, delivery, self._clock())
            if isinstance(outcome, Limited):
                self._held[_lane(delivery)] = self._clock() + min(outcome.after_s, FARTHEST_S)
            elif again and isinstance(outcome, Sent):
                outcome = keep_first(client, delivery, outcome)
                uncertain = not isinstance(outcome, Sent)
        self._settle(delivery, outcome, uncertain=uncertain)

    def _before(self, client: WebClient, delivery: Delivery) -> Outcome | None:
        """Find out what became of an earlier attempt; None: it left nothing, so say it (again)."""
        if _is_once(delivery):
            return Sent()
        if delivery.outgoing.method in ("post", "upload"):
            return look_up(client, self._store, delivery)
        return None

    def _settle(self, delivery: Delivery, outcome: Outcome, *, uncertain: bool) -> None:
        now = self._clock()
        match outcome:
            case Sent(channel, ts):
                self._follow(delivery)
                self._store.sent(delivery, channel=channel, ts=ts, at=now)
                self._following().settled(delivery)
            case Refused(error):
                self._park(delivery, error, self._instead(delivery, error))
            case Limited(after_s):
                self._put_off(delivery, now + min(after_s, FARTHEST_S), uncertain=uncertain)
            case Unknown(error) if _is_once(delivery):
                log.info("Perhaps %s arrived (%s); it is not repeated.", delivery.outgoing.key, error)
                self._store.sent(delivery, channel=None, ts=None, at=now)
                self._following().settled(delivery)
            case _ if delivery.attempts + 1 >= MOST_ATTEMPTS:
                self._park(delivery, outcome.error, ())
            case _:
                uncertain = uncertain or isinstance(outcome, Unknown)
                until = now + self._backoff(delivery.attempts)
                self._store.postpone(delivery, until=until, error=outcome.error, uncertain=uncertain)

    def _put_off(self, delivery: Delivery, until: int, *, uncertain: bool) -> None:
        self._store.postpone(delivery, until=until, error="ratelimited", uncertain=uncertain, attempted=False)

    def _park(self, delivery: Delivery, error: str, instead: Sequence[Outgoing]) -> None:
        log.warning("Gave up %s: %s.", delivery.outgoing.key, error)
        self._store.park(delivery, error=error, at=self._clock(), instead=instead)
        self._following().settled(delivery)

    def _follow(self, delivery: Delivery) -> None:
        try:
            self._following().arrived(delivery)
        except Exception:
            if delivery.attempts + 1 < MOST_ATTEMPTS:
                raise  # the row comes again when its lease ends
            log.exception("Nothing could follow from %s.", delivery.outgoing.key)

    def _instead(self, delivery: Delivery, error: str) -> Sequence[Outgoing]:
        try:
            return self._following().refused(delivery, error)
        except Exception:
            log.exception("Nothing could be said instead of %s.", delivery.outgoing.key)
            return ()

    def _backoff(self, attempts: int) -> int:
        pause_s = min(FIRST_PAUSE_S << attempts, LONGEST_PAUSE_S)
        return math.ceil(pause_s * (0.5 + self._chance() / 2))


def _lane(delivery: Delivery) -> tuple[str, str, str | None]:
    """Slack counts per workspace, method and channel."""
    return delivery.team, delivery.outgoing.method, delivery.target_channel or delivery.outgoing.channel


def _is_once(delivery: Delivery) -> bool:
    """Private messages cannot be found again, so they are never repeated; replacing one is harmless."""
    return delivery.outgoing.method in ("ephemeral", "respond") and not delivery.outgoing.replace
