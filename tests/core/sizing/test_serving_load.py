"""Serving under load: what each of many people sees."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu, gpu
from core.sizing.card_group import CardGroup
from core.sizing.decode import weight_traffic_bytes
from core.sizing.serving_load import ServingLoad
from core.sizing.speed_shape import speed_shape
from tests.core.sizing.speed_cases import (
    AWQ,
    BF16,
    FP8,
    KV8,
    KV16,
    LLAMA_8B,
    LLAMA_70B,
    cards,
    engines,
    models,
)


def load(
    arch: Architecture,
    card: Gpu,
    weights: WeightFormat = AWQ,
    cache: KvFormat = KV16,
    cards: int = 1,
    engine: str = "vllm",
    concurrency: int = 20,
    prompt_tokens: int = 1000,
    output_tokens: int = 300,
) -> ServingLoad:
    """Estimate the plainest load, with changes."""
    group = CardGroup(arch, weights, cache, card, cards, engine)
    return group.load(concurrency=concurrency, prompt_tokens=prompt_tokens, output_tokens=output_tokens)


def test_a_chat_for_twenty_runs_on_one_rtx_4090() -> None:
    """Llama 3 8B in AWQ gives twenty people with 1k prompts a first word within 1 s and a usable speed."""
    found = load(LLAMA_8B, gpu("rtx4090"))
    assert found.first_token_p95_s.high < 1.0
    assert found.tokens_per_s_each.low > 15


def test_a_fresh_long_prompt_with_every_request_halves_what_people_see() -> None:
    """With 4k prompts each of twenty people sees less than half of the pure decode speed of an RTX 4090."""
    card = gpu("rtx4090")
    found = load(LLAMA_8B, card, prompt_tokens=4000)
    step = CardGroup(LLAMA_8B, AWQ, KV16, card, 1, "vllm").estimate_step(20, 4150)
    assert found.tokens_per_s_each.expected < 0.5 / step.total.expected
    assert found.prefill_share > 0.5


def test_two_hundred_at_once_on_a_70b_need_h100s() -> None:
    """Llama 3 70B for 200 at once is usable in fp8 on eight H100, and not in 16 bits on eight A100."""
    on = partial(load, LLAMA_70B, cards=8, concurrency=200, prompt_tokens=1536)
    h100 = on(gpu("h100-sxm"), FP8, KV8)
    a100 = on(gpu("a100-80-sxm"), BF16)
    assert h100.tokens_per_s_each.low >= 10
    assert h100.first_token_p95_s.high <= 0.5
    assert a100.tokens_per_s_each.expected < 10
    assert a100.first_token_p95_s.expected > 0.5


def test_one_request_alone_waits_for_nobody() -> None:
    """With one request in flight the first token comes after its own prefill, in the mean and at p95."""
    found = load(LLAMA_8B, gpu("rtx4090"), concurrency=1)
    assert found.first_token_s == found.first_token_p95_s


def test_the_cards_never_do_more_than_a_second_of_work_per_second() -> None:
    """Requests in flight over the time in the system is the rate served (Little's law)."""
    found = load(LLAMA_8B, gpu("rtx4090"))
    assert found.requests_per_s.expected * found.total_s.expected == pytest.approx(20)


@given(
    models,
    cards,
    engines,
    st.integers(1, 300),
    st.integers(1, 100),
    st.integers(1, 20_000),
    st.integers(1, 4000),
)
def test_more_people_never_see_more(
    arch: Architecture, card: Gpu, engine: str, people: int, more: int, prompt: int, answer: int
) -> None:
    """More requests in flight never speed one up, never bring its first token earlier."""
    on = partial(load, arch, card, engine=engine, prompt_tokens=prompt, output_tokens=answer)
    few, many = on(concurrency=people), on(concurrency=people + more)
    assert many.total_s.expected >= few.total_s.expected * (1 - 1e-9)
    assert many.tokens_per_s_each.expected <= few.tokens_per_s_each.expected * (1 + 1e-9)
    assert many.first_token_p95_s.expected >= few.first_token_p95_s.expected * (1 - 1e-9)


@given(models, cards, engines, st.integers(1, 300))
def test_every_figure_is_a_range_in_order(arch: Architecture, card: Gpu, engine: str, people: int) -> None:
    """Low, expected and high of every figure are positive and in order; p95 is never below the mean."""
    found = load(arch, card, concurrency=people, engine=engine)
    for span in (
        found.tokens_per_s_each,
        found.first_token_s,
        found.first_token_p95_s,
        found.first_token_bursty_s,
        found.total_s,
        found.throughput_tokens_per_s,
        found.requests_per_s,
    ):
        assert 0 < span.low <= span.expected <= span.high
    assert found.first_token_p95_s.expected >= found.first_token_s.expected
    assert found.first_token_bursty_s.expected >= found.first_token_p95_s.expected
    assert 0 <= found.prefill_share <= 1
    for estimate, span in (
        (found.first_token, found.first_token_s),
        (found.first_token_p95, found.first_token_p95_s),
        (found.total, found.total_s),
    ):
        total = estimate.total
        ends = (total.low, total.expected, total.high)
        assert ends == pytest.approx((span.low, span.expected, span.high))
        assert all(term.source and term.amount.low >= 0 for term in estimate.terms)


def test_the_first_token_explains_itself() -> None:
    """Alone it is the prefill and a step; among twenty there is waiting, the longer in the tail."""
    alone, crowd = (load(LLAMA_8B, gpu("rtx4090"), concurrency=people) for people in (1, 20))
    assert [term.name for term in crowd.first_token.terms] == ["prefill", "waiting", "step"]
    assert alone.first_token.terms[1].amount.expected == 0
    mean, tail = (found.terms[1].amount.expected for found in (crowd.first_token, crowd.first_token_p95))
    assert 0 < mean < tail
    assert crowd.total.explain().startswith("first token 0.")


@given(
    arch=models,
    card=cards,
    engine=engines,
    form=st.sampled_from([BF16, FP8, AWQ]),
    at_once=st.integers(1, 256),
    count=st.sampled_from([1, 2, 4, 8]),
)
def test_nobody_reads_faster_than_the_bandwidth_allows(
    arch: Architecture, card: Gpu, engine: str, form: WeightFormat, at_once: int, count: int
) -> None:
    """Not even at the fast end does an answer grow faster than its weights stream at the sheet's rate."""
    found = load(arch, card, form, cards=count, engine=engine, concurrency=at_once)
    weights = weight_traffic_bytes(speed_shape(arch), form, at_once)
    ceiling = card.bandwidth_gbs * 1e9 * count / weights
    assert found.tokens_per_s_each.high <= ceiling * 1.0001
    assert found.throughput_tokens_per_s.high <= at_once * ceiling * 1.0001
    assert found.tokens_per_s_each.low <= found.tokens_per_s_each.expected <= found.tokens_per_s_each.high
