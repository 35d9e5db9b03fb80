"""What each part of the advice hangs on."""

from core.choosing.reads import idle_beside
from core.recommendation import Stack
from core.workload import Slot


def test_what_only_the_other_side_reads_is_idle() -> None:
    """Of serving alone the method is idle, of training alone how many come at once; of both nothing is."""
    assert {Slot.METHOD, Slot.CADENCE} <= idle_beside(["serving"])
    assert {Slot.CONCURRENCY, Slot.LATENCY} <= idle_beside(["training"])
    assert not idle_beside(["serving", "training"])


def test_what_any_side_needs_is_never_idle() -> None:
    """The model is read by all, a run and a batch have a deadline, and texts to embed have a length."""
    stacks: tuple[Stack, ...] = ("serving", "training")
    for stack in stacks:
        assert not {Slot.MODEL, Slot.DEADLINE, Slot.SEQUENCE_TOKENS, Slot.BUDGET} & idle_beside([stack])
