"""What a supposition moves in memory: on how many cards, before and after."""

import pytest

from bot.messages.what_if import WhatIfView, render_what_if
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.workload import Workload
from tests.core.archetypes import CATALOGUE

CHAT = Workload.model_validate({"work": "serving", "model": "8B", "concurrency": 20, "precision": "bf16"})


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"precision": "awq"}, "weights from 7.5 GiB on each of 2 cards to"),
        ({"precision": "awq"}, {}, "GiB on one card to 7.5 GiB on each of 2."),
        ({"concurrency": 1, "precision": "awq"}, {"concurrency": 4, "precision": "awq"}, " GiB a card."),
    ],
)
def test_memory_is_told_for_each_card(
    before: dict[str, object], after: dict[str, object], words: str
) -> None:
    """A sum over other cards, or over fewer of them, would look like a saving on each."""
    now, then = (
        recommend(CHAT.model_copy(update=changes), default_catalogue(), with_flips=False)
        for changes in (before, after)
    )
    assert words in render_what_if(WhatIfView(supposed=(), now=now, then=then), CATALOGUE).text


@pytest.mark.parametrize(("tokens", "told"), [(100_000_000_000, True), (30_000_000_000, False)])
def test_how_long_a_run_takes_is_told_where_it_changes(tokens: int, told: bool) -> None:
    """More data moves the hours, not the memory of a card that holds the same states."""
    scratch = Workload.model_validate(
        {"work": "training", "method": ["pretrain"], "model": "1.3B", "dataset_tokens": 30_000_000_000}
        | {"deadline": {"hours": 1_008}}
    )
    more = scratch.model_copy(update={"dataset_tokens": tokens})
    now, then = (recommend(work, default_catalogue(), with_flips=False) for work in (scratch, more))
    words = render_what_if(WhatIfView(supposed=(), now=now, then=then), CATALOGUE).text
    assert ("a run from about 19 days to" in words) is told
    assert "GiB" not in words
