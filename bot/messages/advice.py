"""The sentences of a recommendation that several messages share: its headline, reasons, costs and options."""

from collections.abc import Collection, Mapping, Sequence

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
    costs = [(side.stack, cost(side.chosen), side.chosen.quote) for side in chosen]
    lines = [
        say("advice", "what", sides=chosen, fits=fits, class_words=class_words(advice.classification)),
        Safe(" ".join(_reason(advice, side) for side in chosen)),
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
    number_format = plan.serving.weight_format if plan.serving else None
    doubtful = check.verdict is Verdict.TIGHT
    return say("advice", part, check=check, doubtful=doubtful, number_format=number_format)


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


def flip_words(flip: Flip) -> Safe:
    """Return where one answer would change the plan."""
    part = f"flip_{flip.direction}" if flip.fits else f"flip_{flip.direction}_nothing"
    return say("advice", part, flip=flip, at=value(flip.slot, flip.at))


def relaxation_words(relaxation: Relaxation) -> Safe:
    """Return one answer that, changed this far, lets a plan fit."""
    return say(
        "advice",
        "relaxation",
        now=value(relaxation.slot, relaxation.now),
        then=value(relaxation.slot, relaxation.then),
        plan=relaxation.plan,
        cost=cost(relaxation.plan),
    )


def assumed(assumption: Assumption) -> Safe:
    """Return one typical value, and what it rests on."""
    return say("advice", "assumed", said=value(assumption.slot, assumption.value), basis=assumption.basis)


def _reason(advice: Recommendation, side: StackAdvice) -> Safe:
    return say(
        "advice",
        "reason",
        stack=side.stack if len(sides(advice)) > 1 else None,
        won_by=say("advice", f"won_by_{side.won_by}"),
        model=advice.model_name,
        load=_load(advice, side),
        proof=proof(side.chosen),
    )


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
    if not all(side.fits for side in sides(advice)):
        return say("advice", "sure_nothing_fits")
    if any(side.over_budget for side in sides(advice)):
        return say("advice", "sure_over_budget", budget=advice.workload.budget)
    if any(side.chosen.verdict is Verdict.TIGHT for side in sides(advice)):
        return say("advice", "sure_tight")
    return say("advice", "sure", assumptions=len(advice.assumptions))
