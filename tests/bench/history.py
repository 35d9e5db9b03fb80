"""What a page of history costs as it grows: `python -m tests.bench.history [--sizes 1000 100000 1000000]`.

First and deep pages of a channel and of one person, and search, each as the bot asks for them.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.store import history
from bot.store.history import index_terms
from bot.store.protocol import Page
from bot.store.scopes import Scope
from bot.store.sqlite import SqliteStore, open_store
from tests.bench.measuring import bars
from tests.bot.store.making import TEAM, recommendation, record

PEOPLE, CHANNELS, LIMIT = 15, 5, 8
MOST_GROWTH = 1.5
WORDS = ("llama", "mistral", "qwen", "gemma", "serving", "training", "lora")


def fill(path: Path, size: int) -> None:
    """Write that many recommendations of one workspace, as the store keeps them."""
    store = open_store(f"sqlite:///{path}")
    columns = _columns(store)
    store.close()
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("BEGIN")
    names = ", ".join(columns)
    slots = ", ".join(f":{name}" for name in columns)
    raw.executemany(
        f"INSERT INTO recommendations ({names}) VALUES ({slots})",  # noqa: S608 - the table's own columns
        (columns | _varied(number) for number in range(size)),
    )
    raw.execute("INSERT INTO search (rowid, terms) SELECT seq, terms FROM recommendations")
    raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def _columns(store: SqliteStore) -> dict[str, Any]:
    """Return one record's columns, as the store itself writes them."""
    with store._connections.writing() as db:
        lean = recommendation().model_copy(update={"serving": None, "flips": (), "assumptions": ()})
        history.keep(db, record(result=lean, answers=()))
        cursor = db.execute("SELECT * FROM recommendations")
        row = dict(zip([one[0] for one in cursor.description], cursor.fetchone(), strict=True))
        db.execute(
            "INSERT INTO search (search, rowid, terms) VALUES ('delete', ?, ?)", (row["seq"], row["terms"])
        )
        db.execute("DELETE FROM recommendations")
    del row["seq"]
    return row


def _varied(number: int) -> dict[str, Any]:
    channel, asker = f"C{number % CHANNELS}", f"U{number % PEOPLE}"
    # As many in every channel and of every pair of words, so that every page is a full one at every size.
    words = f"{WORDS[number // 5 % 4]} {WORDS[4 + number // 20 % 3]}"
    return {
        "id": f"r{number}",
        "channel": channel,
        "asker": asker,
        "created_at": 1_700_000_000 + number,
        "words": words,
        "terms": index_terms(TEAM, channel, asker, words),
    }


def questions(store: SqliteStore, size: int) -> dict[str, Callable[[], Page]]:
    """Return what is asked of a history: the same eight records a page, wherever they lie."""
    scope, mine = Scope(TEAM, "U2", "C2"), Scope(TEAM, "U2", None)
    middle = f"{1_700_000_000 + size // 2}.r{size // 2}"
    deep = f"{1_700_000_000 + size // 10}.r{size // 10}"
    return {
        "first page of a channel": lambda: store.page(scope, limit=LIMIT),
        "middle page of a channel": lambda: store.page(scope, limit=LIMIT, cursor=middle),
        "last pages of a channel": lambda: store.page(scope, limit=LIMIT, cursor=deep),
        "first page of one's own": lambda: store.page(mine, limit=LIMIT),
        "search, a common word": lambda: store.page(scope, limit=LIMIT, words="llama"),
        "search, two words": lambda: store.page(scope, limit=LIMIT, words="serving llama"),
        "search, no such word": lambda: store.page(scope, limit=LIMIT, words="nowhere"),
    }


def measure(stores: dict[int, SqliteStore], rounds: int) -> dict[str, dict[int, float]]:
    """Return the median CPU of each question at each size, in microseconds; sizes take turns."""
    asked = {size: questions(store, size) for size, store in stores.items()}
    found: dict[str, dict[int, list[float]]] = {}
    for _ in range(rounds):
        for size, each in asked.items():
            for name, ask in each.items():
                began = time.thread_time()
                ask()
                found.setdefault(name, {}).setdefault(size, []).append(time.thread_time() - began)
    return {
        name: {size: statistics.median(taken) * 1e6 for size, taken in sizes.items()}
        for name, sizes in found.items()
    }


def scans(store: SqliteStore, size: int) -> list[str]:
    """Return the steps of query plans that read a whole table or sort one."""
    statements: list[str] = []
    with store._connections.reading() as db:
        db.conn.set_trace_callback(statements.append)
        for ask in questions(store, size).values():
            ask()
        db.conn.set_trace_callback(None)
        plans = [
            str(step[3])
            for statement in statements
            if statement.startswith("SELECT")
            for step in db.conn.execute(f"EXPLAIN QUERY PLAN {statement}")
        ]
    assert plans
    return [one for one in plans if "TEMP B-TREE" in one or ("SCAN" in one and "VIRTUAL TABLE" not in one)]


def main() -> int:
    """Run as told by the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stores = {}
        for size in given.sizes:
            path = Path(folder) / f"{size}.db"
            fill(path, size)
            stores[size] = open_store(f"sqlite:///{path}", read_only=True)
            print(f"{size} recommendations: {path.stat().st_size / 1e6:.0f} MB", file=sys.stderr)
        found = measure(stores, given.rounds)
        whole = [step for size, store in stores.items() for step in scans(store, size)]
        for store in stores.values():
            store.close()
    if given.json:
        print(json.dumps(found))
    print(f"{'microseconds of CPU a page':28}" + "".join(f"{size:>12}" for size in given.sizes) + "   growth")
    growth = {name: sizes[given.sizes[-1]] / sizes[given.sizes[0]] for name, sizes in found.items()}
    for name, sizes in found.items():
        print(f"{name:28}" + "".join(f"{sizes[size]:12.0f}" for size in given.sizes) + f"{growth[name]:9.2f}")
    return bars(
        [
            (f"{name} grows at most {MOST_GROWTH}x ({by:.2f}x)", by <= MOST_GROWTH)
            for name, by in growth.items()
        ]
        + [(f"no query plan scans or sorts {whole[:3]}", not whole)]
    )


if __name__ == "__main__":
    sys.exit(main())
