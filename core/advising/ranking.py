"""Which tier's plan wins: by what is billed, and within the same money by the class's usual path."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from core.advising.search import TierPlans
from core.planning.candidate import Candidate
from core.planning.cost import same_money_limit
from core.recommendation import Stack, Verdict, WorkloadClass

EASE_SHARE = 1.1
"""Up to so many times the winner's bill a plan on fewer servers takes its place: it is easier to run."""

WonBy = Literal[
    "only", "price", "surest", "fewer_servers", "usual_path", "headroom", "fewer_cards", "nearest"
]

_PATH_OF_STACK: dict[Stack, WorkloadClass] = {"serving": "inference_first", "training": "training_first"}


class Winner(NamedTuple):
    """The plan that won and why; `fits` says whether it meets the demand at all."""

    candidate: Candidate
    won_by: WonBy
    fits: bool


def usual_class(workload_class: WorkloadClass, stack: Stack) -> WorkloadClass:
    """Return the class whose usual path a stack follows.

    Where both sides matter each stack follows the path for both; where one side leads each follows its own.
    """
    if workload_class in ("both", "unclear"):
        return workload_class
    return _PATH_OF_STACK[stack]


def choose(found: Sequence[TierPlans], usual_for: WorkloadClass) -> Winner:
    """Return the winner among the plans of all tiers.

    Plans that fit go before tight ones, and tight ones with room before those at the brim. The cheapest wins;
    among those of the same money, where none is certain, the surest; else the usual path, then the most
    memory headroom, then the fewest cards, unless fewer servers cost little more. Where nothing is enough the
    nearest miss is returned.
    """
    enough = [item.best for item in found if item.best.verdict is not Verdict.NO]
    if not enough:
        return Winner(max((item.nearest for item in found), key=_nearness), "nearest", False)
    sureness = max(plan.sureness for plan in enough)
    surest = [plan for plan in enough if plan.sureness == sureness]
    if len(surest) == 1:
        return Winner(surest[0], "only", True)
    same = same_money(surest)
    if len(same) == 1:
        return Winner(same[0], "price", True)
    if surest[0].verdict is Verdict.TIGHT:
        return Winner(max(same, key=lambda plan: plan.deciding.slack), "surest", True)
    winner = _of_same_money(same, usual_for)
    most = winner.candidate.usd_per_month * EASE_SHARE
    easier = [plan for plan in same if plan.nodes < winner.candidate.nodes and plan.usd_per_month <= most]
    if not easier:
        return winner
    return Winner(min(easier, key=lambda plan: (plan.nodes, plan.usd_per_month)), "fewer_servers", True)


def _of_same_money(same: Sequence[Candidate], usual_for: WorkloadClass) -> Winner:
    usual = [plan for plan in same if plan.offer.tier.usual_for == usual_for]
    if len(usual) == 1:
        return Winner(usual[0], "usual_path", True)
    left = usual or same
    roomiest = max(_headroom(plan) for plan in left)
    roomy = [plan for plan in left if _headroom(plan) == roomiest]
    fewest = min(roomy, key=lambda plan: (plan.gpu_count, plan.usd_per_month))
    if usual and len(usual) < len(same):
        return Winner(fewest, "usual_path", True)
    return Winner(fewest, "headroom" if len(roomy) == 1 else "fewer_cards", True)


def same_money(plans: Sequence[Candidate]) -> list[Candidate]:
    """Return the plans that cost about what the cheapest of them costs."""
    cheapest = min(plan.usd_per_month for plan in plans)
    limit = same_money_limit(cheapest)
    return [plan for plan in plans if plan.usd_per_month <= limit]


def _headroom(plan: Candidate) -> float:
    """Return the memory of one card: what is sharded spreads over more cards, one long request does not."""
    return plan.offer.tier.gpu.memory_gb


def _nearness(plan: Candidate) -> tuple[bool, tuple[int, int, bool, float, float]]:
    return plan.deciding.constraint != "format", plan.standing
