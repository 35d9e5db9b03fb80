"""Two sets of answers differ slot by slot, and each difference is told by what it alone would change."""

from core.answers import Answer, standing
from core.catalog.catalogue import default_catalogue
from core.compare import Difference, compare
from core.workload import Slot, Workload
from tests.core.archetypes import CHAT_8B, PLATFORM_70B, model_id
from tests.core.test_replay import answers_of

CATALOGUE = default_catalogue()


def stands(workload: Workload, **changed: object) -> dict[Slot, Answer]:
    """Return the answers of a workload, some of them changed."""
    return standing(answers_of(workload.model_copy(update=changed)))


def by_slot(first: dict[Slot, Answer], second: dict[Slot, Answer]) -> dict[Slot, Difference]:
    """Return the differences by their slot."""
    return {one.slot: one for one in compare(first, second, CATALOGUE)}


def test_the_same_answers_do_not_differ() -> None:
    """Equal answers have no differences, whoever gave them and when."""
    other = {
        slot: one.model_copy(update={"said_by": "bob", "at": 9}) for slot, one in stands(CHAT_8B).items()
    }
    assert compare(stands(CHAT_8B), other, CATALOGUE) == ()


def test_a_difference_that_decides_says_where_it_leads() -> None:
    """Many more at once alone lead to a larger plan; a slightly longer prompt leads nowhere else."""
    found = by_slot(stands(CHAT_8B), stands(CHAT_8B, concurrency=400, prompt_tokens=1010))
    many, longer = found[Slot.CONCURRENCY], found[Slot.PROMPT_TOKENS]
    assert (many.first, many.second) == (20, 400)
    assert many.leads_to is not None
    assert many.leads_to.serving is not None
    assert many.leads_to.serving.gpu_count > 1 or many.leads_to.serving.tier != "rtx4090"
    assert (longer.second, longer.leads_to) == (1010, None)
    assert set(found) == {Slot.CONCURRENCY, Slot.PROMPT_TOKENS}


def test_what_only_one_side_said_is_a_difference() -> None:
    """A value that nobody gave on one side stands as None, and "I don't know" counts as none."""
    unsaid = stands(CHAT_8B)
    del unsaid[Slot.PRECISION]
    unknown = unsaid | {
        Slot.PRECISION: stands(CHAT_8B)[Slot.PRECISION].model_copy(update={"kind": "unknown", "value": None})
    }
    assert by_slot(stands(CHAT_8B), unsaid)[Slot.PRECISION].second is None
    assert by_slot(unknown, stands(CHAT_8B))[Slot.PRECISION].first is None
    assert compare(unsaid, unknown, CATALOGUE) == ()


def test_another_kind_of_work_leads_to_other_stacks() -> None:
    """A second stack is another advice, even where the first stays."""
    found = by_slot(stands(PLATFORM_70B), stands(PLATFORM_70B, work="serving"))
    work = found[Slot.WORK]
    assert work.leads_to is not None
    assert work.leads_to.training is None


def test_answers_that_today_cannot_take_differ_without_effects() -> None:
    """A model that the catalogue lost still shows as a difference."""
    first = stands(CHAT_8B, model="no/such-model")
    found = by_slot(first, stands(CHAT_8B, concurrency=400, model=model_id("Llama 2 13B")))
    assert {slot: one.leads_to for slot, one in found.items()} == {Slot.MODEL: None, Slot.CONCURRENCY: None}
