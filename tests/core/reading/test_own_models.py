"""Models that a deployment added are known by their names in what people write."""

from pathlib import Path

import pytest

from core.catalog.catalogue import Catalogue, default_catalogue
from core.catalog.deployment import load_catalogue
from core.reading import Problem, read
from core.workload import Slot

MODELS = (
    "id,name,params_b,layers,hidden,heads,intermediate,vocab,source,date\n"
    "acme/Chat-8B-v2,Chat 8B v2,8,32,4096,32,14336,128256,us,2026-01-01\n"
    "acme/x,X,3,28,3072,24,8192,32000,us,2026-01-01\n"
)
ALIASES = "alias,id\nhelpdesk,acme/Chat-8B-v2\nour llama,meta-llama/Llama-3.3-70B-Instruct\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """A catalogue with two models and two names of a deployment's own."""
    (tmp_path / "models.csv").write_text(MODELS, encoding="utf-8")
    (tmp_path / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    return load_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("text", "model_id"),
    [
        ("serve acme/chat-8b-v2 for 20 at once", "acme/Chat-8B-v2"),
        ("Chat 8B v2, 20 at once", "acme/Chat-8B-v2"),
        ("the HelpDesk for 20 at once", "acme/Chat-8B-v2"),
        ("our llama for 20 at once", "meta-llama/Llama-3.3-70B-Instruct"),
        ("Llama 3.1 8B for 20 at once", "meta-llama/Llama-3.1-8B-Instruct"),
        ("an 8b chat, v2 of it, 20 at once", "8B"),
    ],
)
def test_an_own_name_means_the_own_model(catalogue: Catalogue, text: str, model_id: str) -> None:
    """In any spelling, before what the words would mean otherwise; the rest is read as ever."""
    values = {reading.slot: reading.value for reading in read(text, catalogue=catalogue).readings}
    assert (values[Slot.MODEL], values[Slot.CONCURRENCY]) == (model_id, 20)


def test_an_own_name_alone_is_an_answer(catalogue: Catalogue) -> None:
    """What would not have been understood is no problem any more, and the words are pointed at."""
    assert read("helpdesk", Slot.MODEL).problem == Problem(Slot.MODEL, "unreadable", "helpdesk")
    heard = read("helpdesk", Slot.MODEL, catalogue)
    assert heard.problem is None
    (reading,) = heard.readings
    assert "helpdesk"[reading.start : reading.end] == "helpdesk"


def test_a_correction_stays_one(catalogue: Catalogue) -> None:
    """Words that correct do so for an own model as well."""
    heard = read("sorry, I meant Chat 8B v2", catalogue=catalogue)
    (reading,) = (one for one in heard.readings if one.slot is Slot.MODEL)
    assert (reading.value, reading.correction) == ("acme/Chat-8B-v2", True)


@pytest.mark.parametrize("text", ["x for 20 at once", "exit the help", "helpdesks"])
def test_short_names_and_parts_of_words_are_not_taken_for_models(catalogue: Catalogue, text: str) -> None:
    """A name of one letter would be found everywhere."""
    assert read(text, catalogue=catalogue) == read(text)


def test_the_shipped_catalogue_changes_nothing() -> None:
    """Without models of its own a deployment reads as everybody does."""
    text = "Mixtral for 30 at once, 8k context"
    assert read(text, catalogue=default_catalogue()) == read(text)


def test_an_own_model_settles_what_kind_of_model_it_is(catalogue: Catalogue) -> None:
    """A kind without arithmetic is no matter where the words name a model that the deployment added."""
    heard = read("the helpdesk TTS for 20 at once", catalogue=catalogue)
    assert heard.problem is None
    assert heard.readings[0].value == "acme/Chat-8B-v2"
