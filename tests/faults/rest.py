"""When the bot has nothing left to do, and how it is brought there and stopped."""

import contextlib
import signal
import sqlite3
import time
from collections.abc import Callable

from tests.faults.process import PATIENCE_S, Beside, wait_until

_OWED = """
SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')) + (SELECT count(*) FROM waiting)
"""
"""One statement, so that what goes from one table to the other is seen in one of them."""


def finished(beside: Beside, done: Callable[[], bool] = lambda: True) -> bool:
    """Let the bot do all that is to do, and stop it; False where that took too long.

    A slow bot may have a delivery in its hands on which Slack has given up, and only the end of the process
    shows it. What came of it is then delivered after another start. `done` is asked while nothing else is to
    be done, and may find more.
    """
    until = time.monotonic() + PATIENCE_S
    while True:
        rested = wait_until(lambda: at_rest(beside) and done(), until - time.monotonic())
        beside.kill(signal.SIGTERM)
        if not rested or (at_rest(beside) and done()):
            return rested
        beside.start()


def at_rest(beside: Beside) -> bool:
    """Tell whether everything was acknowledged or given up, and nothing is owed."""
    if not beside.sandbox.idle():
        return False
    with contextlib.closing(sqlite3.connect(f"file:{beside.database}?mode=ro", uri=True)) as db:
        return bool(db.execute(_OWED).fetchone() == (0,))
