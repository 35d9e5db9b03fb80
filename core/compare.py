"""Two sets of answers side by side: where they differ, and which differences change the plan."""

from typing import Any

from pydantic import ValidationError

from core.advising.picks import Pick
from core.answers import Stands, workload_of
from core.catalog.catalogue import Catalogue
from core.frozen import Frozen
from core.match import Decision, decide
from core.workload import Slot


class Difference(Frozen):
    """One slot that was answered differently; a value is None where nobody gave one.

    `leads_to` is what the first set of answers would lead to with this one answer of the second, and None
    where it would lead to the same plans and class as before.
    """

    slot: Slot
    first: Any
    second: Any
    leads_to: Decision | None = None


def compare(first: Stands, second: Stands, catalogue: Catalogue) -> tuple[Difference, ...]:
    """Return every difference between two sets of standing answers, in the order of the slots.

    The effect of each is found by changing it alone, by today's core and catalogue; where these cannot take
    the answers, differences are returned without effects.
    """
    before = _decided(first, catalogue)
    found = []
    for slot in Slot:
        one, other = _value(first, slot), _value(second, slot)
        if one == other:
            continue
        changed = {known: answer for known, answer in first.items() if known is not slot}
        if slot in second:
            changed[slot] = second[slot]
        after = _decided(changed, catalogue)
        moves = before is not None and after is not None and _outline(before) != _outline(after)
        found.append(Difference(slot=slot, first=one, second=other, leads_to=after if moves else None))
    return tuple(found)


def _value(stands: Stands, slot: Slot) -> Any:
    answer = stands.get(slot)
    return answer.value if answer is not None and answer.kind == "value" else None


def _decided(stands: Stands, catalogue: Catalogue) -> Decision | None:
    try:
        return decide(workload_of(stands.values()), catalogue)
    except (KeyError, ValidationError):
        return None


def _outline(decision: Decision) -> tuple[str, object, object]:
    return decision.workload_class, _label(decision.serving), _label(decision.training)


def _label(pick: Pick | None) -> object:
    return None if pick is None else (pick.label, pick.nodes)
