"""The advice for many workloads at once, most of it told from others that demand less and more.

More demand never makes a plan possible that was not: where a workload that demands no more and one that
demands no less get the same plan, so does everything between them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from core.choosing.beliefs import Belief
from core.choosing.decision import Chosen, Decide, Decided
from core.choosing.draws import Draw
from core.recommendation import Stack, WorkloadClass
from core.workload import Slot

Demand = tuple[int, ...]


class Brackets:
    """What is decided of one outlook's draws so far."""

    def __init__(
        self, decide: Decide, beliefs: Sequence[Belief], reads: Mapping[Stack, frozenset[Slot]]
    ) -> None:
        """Keep the recommender, and which open slots of each side rise in demand and which are of a kind."""
        self._decide = decide
        self._rising: dict[Stack, list[Any]] = {}
        self._of_a_kind: dict[Stack, list[Any]] = {}
        for stack, slots in reads.items():
            rows = [belief.row for belief in beliefs if belief.row.slot in slots]
            self._rising[stack] = [row.slot for row in rows if row.direction]
            self._of_a_kind[stack] = [row.slot for row in rows if not row.direction]
        self._known: dict[tuple[Any, ...], list[tuple[Demand, Chosen]]] = defaultdict(list)

    def decisions(self, draws: Sequence[Draw]) -> tuple[Decided, ...]:
        """Return the advice for each draw, in their order."""
        classified = [self._decide.classified(draw.fields) for draw in draws]
        by_demand = sorted(range(len(draws)), key=lambda index: sum(draws[index].numbers.values()))
        ends_first = [by_demand[index // 2 * (1, -1)[index % 2] - index % 2] for index in range(len(draws))]
        found: dict[int, Decided] = {}
        for index in ends_first:
            workload_class, stacks = classified[index]
            plans = {stack: self._pick(stack, draws[index], workload_class) for stack in stacks}
            found[index] = Decided(workload_class, plans.get("serving"), plans.get("training"))
        return tuple(found[index] for index in range(len(draws)))

    def _pick(self, stack: Stack, draw: Draw, workload_class: WorkloadClass) -> Chosen:
        demand = tuple(draw.numbers[slot] for slot in self._rising[stack])
        known = self._known[stack, workload_class, *(draw.numbers[slot] for slot in self._of_a_kind[stack])]
        less = {plan for below, plan in known if all(map(int.__le__, below, demand))}
        both = next(
            (plan for above, plan in known if plan in less and all(map(int.__ge__, above, demand))), None
        )
        if both is not None:
            return both
        plan = self._decide.picked(stack, draw.fields, workload_class)
        known.append((demand, plan))
        return plan
