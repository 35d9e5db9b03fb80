"""The sentences of a recommendation that several messages share: reasons, constraints and break points."""

from collections.abc import Collection, Iterable, Sequence

from bot.messages.edges import said
from bot.messages.kinds import kind_of_plan
from bot.messages.prices import billed_per, cost
from bot.messages.understood import speakers
from bot.words import Safe, say, say_plain, value
from bot.words.values import joined
from core.answers import Answer
from core.recommendation import (
    Check,
    Classification,
    Evidence,
    Plan,
    Recommendation,
    Relaxation,
    Verdict,
)
from core.workload import Slot

MOST_PROOFS = 3
FIGURES = ("memory", "first_token_s", "tokens_per_s_each", "total_s", "throughput", "run_hours")
"""Constraints whose figures say something even where they do not decide."""
OUTRIGHT = 0.6
"""From this weight on a signal was said; below, an answer only lets one suppose it."""


def class_words(found: Classification) -> Safe:
    """Return the class as people say it."""
    return say("advice", f"class_{found.workload_class}")


def deciding_words(plan: Plan) -> Safe:
    """Return the constraint that decides a plan's verdict, with both of its figures."""
    return _checked(plan, plan.deciding)


def check_in_short(plan: Plan, constraint: str) -> Safe:
    """Return how one constraint holds for a plan that is told beside another, so that the target is known.

    Where the plan has no such constraint, it is the one that decides.
    """
    check = next((one for one in plan.checks if one.constraint == constraint), plan.deciding)
    return _checked(plan, check, "brief" if check.constraint in FIGURES else "holds")


def proof(plan: Plan, *, besides: Collection[str] = ()) -> Safe:
    """Return what speaks for a plan or against it: the constraint that decides, then memory and speed."""
    checks = {check.constraint: check for check in plan.checks}
    order = dict.fromkeys((plan.deciding.constraint, *FIGURES))
    shown = [checks[name] for name in order if name in checks and name not in besides]
    return Safe(", ".join(_checked(plan, check) for check in shown[:MOST_PROOFS]))


def _checked(plan: Plan, check: Check, form: str | None = None) -> Safe:
    part = f"{check.constraint}_{form or ('no' if check.verdict is Verdict.NO else 'holds')}"
    number_format = figures.weight_format if (figures := plan.serving or plan.items) else None
    doubtful = check.verdict is Verdict.TIGHT
    whole = say("advice", f"whole_{plan.items.item if plan.items else 'answer'}")
    return say(
        "advice",
        part,
        check=check,
        doubtful=doubtful,
        number_format=number_format,
        whole=whole,
        together=_together(plan, check),
    )


def _together(plan: Plan, check: Check) -> float | None:
    """Return the seconds that the last waits where all ask in one moment; None where that is soon enough."""
    if plan.first_word_together is None:
        return None
    last_s = plan.first_word_together.total.expected
    return last_s if last_s > check.demand.expected else None


def because(evidence: Sequence[Evidence], answers: Iterable[Answer]) -> Safe:
    """Return the signals that fired as one clause, each once, strongest first, with who said so."""
    people = {answer.slot: answer.said_by for answer in answers}
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


def changed_to(relaxation: Relaxation) -> str:
    """Return one answer that, changed this far, would let a plan fit: "8 at once"."""
    if relaxation.slot is Slot.CONDITIONS:
        raised = [one for one in relaxation.then if one not in relaxation.now]
        return (
            value(Slot.CONDITIONS, raised) if raised else say_plain("advice", "lifted", no=_limit(relaxation))
        )
    return said(relaxation.slot, relaxation.then, kind_of_plan(relaxation.plan))


def relaxation_words(advice: Recommendation, relaxation: Relaxation) -> Safe:
    """Return such an answer, the one that stands, and the plan the change leads to with its cost."""
    return say(
        "advice",
        "relaxation",
        slot=relaxation.slot,
        now=_stands(advice, relaxation),
        assumed=_is_assumed(advice, relaxation.slot),
        then=changed_to(relaxation),
        plan=relaxation.plan,
        cost=relaxation_cost(advice, relaxation.plan),
    )


def _stands(advice: Recommendation, relaxation: Relaxation) -> str:
    """Return what stands in place of a way out."""
    if relaxation.slot is Slot.MODEL:
        return advice.model_name
    if relaxation.slot is Slot.CONDITIONS:
        return _limit(relaxation)
    return value(relaxation.slot, relaxation.now, kind_of_plan(relaxation.plan))


def _limit(relaxation: Relaxation) -> str:
    """Return the one condition that is given up."""
    return value(Slot.CONDITIONS, [one for one in relaxation.now if one not in relaxation.then])


def _is_assumed(advice: Recommendation, slot: Slot) -> bool:
    """Whether nobody said anything of a slot, so that what stands is an assumption."""
    said = getattr(advice.workload, slot.value)
    return not said and any(one.slot is slot for one in advice.assumptions)


def relaxation_cost(advice: Recommendation, plan: Plan) -> Safe:
    """Return what such a plan costs, and how much more or less than the plan as things stand."""
    now = next(side.chosen for side in advice.sides if side.stack == plan.stack)
    more = plan.bill.usd_per_month.expected - now.bill.usd_per_month.expected
    per = billed_per(plan) if plan.bill.basis == "runs" else None
    return say("advice", "relaxation_cost", cost=cost(plan), more=more, per=per)
