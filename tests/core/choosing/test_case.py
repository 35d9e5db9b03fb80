"""The point of an interview, told from its answers alone."""

from typing import Any, Literal

from core.choosing.case import Case, questions_asked
from tests.core.choosing.answering import replies, said


def test_no_answers_are_no_questions() -> None:
    """An interview starts with no question asked."""
    assert questions_asked([]) == 0


def test_an_opening_message_is_no_reply() -> None:
    """What the opening message says was not asked for."""
    assert questions_asked(said({"model": "8B", "concurrency": 20})) == 0
    opening = said({"work": "serving"}, source="opening")
    assert questions_asked(opening) == 0
    assert questions_asked([*opening, *said({"model": "8B"}, event="reply 1", start=1)]) == 1


def test_each_reply_counts_once() -> None:
    """A reply that fills several slots answers one question; the first question is the kind of work."""
    answers = replies({"work": "serving"}, {"concurrency": 20, "latency": {"batch": True}}, {"model": "8B"})
    assert questions_asked(answers) == 3


def test_a_correction_is_not_another_question() -> None:
    """Saying something else about an answered slot does not count."""
    assert questions_asked(replies({"work": "serving"}, {"model": "8B"}, {"model": "13B"})) == 2


def test_not_knowing_counts_and_a_misunderstood_reply_does_not() -> None:
    """A question that somebody could not answer was asked; one that is asked again counts once."""
    unknown = said({"model": None}, event="reply 1", kind="unknown", start=1)
    missed = said({"precision": None}, event="reply 2", kind="missed", start=2)
    assert questions_asked([*replies({"work": "serving"}), *unknown, *missed]) == 2


def test_equal_answers_make_equal_cases_whoever_gave_them() -> None:
    """Who answered, and when, does not change the case."""
    first = said({"model": "8B"})
    second = [answer.model_copy(update={"said_by": "U2", "at": 9, "seq": 4}) for answer in first]
    assert Case.of(first) == Case.of(second)
    assert hash(Case.of(first)) == hash(Case.of(second))


def test_other_values_make_another_case() -> None:
    """A different value is a different case."""
    assert Case.of(said({"model": "8B"})) != Case.of(said({"model": "13B"}))


def _after_a_range(value: Any, kind: Literal["value", "unknown"] = "value") -> int:
    opening = said({"work": "serving"}, event="reply 1", source="button")
    ranged = said({"concurrency": {"low": 10, "high": 30}}, event="reply 2", source="button", start=1)
    return questions_asked(
        [*opening, *ranged, *said({"concurrency": value}, event="reply 3", kind=kind, start=2)]
    )


def test_a_closer_figure_answers_another_question() -> None:
    """A number or a range inside of the range chosen before was asked for; one outside corrects it."""
    assert _after_a_range(20) == 3
    assert _after_a_range({"low": 12, "high": 30}) == 3
    assert _after_a_range(50) == 2
    assert _after_a_range({"low": 20, "high": None}) == 2


def test_not_knowing_closer_answers_another_question_and_saying_the_same_does_not() -> None:
    """Giving up on a closer figure was asked for; the same range once more is nothing new."""
    assert _after_a_range(None, kind="unknown") == 3
    assert _after_a_range({"low": 10, "high": 30}) == 2
