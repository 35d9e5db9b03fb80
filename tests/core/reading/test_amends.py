"""Numbers that correct an earlier answer while another question is open."""

from typing import Any

import pytest

from core.answers import Answer
from core.reading.amends import amended
from core.workload import Slot

SAID: list[tuple[Slot, Any, str, str]] = [
    (Slot.MODEL, "13B", "U1", "first"),
    (Slot.CONTEXT_TOKENS, 8_192, "U2", "second"),
    (Slot.CONCURRENCY, 20, "U1", "third"),
]


def told(*said: tuple[Slot, Any, str, str]) -> list[Answer]:
    """Return answers as given in so many messages."""
    return [
        Answer(seq=seq, slot=slot, value=value, said_by=who, source="text", event=event, at=0)
        for seq, (slot, value, who, event) in enumerate(said, 1)
    ]


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("no, 40 not 20", Slot.CONCURRENCY),
        ("40, not 20", Slot.CONCURRENCY),
        ("not 20 but 40", Slot.CONCURRENCY),
        ("sorry, not 20, 40", Slot.CONCURRENCY),
        ("16k, not 8k", Slot.CONTEXT_TOKENS),
        ("70 not 13", Slot.MODEL),
        ("40 not 30", None),
        ("no, 40", Slot.CONCURRENCY),
        ("I meant 30", Slot.CONCURRENCY),
        ("oops, 30!", Slot.CONCURRENCY),
        ("sorry, 8k", None),
        ("40", None),
        ("no, 40 gb", None),
        ("I have 40", None),
        ("I said 30", Slot.CONCURRENCY),
        ("no, 30 is right", Slot.CONCURRENCY),
    ],
)
def test_a_number_corrects_what_was_said_before(text: str, slot: Slot | None) -> None:
    """The value that is taken back tells of what; else it is the last number, if much like it."""
    assert amended(text, told(*SAID), "U1") == slot


def test_a_number_corrects_nothing_that_somebody_else_said() -> None:
    """Without the value that is taken back, a person corrects only what they said themselves."""
    assert amended("no, 4k", told(*SAID), "U2") is Slot.CONTEXT_TOKENS
    assert amended("no, 40", told(*SAID), "U3") is None
    assert amended("no, 40", [], "U1") is None


def test_somebody_is_said_to_be_wrong() -> None:
    """Where somebody is wrong, the last number is corrected, whoever said it."""
    assert amended("Tom is wrong, 30", told(*SAID), "U2") is Slot.CONCURRENCY
    assert amended("@someone was wrong, 30", told(*SAID), "U3") is Slot.CONCURRENCY
    assert amended("that is wrong, 30", told((Slot.WORK, "both", "U1", "first")), "U1") is None


def test_a_choice_in_a_word_takes_back_what_was_said_last() -> None:
    """Another choice is of what was said last; the same one, or one of something older, is not."""
    said = told((Slot.WORK, "training", "U1", "first"), (Slot.MODEL, "8B", "U1", "first"))
    assert amended("actually both", said, "U1") is Slot.WORK
    assert amended("actually training", said, "U1") is None
    assert amended("both", said, "U1") is None
    assert amended("actually both", said, "U2") is None
    assert amended("actually both", told((Slot.WORK, "training", "U1", "1"), *SAID), "U1") is None


def test_a_number_after_two_numbers_corrects_neither() -> None:
    """Two numbers in one message leave open which of them was meant."""
    two = told((Slot.CONTEXT_TOKENS, 40, "U1", "same"), (Slot.CONCURRENCY, 20, "U1", "same"))
    assert amended("no, 30", two, "U1") is None


def test_a_time_is_corrected_like_any_number() -> None:
    """Targets and deadlines hold their number within."""
    assert amended("no, 2 s", told((Slot.LATENCY, {"total_s": 1.0}, "U1", "one")), "U1") is Slot.LATENCY
    assert amended("sorry, 12 h", told((Slot.DEADLINE, {"hours": 24.0}, "U1", "one")), "U1") is Slot.DEADLINE
