"""One cheaper and one safer way than the plan advised, each with what it gives up."""

from collections.abc import Callable

from bot.messages.advice import FIGURES, changed_to, check_in_short, deciding_words, relaxation_cost
from bot.messages.certainty import CLEARLY_LESS, lighter_flip
from bot.messages.edges import break_point
from bot.messages.kinds import kind_of_advice
from bot.messages.prices import billed_per, cheapest_elsewhere, cost, cost_in_short, usd_per_month_at
from bot.words import Safe, say
from core.advising.own_cards import spares_rent
from core.catalog.prices import Quote
from core.recommendation import Check, OwnCards, Plan, Recommendation, Relaxation, StackAdvice, Verdict
from core.workload import Slot

Per = Callable[[Plan], str | None]
"""What a plan's bill of a month is called; None where it need not be said."""

MOST_WAYS = 2
DURATIONS = ("first_token_s", "total_s", "run_hours")
"""Constraints in which less is better."""
NOTICED = 1.05
"""Up to so many times the strain of the chosen plan is no loss worth naming."""


def options(advice: Recommendation) -> list[Safe]:
    """Return the team's own cards and the usual path where it was left, then a cheaper and a safer way.

    All but the cards for every side that fits; only other cards of their own where some spare the rent.
    """
    found = own(advice)
    if spares_rent(advice) is not None:
        return found
    found += [*streamed(advice), *lighter(advice)]
    for side in advice.sides:
        if side.fits:
            found += [*usual(advice, side), cheaper(advice, side), _safer(advice, side)]
    return found


def options_in_short(advice: Recommendation) -> list[Safe]:
    """Return the ways that matter most: the team's own cards, a cheaper way and a safer one, in this order.

    Of two sides the one whose bill would change most speaks; where nothing fits, the nearest changes that
    would make it fit.
    """
    mine = own(advice)
    if spares_rent(advice) is not None:
        return mine[:MOST_WAYS]
    most = MOST_WAYS - 1 if mine and len(advice.sides) > 1 else MOST_WAYS  # two sides have longer lines
    return [*mine, *streamed(advice), *lighter(advice), *_ways(advice)][:most]


def _ways(advice: Recommendation) -> list[Safe]:
    fitting = [side for side in advice.sides if side.fits]
    if not fitting:
        return [_would_fit(advice, way) for side in advice.sides for way in _of_each(side)[:MOST_WAYS]]
    several = len(advice.sides) > 1
    saving = max(fitting, key=lambda side: -_difference(side, side.cheaper))
    raising = max(fitting, key=lambda side: _difference(side, side.safer))
    told = None if saving.cheaper is None else cost_in_short(saving, saving.cheaper, several=several)
    return [
        cheaper(advice, saving, told=told, per=_per_beside(saving)),
        _safer(advice, raising, per=_per_beside(raising)),
    ]


def _of_each(side: StackAdvice) -> list[Relaxation]:
    """Return the first way out of each answer."""
    firsts: dict[Slot, Relaxation] = {}
    for way in side.relaxations:
        firsts.setdefault(way.slot, way)
    return list(firsts.values())


def lighter(advice: Recommendation) -> list[Safe]:
    """Return the plan in fewer bits that would cost clearly less, or hold where the chosen one is tight.

    Where cards of their own would do so, that is told instead.
    """
    flip = lighter_flip(advice)
    on_their_own = any(cards.lighter for cards in advice.own)
    if flip is None or advice.serving is None or on_their_own:
        return []
    now, bill = advice.serving.chosen.bill.usd_per_month.expected, billed_per(advice.serving.chosen)
    at = break_point(flip, kind_of_advice(advice))
    surer = advice.serving.chosen.verdict is Verdict.TIGHT
    return [say("options", "lighter", at=at, flip=flip, now=now, per=bill, surer=surer)]


def streamed(advice: Recommendation) -> list[Safe]:
    """Return the plan that costs clearly less if the wait that was told is that for the first word."""
    flip = next(
        (one for one in advice.flips if one.slot is Slot.LATENCY and one.direction == "becomes"), None
    )
    if flip is None or advice.serving is None:
        return []
    chosen = advice.serving.chosen
    now, bill = chosen.bill.usd_per_month.expected, billed_per(chosen)
    if not flip.usd_per_month or flip.usd_per_month > now * CLEARLY_LESS:
        return []
    return [say("options", "streamed", flip=flip, wait_s=flip.at["first_token_s"], now=now, per=bill)]


def _per_beside(side: StackAdvice) -> Per:
    """Return what a bill is called beside the cost of the chosen plan: nothing, where that says it."""
    month = side.chosen.bill.basis == "runs" and billed_per(side.chosen) == "month"
    return lambda _: "month" if month else None


def own(advice: Recommendation) -> list[Safe]:
    """Return whether the cards that the team has or named would do, but for those the advice begins with."""
    first = spares_rent(advice)
    return [own_words(cards) for cards in advice.own if cards is not first]


def own_words(cards: OwnCards) -> Safe:
    """Return whether such cards would do for every side, and what decides."""
    theirs = cards.named.role == "have"
    if not cards.plans:
        return say("options", "own_unknown", named=cards.named, theirs=theirs)
    fits = all(plan.verdict is Verdict.FITS for plan in cards.plans)
    part = "own" if cards.named.count else "own_as_many"
    if fits and len(cards.plans) > 1 and cards.named.count:
        told = [say("options", "own_do_both")]
    else:
        told = [_does(part, plan, plan.stack if len(cards.plans) > 1 else None) for plan in cards.plans]
    return say(
        "options",
        part,
        named=cards.named,
        theirs=theirs,
        plan=cards.plans[0],
        told=told,
        free=fits and theirs and not (part == "own_as_many" and cards.named.rented),
        lighter=None if cards.lighter is None else changed_to(cards.lighter),
        lighter_plan=None if cards.lighter is None else cards.lighter.plan,
        proof=None if cards.lighter is None else deciding_words(cards.lighter.plan),
    )


def _does(part: str, plan: Plan, stack: str | None) -> Safe:
    them = say("options", "own_of_them", plan=plan)
    return say("options", f"{part}_{plan.verdict}", them=them, stack=stack, why=deciding_words(plan))


def _would_fit(advice: Recommendation, way: Relaxation) -> Safe:
    told = relaxation_cost(advice, way.plan)
    return say("options", "would_fit", then=changed_to(way), plan=way.plan, cost=told)


def usual(advice: Recommendation, side: StackAdvice) -> list[Safe]:
    """Return that the plan leaves the usual path of its class, why, and what that path would cost."""
    plan = side.usual
    if plan is None:
        return []
    part = "usual_would_do" if plan.verdict is not Verdict.NO else "usual_would_not"
    kind = say("advice", f"class_{advice.classification.workload_class}")
    why = deciding_words(plan)
    words = {"kind": kind, "plan": plan, "cost": cost(plan), "why": why, "more": _difference(side, plan)}
    tight, eased = plan.verdict is Verdict.TIGHT, side.won_by == "fewer_servers"
    return [say("options", part, stack=advice.told_apart(side.stack), tight=tight, eased=eased, **words)]


def cheaper(
    advice: Recommendation,
    side: StackAdvice,
    *,
    told: Safe | None = None,
    per: Per = billed_per,
) -> Safe:
    """Return a plan that would do for less, or where the same one costs less, with what it gives up.

    `told` is its cost in other words.
    """
    plan, stack = side.cheaper, advice.told_apart(side.stack)
    if plan is not None:
        part = "cheaper_tight" if plan.verdict is Verdict.TIGHT else "cheaper"
        lost = plan.deciding.constraint if part == "cheaper_tight" else _lost(side.chosen, plan)
        why = check_in_short(plan, lost) if lost else None
        return say("options", part, stack=stack, plan=plan, cost=told or cost(plan), why=why)
    quote = cheapest_elsewhere(advice, side)
    if quote is None:
        return say("options", "no_cheaper", stack=stack)
    return say(
        "options",
        "cheaper_elsewhere",
        stack=stack,
        where=_where(quote),
        usd=usd_per_month_at(side.chosen, quote),
        per=per(side.chosen),
        loss=say("options", "loss_spot" if quote.commitment == "spot" else f"loss_{quote.market}"),
    )


def _safer(advice: Recommendation, side: StackAdvice, *, per: Per = billed_per) -> Safe:
    plan, stack = side.safer, advice.told_apart(side.stack)
    if plan is None:
        return say("options", "no_safer", stack=stack)
    gain = check_in_short(plan, side.chosen.deciding.constraint)
    return say(
        "options",
        "safer",
        stack=stack,
        plan=plan,
        more=_difference(side, plan),
        per=per(plan),
        gain=gain,
    )


def _lost(chosen: Plan, plan: Plan) -> str | None:
    """Return the constraint in which a plan falls back most behind the chosen one; None where in none."""
    now = {check.constraint: _strain(check) for check in chosen.checks}
    worse = {
        check.constraint: _strain(check) / now[check.constraint]
        for check in plan.checks
        if check.constraint in FIGURES and now.get(check.constraint)
    }
    lost = max(worse, key=lambda name: worse[name], default=None)
    return lost if lost is not None and worse[lost] > NOTICED else None


def _strain(check: Check) -> float:
    """Return how much of what is there, or allowed, is taken as expected: 1 where it just holds."""
    needed, there = check.demand.expected, check.capacity.expected
    return there / needed if check.constraint in DURATIONS else needed / there


def _where(quote: Quote) -> Safe:
    return say("options", f"on_{quote.market}", spot=quote.commitment == "spot")


def _difference(side: StackAdvice, plan: Plan | None) -> float:
    """Return how much more a plan costs a month than the chosen one, in USD; 0 without a plan."""
    if plan is None:
        return 0.0
    return plan.bill.usd_per_month.expected - side.chosen.bill.usd_per_month.expected
