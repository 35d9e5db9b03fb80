"""The working behind a plan: its memory, its speed and its bill, each as a sum to check by hand."""

from bot.words import Safe, say
from bot.words.figures import parts
from core.demand.serving import serving_demand
from core.planning.cost import HOURS_PER_MONTH, SETUP_HOURS
from core.quantity import Estimate
from core.recommendation import Plan, Recommendation, StackAdvice

SEEN_GIB = 0.05
"""Less memory than this would be written as 0.0."""


def working(advice: Recommendation, side: StackAdvice) -> Safe:
    """Return every sum behind the plan that is chosen for one side, a line for each."""
    lines = (memory(side.chosen), *pace(advice, side.chosen), bill(side.chosen))
    stack = advice.told_apart(side.stack)
    return say("working", "working", plan=side.chosen, stack=stack, lines=[line for line in lines if line])


def memory(plan: Plan) -> Safe:
    """Return the memory of the fullest card as the sum it is, to the digit in which it is written."""
    terms = [term for term in plan.memory.terms if term.amount.expected >= SEEN_GIB]
    rounded = parts([term.amount.expected for term in terms], plan.memory.total.expected)
    return say("working", "memory", terms=list(zip(terms, rounded, strict=True)), plan=plan)


def pace(advice: Recommendation, plan: Plan) -> list[Safe]:
    """Return the seconds and the rates behind a plan's speed; none for a plan made without."""
    if plan.step is None:
        return []
    step = _sum(plan.step)
    if plan.training is not None:
        each = (plan.training.tokens_per_s, plan.training.items_per_s)
        rate = sum(one.expected for one in each if one is not None)
        amount = rate * plan.training.run_hours.expected * 3_600
        return [
            say("working", "step_training", step=step, training=plan.training),
            say("working", "run", training=plan.training, rate=rate, amount=amount),
        ]
    if plan.serving is None or plan.first_word is None:
        return [say("working", "step_items", step=step)]
    demand = serving_demand(advice.workload)[0]
    words = {"seen": plan.serving, "tokens": demand.output_tokens, "step_s": plan.step.total.expected}
    lines = [say("working", "step", step=step), say("working", "answer", **words)]
    if plan.bill.batch_hours is not None:
        return [*lines, say("working", "in_all", seen=plan.serving)]
    return [*lines, say("working", "first_word", first=_sum(plan.first_word))]


def bill(plan: Plan) -> Safe | None:
    """Return the bill as price times cards times hours; None for cards that cost no rent."""
    if not plan.quote.usd_per_hour.expected:
        return None
    if plan.bill.basis == "month":
        return say("working", "bill_month", plan=plan, hours=HOURS_PER_MONTH)
    run = plan.training.run_hours if plan.training else plan.bill.batch_hours
    return say("working", "bill_run", plan=plan, run=run, setup=SETUP_HOURS)


def _sum(estimate: Estimate) -> Safe:
    """Return an estimate of seconds as the sum of its terms, without those that are nothing."""
    least = estimate.total.expected / 200
    terms = [term for term in estimate.terms if term.amount.expected >= least]
    return say("working", "sum", terms=terms, total=estimate.total.expected)
