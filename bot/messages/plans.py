"""Every tier's plan side by side: as a table with its verdict, and as a chart of memory."""

from bot.blocks import Block, bar_chart, table
from bot.messages.advice import deciding_words
from bot.messages.prices import billed_for, billed_per
from bot.words import say_plain, short
from bot.words.environment import unmarked
from core.advising.own_cards import spares_rent
from core.planning.cost import same_money_limit
from core.recommendation import OwnCards, Plan, Recommendation, StackAdvice, Verdict

TIGHTEST = ("memory", "first_token_s", "total_s", "tokens_per_s_each", "throughput", "run_hours")


def plans_table(advice: Recommendation) -> Block:
    """Return the best plan of every tier: memory, cost, and the constraint that decides its verdict."""
    pers = list(dict.fromkeys(billed_for(advice, side.stack) for side in advice.sides))
    rows = [[say_plain("plans", part, pers=pers) for part in ("plan", "memory", "cost", "verdict")]]
    several = len(advice.sides) > 1
    own = spares_rent(advice)
    rows += [] if own is None else [_own_row(own, plan) for plan in own.plans]
    rows += [
        _row(side, plan, pers, several=several, instead=own is not None)
        for side in advice.sides
        for plan in side.tiers
    ]
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


def _own_row(own: OwnCards, plan: Plan) -> list[str]:
    """Return the team's own cards, where the advice begins with them."""
    why = unmarked(deciding_words(plan)) if plan.verdict is Verdict.TIGHT else _tightest(plan)
    said = [say_plain("plans", part, plan=plan, own=own) for part in ("own", "memory_of", "own_cost")]
    return [*said, say_plain("plans", f"own_{plan.verdict}", why=why)]


def _row(side: StackAdvice, plan: Plan, pers: list[str], *, several: bool, instead: bool) -> list[str]:
    """Return one tier's plan; `instead` tells that the advice begins with cards of the team's own."""
    name = short(plan)
    return [
        f"{side.stack.capitalize()}: {name}" if several else name,
        say_plain("plans", "memory_of", plan=plan),
        say_plain("plans", "cost_of", bill=plan.bill, per=billed_per(side.chosen), pers=pers),
        _verdict(side, plan, instead=instead),
    ]


def _verdict(side: StackAdvice, plan: Plan, *, instead: bool) -> str:
    """Return a plan's verdict, what it costs against the chosen one, and the constraint that decides."""
    chosen = (plan.tier, plan.gpu_count) == (side.chosen.tier, side.chosen.gpu_count)
    if plan.verdict is Verdict.NO:
        return say_plain("plans", "nearest" if chosen else "no", why=unmarked(deciding_words(plan)))
    part = f"{'chosen_' if chosen else ''}{plan.verdict}"
    price = "" if chosen else _price(side.chosen, plan)
    why = unmarked(deciding_words(plan)) if plan.verdict is Verdict.TIGHT else _tightest(plan)
    return say_plain("plans", part, price=price, why=why, instead=instead)


def _tightest(plan: Plan) -> str:
    """Return the constraint with the least to spare in few words; what a card has or lacks is never tight."""
    check, counted = plan.deciding, plan.items.item if plan.items else "answer"
    named = check.constraint if check.constraint in TIGHTEST else "memory"
    return say_plain("plans", f"tightest_{named}", check=check, whole=say_plain("advice", f"whole_{counted}"))


def _price(chosen: Plan, plan: Plan) -> str:
    """Return a plan's price against the chosen one's, where a quarter or 100 USD make no difference."""
    now, then = chosen.bill.usd_per_month.expected, plan.bill.usd_per_month.expected
    if max(now, then) <= same_money_limit(min(now, then)):
        return say_plain("plans", "price_same")
    return say_plain("plans", "price_times", times=then / now)
