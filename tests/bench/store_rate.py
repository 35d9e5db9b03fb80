"""How much the store adds to the statements it runs: the same statements, with nothing around them."""

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, cast

from bot.store.connections import PRAGMAS
from bot.store.protocol import Change
from bot.store.sqlite import SqliteStore, open_store
from tests.bench.core import IDLE_FLOOR_MS, floor_ms
from tests.bench.measuring import Times
from tests.bot.store.making import answer, event, interview, post

Statement = tuple[Any, ...]


class _Recording:
    """A connection that notes what it is told."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.statements: list[Statement] = []

    def execute(self, *statement: Any) -> sqlite3.Cursor:
        """Note a statement, and run it."""
        self.statements.append(statement)
        return self._connection.execute(*statement)

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction is open."""
        return self._connection.in_transaction


def changes(number: int) -> Sequence[Change]:
    """Return how an interview begins and takes one answer."""
    begun, one = interview(f"i{number}"), f"i{number}"
    stepped = interview(one, revision=2)
    asked = (post(f"{one}:root", one, interview_id=one), post(f"{one}:q1", one, thread_of=f"{one}:root"))
    then = (
        post(f"{one}:u1", one, method="update", target=f"{one}:q1"),
        post(f"{one}:q2", one, thread_of=f"{one}:root"),
    )
    return (
        Change(event(f"a{number}"), 100, begun, outgoing=asked),
        Change(event(f"b{number}"), 101, stepped, (answer(1),), outgoing=then),
    )


def recorded(store: SqliteStore, work: Callable[[int], object], rounds: int) -> list[list[Statement]]:
    """Return the statements by which the store writes what each round of some work brings."""
    writer = store._connections._writer
    assert writer is not None
    found = []
    connection = writer.conn
    for number in range(rounds):
        recording = _Recording(connection)
        writer.conn = cast(sqlite3.Connection, recording)
        work(number)
        found.append([one for one in recording.statements if "wal_checkpoint" not in one[0]])
        writer.conn = connection
    return found


def raw_database(path: Path) -> sqlite3.Connection:
    """Return a connection to a new database like the store's, with nothing around it."""
    open_store(f"sqlite:///{path}").close()
    raw = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}").fetchall()
    return raw


class Added(NamedTuple):
    """What the store adds to a transaction: milliseconds of an idle core, and its share of the raw rate."""

    cpu_ms: float
    share: float


def store_adds(rounds: int) -> Added:
    """Print both, and return what the store adds to a transaction.

    In each round both take their turn, now one first and now the other, so that a machine that is slower for
    a while is so for both. The bar is in milliseconds: most of what raw statements take is the kernel's work
    to bring them to the disk, which differs by half from one run to the next.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [changes(number) for number in range(rounds)]

        def commit(to: SqliteStore, number: int) -> None:
            for change in made[number]:
                to.commit(change)

        other = open_store(f"sqlite:///{folder / 'recorded.db'}")
        statements = recorded(other, partial(commit, other), rounds)
        other.close()
        raw = raw_database(folder / "raw.db")
        store = open_store(f"sqlite:///{folder / 'store.db'}")
        run_store = partial(commit, store)

        def run_raw(number: int) -> None:
            for statement in statements[number]:
                raw.execute(*statement).fetchall()

        turns = (("raw statements", run_raw), ("the store", run_store))
        times = {label: Times() for label, _ in turns}
        slow: list[float] = []
        for number in range(rounds):
            slow.append(floor_ms() / IDLE_FLOOR_MS)
            for label, run in turns if number % 2 else reversed(turns):
                times[label].run(partial(run, number))
        print("the same statements: raw, and through the store (two commits each)")
        for label, taken in times.items():
            print(f"  {label:32} {taken.line()}")
        store.close()
        raw.close()
        both = list(zip(times["raw statements"].cpu, times["the store"].cpu, slow, strict=True))
        return Added(
            median((store_s - raw_s) * 1000 / slowness for raw_s, store_s, slowness in both) / 2,
            median(raw_s / store_s for raw_s, store_s, _ in both),
        )
