"""Advice that begins with the team's own cards: every figure, chart and break point is about them."""

import pytest

from bot.messages.asked import render_asked
from bot.messages.headline import render_headline
from bot.messages.options import options
from bot.messages.recommendation import render_recommendation
from bot.messages.what_if import WhatIfView, render_what_if
from core.advising.staircase import with_stairs
from core.answers import Answer
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.recommendation import Recommendation
from core.workload import Hardware, Workload
from tests.core.archetypes import CHAT_8B

CATALOGUE = default_catalogue()
TODAY = "2026-11-27"


def _advised(*, rented: bool) -> Recommendation:
    cards = Hardware(gpu="L40S", count=2, role="have", rented=rented)
    workload = CHAT_8B.model_copy(update={"current_hardware": (cards,)})
    return with_stairs(recommend(workload, CATALOGUE), CATALOGUE)


def _told(advice: Recommendation) -> tuple[str, str, str]:
    """Return the three messages of the advice: the record, what would change it, the figures."""
    messages = render_recommendation(advice, CATALOGUE, record_id=None, asker="U1", answers=(), today=TODAY)
    record, changes, figures = (str(message.blocks) for message in messages)
    return record, changes, figures


@pytest.mark.parametrize(
    ("rented", "cards", "cost", "beyond", "instead"),
    [
        (False, "*Your 2x L40S* will do", "'none'", "*your 2x L40S*, nothing to rent", "To rent instead: "),
        (True, "*The 2x L40S you rent* will do", "'as now'", "nothing more to rent", "In their place: "),
    ],
)
def test_everything_is_about_the_own_cards(
    rented: bool, cards: str, cost: str, beyond: str, instead: str
) -> None:
    """They lead the lines, the table, the staircase, the chart and the sums; what to rent stands beside."""
    record, changes, figures = _told(_advised(rented=rented))
    assert cards in record
    assert instead in record
    assert "Your 2x L40S" in record
    assert cost in record
    assert "To rent instead. Tightest" in record
    assert "*Cheaper" not in record
    assert "*Safer" not in record
    assert beyond in changes
    assert "*How 2x L40S is worked out*" in figures
    assert "• First word: prefill" in figures
    assert "• Bill: " not in figures


@pytest.mark.parametrize("rented", [False, True])
def test_nothing_is_cheaper_than_no_rent(rented: bool) -> None:
    """Asked for something cheaper, the cards they have are the answer; of rented ones also another plan."""
    said = str(render_asked("cheaper", _advised(rented=rented), (), (), TODAY, CATALOGUE).blocks)
    assert "2x L40S" in said
    assert "*Cheaper" not in said
    assert ("1x RTX 4090" in said) is rented


@pytest.mark.parametrize(
    ("at_once", "told"),
    [
        (400, "Serving: your 2x L40S becomes *"),
        (25, "*If 25 at once*\n*Your 2x L40S* would do"),
    ],
)
def test_a_supposition_begins_from_the_own_cards(at_once: int, told: str) -> None:
    """Beyond their edge they become what to rent, at its whole price; up to there they go on to do."""
    now = _advised(rented=False)
    then = recommend(now.workload.model_copy(update={"concurrency": at_once}), CATALOGUE, with_flips=False)
    supposed = Answer.model_validate(
        {"seq": 1, "slot": "concurrency", "value": at_once, "said_by": "U1", "source": "text"}
        | {"event": "e", "at": 0}
    )
    (said, *_) = render_what_if(WhatIfView((supposed,), now, then), CATALOGUE).blocks
    words = said["text"]["text"]
    assert told in words.replace(":* the advice stays.", "*")
    if at_once == 400:
        assert then.serving is not None
        usd = then.serving.chosen.bill.usd_per_month.expected
        assert f"about USD {float(f'{usd:.2g}'):,.0f} more a month" in words
    else:
        assert "becomes" not in words


def test_the_lighter_way_on_own_cards_is_what_the_advice_hangs_on() -> None:
    """Where nobody said the method, one that their own card bears is told in the first lines."""
    card = Hardware(gpu="RTX 4090", count=1, role="have")
    runs = {"work": "training", "model": "13B", "dataset_samples": 10_000, "current_hardware": [card]}
    open_, said = (
        recommend(Workload.model_validate(runs | method), CATALOGUE) for method in ({}, {"method": ["lora"]})
    )
    assert "Assumes LoRA; with *QLoRA*: your 1x RTX 4090." in render_headline(open_)
    assert "QLoRA" not in render_headline(said)
    thought = recommend(
        Workload.model_validate(runs | {"current_hardware": [card.model_copy(update={"role": "candidate"})]}),
        CATALOGUE,
    )
    assert "your 1x RTX 4090" not in render_headline(thought)
    assert "*The 1x RTX 4090 you named* would not do" in options(thought)[0]
    for advice in (open_, said):
        (own, *_) = options(advice)
        assert "*Your 1x RTX 4090* would not do" in own
        assert "With *QLoRA* it would: *12.8 of 23.5 GiB* a card in use." in own
