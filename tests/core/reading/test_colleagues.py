"""What a colleague takes from words that name no slot outright."""

from typing import Any

import pytest

from core.reading import asks, read, share_of
from core.reading.traffic import ranked_told
from core.workload import Slot


def told(text: str) -> dict[Slot, Any]:
    """Return what was read, by slot."""
    return {one.slot: one.value for one in read(text).readings}


@pytest.mark.parametrize(
    ("text", "premises"),
    [
        ("must be on-prem, not cloud", True),
        ("on-prem not possible, EU only", False),
        ("on-prem impossible", False),
        ("on premises is not an option", False),
    ],
)
def test_own_premises_that_are_ruled_out_are_no_condition(text: str, *, premises: bool) -> None:
    """What rules them out may stand behind them, with a verb or without."""
    assert ("premises" in (told(text).get(Slot.CONDITIONS) or ())) is premises


def test_chat_logs_are_data_and_no_chat() -> None:
    """Who fine-tunes on them says nothing of serving."""
    found = told("I want to fine tune llama 8b, we've got 20.000 chat logs")
    assert (found[Slot.WORK], found[Slot.DATASET_SAMPLES]) == ("training", 20_000)
    assert told("fine-tune it, then chat with 20 users")[Slot.WORK] == "both"


@pytest.mark.parametrize("data", ["20k chat examples", "our chat data", "10k chat turns", "chat samples"])
def test_chat_that_is_data_serves_nobody(data: str) -> None:
    """What a model is tuned on is no chat that anybody is served."""
    assert told(f"QLoRA fine-tune of Llama 3.1 8B on {data}, weekly")[Slot.WORK] == "training"


@pytest.mark.parametrize("text", ["want it to begin within 2 seconds", "the bot should start in 2 s"])
def test_what_begins_is_the_first_word(text: str) -> None:
    """A bot that begins within some seconds has not said all by then."""
    assert told(text)[Slot.LATENCY] == {"first_token_s": 2.0}


@pytest.mark.parametrize(
    ("text", "at_once"),
    [
        ("maybe a third of them at the same time", 40),
        ("half of the users are online at once", 60),
        ("one in ten of them at peak", 12),
        ("10% at once", 12),
    ],
)
def test_a_part_of_the_people_is_a_number_at_once(text: str, at_once: int) -> None:
    """A part in words is one as much as a percentage is."""
    heard = share_of(text, 120, asked=False)
    assert heard is not None
    assert {one.slot: one.value for one in heard.readings}[Slot.CONCURRENCY] == at_once
    assert share_of("a third of them are away", 120, asked=False) is None


def test_lengths_in_brackets_are_those_of_each() -> None:
    """So they are in German, where an item is a piece."""
    found = told("unsere Verträge (ca. 40 Seiten) zusammenfassen, ungefähr 2.000 Stück pro Woche")
    assert found[Slot.PROMPT_TOKENS] == 20_000
    assert round(found[Slot.REQUEST_RATE]["daily"]["amount"] * 7) == 2_000
    assert told("classify 2.5M mails (avg 180 tokens), we have a weekend")[Slot.DEADLINE] == {"hours": 48.0}
    assert told("classify 2.5M mails (avg 180 tokens)")[Slot.PROMPT_TOKENS] == 180
    assert told("Zusammenfassung etwa eine Seite")[Slot.OUTPUT_TOKENS] == 500


def test_short_words_in_other_languages_are_understood() -> None:
    """Nobody writes them out."""
    assert read("kA", Slot.CONTEXT_TOKENS).command == "dont_know"
    assert asks("merci, c'est combien ?") == "cost"


def test_german_speech_is_counted_in_hours() -> None:
    """An amount a month is one in German too, and hours of recordings are hours of audio."""
    rate = told("Spracherkennung für 500 Stunden Aufnahmen im Monat, Whisper")[Slot.REQUEST_RATE]
    assert (rate["daily"]["of"], round(rate["daily"]["amount"] * 30)) == ("audio_hours", 500)
    assert told("keine Eile")[Slot.LATENCY] == {"batch": True}


def test_money_that_is_burnt_is_no_budget() -> None:
    """It is what is paid today."""
    assert Slot.BUDGET not in told("we burn 22k/month at AWS")
    assert told("we burn 22k a month, max 10k a month")[Slot.BUDGET]["high"] == 10_000


def test_what_is_ranked_multiplies_the_searches_told_before() -> None:
    """It does nothing to what was told in tokens, nor where words tell nothing of it."""
    searches = {"per_s": 20.0}
    assert ranked_told("50 candidates per query", searches) == {
        "per_s": 1_000.0,
        "noun": "passages",
        "item": "text",
    }
    assert ranked_told("as fast as possible", searches) is None
    assert ranked_told("50 candidates per query", {"tokens_per_s": 20.0}) is None
    assert ranked_told("50 candidates per query", None) is None
