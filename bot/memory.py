"""When garbage is collected in a program that is put together once, and then runs for months."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def long_lived() -> Iterator[None]:
    """Collect nothing meanwhile, nor walk what was made here ever again: it lives as long as the program.

    Later generations are walked seldom: what they hold is remembered decisions.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
    finally:
        gc.enable()
