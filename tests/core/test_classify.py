"""The class of a workload: which answers speak for which side, and when it is too early to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classify import classify
from core.teams.signals import SIGNAL_ROWS, leaning_of
from core.workload import Latency, Pain, Signal, Workload


def test_nothing_said_is_unclear_without_evidence() -> None:
    """An empty workload is unclear, and no evidence is invented for it."""
    found = classify(Workload())
    assert (found.workload_class, found.inference, found.training) == ("unclear", (), ())


@pytest.mark.parametrize("signal", list(Signal))
def test_one_signal_said_outright_names_its_class(signal: Signal) -> None:
    """A team that ticks one signal is classified by it."""
    expected = "inference_first" if signal.value.startswith("I") else "training_first"
    assert classify(Workload(focus=(signal,))).workload_class == expected


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        (Workload(work="serving"), "inference_first"),
        (Workload(work="training"), "training_first"),
        (Workload(work="both"), "both"),
        (Workload(pain=(Pain.LATENCY,)), "inference_first"),
        (Workload(pain=(Pain.MEMORY, Pain.JOB_DURATION)), "training_first"),
        (Workload(pain=(Pain.COST,)), "unclear"),
        (Workload(focus=(Signal.SERVING_DECIDES, Signal.TUNING_IS_CORE)), "both"),
        (Workload(work="both", pain=(Pain.LATENCY,), latency=Latency(first_token_s=1)), "inference_first"),
        (Workload(work="serving", latency=Latency(batch=True)), "inference_first"),
        (Workload(method=("full",), cadence="weekly"), "training_first"),
        (Workload(concurrency=20), "unclear"),
        (Workload(concurrency=20, method=("lora",)), "unclear"),
    ],
)
def test_answers_add_up_to_a_class(workload: Workload, expected: str) -> None:
    """The class follows from all answers together, and stays open while they say too little."""
    assert classify(workload).workload_class == expected


def test_out_of_memory_while_serving_is_no_sign_of_training() -> None:
    """Memory pain speaks for training only where training is not ruled out."""
    assert classify(Workload(work="serving", pain=(Pain.MEMORY,))).training == ()


def test_two_answers_for_one_signal_count_once() -> None:
    """A signal counts by its strongest answer, though all its evidence is kept."""
    found = classify(Workload(work="serving", pain=(Pain.CONCURRENCY,), concurrency=50))
    assert [(item.slot, item.weight) for item in found.inference] == [
        ("pain", 0.8),
        ("work", 0.7),
        ("concurrency", 0.4),
    ]
    assert found.inference_score == 0.8


def test_evidence_names_the_part_of_the_answer_it_was_read_from() -> None:
    """Evidence carries the signal, the slot and the detail that a sentence can quote."""
    (evidence,) = classify(Workload(pain=(Pain.JOB_DURATION,))).training
    assert (evidence.signal, evidence.slot, evidence.detail) == ("T2", "pain", "job_duration")


def test_rows_are_unique_and_weighted_between_zero_and_one() -> None:
    """No part of an answer speaks twice for the same signal, and no weight leaves (0, 1]."""
    keys = [(row.slot, row.detail, row.signal) for row in SIGNAL_ROWS]
    assert len(keys) == len(set(keys))
    assert all(0 < row.weight <= 1 for row in SIGNAL_ROWS)


@given(st.lists(st.sampled_from(Signal), unique=True), st.lists(st.sampled_from(Pain), unique=True))
def test_more_evidence_for_a_side_never_lowers_its_score(signals: list[Signal], pains: list[Pain]) -> None:
    """Adding a signal raises its own side or leaves it, and never touches the other."""
    before = classify(Workload(focus=tuple(signals), pain=tuple(pains)))
    for added in Signal:
        after = classify(Workload(focus=(*signals, added), pain=tuple(pains)))
        own, other = ("inference_score", "training_score")
        if leaning_of(added) == "training":
            own, other = other, own
        assert getattr(after, own) >= getattr(before, own)
        assert getattr(after, other) == getattr(before, other)
