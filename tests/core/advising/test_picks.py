"""The plan in short: found sooner than the written one, and never another."""

from hypothesis import given, settings

from core.advising.picks import pick, picked_plan
from core.advising.stacks import planned_stacks
from core.catalog.catalogue import default_catalogue
from core.classify import class_alone, classify
from core.workload import Workload
from tests.core.workloads import WORKLOADS

CATALOGUE = default_catalogue()


@settings(max_examples=50)
@given(WORKLOADS)
def test_the_plan_in_short_is_the_plan_written_out(workload: Workload) -> None:
    """Looking only at what could win names the same plan as looking at what every tier has to offer."""
    classification = classify(workload)
    for stack in planned_stacks(workload, classification):
        short = pick(stack, workload, CATALOGUE, classification.workload_class)
        whole = picked_plan(stack, workload, CATALOGUE, classification.workload_class)
        assert (short.tier, short.gpu_count, short.nodes, short.verdict) == (
            whole.tier,
            whole.gpu_count,
            whole.nodes,
            whole.verdict,
        )


@settings(max_examples=50)
@given(WORKLOADS)
def test_the_class_alone_is_the_class_with_its_evidence(workload: Workload) -> None:
    """Leaving the evidence out changes neither the class nor how much speaks for either side."""
    whole = classify(workload)
    assert class_alone(workload) == whole.model_copy(update={"inference": (), "training": ()})
