"""An old recommendation looked at again: what today's core and prices make of the same answers."""

from collections.abc import Sequence
from typing import Literal

from pydantic import ValidationError

from core.answers import Answer, standing, workload_of
from core.catalog.catalogue import Catalogue
from core.frozen import Frozen
from core.match import recommend
from core.recommendation import Recommendation

SAME_MONEY = 0.05
"""Up to this share a bill counts as unchanged: prices are ranges, and are shown with two digits."""

Shift = Literal["class", "plan", "fits", "cost"]


class Replay(Frozen):
    """What the same answers lead to today, and in which ways that differs from what was recommended.

    `now` is None where today's catalogue or core cannot take the answers any more.
    """

    now: Recommendation | None
    changes: tuple[Shift, ...] = ()
    usd_per_month_then: float = 0
    usd_per_month_now: float = 0


def replay(then: Recommendation, answers: Sequence[Answer], catalogue: Catalogue) -> Replay:
    """Recommend again from the answers that stand, and hold the result against what was recommended."""
    try:
        workload = workload_of(standing(answers).values())
        now = recommend(workload, catalogue, with_flips=False)
    except (KeyError, ValidationError):
        return Replay(now=None)
    paid, pays = bill_of(then), bill_of(now)
    found: dict[Shift, bool] = {
        "class": then.classification.workload_class != now.classification.workload_class,
        "plan": plan_of(then) != plan_of(now),
        "fits": then.fits != now.fits,
        "cost": abs(pays - paid) > SAME_MONEY * paid,
    }
    changes = tuple(change for change, happened in found.items() if happened)
    return Replay(now=now, changes=changes, usd_per_month_then=paid, usd_per_month_now=pays)


def plan_of(advice: Recommendation) -> tuple[tuple[str, str, int, int], ...]:
    """Return what is to be rented: for each side the tier, the number of cards and of nodes."""
    chosen = [side.chosen for side in advice.sides]
    return tuple((plan.stack, plan.tier, plan.gpu_count, plan.nodes) for plan in chosen)


def bill_of(advice: Recommendation) -> float:
    """Return what all sides are expected to cost in USD a month."""
    return sum(side.chosen.bill.usd_per_month.expected for side in advice.sides)
