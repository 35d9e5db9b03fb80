"""A kind of model that cannot be sized, in the place of which another one is only assumed."""

from collections.abc import Sequence

from core.answers import Answer, standing
from core.reading import read
from core.workload import Slot


def stood_in_for(answers: Sequence[Answer]) -> str | None:
    """Return the last words that named such a model; None where a model that can be sized was named, too."""
    model = standing(answers).get(Slot.MODEL)
    if model is not None and model.kind == "value":
        return None
    texts = (one.text for one in reversed(answers) if one.slot is Slot.MODEL and one.kind == "missed")
    return next((text for text in texts if _is_unsized(text)), None)


def _is_unsized(text: str) -> bool:
    problem = read(text).problem
    return problem is not None and problem.kind in ("unsized", "unlisted") and problem.text == text
