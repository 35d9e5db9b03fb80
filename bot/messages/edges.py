"""Break points in words: up to where an answer may move before the plan changes."""

from collections.abc import Mapping
from functools import partial
from math import ceil, floor, log10
from typing import Any

from bot.words import Safe, say, value
from core.catalog.architecture import Item
from core.recommendation import Flip
from core.request_rate import RequestRate
from core.workload import Slot

_TARGETS = {"first_token_s", "total_s", "tokens_per_s_each", "hours"}
_DIGITS = (2, 3)
"""A break point is told with so few digits as still tell it from the figure in force."""


def break_point(flip: Flip, kind: Item | None, *, named: bool = True) -> Safe:
    """Return the edge of an answer: a target is wanted tighter or looser, a number is above or below.

    `kind` is what the work is counted in, None for tokens. Behind the name of what the edge
    is of, that need not be `named` again.

    It is rounded to the side where the present plan still stands, and never to the figure in force or past
    it: where the digits do not tell them apart, it is just beyond that figure.
    """
    edge = partial(_edge, flip, kind, named=named)
    at, now = _figure(flip), flip.now
    if at is None:
        return edge(None)
    above = flip.direction == "above"
    if now is None:
        return edge(rounded(at, up=not above))
    present = edge(now)
    if at == now:
        return present
    for digits in _DIGITS[
        : 1 if flip.slot is Slot.REQUEST_RATE else None
    ]:  # "4.04 a second" is no plain rate
        figure = rounded(at, up=not above, digits=digits)
        if (figure > now) == above and figure != now and (words := edge(figure)) != present:
            return words
    return edge(now, just=True)


def rounded(amount: float, *, up: bool, digits: int = 2) -> float:
    """Return a positive figure with so many digits, rounded up or down."""
    unit = 10.0 ** (floor(log10(amount)) - digits + 1)
    units = round(amount / unit, 6)
    return (ceil(units) if up else floor(units)) * unit


def said(slot: Slot, known: Any, kind: Item | None) -> str:
    """Return a value in words; of a model of which only the size is known, that it is a model."""
    words = value(slot, known, kind)
    return say("advice", "a_model", size=words) if slot is Slot.MODEL and words[:1].isdigit() else words


def _figure(flip: Flip) -> float | None:
    """Return the figure of a break point in the terms it was told in; None for another choice."""
    if flip.slot is Slot.REQUEST_RATE:
        return _told(RequestRate.model_validate(flip.at))
    at = next(iter(flip.at.values())) if isinstance(flip.at, Mapping) else flip.at
    return float(at) if isinstance(at, int | float) else None


def _told(rate: RequestRate) -> float:
    told = rate.batch or rate.daily
    return told.amount if told else rate.per_s or rate.tokens_per_s or 1.0


def _edge(flip: Flip, kind: Item | None, figure: float | None, *, named: bool, just: bool = False) -> Safe:
    """Return an edge with a figure in place of its own; `just` where it lies a little beyond that figure."""
    if figure is None:
        return say("advice", f"at_{flip.direction}", at=said(flip.slot, flip.at, kind), just=just)
    if flip.slot is Slot.REQUEST_RATE:
        return say("advice", f"at_{flip.direction}", at=value(flip.slot, _rate(flip, figure)), just=just)
    if not isinstance(flip.at, Mapping):
        return say("advice", f"at_{flip.direction}", at=said(flip.slot, figure, kind), just=just)
    name = next(iter(flip.at))
    if name in _TARGETS:
        of = "batch_" if flip.slot is Slot.DEADLINE and flip.stack == "serving" else ""
        whole = say("advice", f"whole_{kind or 'answer'}")
        return say(
            "advice", f"at_{of}{name}_{flip.direction}", at=figure, just=just, named=named, whole=whole
        )
    return say("advice", f"at_{flip.direction}", at=value(flip.slot, {name: figure}), just=just)


def _rate(flip: Flip, figure: float) -> dict[str, Any]:
    """Return a rate in the terms that it was told in; of a day's without its busiest hour."""
    rate = RequestRate.model_validate(flip.at)
    edge = rate.times(figure / _told(rate))
    of = "per_s" if edge.tokens_per_s is None else "tokens_per_s"
    return edge.model_dump(exclude_none=True) | ({of: edge.daily.mean_per_s} if edge.daily else {})
