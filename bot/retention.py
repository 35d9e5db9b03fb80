"""How long is kept what nobody touches any more."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from bot.store.protocol import Store

log = logging.getLogger(__name__)

DAY_S: Final = 86_400
PER_SWEEP: Final = 200
"""One sweep holds the writer for well under a second."""


def retention(store: Store, days: int | None) -> Sequence[Callable[[int], object]]:
    """Return the chore that deletes what is older than so many days; none where everything is kept."""
    if days is None:
        return ()

    def sweep(now: int) -> int:
        gone = store.purge(now - days * DAY_S, PER_SWEEP)
        if gone:
            log.info("deleted %d interviews that nobody changed for %d days", gone, days)
        return gone

    return (sweep,)
