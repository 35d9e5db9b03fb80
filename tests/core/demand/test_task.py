"""The kind of model that the work is for, by what was told."""

import pytest

from core.catalog.architecture import Item, Task
from core.catalog.catalogue import default_catalogue
from core.demand.assumed import model_of
from core.demand.items import item_of
from core.demand.task import named_task, of_that_size, task_of, works_on
from core.request_rate import RequestRate
from core.teams.typical import model_for
from core.workload import Slot, Workload

CATALOGUE = default_catalogue()
IMAGES = {"per_s": 1.0, "item": "image"}


def test_a_model_that_was_named_tells_the_kind() -> None:
    """Else the words do, and else what is counted; where nothing does, it is not known."""
    told = {Slot.TASK: "embedding", Slot.REQUEST_RATE: IMAGES}
    assert task_of({**told, Slot.MODEL: "openai/whisper-large-v3"}, CATALOGUE) == "speech-to-text"
    assert task_of({**told, Slot.MODEL: "nobody/knows-it"}, CATALOGUE) == "embedding"
    assert task_of(told, CATALOGUE) == "embedding"
    assert task_of({Slot.REQUEST_RATE: IMAGES}, CATALOGUE) == "image-generation"
    assert task_of({}, CATALOGUE) is None


@pytest.mark.parametrize(
    ("task", "item"),
    [
        ("text-generation", None),
        ("embedding", "text"),
        ("image-generation", "image"),
        ("video-generation", "clip"),
        ("speech-to-text", "audio"),
    ],
)
def test_the_usual_model_of_a_kind_is_taken(task: Task, item: str | None) -> None:
    """It is one of that kind, so that the work is counted in what it works on."""
    workload = Workload(task=task)
    assert model_of(workload) == model_for(task).value
    assert item_of(workload, CATALOGUE) == item
    assert item_of(Workload(task=task, model="openai/whisper-small"), CATALOGUE) == "audio"


def test_what_is_counted_says_less_than_words_of_the_kind() -> None:
    """Who corrects that it is images is not held to the texts that were counted before."""
    rate = RequestRate(per_s=1, item="text")
    assert Workload(request_rate=rate, task="image-generation").task_told == "image-generation"


@pytest.mark.parametrize(
    ("said", "task", "meant"),
    [
        ("8B", "embedding", "Qwen/Qwen3-Embedding-8B"),
        ("12B", "image-generation", "black-forest-labs/FLUX.1-dev"),
        ("70B", "embedding", "70B"),
        ("8B", "text-generation", "8B"),
        ("BAAI/bge-m3", "image-generation", "BAAI/bge-m3"),
        ("nobody/knows-it", "embedding", "nobody/knows-it"),
    ],
)
def test_a_bare_size_is_one_of_the_kind(said: str, task: Task, meant: str) -> None:
    """Where the catalogue has one about as large; a name means what it says."""
    assert of_that_size(said, task, CATALOGUE) == meant


def test_a_bare_size_tells_no_kind() -> None:
    """Models of all kinds come in 8B."""
    assert named_task("8B", CATALOGUE) is None
    assert named_task("nobody/knows-it", CATALOGUE) is None
    assert named_task("BAAI/bge-m3", CATALOGUE) == "embedding"


@pytest.mark.parametrize(
    ("counted", "task", "sees", "fits"),
    [
        (None, "speech-to-text", False, True),
        ("audio", "speech-to-text", False, True),
        ("audio", "image-generation", False, False),
        ("audio", "text-generation", True, False),
        ("text", "text-generation", False, True),
        ("text", "image-generation", False, False),
        ("image", "text-generation", True, True),
        ("image", "text-generation", False, False),
    ],
)
def test_amounts_fit_the_kinds_of_models_that_work_on_them(
    counted: Item | None, task: Task, *, sees: bool, fits: bool
) -> None:
    """A model that writes reads texts too, and images where it sees."""
    assert works_on(counted, task, sees=sees) is fits
