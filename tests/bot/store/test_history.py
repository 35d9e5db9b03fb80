"""History shows each person what they may see, newest first, page after page."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store.protocol import Change, Record
from bot.store.scopes import Everywhere, Scope
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import (
    ALICE,
    BOB,
    CHANNEL,
    TEAM,
    event,
    ids,
    interview,
    record,
)

HERE = Scope(TEAM, ALICE, CHANNEL)
IN_DM = Scope(TEAM, ALICE, None)


def keep(store: SqliteStore, *records: Record) -> None:
    """Keep records as a conversation would."""
    for kept in records:
        store.commit(
            Change(event(f"keep {kept.team} {kept.id}", team=kept.team), kept.created_at, record=kept)
        )


def walk(
    store: SqliteStore, scope: Scope, limit: int, *, mine: bool = False, words: str = ""
) -> list[list[str]]:
    """Return the ids of every page, following the cursors."""
    pages: list[list[str]] = []
    cursor: str | None = None
    while True:
        page = store.page(scope, limit=limit, mine=mine, words=words, cursor=cursor)
        pages.append(ids(page))
        cursor = page.older
        if cursor is None:
            return pages


def test_a_channel_shows_its_own_records_newest_first(store: SqliteStore) -> None:
    """Everyone's records of this channel are listed, and none of another channel or workspace."""
    keep(
        store,
        record("a", created_at=1),
        record("b", created_at=3, asker=BOB),
        record("c", created_at=2),
        record("x", channel="C2"),
        record("y", team="T2"),
    )
    assert walk(store, HERE, 10) == [["b", "c", "a"]]


def test_mine_are_my_own_wherever_i_asked(store: SqliteStore) -> None:
    """One's own records come from every channel of the workspace; in a DM there is nothing else."""
    keep(
        store,
        record("a", created_at=1),
        record("b", created_at=2, asker=BOB),
        record("c", created_at=3, channel="C2"),
        record("y", team="T2"),
    )
    assert walk(store, HERE, 10, mine=True) == [["c", "a"]]
    assert walk(store, IN_DM, 10) == [["c", "a"]]


@pytest.mark.parametrize(
    ("kept", "seen_here", "seen_in_dm"),
    [
        ({"asker": ALICE, "channel": CHANNEL}, True, True),
        ({"asker": ALICE, "channel": "C2"}, True, True),
        ({"asker": BOB, "channel": CHANNEL}, True, False),
        ({"asker": BOB, "channel": "C2"}, False, False),
        ({"asker": ALICE, "channel": CHANNEL, "team": "T2"}, False, False),
    ],
)
def test_one_record_is_shown_to_those_who_may_see_it(
    store: SqliteStore, kept: dict[str, str], seen_here: bool, seen_in_dm: bool
) -> None:
    """A record is its asker's, and its channel's when asked there; never another workspace's."""
    keep(store, record("a", **kept))
    assert (store.record(HERE, "a") is not None, store.record(IN_DM, "a") is not None) == (
        seen_here,
        seen_in_dm,
    )


def test_pages_follow_each_other_without_gap_or_repetition(store: SqliteStore) -> None:
    """Records of the same second are split over pages by their id."""
    keep(store, *(record(name, created_at=5) for name in "abcde"))
    assert walk(store, HERE, 2) == [["e", "d"], ["c", "b"], ["a"]]
    assert walk(store, HERE, 5) == [["e", "d", "c", "b", "a"]]


def test_an_empty_history_is_one_empty_page(store: SqliteStore) -> None:
    """Nothing kept yet: no records and no older page."""
    assert walk(store, HERE, 5) == [[]]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "s.", "s.x", "1", ".", "-1.a", "9" * 40, "\x00.\ud800", "s.²", "5.\ud800", ">", ">x"],
)
def test_a_cursor_nobody_gave_out_begins_anew(store: SqliteStore, cursor: str) -> None:
    """A cursor that was tampered with shows the newest page of what may be seen anyway, or nothing."""
    keep(store, record("a", created_at=5))
    for words in ("", "llama"):
        assert ids(store.page(HERE, limit=2, words=words, cursor=cursor)) in (["a"], [])


def test_a_record_kept_meanwhile_does_not_shift_the_next_page(store: SqliteStore) -> None:
    """A newer record does not make an older page repeat one."""
    keep(store, *(record(name, created_at=number) for number, name in enumerate("abcd")))
    first = store.page(HERE, limit=2)
    keep(store, record("e", created_at=9))
    assert ids(store.page(HERE, limit=2, cursor=first.older)) == ["b", "a"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("llama", ["b", "a"]),
        ("LLAMA 3", ["a"]),
        ("4090", ["a"]),
        ("rtx4090", ["a"]),
        ("mixtral", ["c"]),
        ("llama mixtral", []),
        ("8b", ["a"]),
        ("größe", ["c"]),
        ("GRÖSSE", ["c"]),
        ('"', []),
        ('llama" OR "mixtral', []),
        ("llama*", ["b", "a"]),
        ("NOT llama", []),
        ("terms:llama", []),
        ("in" + "0" * 24, []),
        ("\x00\ud800llama", ["b", "a"]),
    ],
)
def test_search_finds_records_with_every_word(store: SqliteStore, words: str, found: list[str]) -> None:
    """All words must occur, in any case and order; the index's own syntax means nothing."""
    keep(
        store,
        record("a", created_at=1, words="Llama 3 8B serving RTX4090"),
        record("b", created_at=2, words="llama-2 13B training"),
        record("c", created_at=3, words="Mixtral 8x7B Größe"),
        record("x", channel="C2", asker=BOB, words="llama 3 4090 mixtral"),
        record("y", team="T2", words="llama 3 4090 mixtral"),
    )
    assert walk(store, HERE, 10, words=words) == [found]


def test_search_pages_and_keeps_to_its_scope(store: SqliteStore) -> None:
    """Search pages like the list, in the channel or over one's own."""
    keep(store, *(record(name, created_at=number) for number, name in enumerate("abcde")))
    keep(store, record("x", asker=BOB, created_at=9), record("z", channel="C2", created_at=10))
    assert walk(store, HERE, 2, words="llama") == [["x", "e"], ["d", "c"], ["b", "a"]]
    assert walk(store, HERE, 10, words="llama", mine=True) == [["z", "e", "d", "c", "b", "a"]]
    assert walk(store, IN_DM, 10, words="llama") == [["z", "e", "d", "c", "b", "a"]]


def test_a_record_made_of_another_channels_index_term_is_not_found_there(store: SqliteStore) -> None:
    """Words that imitate the index's term for a channel do not show a record in that channel."""
    keep(store, record("a"))
    (terms,) = store._connections._writable().execute("SELECT terms FROM recommendations").fetchone()
    term = terms.split()[0]
    keep(store, record("x", channel="C2", asker=BOB, words=f"llama {term}"))
    assert walk(store, HERE, 10, words="llama") == [["a"]]


def test_a_record_that_changed_is_found_by_its_new_words_only(store: SqliteStore) -> None:
    """Replacing a record replaces what search knows of it, and keeps its place."""
    begun = interview()
    store.commit(Change(event("1"), 1, begun, record=record("a", words="llama")))
    store.commit(Change(event("2"), 2, begun._replace(revision=2), record=record("a", words="mixtral")))
    assert (walk(store, HERE, 9, words="llama"), walk(store, HERE, 9, words="mixtral")) == ([[]], [["a"]])


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["T1", "T2"]),
        st.sampled_from(["C1", "C2"]),
        st.sampled_from(["U1", "U2"]),
        st.integers(0, 4),
        st.sets(st.sampled_from(["llama", "qwen", "h100"])),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(
    rows=RECORDS,
    viewer=st.sampled_from(["U1", "U2"]),
    channel=st.sampled_from(["C1", "C2", None]),
    mine=st.booleans(),
    words=st.sets(st.sampled_from(["llama", "qwen", "h100"]), max_size=2),
    limit=st.integers(1, 5),
)
def test_pages_are_the_sorted_list_of_what_may_be_seen(
    rows: Sequence[tuple[str, str, str, int, set[str]]],
    viewer: str,
    channel: str | None,
    mine: bool,
    words: set[str],
    limit: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """For any history and any viewer, the pages joined are exactly the visible records in order."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('pages') / 'x.db'}")
    kept = [
        record(f"r{number:02}", team=team, channel=place, asker=asker, created_at=at, words=" ".join(said))
        for number, (team, place, asker, at, said) in enumerate(rows)
    ]
    keep(store, *kept)
    own = mine or channel is None
    visible = [
        made
        for made in kept
        if made.team == TEAM
        and (made.asker == viewer if own else made.channel == channel)
        and words <= set(made.words.split())
    ]
    order = (lambda made: made.id) if words else (lambda made: (made.created_at, made.id))
    expected = [made.id for made in sorted(visible, key=order, reverse=True)]
    pages = walk(store, Scope(TEAM, viewer, channel), limit, mine=mine, words=" ".join(words))
    store.close()
    assert [name for page in pages for name in page] == expected
    assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.parametrize("words", ["", "llama"])
def test_newer_pages_lead_back_the_same_way(store: SqliteStore, words: str) -> None:
    """From the last page, "newer" shows the very pages that "older" showed, up to the first."""
    keep(store, *(record(name, created_at=number) for number, name in enumerate("abcdefg")))
    first = store.page(HERE, limit=2, words=words)
    second = store.page(HERE, limit=2, words=words, cursor=first.older)
    third = store.page(HERE, limit=2, words=words, cursor=second.older)
    back = store.page(HERE, limit=2, words=words, cursor=third.newer)
    assert (first.newer, ids(third), ids(back)) == (None, ["c", "b"], ["e", "d"])
    assert (back.older, back.newer) == (second.older, second.newer)
    assert store.page(HERE, limit=2, words=words, cursor=back.newer) == first


def test_newer_shows_a_full_first_page(store: SqliteStore) -> None:
    """Where fewer than a page are newer, the newest whole page is shown, with what came meanwhile."""
    keep(store, *(record(name, created_at=number) for number, name in enumerate("abc")))
    last = store.page(HERE, limit=2, cursor=store.page(HERE, limit=2).older)
    keep(store, record("d", created_at=9))
    assert ids(last) == ["a"]
    back = store.page(HERE, limit=2, cursor=last.newer)
    assert (ids(back), back.newer is None) == (["c", "b"], False)
    assert ids(store.page(HERE, limit=2, cursor=back.newer)) == ["d", "c"]


def test_whoever_runs_the_bot_sees_one_workspace(store: SqliteStore) -> None:
    """Everything of a workspace is listed, found by words and read; nothing of another one."""
    keep(store, record("a", created_at=1), record("x", channel="C2", asker=BOB, created_at=2))
    keep(store, record("y", team="T2"))
    everywhere = Everywhere(TEAM)
    assert list(store.workspaces()) == [TEAM, "T2"]
    assert ids(store.page(everywhere, limit=9)) == ["x", "a"]
    assert ids(store.page(everywhere, limit=9, words="llama")) == ["x", "a"]
    assert [store.record(everywhere, name) is not None for name in "axy"] == [True, True, False]
