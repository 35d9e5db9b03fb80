"""Every tier's plan side by side: as a table with its verdict, and as a chart of memory."""

from bot.blocks import Block, bar_chart, table
from bot.messages.advice import deciding_words, proof, sides
from bot.words import say_plain, short
from bot.words.environment import unmarked
from core.recommendation import Plan, Recommendation, StackAdvice, Verdict

SAME_MONEY_SHARE = 0.25
SAME_MONEY_USD = 100.0
"""Bills a month that differ by no more than either are the same money."""


def plans_table(advice: Recommendation) -> Block:
    """Return the best plan of every tier: memory, cost, and the constraint that decides its verdict."""
    rows = [[say_plain("plans", part) for part in ("plan", "memory", "cost", "verdict")]]
    several = len(sides(advice)) > 1
    rows += [_row(side, plan, several=several) for side in sides(advice) for plan in side.tiers]
    return table(rows, right=(1, 2))


def memory_chart(side: StackAdvice) -> Block:
    """Return bars of the memory needed against the memory usable, in GiB a card, for each tier."""
    return bar_chart(
        say_plain("plans", f"chart_{side.stack}"),
        [short(plan) for plan in side.tiers],
        [
            (say_plain("plans", "needed"), [round(plan.memory.total.expected, 1) for plan in side.tiers]),
            (say_plain("plans", "usable"), [round(plan.usable_gib, 1) for plan in side.tiers]),
        ],
        unit="GiB",
    )


def memory_words(side: StackAdvice) -> str:
    """Return the chart's numbers in words."""
    return say_plain("plans", "chart_words", tiers=side.tiers)


def _row(side: StackAdvice, plan: Plan, *, several: bool) -> list[str]:
    name = short(plan)
    return [
        f"{side.stack.capitalize()}: {name}" if several else name,
        say_plain("plans", "memory_of", plan=plan),
        say_plain("plans", "cost_of", bill=plan.bill),
        _verdict(side, plan),
    ]


def _verdict(side: StackAdvice, plan: Plan) -> str:
    """Return a plan's verdict, what it costs against the chosen one, and the constraint that decides."""
    chosen = plan == side.chosen
    verdict = say_plain("plans", f"verdict_chosen_{plan.verdict}" if chosen else f"verdict_{plan.verdict}")
    sufficient = plan.verdict is not Verdict.NO
    by_memory = sufficient and plan.deciding.constraint == "memory"
    why = proof(plan, besides=["memory"], most=1) if by_memory else deciding_words(plan)
    return say_plain(
        "plans",
        "verdict_of",
        verdict=verdict,
        price=_price(side.chosen, plan) if sufficient and not chosen else None,
        by_memory=by_memory,
        why=unmarked(why),
    )


def _price(chosen: Plan, plan: Plan) -> str:
    """Return a plan's price against the chosen one's, where a quarter or 100 USD make no difference."""
    now, then = chosen.bill.usd_per_month.expected, plan.bill.usd_per_month.expected
    if abs(then - now) <= max(SAME_MONEY_USD, SAME_MONEY_SHARE * min(now, then)):
        return say_plain("plans", "price_same")
    return say_plain("plans", "price_times", times=then / now)
