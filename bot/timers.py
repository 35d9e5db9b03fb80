"""What time itself does: one nudge after a day of silence, and an end after a week."""

import logging
from collections.abc import Callable
from typing import Final

from bot.conversation import silence
from bot.desk import Desk
from bot.store.errors import StoreError
from bot.store.protocol import Change, Interview, Snapshot

log = logging.getLogger(__name__)

NUDGE_AFTER_S: Final = 24 * 3600
CLOSE_AFTER_S: Final = 7 * 24 * 3600
SWEEP_EVERY_S: Final = 600
PER_SWEEP: Final = 200
"""Interviews that one sweep closes or nudges at most; the next sweep takes the rest."""

MOST_WAITING: Final = 10_000
"""Silent interviews that one sweep looks at; most of them were nudged before."""


class Timers:
    """Looks now and then for interviews in which nobody said anything for long.

    However many sweeps there are, of one process or several, each nudge and each end happens once: its event
    is claimed like any delivery from Slack, and an end gives way where somebody answered in the meantime.
    """

    def __init__(self, desk: Desk, wake: Callable[[], None] = lambda: None) -> None:
        """Take the shell's dependencies; `wake` is told of what is owed."""
        self._desk = desk
        self.wake = wake
        self._swept_at: int | None = None

    def chore(self, now: int) -> None:
        """Sweep if it is time to; cheap to be called often. `now` in seconds since the epoch."""
        if self._swept_at is None or not 0 <= now - self._swept_at < SWEEP_EVERY_S:
            self._swept_at = now
            self.sweep(now)

    def sweep(self, now: int) -> int:
        """Nudge and close what is due; returns how many interviews that was."""
        silent = self._desk.store.idle_interviews(now - NUDGE_AFTER_S, MOST_WAITING)
        done = 0
        for interview in silent:
            if done >= PER_SWEEP:
                break
            done += self._taken(interview, now)
        if done:
            self.wake()
        return done

    def _taken(self, interview: Interview, now: int) -> bool:
        """Do what is due for one interview; one that cannot be handled does not stop the others."""
        close = interview.touched_at < now - CLOSE_AFTER_S
        event = (silence.ended if close else silence.waits)(interview).event
        if self._desk.store.claimed(event):
            return False
        try:
            return self._take(interview, close=close)
        except StoreError:
            raise
        except Exception as error:
            failures = self._desk.store.failed(event, type(error).__name__, now)
            log.exception("could not handle the silence in %s, attempt %d", interview.id, failures)
            return False

    def _take(self, interview: Interview, *, close: bool) -> bool:
        snapshot = self._desk.store.interview(interview.team, interview.id)
        if snapshot is None or snapshot.interview.revision != interview.revision:
            return False
        change = self._change(snapshot, close=close)
        return change is not None and self._desk.store.commit(change) == "applied"

    def _change(self, snapshot: Snapshot, *, close: bool) -> Change | None:
        turn = silence.close(self._desk, snapshot) if close else silence.nudge(self._desk, snapshot)
        return turn.change() if turn is not None else None
