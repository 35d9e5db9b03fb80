"""Where the advice would change: the staircase of plans by requests at once, and the break points by plan."""

from collections.abc import Sequence
from itertools import groupby

from bot.blocks import Block, bar_chart
from bot.messages.edges import break_point, rounded
from bot.messages.kinds import kind_of_advice
from bot.messages.prices import billed_for
from bot.words import Safe, say, say_plain, short
from core.advising.own_cards import spares_rent
from core.demand.serving import serving_demand
from core.recommendation import Flip, Recommendation, Stair

MOST_GROUPS, MOST_EACH = 5, 6


def staircase_chart(advice: Recommendation) -> Block | None:
    """Return bars of USD a month, one for each step of requests at once; None where there is only one."""
    steps = [(span, stair) for span, stair in _steps(advice) if stair.fits]
    if len(steps) < 2:
        return None
    usd = say_plain("staircase", "usd", per=billed_for(advice, "serving"))
    return bar_chart(
        say_plain("staircase", "title", per=billed_for(advice, "serving")),
        [say_plain("staircase", "step", span=span, plan=short(stair)) for span, stair in steps],
        [(usd, [round(stair.usd_per_month) for _, stair in steps])],
        unit=usd,
    )


def staircase_words(advice: Recommendation) -> Safe | None:
    """Return the staircase in words, with the step the team stands on; None without one."""
    if not _steps(advice):
        return None
    cards = spares_rent(advice)
    own, mine = serving_demand(advice.workload)[0].concurrency, own_stair(advice)
    steps = [
        say(
            "staircase",
            "line" if stair.fits else "line_unfit",
            stair=stair,
            span=span,
            yours=stair == mine,
            rented=cards is not None and cards.named.rented,
            per=billed_for(advice, "serving"),
        )
        for span, stair in _steps(advice)
    ]
    return say("staircase", "words", own=own, steps=steps)


def own_stair(advice: Recommendation) -> Stair | None:
    """Return the step that bears the team's own number of requests at once; None without a staircase."""
    own = serving_demand(advice.workload)[0].concurrency
    held = (stair for stair in advice.stairs if stair.first <= own <= (stair.last or own))
    return next(held, None)


def _steps(advice: Recommendation) -> list[tuple[Safe, Stair]]:
    """Return the steps with the numbers they bear; one step alone is no staircase."""
    stairs = advice.stairs
    own = serving_demand(advice.workload)[0].concurrency
    return list(zip(_spans(stairs, own), stairs, strict=True)) if len(stairs) > 1 else []


def flips_by_plan(advice: Recommendation) -> Safe:
    """Return what would change the advice, or that no single answer does."""
    groups = plans_beyond(advice)
    return say("staircase", "flips" if groups else "no_flips", groups=groups)


def plans_beyond(advice: Recommendation) -> list[Safe]:
    """Return every plan that one answer would lead to, with the break points that lead there."""
    kind = kind_of_advice(advice)
    return [
        say(
            "staircase",
            "flips_to",
            flip=found[0],
            per=billed_for(advice, found[0].stack),
            stack=advice.told_apart(found[0].stack),
            edges=[break_point(flip, kind) for flip in found[:MOST_EACH]],
        )
        for found in _grouped(advice)[:MOST_GROUPS]
    ]


def _grouped(advice: Recommendation) -> list[list[Flip]]:
    """Return the flips by the plan they lead to, the plan of the nearest flip first."""

    def plan(flip: Flip) -> tuple[object, ...]:
        return (flip.stack, flip.tier, flip.gpu_count, flip.tight) if flip.fits else (flip.stack,)

    order = list(dict.fromkeys(plan(flip) for flip in advice.flips))
    ordered = sorted(advice.flips, key=lambda flip: order.index(plan(flip)))
    return [list(found) for _, found in groupby(ordered, key=plan)]


def _spans(stairs: Sequence[Stair], own: int) -> list[Safe]:
    """Return which numbers at once each step bears: "up to 39", "above 110"; two digits of each.

    Where it is not known what bears more than the last step does, that ends with a number, too.

    The step that bears the team's `own` number is told to bear it.
    """
    lasts = [_down_to(own, stair.last) for stair in stairs if stair.last is not None]
    spans = [say("staircase", "up_to", last=last) for last in lasts]
    if stairs and stairs[0].first > 1:
        first = _up_to(own, stairs[0].first)
        spans[:1] = [say("staircase", "from_to", first=first, last=last) for last in lasts[:1]]
    ends = stairs[-1:] and stairs[-1].last is not None
    return spans if ends else [*spans, *(say("staircase", "above", last=last) for last in lasts[-1:])]


def _up_to(own: int, first: int) -> float:
    figure = rounded(first, up=True)
    return min(figure, own) if first <= own else figure


def _down_to(own: int, last: int) -> float:
    figure = rounded(last, up=False)
    return max(figure, own) if last >= own else figure
