"""Being asked to stop."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def stopping() -> Iterator[Callable[[], object]]:
    """Keep SIGTERM and SIGINT until they are waited for, so that everything is closed in order.

    Gives what waits for one. There is no handler, which could come while a lock is held that it needs.
    """
    numbers = {signal.SIGTERM, signal.SIGINT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)  # threads that start later inherit it
    try:
        yield lambda: signal.sigwait(numbers)
    finally:
        while again := numbers & signal.sigpending():  # asked twice to stop: it has
            signal.sigwait(again)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
