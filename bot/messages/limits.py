"""What a limit costs or makes impossible, and what the load that is expected will take."""

from collections.abc import Iterator

from bot.messages.prices import cost
from bot.words import Safe, say, value
from bot.words.values import joined
from core.conditions import Growth, growth_of, limits_of, unlimited
from core.recommendation import Recommendation
from core.workload import Slot


def limits(advice: Recommendation) -> Iterator[Safe]:
    """Yield what is kept to, and what would be led with otherwise; then what growth takes."""
    told = advice.workload.conditions
    limiting = [one for one in told if one not in unlimited(told)]
    if limiting:
        lifted = any(way.slot is Slot.CONDITIONS for side in advice.sides for way in side.relaxations)
        plans = () if lifted else advice.unlimited
        free = [say("limits", "plan", plan=plan, cost=cost(plan)) for plan in plans]
        yield say(
            "limits",
            "limited",
            told=value(Slot.CONDITIONS, limiting),
            fits=advice.fits,
            free=joined(free),
            cards=_too_many(advice),
        )
    growth = growth_of(told)
    if growth is not None:
        yield from _growth(advice, growth)


def _too_many(advice: Recommendation) -> int | None:
    """Return how many cards two plans have together, where that is more than there may be."""
    most = limits_of(advice.workload.conditions).cards
    cards = sum(one.chosen.gpu_count for one in advice.sides)
    return cards if most is not None and len(advice.sides) > 1 and cards > most else None


def _growth(advice: Recommendation, growth: Growth) -> Iterator[Safe]:
    told = value(Slot.CONDITIONS, [growth])
    then = advice.grown
    if then is None or advice.serving is None:
        yield say("limits", "growth_of_runs", told=told)
        return
    now = advice.serving.chosen
    same = (then.tier, then.gpu_count) == (now.tier, now.gpu_count)
    yield say("limits", "growth", told=told, same=same, plan=then, cost=cost(then))
