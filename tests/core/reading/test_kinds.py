"""What is counted tells its kind: texts to embed, images to draw, recordings to write down."""

import pytest

from core.catalog.architecture import TASK_OF, Item
from core.reading import read
from core.request_rate import RequestRate
from core.workload import Slot, Workload

TOLD: list[tuple[str, str | None, Item]] = [
    ("10,000 images a day", "images", "image"),
    ("generate 500 images per hour", "images", "image"),
    ("about 5 images per second", "images", "image"),
    ("2 million image generations a month", None, "image"),
    ("we render 20k photos a day for catalogues", "photos", "image"),
    ("generate and caption 500 images per hour", "images", "image"),
    ("generate 10,000 images with SDXL over the weekend", "images", "image"),
    ("embed 50k documents a day", "documents", "text"),
    ("embed 200k texts per hour", "texts", "text"),
    ("100,000 passages a day to be embedded", "passages", "text"),
    ("1M embeddings a day", "embeddings", "text"),
    ("12 million product descriptions must be embedded by monday", "descriptions", "text"),
    ("index 100k web pages a day for semantic search", "pages", "text"),
    ("embed 2M documents a night", "documents", "text"),
    ("transcribe 3,000 calls a day", "calls", "audio"),
    ("our call centre records 4,000 calls a day, we want transcripts", "calls", "audio"),
    ("10 podcasts a day to transcribe", "podcasts", "audio"),
    ("transcribe 8,000 calls over the weekend", "calls", "audio"),
    ("500 hours of audio a day", None, "audio"),
]
NOT_TOLD = [
    ("classify 100k photos daily", "photos"),
    ("moderate 1M images a day", "images"),
    ("users upload 20,000 pictures a day", "pictures"),
    ("100k photos a day", "photos"),
    ("classify 100k tickets daily", "tickets"),
    ("60k calls a day, each with 2,500 tokens", "calls"),
    ("10 podcasts a day", "podcasts"),
    ("index 100k pages a day", "pages"),
    ("28,800 requests a day", None),
]


def _rate(text: str) -> RequestRate:
    found = [one.value for one in read(text).readings if one.slot is Slot.REQUEST_RATE]
    return RequestRate.model_validate(found[0])


@pytest.mark.parametrize(("text", "noun", "kind"), TOLD)
def test_work_tells_its_kind(text: str, noun: str | None, kind: Item) -> None:
    """However often it comes, a model of its kind is assumed where none is named."""
    rate = _rate(text)
    assert (rate.batch.noun if rate.batch else rate.noun, rate.kind) == (noun, kind)
    assert Workload(request_rate=rate).task_told == TASK_OF[kind]


@pytest.mark.parametrize(("text", "noun"), NOT_TOLD)
def test_what_a_language_model_may_do_is_left_to_it(text: str, noun: str | None) -> None:
    """Pictures that are looked at are not drawn, calls are not always speech, and pages are often read."""
    rate = _rate(text)
    assert (rate.noun, rate.kind) == (noun, None)
    assert Workload(request_rate=rate).task_told is None


@pytest.mark.parametrize("text", ["classify 100k photos daily", "caption 50,000 images a day"])
def test_pictures_that_are_looked_at_are_no_work_that_is_sized(text: str) -> None:
    """It is said that there is no arithmetic for them, unless a model is named."""
    problem = read(text).problem
    assert problem is not None
    assert (problem.kind, problem.text) == ("unsized", text.removesuffix(" daily").removesuffix(" a day"))
    assert read(f"{text} with Qwen2.5-VL-7B").problem is None


@pytest.mark.parametrize("text", ["search our CCTV footage", "video understanding for our shops"])
def test_video_that_is_watched_is_no_work_that_is_sized(text: str) -> None:
    """It is said, rather than silently advised on as if it were a chat."""
    problem = read(text).problem
    assert problem is not None
    assert problem.kind == "unsized"
