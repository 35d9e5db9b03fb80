"""Who sees a record of history, from where: `python -m tests.security.matrix` prints it."""

from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.owing import scope_of
from bot.payloads import read_command
from bot.store.protocol import Change
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import event, record

PLACES = {
    "public channel": "C01PUBLIC",
    "private channel": "C02PRIVATE",
    "group DM": "G03GROUP",
    "DM with the app": "D04APP",
    "DM of two people": "D05OTHERS",
    "shared channel": "C06SHARED",
}
VIEWERS = {"who asked": ("T1", "U1"), "a colleague": ("T1", "U2"), "another workspace": ("T2", "U1")}
FROM = ("the same place", "another channel", "their DM")
ELSEWHERE, OWN_DM = "C09ELSEWHERE", "D09OWN"


def seen(store: SqliteStore, place: str, viewer: str, where: str) -> bool:
    """Tell whether a viewer who asks somewhere sees the record that was made at the place."""
    team, user = VIEWERS[viewer]
    channel = {"the same place": PLACES[place], "another channel": ELSEWHERE, "their DM": OWN_DM}[where]
    body = {"team_id": team, "channel_id": channel, "user_id": user, "command": "/gpu-history", "text": ""}
    scope = scope_of(read_command(body))
    one = store.record(scope, f"r{PLACES[place]}") is not None
    listed = any(
        kept.channel == PLACES[place]
        for mine in (False, True)
        for words in ("", "llama")
        for kept in store.page(scope, limit=50, mine=mine, words=words).records
    )
    assert one == listed, (place, viewer, where)
    return one


def filled(folder: Path) -> SqliteStore:
    """Return a store with one record of Alice's for each kind of place."""
    store = open_store(f"sqlite:///{folder / 'matrix.db'}")
    for channel in PLACES.values():
        kept = record(f"r{channel}", channel=channel, interview_id=f"i{channel}")
        store.commit(Change(event(channel), 100, record=kept))
    return store


def matrix() -> list[tuple[str, str, str, bool]]:
    """Return every combination with whether the record is seen."""
    with TemporaryDirectory() as folder:
        store = filled(Path(folder))
        found = [(*key, seen(store, *key)) for key in product(PLACES, VIEWERS, FROM)]
        store.close()
        return found


if __name__ == "__main__":
    rows = matrix()
    print(f"{'record made in':18}{'viewer':20}" + "".join(f"{where:18}" for where in FROM))
    for place, viewer in product(PLACES, VIEWERS):
        cells = [saw for one, who, _, saw in rows if (one, who) == (place, viewer)]
        print(f"{place:18}{viewer:20}" + "".join(f"{'sees it' if saw else '-':18}" for saw in cells))
