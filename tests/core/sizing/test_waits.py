"""Waits for the first token, against what was published of servers under load and a simulated queue."""

import csv
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

import pytest

from core.bisection import least_enough
from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS
from core.quantity import Range
from core.sizing.card_group import CardGroup
from core.sizing.queueing import BURSTY, seen
from core.sizing.serving_load import ServingLoad
from tests.bench.other_cards import find_card
from tests.core.sizing.speed_cases import AWQ, KV16, LLAMA_8B, model

PUBLISHED = Path(__file__).parents[2] / "data" / "waits" / "first_token.csv"


class Wait(NamedTuple):
    """One published run, in seconds, beside what is told of such a load."""

    asked: str
    mean_s: float | None
    last_s: float | None
    """What one in a hundred exceeds, else one in twenty."""
    load: ServingLoad
    together: Range


def published() -> list[Wait]:
    """Return every published run with its estimates."""
    with PUBLISHED.open(encoding="utf-8") as lines:
        return [_wait(row) for row in csv.DictReader(lines)]


def _wait(row: dict[str, str]) -> Wait:
    gpu, arch = find_card(row["gpu"]), model(row["model"])
    assert gpu is not None
    weights, count = WEIGHT_FORMATS[row["quant"]], int(row["gpu_count"])
    cards = CardGroup(arch, weights, KV_FORMATS["bf16"], gpu, count, row["engine"])
    prompt = float(row["input_len"])

    def load(requests: float) -> ServingLoad:
        output = float(row["output_len"])
        return cards.load(concurrency=requests, prompt_tokens=prompt, output_tokens=output)

    def unfinished(requests: float) -> float:
        return float(row["per_s"]) - load(requests).requests_per_s.expected

    requests = float(row["requests"]) if row["requests"] else least_enough(1, 256, unfinished)
    step = Range.exact(load(requests).seen.first[2])
    together = cards.estimate_together(at_once=requests, prompt_tokens=prompt, step=step).total
    mean, last = row["mean_ms"] or row["median_ms"], row["p99_ms"] or row["p95_ms"]
    return Wait(
        row["asked"],
        float(mean) / 1000 if mean else None,
        float(last) / 1000 if last else None,
        load(requests),
        together,
    )


WAITS = published()
CROWDS = [one for one in WAITS if one.asked != "rate" and (one.last_s or one.mean_s or 0) >= 0.25]
"""Runs in which reading prompts takes longer than what servers do beside the cards: up to 0.1 s."""


def test_the_last_of_a_burst_waits_as_long_as_is_told() -> None:
    """Of published bursts four in five are inside low..high, half within a fifth, of 8 to 1,000 at once."""
    bursts = [(one, one.last_s) for one in CROWDS if one.last_s is not None]
    assert len(bursts) == 11
    inside = [one.together.low <= last <= one.together.high for one, last in bursts]
    assert sum(inside) >= 0.8 * len(inside)
    assert median(abs(last / one.together.expected - 1) for one, last in bursts) <= 0.2


def test_a_burst_is_no_case_of_the_p95_told() -> None:
    """The last of a published burst waits longer than one in twenty of people who come one by one."""
    assert all(one.last_s > one.load.first_token_p95_s.expected for one in CROWDS if one.last_s is not None)


def test_a_crowd_held_in_flight_waits_between_the_two() -> None:
    """On average no less than people who come one by one, and no more than the last of a burst."""
    held = [(one, one.mean_s) for one in CROWDS if one.asked == "held" and one.mean_s is not None]
    assert len(held) == 7
    for one, mean in held:
        assert 0.9 * one.load.first_token_s.expected <= mean <= one.together.high


def test_who_come_one_by_one_wait_as_told_and_for_the_server() -> None:
    """Requests at random moments wait as told, and 20 to 30 ms for what servers do beside the cards."""
    waits = [(one.mean_s, one.load.first_token_s.expected) for one in WAITS if one.asked == "rate"]
    assert len(waits) == 2
    assert all(mean is not None and 0 < mean - told < 0.03 for mean, told in waits)


def simulated(share: float, group: float, requests: int = 60_000) -> tuple[float, float]:
    """Return the mean wait, and that of one in twenty, for prompts of a second that come in such groups."""
    chance, now, free = Random(5), 0.0, 0.0
    waits: list[float] = []
    while len(waits) < requests:
        now += chance.expovariate(share / group)
        waits.append(max(free - now, 0.0))
        free = max(free, now) + 1
        while chance.random() < 1 - 1 / group:
            waits.append(free - now)
            free += 1
    return sum(waits) / len(waits), sorted(waits)[int(0.95 * len(waits))]


@pytest.mark.parametrize("share", [0.2, 0.35, 0.5, 0.7])
def test_the_queue_waits_as_a_simulated_one(share: float) -> None:
    """The mean is that of a queue played through; the tail is reached or a little more, also in bursts."""
    crowd = 1e4
    found = seen(crowd, 1.0, crowd * (1 - share) / share, 1.0)
    mean, tail = simulated(share, 1)
    assert found.first[1] == pytest.approx(mean, rel=0.06)
    assert 0.95 * tail <= found.wait_s(1) <= 1.25 * tail
    _, bursty = simulated(share, BURSTY)
    assert 0.95 * bursty <= found.wait_s(BURSTY) <= 1.25 * bursty
    assert found.wait_s(BURSTY) > found.wait_s(1)


def test_nobody_waits_for_more_than_all_the_others() -> None:
    """Two at once wait for one prompt at most, however bursty; one alone for none."""
    assert seen(2, 1.0, 10, 1.0).wait_s(BURSTY) == 1.0
    assert seen(1, 1.0, 10, 1.0).wait_s(BURSTY) == 0.0


@pytest.mark.parametrize(("requests", "more"), [(1, 2), (8, 64)])
def test_more_who_ask_together_wait_longer(requests: int, more: int) -> None:
    """The last of more waits longer, though less than as many times as long: prompts are read together."""
    card = find_card("RTX 4090 24GB")
    assert card is not None
    cards = CardGroup(LLAMA_8B, AWQ, KV16, card, 1, "vllm")
    few, many = (
        cards.estimate_together(at_once=count, prompt_tokens=100, step=Range.exact(0.01))
        for count in (requests, more)
    )
    assert few.total.expected < many.total.expected < few.total.expected * more / requests
    assert many.terms[-1].name == "step"
    assert all(term.source for term in many.terms)
