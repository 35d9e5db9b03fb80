"""What a model stands in for that cannot be sized."""

from core.answers import Answer, AnswerKind
from core.catalog.catalogue import default_catalogue
from core.interview import Done, Question, next_question
from core.reading.stand_in import has_no_arithmetic, stood_in_for
from core.workload import Slot


def _model(seq: int, kind: AnswerKind, text: str, value: str | None = None) -> Answer:
    return Answer(
        seq=seq,
        slot=Slot.MODEL,
        kind=kind,
        value=value,
        said_by="U1",
        source="text",
        text=text,
        event="e",
        at=0,
    )


def test_it_is_what_was_named_last() -> None:
    """Whoever names two such models reads of the second."""
    assert stood_in_for([_model(1, "missed", "YOLOv8"), _model(2, "missed", "XTTS")]) == "XTTS"


def test_other_words_that_were_missed_do_not_count() -> None:
    """A name that comes in several sizes, or a reply that could not be read, is none."""
    assert stood_in_for([_model(1, "missed", "Llama 3.1"), _model(2, "missed", "no idea, some yolo")]) is None


def test_a_model_that_is_sized_ends_it() -> None:
    """And not to know one leaves it as it is."""
    named = _model(1, "missed", "YOLOv8")
    assert stood_in_for([named, _model(2, "unknown", "")]) == "YOLOv8"
    assert stood_in_for([named, _model(2, "value", "3B", "3B")]) is None


def test_only_a_model_that_can_be_sized_is_asked_for() -> None:
    """Of a kind without arithmetic nothing else is worth asking, and nothing at all once nobody knows one."""
    seen, unlisted = _model(1, "missed", "YOLOv8"), _model(1, "missed", "Llama 9 Foo")
    assert has_no_arithmetic([seen])
    assert not has_no_arithmetic([unlisted])
    asked = next_question([seen], default_catalogue())
    assert isinstance(asked, Question)
    assert (asked.slot, asked.number, asked.at_most_more) == (Slot.MODEL, 1, 0)
    after = next_question([seen, _model(2, "unknown", "")], default_catalogue())
    assert after == Done(reason="unanswerable")
