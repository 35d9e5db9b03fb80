"""The words of each question, as they suit what the work is counted in."""

from typing import Literal

from bot.words.environment import Safe, has, say
from core.catalog.architecture import Item
from core.workload import Slot

Saying = Literal["ask", "reason", "example", "easier"]


def words_of(part: Saying, slot: Slot, kind: Item | None = None) -> Safe:
    """Return one part of a question's words; where nothing is easier than the example, that is it.

    `kind` is what the work is counted in, None for tokens; few questions have words of their own for it.
    """
    parts = ("easier", "example") if part == "easier" else (part,)
    endings = [f"_{kind}", "_item", ""] if kind else [""]
    blocks = ((f"questions/{one}", f"{slot}{ending}") for ending in endings for one in parts)
    return next(say(template, block) for template, block in blocks if has(template, block))
