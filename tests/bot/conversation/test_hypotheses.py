"""What is supposed is read in plain words, over what stands and what was supposed before."""

from typing import Any

import pytest

from bot.conversation.hypotheses import at_the_peak, hypotheses, their_requests
from core.answers import Answer
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.reading import read
from core.workload import Slot, Workload


def known(**values: Any) -> dict[Slot, Answer]:
    """Return answers that stand; None: not known."""
    return {
        Slot(slot): Answer(
            seq=number,
            slot=Slot(slot),
            kind="unknown" if value is None else "value",
            value=value,
            said_by="U1",
            source="text",
            event="e",
            at=0,
        )
        for number, (slot, value) in enumerate(values.items(), start=1)
    }


def suppose(text: str, *, latest: Slot | None = None, **values: Any) -> dict[Slot, Any]:
    """Return what a text supposes over a serving team's answers."""
    now = recommend(Workload(work="serving"), default_catalogue())
    return hypotheses(text, read(text), known(work="serving", **values), latest, now)


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("what if 500 at once?", Slot.CONCURRENCY, 500),
        ("and at 32k?", Slot.CONTEXT_TOKENS, 32_768),
        ("what if fp8?", Slot.PRECISION, "fp8"),
        ("what if half the load?", Slot.CONCURRENCY, 10),
        ("what if twice the traffic", Slot.CONCURRENCY, 40),
        ("what if three times the requests?", Slot.CONCURRENCY, 60),
        ("what if ten times as busy?", Slot.CONCURRENCY, 200),
        ("what if 2.5x the load?", Slot.CONCURRENCY, 50),
        ("what if the context was twice as long?", Slot.CONTEXT_TOKENS, 8_192),
        ("what if double the users?", Slot.USERS, 400),
    ],
)
def test_suppositions(text: str, slot: Slot, value: object) -> None:
    """Values, and multiples of what stands or was assumed."""
    assert suppose(text, concurrency=20, users=200).get(slot) == value


def test_a_value_without_its_name_is_what_was_supposed_last() -> None:
    """In a chain "and 64k?" means what the last one meant; without a chain it means nothing."""
    assert suppose("and 64k?", latest=Slot.CONTEXT_TOKENS) == {Slot.CONTEXT_TOKENS: 65_536}
    assert suppose("what if half?", latest=Slot.CONCURRENCY, concurrency=20) == {Slot.CONCURRENCY: 10}
    assert suppose("and 64k?") == {}
    assert suppose("what if half?") == {}


def test_multiples_of_what_nobody_knows_are_none() -> None:
    """A multiple of users nobody counted is one of those at once; of a range or of data, none at all."""
    assert suppose("what if twice the users?", users=None, concurrency=20) == {Slot.CONCURRENCY: 40}
    assert suppose("what if twice the users?", concurrency={"low": 5, "high": 20}) == {}
    assert suppose("what if twice the data?") == {}


def test_twice_as_many_is_twice_what_comes_in() -> None:
    """It is the batch or the rate where one was told, then the users, then those at once."""
    batch = {"batch": {"amount": 300, "noun": "images"}}
    for words in ("twice as many", "twice the images", "double the load"):
        found = suppose(f"what if {words}?", request_rate=batch, concurrency=20)
        assert found == {Slot.REQUEST_RATE: {"batch": {"amount": 600, "noun": "images"}}}
    assert suppose("what if twice as many?", users=40, concurrency=20) == {Slot.USERS: 80}
    assert suppose("what if twice as many?", concurrency=20) == {Slot.CONCURRENCY: 40}


def test_another_amount_of_a_batch_needs_no_verb() -> None:
    """What is done to each is known; where there is no batch it says nothing."""
    batch = {"batch": {"amount": 300, "noun": "images"}}
    assert suppose("and 900 documents?", request_rate=batch) == {
        Slot.REQUEST_RATE: {"batch": {"amount": 900, "noun": "documents"}}
    }
    assert suppose("and 900 documents?") == {}


def test_another_kind_of_work_is_added_or_takes_its_place() -> None:
    """A word such as "too" adds training to serving; without it the supposition is what it says."""
    assert suppose("what if we fine-tune every week too?")[Slot.WORK] == "both"
    assert suppose("what if we fine-tune every week?")[Slot.WORK] == "training"


def test_how_many_users_are_served_at_once() -> None:
    """In the proportion that was said, else one in twenty; nothing where nobody said how many at once."""
    assert at_the_peak(500, known(users=200, concurrency=20)) == 50
    assert at_the_peak(500, known(concurrency=20)) == 25
    assert at_the_peak(500, known(users=200)) is None
    assert at_the_peak(500, known(users=200, concurrency=None)) is None
    assert at_the_peak(None, known(users=200, concurrency=20)) is None
    assert at_the_peak({"low": 1, "high": 2}, known(concurrency=20)) is None


def test_what_users_bring_a_day_goes_with_them() -> None:
    """Only where both were told in one breath, and as numbers of a day."""
    rate = {"per_s": 1.0, "daily": {"amount": 200, "of": "requests"}}
    together = known(users=200, request_rate=rate)
    assert their_requests(400, together) == {"per_s": 2.0, "daily": {"amount": 400}}
    assert their_requests({"low": 1, "high": 2}, together) is None
    assert their_requests(400, known(users=200)) is None
    assert their_requests(400, known(users=200, request_rate={"per_s": 1.0})) is None
    apart = together | {Slot.USERS: together[Slot.USERS].model_copy(update={"event": "later"})}
    assert their_requests(400, apart) is None


@pytest.mark.parametrize(
    ("text", "told", "slot", "value"),
    [
        ("what if 50 million?", {"dataset_tokens": 10_000_000}, Slot.DATASET_TOKENS, 50_000_000),
        ("what if 60?", {"concurrency": 20, "users": 4_000}, Slot.CONCURRENCY, 60),
        ("what about 3000?", {"concurrency": 20, "users": 4_000}, Slot.USERS, 3_000),
    ],
)
def test_a_bare_number_is_of_what_is_most_like_it(
    text: str, told: dict[str, Any], slot: Slot, value: object
) -> None:
    """Without a unit a number is meant for the figure that it is nearest to."""
    assert suppose(text, **told).get(slot) == value


def test_a_bare_number_far_from_all_is_of_none() -> None:
    """What nothing told comes near to cannot be placed."""
    assert suppose("what if 50 million?", concurrency=20) == {}


@pytest.mark.parametrize(
    ("amount", "text", "a_day"),
    [(2e6, "what if 50 million?", 5e7), (1e6 / 30, "what if 2 million?", 2e6 / 30)],
)
def test_a_bare_number_is_of_the_span_that_was_told(amount: float, text: str, a_day: float) -> None:
    """Work of a month is moved in what a month brings, as it is shown."""
    told = {"per_s": amount / 86_400, "daily": {"amount": amount, "of": "requests"}, "noun": "documents"}
    moved = suppose(text, request_rate=told)[Slot.REQUEST_RATE]
    assert moved["daily"]["amount"] == pytest.approx(a_day)


def test_a_number_with_a_unit_of_its_own_is_no_bare_one() -> None:
    """The length of each recording is no number of them."""
    told = {"per_s": 0.1, "daily": {"amount": 25, "of": "audio_hours"}}
    assert suppose("what if 40 min each?", request_rate=told) == {}
