"""How sure the advice is: what was assumed, where that would matter, and what the arithmetic is worth."""

from collections.abc import Mapping, Sequence
from math import inf

from bot.messages.advice import changed_to
from bot.messages.edges import break_point
from bot.messages.kinds import kind_of_advice
from bot.messages.prices import billed_for
from bot.messages.understood import model_words
from bot.words import Safe, say, value
from core.advising.own_cards import led, spares_rent
from core.answers import Answer
from core.recommendation import Assumption, Flip, Plan, Recommendation, StackAdvice, Verdict
from core.sizing.measured_errors import MEASURED_ERRORS, MEASURED_KINDS, MeasuredError
from core.teams.typical import PEAK_SHARE_BASIS
from core.workload import Slot

NEAR = 2.0
"""An assumed figure within this factor of a break point may well be on its other side."""

SAME = 1.05
"""Within this factor a break point would be written with the same digits as the figure assumed."""

CLEARLY_LESS, ABOUT_AS_MUCH = 0.75, 1.25
"""Up to this share of the bill another format is worth a look; where the plan is tight, up to the other."""

MOST_DOUBTS = 3
_MOVED = {
    Slot.CONCURRENCY,
    Slot.CONTEXT_TOKENS,
    Slot.PROMPT_TOKENS,
    Slot.OUTPUT_TOKENS,
    Slot.LATENCY,
    Slot.SEQUENCE_TOKENS,
    Slot.DATASET_TOKENS,
    Slot.DEADLINE,
}
"""Assumed figures that were moved far to both sides, so that "it makes no difference" is known."""


def sure(advice: Recommendation, *, doubts_follow: bool = False) -> Safe | None:
    """Return in one sentence how sure the advice is, or what stands against it.

    Where its doubts follow one by one, the assumption that it hangs on is left to them.
    """
    chosen = led(advice).sides
    way = next((changed_to(side.relaxations[0]) for side in chosen if side.relaxations), None)
    if not all(side.fits for side in chosen):
        return say("certainty", "nothing_fits", way=way)
    budget = advice.workload.budget
    if budget is not None and any(side.over_budget for side in chosen):
        allowed = value(Slot.BUDGET, budget.model_dump())
        return say("certainty", "over_budget", budget=allowed, way=way)
    tight = [side.chosen for side in chosen if side.chosen.verdict is Verdict.TIGHT]
    if tight:
        return say("certainty", "tight", at_brim=any(plan.at_brim for plan in tight))
    if (doubt := _other_model(advice)) is not None:
        return say("certainty", "assumes", **_words(advice, *doubt))
    if doubts_follow:
        return None
    return _hangs_on(advice) or say("certainty", "sure", number=len(_guessed(advice)))


def _hangs_on(advice: Recommendation) -> Safe | None:
    """Return the assumption that the plan hangs on: a figure near its edge, a method or a format."""
    for assumption, flip in _doubts(advice):
        if _distance(assumption, flip) <= NEAR:
            return say("certainty", "assumes", **_words(advice, assumption, flip))
    taken = {assumption.slot: assumption for assumption in advice.assumptions}
    for own in advice.own:
        if own.named.role == "have" and own.lighter is not None and own.lighter.slot in taken:
            now, then = _taken(advice, taken[own.lighter.slot]), changed_to(own.lighter)
            return say("certainty", "assumes_own", taken=now, then=then, plan=own.lighter.plan)
    fewer = lighter_flip(advice)
    return None if fewer is None else say("certainty", "assumes", **_words(advice, taken[fewer.slot], fewer))


def _other_model(advice: Recommendation) -> tuple[Assumption, Flip] | None:
    """Return the usual model that nobody named, and the one of its kind that would cost most in its place."""
    swaps = [
        (assumption, flip)
        for assumption, flip in _doubts(advice)
        if flip.slot is Slot.MODEL and kind_of_advice(advice) is not None
    ]
    return max(swaps, key=lambda pair: pair[1].usd_per_month or inf, default=None)


def lighter_flip(advice: Recommendation) -> Flip | None:
    """Return the cheapest plan in fewer bits, where nobody said the precision and it is clearly better."""
    side = advice.serving
    guessed = any(one.slot is Slot.PRECISION for one in advice.assumptions)
    if side is None or not side.fits or side.over_budget or not guessed or spares_rent(advice) is not None:
        return None
    tight = side.chosen.verdict is Verdict.TIGHT
    most = side.chosen.bill.usd_per_month.expected * (ABOUT_AS_MUCH if tight else CLEARLY_LESS)
    found = [
        flip
        for flip in advice.flips
        if flip.slot is Slot.PRECISION
        and flip.stack == "serving"
        and not flip.tight
        and (flip.usd_per_month or inf) <= most
    ]
    return min(found, key=lambda flip: flip.usd_per_month or inf, default=None)


def doubts(advice: Recommendation, answers: Sequence[Answer]) -> list[Safe]:
    """Return what was assumed in place of an answer nobody had, or close to a break point: both plans.

    Where nothing fits there are none: what would fit goes before them.
    """
    if not led(advice).fits:
        return []
    unknown = {answer.slot for answer in answers if answer.kind == "unknown"}
    nearest: dict[Slot, tuple[Assumption, Flip]] = {}
    for assumption, flip in _doubts(advice):
        nearest.setdefault(assumption.slot, (assumption, flip))
    open_ones = [
        (assumption, flip)
        for assumption, flip in nearest.values()
        if assumption.slot in unknown or _distance(assumption, flip) <= NEAR
    ]
    found = [
        say("certainty", "doubt", asked=assumption.slot in unknown, **_words(advice, assumption, flip))
        for assumption, flip in open_ones
    ]
    found += [
        say("certainty", "no_matter", slot=assumption.slot, taken=_taken(advice, assumption))
        for assumption in advice.assumptions
        if assumption.slot in unknown & _MOVED - nearest.keys() and not assumption.worked_out
    ]
    return found[:MOST_DOUBTS]


def how_sure(advice: Recommendation) -> Safe:
    """Return what was assumed and on what grounds, and how far off the arithmetic was at first sight."""
    assumptions = [
        say(
            "certainty",
            "worked_out" if one.worked_out else "assumed",
            said=_taken(advice, one),
            basis=one.basis,
        )
        for one in advice.assumptions
    ]
    measured = [found for side in advice.sides for found in _measured(side)]
    errors = [
        say("certainty", "error", about=about, error=error, full=number == 0)
        for number, (about, error) in enumerate(measured)
    ]
    errors += [line for side in advice.sides for line in _not_measured(side)]
    return say("certainty", "how_sure", assumptions=assumptions, errors=errors)


def _measured(side: StackAdvice) -> list[tuple[Safe, MeasuredError]]:
    """Return how far the estimates behind a plan were off where somebody measured, and what they are of."""
    kind = _kind(side.chosen)
    what = side.stack if kind != "tokens" else "tokens"
    return [
        (say("certainty", f"{what}_{quantity}"), MEASURED_ERRORS[of])
        for quantity, of in MEASURED_KINDS.get(kind, {}).items()
    ]


def _not_measured(side: StackAdvice) -> list[Safe]:
    """Return of what behind a plan nobody published measurements."""
    found = MEASURED_KINDS.get(_kind(side.chosen), {})
    if "speed" in found:
        return []
    return [say("certainty", "not_measured", stack=f"{side.stack} speed" if found else side.stack)]


def _kind(plan: Plan) -> str:
    """Return by what the errors of a plan's estimates are told apart."""
    if plan.training is not None:
        return f"{plan.training.item} training" if plan.training.item else plan.training.method
    return plan.items.item if plan.items else "tokens"


def assumed_words(advice: Recommendation, most: int) -> str | None:
    """Return the assumed values in one line, at most so many of them; None where nothing was assumed."""
    taken = [_taken(advice, one) for one in _guessed(advice)]
    if not taken:
        return None
    return say("certainty", "assumed_line", taken=taken[:most], more=max(0, len(taken) - most))


def _guessed(advice: Recommendation) -> list[Assumption]:
    """Return the assumptions that stand for an answer; some only add to one, or follow from others.

    How many of the users are served at once comes first: it is taken for what somebody said.
    """
    said = {slot for slot in (Slot.MODEL, Slot.BUDGET) if getattr(advice.workload, slot) is not None}
    guessed = [one for one in advice.assumptions if one.slot not in said and not one.worked_out]
    return sorted(guessed, key=lambda one: one.basis != PEAK_SHARE_BASIS)


def _doubts(advice: Recommendation) -> list[tuple[Assumption, Flip]]:
    """Return the assumptions with the flips they may be beyond, the nearest first."""
    found = [
        (assumption, flip)
        for assumption in advice.assumptions
        for flip in advice.flips
        if _concerns(assumption, flip)
    ]
    return sorted(found, key=lambda pair: _distance(*pair))


def _concerns(assumption: Assumption, flip: Flip) -> bool:
    if isinstance(flip.at, Mapping) and isinstance(assumption.value, Mapping):
        return flip.slot == assumption.slot and flip.at.keys() <= assumption.value.keys()
    return flip.slot == assumption.slot


def _distance(assumption: Assumption, flip: Flip) -> float:
    """Return how many times further the break point is; infinite where it is no figure."""
    now, then = _figure(assumption.value, flip), _figure(flip.at, flip)
    return max(now / then, then / now) if now and then else inf


def _figure(said: object, flip: Flip) -> float | None:
    if isinstance(said, Mapping):
        said = said.get(next(iter(flip.at)))
    return float(said) if isinstance(said, int | float) else None


def _taken(advice: Recommendation, assumption: Assumption) -> str:
    if assumption.slot is Slot.MODEL:
        return model_words(advice.model_name)
    if assumption.basis == PEAK_SHARE_BASIS:
        return say("certainty", "at_the_peak", at_once=assumption.value, users=advice.workload.users)
    return value(assumption.slot, assumption.value, kind_of_advice(advice))


def _words(advice: Recommendation, assumption: Assumption, flip: Flip) -> dict[str, object]:
    """Return the words of an assumption and its break point; of several figures, of the one that breaks."""
    taken, kind = assumption.value, kind_of_advice(advice)
    if isinstance(taken, Mapping) and isinstance(flip.at, Mapping):
        taken = {name: taken[name] for name in flip.at}
    named = assumption.slot is Slot.MODEL
    return {
        "slot": assumption.slot,
        "taken": model_words(advice.model_name) if named else value(assumption.slot, taken, kind),
        "at": say("certainty", f"just_{flip.direction}")
        if _distance(assumption, flip) <= SAME
        else break_point(flip, kind, named=False),
        "flip": flip,
        "per": billed_for(advice, flip.stack),
    }
