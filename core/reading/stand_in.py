"""A kind of model that cannot be sized, in the place of which another one is only assumed."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from core.answers import Answer, standing
from core.reading import ProblemKind, read
from core.workload import Slot


def stood_in_for(answers: Sequence[Answer]) -> str | None:
    """Return the last words that named such a model; None where a model that can be sized was named, too."""
    return _missed(answers, {"unsized", "unlisted"})


def has_no_arithmetic(answers: Sequence[Answer]) -> bool:
    """Tell whether all that is known of the model is that it is of a kind without arithmetic."""
    return Slot.MODEL not in standing(answers) and _missed(answers, {"unsized"}) is not None


def _missed(answers: Sequence[Answer], kinds: AbstractSet[ProblemKind]) -> str | None:
    model = standing(answers).get(Slot.MODEL)
    if model is not None and model.kind == "value":
        return None
    texts = (one.text for one in reversed(answers) if one.slot is Slot.MODEL and one.kind == "missed")
    return next((text for text in texts if _is_one_of(text, kinds)), None)


def _is_one_of(text: str, kinds: AbstractSet[ProblemKind]) -> bool:
    problem = read(text).problem
    return problem is not None and problem.kind in kinds and problem.text == text
