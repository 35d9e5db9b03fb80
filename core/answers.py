"""The append-only list of answers, and how it folds into a workload."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import ValidationError

from core.frozen import Frozen
from core.workload import Slot, Workload


class Between(Frozen):
    """A number known only within bounds; an open end is None."""

    low: float | None = None
    high: float | None = None


AnswerKind = Literal["value", "unknown", "missed", "retracted", "supposed", "reopened"]

Source = Literal["opening", "text", "button", "form", "assumed"]
"""Said with the first words, before anything was asked; in a reply; tapped; in a form; only assumed."""


class Answer(Frozen):
    """One thing said about one slot, by whom and where. Answers are added and never changed.

    `value` is JSON as `Workload` takes it, or a `Between` as {"low": .., "high": ..} for a number.
    `kind`: a value; "unknown" for "I don't know" and skipped questions; "missed" for a reply to the question
    that could not be read; "retracted" takes the answer `supersedes` back; "supposed" is a value that was
    only asked about ("what if"); "reopened" asks for a slot again after the recommendation.
    """

    seq: int
    slot: Slot
    kind: AnswerKind = "value"
    value: Any = None
    said_by: str
    source: Source
    text: str = ""
    event: str
    message_ts: str | None = None
    at: int
    supersedes: int | None = None


NUMBERS = frozenset(
    {
        Slot.CONTEXT_TOKENS,
        Slot.PROMPT_TOKENS,
        Slot.OUTPUT_TOKENS,
        Slot.CONCURRENCY,
        Slot.USERS,
        Slot.SEQUENCE_TOKENS,
        Slot.DATASET_TOKENS,
        Slot.DATASET_SAMPLES,
        Slot.DATASET_GB,
        Slot.EPOCHS,
        Slot.BATCH_SIZE,
    }
)
"""Slots whose value may be a `Between`."""


DATA = frozenset({Slot.DATASET_TOKENS, Slot.DATASET_SAMPLES, Slot.DATASET_GB})
"""Slots that tell how much data there is, in terms that replace each other."""


def is_range(answer: Answer) -> bool:
    """Tell whether an answer gives a number only within bounds."""
    return answer.kind == "value" and answer.slot in NUMBERS and isinstance(answer.value, dict)


Stands = Mapping[Slot, Answer]
"""The answer that stands for each slot."""


def standing(answers: Sequence[Answer]) -> dict[Slot, Answer]:
    """Return the answer that stands for each slot: the latest one that nobody took back.

    Not to know a closer figure leaves the range that was given, as all that is known.
    """
    retracted = {answer.supersedes for answer in answers if answer.kind == "retracted"}
    stands: dict[Slot, Answer] = {}
    for answer in answers:
        if answer.kind not in ("value", "unknown") or answer.seq in retracted:
            continue
        before = stands.get(answer.slot)
        gives_up = answer.kind == "unknown" and before is not None and is_range(before)
        stands[answer.slot] = before.model_copy(update={"source": "text"}) if before and gives_up else answer
    return stands


def values_of(answers: Iterable[Answer]) -> dict[Slot, Any]:
    """Return what answers tell, by slot, without what is not known."""
    return {answer.slot: answer.value for answer in answers if answer.kind == "value"}


def supposed(answers: Sequence[Answer]) -> dict[Slot, Answer]:
    """Return what is only supposed at the moment: the latest for each slot that nobody took back."""
    retracted = {answer.supersedes for answer in answers if answer.kind == "retracted"}
    return {
        answer.slot: answer for answer in answers if answer.kind == "supposed" and answer.seq not in retracted
    }


def reopened(answers: Sequence[Answer]) -> Slot | None:
    """Return the slot that is asked for again, if that was the last thing that happened."""
    latest = next((answer for answer in reversed(answers) if answer.kind != "missed"), None)
    return latest.slot if latest is not None and latest.kind == "reopened" else None


def accepts(slot: Slot, value: Any) -> bool:
    """Tell whether a value can be held by a workload in that slot."""
    try:
        ends = [value]
        if slot in NUMBERS and isinstance(value, dict):
            span = Between.model_validate(value)
            ends = [end for end in (span.low, span.high) if end is not None]
        for end in ends:
            Workload.model_validate({slot: end})
    except ValidationError:
        return False
    return bool(ends)


def workload_of(answers: Iterable[Answer]) -> Workload:
    """Fold standing answers into one workload; a number known only within bounds takes its harder end.

    Of data that was told in other terms before, what was told last counts alone.

    Raises pydantic's ValidationError when a value is outside of what a workload can hold.
    """
    told = [answer for answer in answers if answer.kind in ("value", "supposed")]
    of_data = max((one for one in told if one.slot in DATA), key=lambda one: one.seq, default=None)
    said = {
        one.slot: one.value
        for one in told
        if one.slot not in DATA or of_data is None or one.event == of_data.event
    }
    less_is_harder = {Slot.OUTPUT_TOKENS} if _short_answers_are_harder(said) else set()
    return Workload.model_validate(
        {slot: _harder_end(slot, value, less=slot in less_is_harder) for slot, value in said.items()}
    )


def _short_answers_are_harder(said: Mapping[Slot, Any]) -> bool:
    """Tell whether short answers demand more: so many in work at once, they make room for new prompts sooner.

    Where a rate or the time of a whole answer was said, it is long ones that do.
    """
    latency = said.get(Slot.LATENCY)
    whole_answer = isinstance(latency, dict) and latency.get("total_s") is not None
    return Slot.REQUEST_RATE not in said and not whole_answer


def _harder_end(slot: Slot, value: Any, *, less: bool) -> Any:
    if slot not in NUMBERS or not isinstance(value, dict):
        return value
    span = Between.model_validate(value)
    first, second = (span.low, span.high) if less else (span.high, span.low)
    return first if first is not None else second
