"""The kind of model that words speak of: what it makes of what it is given."""

import pytest

from core.reading import Problem, Reading, read
from core.workload import Slot

WRITES, HEARS, DRAWS, FILMS, EMBEDS = (
    "text-generation", "speech-to-text", "image-generation", "video-generation", "embedding",
)  # fmt: skip


def _task(text: str) -> Reading | None:
    return next((one for one in read(text).readings if one.slot is Slot.TASK), None)


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("we need an embedding service", EMBEDS),
        ("semantic search over 2 million documents", EMBEDS),
        ("a reranker behind our search", EMBEDS),
        ("embeddings for our chatbot", EMBEDS),
        ("an image generation service for 20 users", DRAWS),
        ("generate product images for our shop", DRAWS),
        ("train an image model on 40 photos", DRAWS),
        ("we make short clips for ads", FILMS),
        ("text-to-video for our ads", FILMS),
        ("a transcription service for our calls", HEARS),
        ("subtitles for our lectures", HEARS),
        ("transcribe and translate our calls", HEARS),
        ("a chatbot with RAG over our wiki, with embeddings", WRITES),
        ("summarise call transcripts", WRITES),
        ("call summaries: 5,000 calls a day, transcripts are about 4k tokens", WRITES),
        ("a bot that answers questions about our images", WRITES),
        ("for our copilot", WRITES),
        ("search our old contracts semantically", EMBEDS),
        ("we rerank the top 50", EMBEDS),
        ("pretrain a BERT-like encoder", EMBEDS),
        ("AI headshots for our customers", DRAWS),
    ],
)
def test_words_tell_the_kind_of_model(text: str, task: str) -> None:
    """What others are for, or are looked up for, says less than what they are."""
    told = _task(text)
    assert told is not None
    assert (told.value, told.correction) == (task, False)


@pytest.mark.parametrize(
    "text",
    [
        "no embeddings, 20 users",
        "generate captions for our images",
        "fine-tune SDXL, our image model",
    ],
)
def test_other_words_tell_no_kind(text: str) -> None:
    """What is denied, what is written about pictures, and what a named model tells by itself."""
    assert _task(text) is None


@pytest.mark.parametrize(
    ("text", "task", "words"),
    [
        ("no, it's embeddings", EMBEDS, "embeddings"),
        ("they are images, not text", DRAWS, "images"),
        ("not images, it's video", FILMS, "video"),
        ("  actually a chatbot.", WRITES, "chatbot"),
        ("no, recordings", HEARS, "recordings"),
        ("no, it's actually just embeddings for now", EMBEDS, "embeddings"),
    ],
)
def test_a_kind_is_corrected_in_few_words(text: str, task: str, words: str) -> None:
    """They say nothing of whether the model is served or trained."""
    (told,) = read(text).readings
    assert (told.slot, told.value, told.correction) == (Slot.TASK, task, True)
    assert text[told.start : told.end] == words


def test_one_word_answers_which_model_it_is() -> None:
    """Where nothing else is said, what the work is done on is enough."""
    told = _task("images")
    assert told is not None
    assert (told.value, told.correction) == (DRAWS, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("transcribe our calls and summarise them with an LLM", "summarise"),
        ("Llama 3 8B chat and image generation", "image generation"),
        ("Qwen 2.5 7B with RAG and embeddings", None),
        ("Whisper large v3 for our voice assistant", None),
        ("embeddings for the assistant of our image generation", None),
    ],
)
def test_a_second_kind_is_told_to_be_left_out(text: str, words: str | None) -> None:
    """One kind is sized at a time; what only serves the other is no work of its own."""
    assert read(text).problem == (Problem(Slot.MODEL, "another_model", words) if words else None)


def test_what_is_made_by_a_kind_of_model_is_served() -> None:
    """Unless words tell that one is trained."""
    assert {one.slot: one.value for one in read("generate logos").readings}[Slot.WORK] == "serving"
    assert {one.slot: one.value for one in read("train a logo generator").readings}[Slot.WORK] == "training"


@pytest.mark.parametrize(
    ("text", "per_s"),
    [
        ("reranking for our shop: 80 queries per second, 50 candidates each", 4_000.0),
        ("rerank the top 100, 20 searches a second", 2_000.0),
        ("a reranker, 20 searches a second", 20.0),
        ("embed 20 searches a second, 50 results each", 20.0),
    ],
)
def test_who_ranks_counts_all_that_is_ranked(text: str, per_s: float) -> None:
    """A search brings as many texts as it has candidates, where they are told."""
    (rate,) = (one.value for one in read(text).readings if one.slot is Slot.REQUEST_RATE)
    assert rate["per_s"] == per_s
    assert ("noun" in rate and rate["noun"] == "passages") == (per_s > 20)


def test_what_is_made_for_training_is_not_trained_on_yet() -> None:
    """A model that makes training data is served; one that learns from it is trained."""
    made = {one.slot: one.value for one in read("generate 100k training images with FLUX schnell").readings}
    assert (made[Slot.WORK], made[Slot.REQUEST_RATE]["batch"]["noun"]) == ("serving", "images")
    learned = {one.slot: one.value for one in read("fine-tune SDXL on 20k training images").readings}
    assert (learned[Slot.WORK], learned[Slot.DATASET_SAMPLES]) == ("training", 20_000)
    faster = {one.slot: one.value for one in read("making our training faster").readings}
    assert faster[Slot.WORK] == "training"
