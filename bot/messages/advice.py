"""The sentences of a recommendation that several messages share: its headline, reasons, costs and options."""

from collections.abc import Collection, Mapping, Sequence
from math import ceil, floor, log10

from bot.messages.understood import speakers
from bot.words import Safe, rented, say, say_plain, value
from bot.words.values import joined
from core.recommendation import (
    Assumption,
    Check,
    Classification,
    Evidence,
    Flip,
    Plan,
    Recommendation,
    Relaxation,
    StackAdvice,
    Verdict,
)
from core.workload import Slot

MOST_FLIPS = 8
_TARGETS = {"first_token_s", "total_s", "tokens_per_s_each", "hours"}
_TELLING = ("memory", "first_token_s", "tokens_per_s_each", "total_s", "throughput", "run_hours")
"""Constraints whose figures say something even where they do not decide."""
OUTRIGHT = 0.6
"""From this weight on a signal was said; below, an answer only lets one suppose it."""


def sides(advice: Recommendation) -> tuple[StackAdvice, ...]:
    """Return the advice for each side that was planned, serving first."""
    return tuple(side for side in (advice.serving, advice.training) if side is not None)


def headline(advice: Recommendation) -> str:
    """Return the advice in one plain line: what to rent and the class."""
    plans = [rented(side.chosen) for side in sides(advice)]
    both = [f"{plan} for {side.stack}" for side, plan in zip(sides(advice), plans, strict=True)]
    what = joined(both) if len(plans) > 1 else plans[0]
    fits = all(side.fits for side in sides(advice))
    kind = say_plain("advice", f"class_{advice.classification.workload_class}")
    return f"{what}, {kind}" if fits else say_plain("advice", "nearest", what=what, kind=kind)


def render_headline(advice: Recommendation) -> Safe:
    """Return the first three lines: what to rent and the class, the reason, the cost and how sure."""
    chosen = sides(advice)
    fits = all(side.fits for side in chosen)
    costs = [
        (side.stack, cost(side.chosen), side.chosen.quote, side.chosen.bill.usd_per_run is None)
        for side in chosen
    ]
    lines = [
        say("advice", "what", sides=chosen, fits=fits, class_words=class_words(advice.classification)),
        _reasons(advice),
        say("advice", "cost", costs=costs, certainty=_sure(advice)),
    ]
    return Safe("\n".join(lines))


def class_words(found: Classification) -> Safe:
    """Return the class as people say it."""
    return say("advice", f"class_{found.workload_class}")


def deciding_words(plan: Plan) -> Safe:
    """Return the constraint that decides a plan's verdict, with both of its figures."""
    return _checked(plan, plan.deciding)


def proof(plan: Plan, *, besides: Collection[str] = (), most: int = 3) -> Safe:
    """Return what speaks for a plan or against it: the constraint that decides, then memory and speed."""
    checks = {check.constraint: check for check in plan.checks}
    order = dict.fromkeys((plan.deciding.constraint, *_TELLING))
    shown = [checks[name] for name in order if name in checks and name not in besides]
    return Safe(", ".join(_checked(plan, check) for check in shown[:most]))


def _checked(plan: Plan, check: Check) -> Safe:
    part = f"{check.constraint}_{'no' if check.verdict is Verdict.NO else 'holds'}"
    number_format = figures.weight_format if (figures := plan.serving or plan.items) else None
    doubtful = check.verdict is Verdict.TIGHT
    whole = say("advice", f"whole_{plan.items.item if plan.items else 'answer'}")
    return say("advice", part, check=check, doubtful=doubtful, number_format=number_format, whole=whole)


def cost(plan: Plan) -> Safe:
    """Return what a plan is billed: per month always on, or per run and month."""
    return say("advice", "cost_of_runs" if plan.bill.basis == "runs" else "cost_of_month", bill=plan.bill)


def because(evidence: Sequence[Evidence], people: Mapping[Slot, str]) -> Safe:
    """Return the signals that fired as one clause, each once, strongest first, with who said so."""
    by_signal: dict[str, list[Evidence]] = {}
    for item in sorted(evidence, key=lambda one: -one.weight):
        by_signal.setdefault(item.signal, []).append(item)
    who = [tuple(people[item.slot] for item in items if item.slot in people) for items in by_signal.values()]
    alike = len({frozenset(names) for names in who}) == 1
    clauses = [
        _clause(items[0], () if alike and number < len(who) else names)
        for number, (items, names) in enumerate(zip(by_signal.values(), who, strict=True), start=1)
    ]
    return Safe(joined(clauses))


def _clause(strongest: Evidence, names: Sequence[str]) -> Safe:
    return say(
        "advice",
        "clause",
        said=say("advice", strongest.signal),
        weak=strongest.weight < OUTRIGHT,
        slot=strongest.slot,
        people=speakers(names),
    )


def flip_words(advice: Recommendation) -> list[Safe]:
    """Return where one answer would change the plan, the nearest changes first."""
    several = len(sides(advice)) > 1
    return [
        say("advice", "flip", flip=flip, at=_break_point(flip), stack=flip.stack if several else None)
        for flip in advice.flips[:MOST_FLIPS]
    ]


def _break_point(flip: Flip) -> Safe:
    """Return the edge of an answer: a target is wanted tighter or looser, a number is above or below."""
    if isinstance(flip.at, Mapping):
        name, figure = next(iter(flip.at.items()))
        at = _worth(figure, flip)
        if name in _TARGETS:
            return say("advice", f"at_{name}_{flip.direction}", at=at)
        return say("advice", f"at_{flip.direction}", at=value(flip.slot, {name: at}))
    known = _worth(flip.at, flip) if isinstance(flip.at, int | float) else flip.at
    return say("advice", f"at_{flip.direction}", at=value(flip.slot, known))


def _worth(at: float, flip: Flip) -> float:
    """Return a break point with two digits, on the side where the present plan still stands."""
    unit = 10.0 ** (floor(log10(at)) - 1)
    units = round(at / unit, 6)
    return (floor(units) if flip.direction == "above" else ceil(units)) * unit


def way_words(relaxation: Relaxation) -> Safe:
    """Return one answer that, changed this far, would let a plan fit: "*8 at once* instead of 20 at once"."""
    now, then = (value(relaxation.slot, said) for said in (relaxation.now, relaxation.then))
    return say("advice", "way", now=now, then=then)


def relaxation_words(relaxation: Relaxation) -> Safe:
    """Return such an answer with the plan it leads to, and its cost."""
    way, plan = way_words(relaxation), relaxation.plan
    return say("advice", "relaxation", way=way, plan=plan, cost=cost(plan))


def assumed(assumption: Assumption) -> Safe:
    """Return one typical value, and what it rests on."""
    return say("advice", "assumed", said=value(assumption.slot, assumption.value), basis=assumption.basis)


def _reasons(advice: Recommendation) -> Safe:
    chosen = sides(advice)
    model = say("advice", "a_model_of", size=advice.model_name) if _is_size(advice) else advice.model_name
    reasons = [
        say(
            "advice",
            "reason",
            stack=side.stack if len(chosen) > 1 else None,
            won_by=say("advice", f"won_by_{side.won_by}"),
            model=model,
            load=_load(advice, side),
            proof=proof(side.chosen),
        )
        for side in chosen
    ]
    return say("advice", "reasons", reasons=reasons, model=model if len(chosen) > 1 else None)


def _is_size(advice: Recommendation) -> bool:
    return advice.model_name[:1].isdigit()


def _load(advice: Recommendation, side: StackAdvice) -> str | None:
    """Return what the plan must bear, as far as somebody said it."""
    work = advice.workload
    asked = (
        [(Slot.CONCURRENCY, work.concurrency), (Slot.CONTEXT_TOKENS, work.context_tokens)]
        if side.stack == "serving"
        else [(Slot.METHOD, side.chosen.training.method if side.chosen.training else None)]
    )
    return ", ".join(value(slot, said) for slot, said in asked if said is not None) or None


def _sure(advice: Recommendation) -> Safe:
    chosen = sides(advice)
    ways = [way_words(side.relaxations[0]) for side in chosen if side.relaxations]
    way = ways[0] if ways else None
    if not all(side.fits for side in chosen):
        return say("advice", "sure_nothing_fits", way=way)
    budget = advice.workload.budget
    if budget is not None and any(side.over_budget for side in chosen):
        allowed = value(Slot.BUDGET, budget.model_dump())
        return say("advice", "sure_over_budget", budget=allowed, way=way)
    if any(side.chosen.verdict is Verdict.TIGHT for side in chosen):
        return say("advice", "sure_tight")
    return say("advice", "sure", assumptions=len(advice.assumptions))
