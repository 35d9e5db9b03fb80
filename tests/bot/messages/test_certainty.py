"""How sure the advice is: what nobody knew, and how far off such estimates were."""

import pytest

from bot.messages.certainty import assumed_words, doubts, how_sure, sure
from bot.messages.comparison import comparison_table
from bot.messages.special import special
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.request_rate import RequestRate
from core.workload import Latency, Slot, Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import BOB, answer

CATALOGUE = default_catalogue()


def test_after_a_dont_know_both_plans_and_the_break_point_are_told() -> None:
    """What nobody knew is named with what was taken, and with the plan beyond its break point."""
    advice = CASES["not_certain"]
    said = [answer(1, slot, None, BOB, kind="unknown") for slot in (Slot.CONTEXT_TOKENS, Slot.OUTPUT_TOKENS)]
    lines = doubts(advice, said)
    assert lines == [
        (
            "The context length: nobody knew, so I took _4k context_. "
            "Above *6.3k context*: *2x RTX 4090 VPS (24 GB)*."
        ),
        (
            "The answer length: nobody knew, so I took _300-token answers_. "
            "Much more or much less leads to the same plan."
        ),
    ]
    assert any("Not certain yet" in paragraph for paragraph in special(advice, lines))


def test_what_is_far_from_a_break_point_is_no_doubt() -> None:
    """An assumed figure well within its bounds, which nobody was asked for, is not worth a paragraph."""
    far = CASES["not_certain"].assumptions[2]
    assert doubts(CASES["one_stack"].model_copy(update={"assumptions": (far,)}), ()) == []


def test_the_error_of_the_arithmetic_is_told() -> None:
    """Estimates come with how far off they were in measurements; what was never measured says so."""
    both = how_sure(CASES["two_stacks"])
    assert "• Memory: half of my estimates were within" in both
    assert both.count("half of my estimates were within") == 1
    assert "• Tokens/s under load: half within" in both
    assert "• Training memory: half within" in both
    texts = recommend(Workload(work="serving", model="BAAI/bge-m3", latency=Latency(batch=True)), CATALOGUE)
    assert "no published measurements of this kind" in how_sure(texts)


@pytest.mark.parametrize(
    ("model", "measured", "batch"),
    [
        ("stabilityai/stable-diffusion-xl-base-1.0", "Training memory: half", "images a card at a time"),
        ("openai/whisper-large-v3", "Training: no published", "half-minutes of audio a card at a time"),
        ("BAAI/bge-m3", "Training: no published", "pairs of texts a card at a time"),
    ],
)
def test_training_of_other_models_says_what_was_not_measured(model: str, measured: str, batch: str) -> None:
    """Of images only memory was measured, of speech and embeddings nothing; batches count items."""
    advice = recommend(Workload(work="training", model=model), CATALOGUE, with_flips=False)
    said = how_sure(advice)
    assert measured in said
    assert "no published measurements of this kind" in said
    assert batch in str(comparison_table(advice))


@pytest.mark.parametrize("model", [None, "stabilityai/stable-diffusion-xl-base-1.0"])
def test_users_are_told_first_with_how_many_are_served_at_once(model: str | None) -> None:
    """Who says 500 users sees what they are taken for, however short the line of assumptions is."""
    advice = recommend(Workload(work="serving", model=model, users=500), CATALOGUE)
    told = assumed_words(advice, 1)
    assert told is not None
    assert told.startswith("_25 of the 500 users at once_")


def test_who_says_how_many_at_once_is_told_of_no_share() -> None:
    """Then nothing is taken for the users."""
    advice = recommend(Workload(work="serving", users=500, concurrency=40), CATALOGUE)
    assert "of the 500 users" not in (assumed_words(advice, 9) or "")


def test_a_model_that_nobody_named_is_what_the_advice_hangs_on() -> None:
    """Another usual one of its kind may need many times as much: the dearest is told first."""
    workload = Workload(work="serving", task="image-generation", request_rate=RequestRate(per_s=1 / 3))
    words = str(sure(recommend(workload, CATALOGUE)))
    assert words.startswith("Assumes Stable Diffusion XL base 1.0; with *FLUX.1-dev*: ")
