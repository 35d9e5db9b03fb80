"""What was understood in a turn, in one line: heard, changed, assumed, left out."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.blocks import context
from bot.messages.message import Message
from bot.messages.understood import understood, unknown_of, unsized_hint
from bot.words import Safe, named, say
from bot.words.values import joined, sizes_told
from core.answers import Answer
from core.catalog.architecture import Item
from core.catalog.catalogue import Catalogue
from core.reading import Problem, leaves_the_wait_open, reads_scans
from core.workload import Slot


class Replaced(NamedTuple):
    """An answer that gave way to a later one."""

    before: Answer
    now: Answer


class Echo(NamedTuple):
    """What one turn did to the answers."""

    heard: Sequence[Answer] = ()
    replaced: Sequence[Replaced] = ()
    assumed: Slot | None = None
    """A slot given up after two replies that could not be read: its typical value is taken."""
    gone: Sequence[Answer] = ()
    """A model, or how much there is, that counts no more since the kind was corrected."""
    was: Item | None = None
    """What the work was counted in before."""
    left_out: Problem | None = None
    """What was read and cannot be, while the rest was taken."""
    kind: Item | None = None
    """What the work is counted in, as far as it was told; None for tokens."""


def echoed(echo: Echo, catalogue: Catalogue) -> Safe | None:
    """Return the whole echo, or None where there is nothing to say."""
    replaced = {change.now.seq for change in echo.replaced}
    fresh = [answer for answer in echo.heard if answer.seq not in replaced]
    values = [answer for answer in fresh if answer.kind != "unknown"]
    heard = (
        [say("understood", "heard", understood=understood(values, catalogue, kind=echo.kind))]
        if values
        else []
    )
    if unknown := [answer for answer in fresh if answer.kind == "unknown"]:
        names, said_by = unknown_of(unknown), unknown[0].said_by
        heard.append(say("understood", "unknown", names=names, said_by=said_by))
    return _line([*heard, *_remarks(echo, catalogue)])


def render_noted(echo: Echo, catalogue: Catalogue) -> Message | None:
    """Return what a recommendation does not show by itself; None where it shows everything."""
    words = _line(_remarks(echo, catalogue))
    return Message.of(words, context(words)) if words is not None else None


def _remarks(echo: Echo, catalogue: Catalogue) -> list[Safe]:
    remarks = [
        say(
            "understood",
            "replaced",
            before=named(change.before.slot, change.before.value, catalogue, echo.kind),
            now=named(change.now.slot, change.now.value, catalogue, echo.kind),
            was_by=change.before.said_by,
            said_by=change.now.said_by,
        )
        for change in echo.replaced
    ]
    remarks += [
        say("understood", "whole_wait", text=answer.text, wait_s=answer.value["total_s"])
        for answer in echo.heard
        if echo.kind is None and _is_a_wait(answer)
    ]
    remarks += [
        say("understood", "scans", model=named(Slot.MODEL, answer.value, catalogue))
        for answer in echo.heard
        if answer.slot is Slot.MODEL and answer.kind == "value" and reads_scans(answer.text)
    ]
    if gone := [named(answer.slot, answer.value, catalogue, echo.was) for answer in echo.gone]:
        remarks.append(say("understood", "gone", what=joined(gone), one=len(gone) == 1))
    if echo.assumed is not None:
        remarks.append(say("understood", "assumed", slot=echo.assumed))
    if echo.left_out is not None:
        problem = echo.left_out
        remarks.append(
            say(
                "understood",
                f"left_out_{problem.kind}",
                slot=problem.slot,
                text=problem.text[:100],
                sizes=sizes_told(problem.choices),
                hint=unsized_hint(problem.text),
            )
        )
    return remarks


def _is_a_wait(answer: Answer) -> bool:
    """Tell whether a limit stands for the whole answer, of which the words leave open what it is for."""
    limits = answer.value if answer.slot is Slot.LATENCY and answer.kind == "value" else {}
    return (
        bool(limits.get("total_s")) and not limits.get("first_token_s") and leaves_the_wait_open(answer.text)
    )


def _line(sentences: Sequence[Safe]) -> Safe | None:
    return Safe(" ".join(sentences)) if sentences else None
