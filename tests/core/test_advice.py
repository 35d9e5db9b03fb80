"""The ways around the chosen plan: a cheaper one and a safer one, never the same."""

from hypothesis import given

from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.workload import Workload
from tests.core.workloads import WORKLOADS


@given(WORKLOADS)
def test_the_cheaper_and_the_safer_plan_differ(work: Workload) -> None:
    """No plan is offered as both, and neither is the chosen one."""
    advice = recommend(work, default_catalogue(), with_flips=False)
    for side in (advice.serving, advice.training):
        if side is None:
            continue
        named = [(plan.tier, plan.gpu_count) for plan in (side.chosen, side.cheaper, side.safer) if plan]
        assert len(named) == len(set(named))
