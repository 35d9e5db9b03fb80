"""Short replies to the question that is open, chatter, and what cannot be."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.reading import is_chatter, read
from core.reading.normal import LIMIT
from core.workload import Slot

REPLIES: list[tuple[Slot, str, Any]] = [
    (Slot.WORK, "both", "both"),
    (Slot.WORK, "serving I think", "serving"),
    (Slot.FOCUS, "latency and memory", ["I2", "T2"]),
    (Slot.PAIN, "costs, cold starts", ["cold_start", "cost"]),
    (Slot.MODEL, "13", "13B"),
    (Slot.MODEL, "it's the 32 billion one", "32B"),
    (Slot.PRECISION, "4", "4bit"),
    (Slot.PRECISION, "whatever", "any"),
    (Slot.PRECISION, "smaller is fine", "any"),
    (Slot.CONTEXT_TOKENS, "8k", 8192),
    (Slot.CONTEXT_TOKENS, "3000 words", 4000),
    (Slot.CONTEXT_TOKENS, "32", 32_768),
    (Slot.CONTEXT_TOKENS, "16 to 32", {"low": 16_384, "high": 32_768}),
    (Slot.CONTEXT_TOKENS, "32 tokens", 32),
    (Slot.CONTEXT_TOKENS, "256", 256),
    (Slot.SEQUENCE_TOKENS, "4", 4_096),
    (Slot.SEQUENCE_TOKENS, "128", 128),
    (Slot.CADENCE, "every two weeks", "biweekly"),
    (Slot.CADENCE, "bi-weekly", "biweekly"),
    (Slot.CADENCE, "every three weeks", "triweekly"),
    (Slot.CADENCE, "weekly", "weekly"),
    (Slot.CADENCE, "every six weeks", "every 6 weeks"),
    (Slot.CADENCE, "twice a week", "2 times a week"),
    (
        Slot.REQUEST_RATE,
        "300,000 documents",
        {"batch": {"amount": 300_000, "of": "requests", "noun": "documents"}},
    ),
    (Slot.REQUEST_RATE, "500 hours", {"batch": {"amount": 500, "of": "audio_hours"}}),
    (Slot.CONTEXT_TOKENS, "about 10 pages", 5000),
    (Slot.PROMPT_TOKENS, "1,500", 1500),
    (Slot.OUTPUT_TOKENS, "300 or so", 300),
    (Slot.OUTPUT_TOKENS, "one sentence", 25),
    (Slot.PROMPT_TOKENS, "half a page", 250),
    (Slot.METHOD, "not sure, probably lora", ["lora"]),
    (Slot.WORK, "no idea, perhaps both", "both"),
    (Slot.CONCURRENCY, "peak 50, usually 10", 50),
    (Slot.CONCURRENCY, "I'd say 20 to 30 on a normal day", {"low": 20, "high": 30}),
    (Slot.OUTPUT_TOKENS, "a short paragraph", 120),
    (Slot.CONCURRENCY, "30, 40 at most", 40),
    (Slot.CONCURRENCY, "about 40 in total", 40),
    (Slot.CONCURRENCY, "50+", {"low": 50, "high": None}),
    (Slot.CONCURRENCY, "about 40, sometimes 60", {"low": 40, "high": 60}),
    (Slot.CONCURRENCY, "a hundred", 100),
    (Slot.CONCURRENCY, "fifteen people", 15),
    (Slot.LATENCY, "500 ms", {"total_s": 0.5}),
    (Slot.LATENCY, "it should feel instant", {"first_token_s": 0.5}),
    (Slot.LATENCY, "real time", {"first_token_s": 0.5}),
    (Slot.LATENCY, "as fast as possible", {"first_token_s": 0.5}),
    (Slot.LATENCY, "pretty fast", {"first_token_s": 1.0}),
    (Slot.LATENCY, "snappy", {"first_token_s": 1.0}),
    (Slot.LATENCY, "no hurry", {"batch": True}),
    (Slot.REQUEST_RATE, "5 per second", {"per_s": 5.0}),
    (Slot.METHOD, "lora and full", ["lora", "full"]),
    (Slot.METHOD, "adapters", ["lora"]),
    (Slot.SEQUENCE_TOKENS, "2k", 2048),
    (Slot.DATASET_TOKENS, "50M", 50_000_000),
    (Slot.DATASET_TOKENS, "30000 words", 40_000),
    (Slot.CADENCE, "never again", "once"),
    (Slot.DEADLINE, "2 days", {"hours": 48.0}),
    (Slot.DEADLINE, "overnight", {"hours": 10.0}),
    (Slot.RENTAL, "always on", "kept"),
    (Slot.OPTIMIZER, "8bit", "adamw_8bit"),
    (Slot.EPOCHS, "three", 3.0),
    (Slot.BATCH_SIZE, "64", 64),
    (Slot.BUDGET, "3k a month", {"low": 3000.0, "high": 3000.0, "currency": "USD", "period": "month"}),
    (Slot.BUDGET, "500 per week", {"low": 2166.67, "high": 2166.67, "currency": "USD", "period": "month"}),
    (Slot.CURRENT_HARDWARE, "none", []),
    (
        Slot.CURRENT_HARDWARE,
        "24gb cards",
        [{"gpu": "24 GB card", "count": None, "memory_gb": 24.0, "role": None}],
    ),
    (Slot.CONCURRENCY, "say 25, could be 40 in busy weeks", {"low": 25, "high": 40}),
    (Slot.USERS, "300 overall, never all at once", 300),
    (Slot.CONCURRENCY, "200 employees, maybe 10% at once", 20),
    (Slot.CONCURRENCY, "10% of 500 users", 50),
    (Slot.CONCURRENCY, "half of our 80 developers", 40),
    (Slot.MODEL, "seven billion", "7B"),
    (Slot.LATENCY, "a clip may take 15 minutes", {"total_s": 900.0}),
    (Slot.DEADLINE, "by Friday", {"hours": 72.0}),
    (Slot.DEADLINE, "until the end of the week", {"hours": 72.0}),
    (Slot.LATENCY, "under 3 seconds until it begins to answer", {"first_token_s": 3.0}),
]
GIGABYTES = [("5 GB", 5.0), ("2 TB", 2000.0), ("300 MB of text", 0.3)]


@pytest.mark.parametrize(("asked", "text", "value"), REPLIES, ids=[f"{row[0]}: {row[1]}" for row in REPLIES])
def test_a_short_reply_answers_the_open_question(asked: Slot, text: str, value: Any) -> None:
    """Where a question is open, its answer needs neither a unit nor a sentence."""
    found = {reading.slot: reading.value for reading in read(text, asked).readings}
    if asked is Slot.BUDGET:
        found[asked] = {
            key: round(part, 2) if isinstance(part, float) else part for key, part in found[asked].items()
        }
    assert found[asked] == value


@pytest.mark.parametrize(("text", "gigabytes"), GIGABYTES)
def test_gigabytes_answer_a_question_about_data(text: str, gigabytes: float) -> None:
    """Who is asked for tokens may say how large the files are."""
    found = {reading.slot: reading.value for reading in read(text, Slot.DATASET_TOKENS).readings}
    assert found == {Slot.DATASET_GB: pytest.approx(gigabytes)}


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Slot.CONTEXT_TOKENS, "12 apples"),
        (Slot.CONCURRENCY, "3 bananas"),
        (Slot.DEADLINE, "5 lightyears"),
        (Slot.MODEL, "7 dwarfs"),
        (Slot.PRECISION, "7"),
        (Slot.BUDGET, "a lot"),
        (Slot.WORK, "hmm well"),
        (Slot.FOCUS, "bananas and pears"),
        (Slot.DATASET_TOKENS, "40 crates"),
        (Slot.RENTAL, "12"),
    ],
)
def test_what_is_no_answer_is_said_to_be_unreadable_or_left_alone(asked: Slot, text: str) -> None:
    """A short reply that fits no answer gives no value for the slot asked about."""
    heard = read(text, asked)
    assert all(reading.slot is not asked for reading in heard.readings)
    assert heard.problem is None or heard.problem.kind == "unreadable"


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("20 concurrent, not 200", Slot.CONCURRENCY, 20),
        ("not 200 users but 20", Slot.USERS, 20),
        ("change the context from 8k to 16k", Slot.CONTEXT_TOKENS, 16384),
        ("it was 20 concurrent users, now it's 75", Slot.CONCURRENCY, 75),
        ("today we have 6 concurrent users but it will be 60 next year", Slot.CONCURRENCY, 60),
        ("fp8 instead of 16", Slot.PRECISION, "fp8"),
    ],
)
def test_what_is_named_only_to_be_replaced_is_not_taken(text: str, slot: Slot, value: Any) -> None:
    """Of a contrast the value that is wanted counts."""
    assert {reading.slot: reading.value for reading in read(text).readings}[slot] == value


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("a model with 13000B parameters", Slot.MODEL),
        ("0 epochs", Slot.EPOCHS),
        ("10-99999999 concurrent users", Slot.CONCURRENCY),
    ],
)
def test_what_was_read_and_cannot_be_is_said_so(text: str, slot: Slot) -> None:
    """An impossible value is no reading but a problem with the words that held it."""
    heard = read(text)
    assert heard.problem is not None
    assert (heard.problem.kind, heard.problem.slot) == ("impossible", slot)
    assert heard.problem.text in text
    assert all(reading.slot is not slot for reading in heard.readings)


@pytest.mark.parametrize(
    "text", ["@tom any idea", "thanks a lot", "is that so?", "good for the team overall", "!!!"]
)
def test_words_for_others_are_no_misses(text: str) -> None:
    """Chatter, questions to others and long remarks without a figure are not held to be answers."""
    assert read(text, Slot.CONCURRENCY).problem is None


@pytest.mark.parametrize(
    ("text", "chatter"),
    [("@tom any idea", True), ("Thanks a lot", True), ("!!!", True), ("as many as fit in", False)],
)
def test_words_for_others_are_chatter(text: str, chatter: bool) -> None:
    """Words said to somebody, thanks, and signs without words are nothing that waits for an answer."""
    assert is_chatter(text) is chatter


def test_a_reply_nobody_can_read_is_told_with_its_words() -> None:
    """A short reply that means nothing is a problem of the slot asked about, if any is."""
    problem = read("blorp 12x", Slot.CONCURRENCY).problem
    assert problem is not None
    assert (problem.slot, problem.kind, problem.text) == (Slot.CONCURRENCY, "unreadable", "blorp 12x")
    assert read("blorp 12x").problem is None


def test_a_reading_carries_its_words_its_rule_and_how_sure_it_is() -> None:
    """Span, rule and confidence point at what was said."""
    text = "We run Llama 3 8B for about 20 at once."
    reading = next(reading for reading in read(text).readings if reading.slot is Slot.CONCURRENCY)
    assert text[reading.start : reading.end] == "20 at once"
    assert (reading.rule, reading.confidence) == ("requests_at_once", 0.9)


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("we have a 4070 Ti Super 16GB", ("RTX 4070 Ti Super", 1, 16.0)),
        ("we have 2 RTX PRO 6000 Blackwell", ("RTX PRO 6000 Blackwell", 2, None)),
        ("we have 4 RTX 6000 Ada", ("RTX 6000 Ada", 4, None)),
        ("we have an RTX 8000", ("RTX 8000", 1, None)),
        ("we have a 7900 XTX", ("7900 XTX", 1, None)),
        ("we have an M2 Ultra", ("M2 Ultra", 1, None)),
        ("we have a Titan RTX", ("Titan RTX", 1, None)),
        ("we have 8 Gaudi 3", ("Gaudi 3", 8, None)),
        ("we have dual 3090", ("RTX 3090", 2, None)),
        ("we have 2 nodes with 8xH100", ("H100", 16, None)),
        ("we have 3 nodes of L4", ("L4", 3, None)),
        ("we have a 4090D", ("RTX 4090 D", 1, None)),
    ],
)
def test_cards_are_read_as_they_are_called(text: str, cards: tuple[str, int, float | None]) -> None:
    """Names, numbers and memory of cards, in the ways they are written."""
    found = next(reading.value for reading in read(text).readings if reading.slot is Slot.CURRENT_HARDWARE)
    assert [(card["gpu"], card["count"], card["memory_gb"]) for card in found] == [cards]


@example("0B", None)
@given(st.text(max_size=300), st.sampled_from([None, *Slot]))
def test_reading_never_fails_and_points_into_the_message(text: str, asked: Slot | None) -> None:
    """Whatever is written, reading raises nothing, and what it reads lies inside of the message."""
    heard = read(text, asked)
    assert all(0 <= reading.start <= reading.end <= len(text) for reading in heard.readings)


def test_only_the_beginning_of_an_endless_message_is_read() -> None:
    """What stands beyond the first few thousand characters is not read."""
    assert read("x " * LIMIT + "70B").readings == ()


def test_people_overall_are_no_answer_to_how_many_come_at_once() -> None:
    """Who says that not all of them come together has told how many people there are, and no more."""
    heard = read("200 customers overall, though they won't all be there at the same time", Slot.CONCURRENCY)
    found = {reading.slot: reading.value for reading in heard.readings}
    assert found[Slot.USERS] == 200
    assert Slot.CONCURRENCY not in found


def test_a_long_reply_is_no_bare_answer() -> None:
    """A number somewhere in many words is not taken for the answer that was asked for."""
    words = "well, that hangs on so many things that I would rather look it up, we moved 7 times since then"
    assert read(words, Slot.CONCURRENCY).readings == ()


@pytest.mark.parametrize("words", ["1070 at once", "3090 at the same time", "1080 simultaneous requests"])
def test_a_number_of_requests_is_no_card(words: str) -> None:
    """A number that is also a card's is a number where requests at once are counted."""
    found = {reading.slot: reading.value for reading in read(words, Slot.CONCURRENCY).readings}
    assert found[Slot.CONCURRENCY] == int(words.split(maxsplit=1)[0])
    assert Slot.CURRENT_HARDWARE not in found
