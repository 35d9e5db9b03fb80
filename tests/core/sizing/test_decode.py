"""Decode: what one step costs, and what it can never do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.architecture import Architecture
from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, KvFormat, WeightFormat
from core.catalog.gpus import Gpu, gpu
from core.catalog.models import find_model
from core.quantity import Estimate
from core.sizing.card_group import CardGroup
from core.sizing.decode import (
    decode_costs,
    overlapped,
    weight_traffic_bytes,
)
from core.sizing.engines import engine_speed
from core.sizing.speed_shape import speed_shape
from tests.core.sizing.speed_cases import (
    AWQ,
    BF16,
    INT4,
    KV16,
    LLAMA_2_70B,
    LLAMA_8B,
    LLAMA_70B,
    MIXTRAL,
    caches,
    cards,
    engines,
    expected,
    model,
    models,
    never_longer,
    setups,
)


def step(
    arch: Architecture,
    card: Gpu,
    *,
    batch: float = 1,
    tokens_each: float = 1000,
    weight_format: WeightFormat = BF16,
    kv_format: KvFormat = KV16,
    tensor_parallel: int = 1,
    engine: str = "vllm",
) -> Estimate:
    """Estimate a step of the plainest kind, with changes."""
    group = CardGroup(arch, weight_format, kv_format, card, tensor_parallel, engine)
    return group.estimate_step(batch, tokens_each)


def test_70b_at_four_bits_on_an_a100_is_as_slow_as_measured() -> None:
    """Llama 2 70B in int4 on an A100 decodes at the measured 25 tokens/s, not at the 52 to 62 of others."""
    found = step(LLAMA_2_70B, gpu("a100-80-sxm"), weight_format=INT4, tokens_each=100, engine="gpt-fast")
    pace = found.total.dividing(1)
    assert pace.expected == pytest.approx(25.25, rel=0.12)
    assert pace.low <= 25.25 <= pace.high


def test_weights_of_a_dense_model_are_read_once() -> None:
    """A step of a dense model reads its layers and its head once, whatever the batch."""
    shape = speed_shape(LLAMA_8B)
    bytes_read = LLAMA_8B.linear_params * 2 + LLAMA_8B.vocab * LLAMA_8B.hidden * 2
    assert weight_traffic_bytes(shape, BF16, 1) == pytest.approx(bytes_read)
    assert weight_traffic_bytes(shape, BF16, 64) == pytest.approx(bytes_read)


def test_a_mixture_reads_few_experts_alone_and_all_in_a_crowd() -> None:
    """One token of Mixtral reads a quarter of the experts; 64 tokens read nearly all of them."""
    shape = speed_shape(MIXTRAL)
    alone = weight_traffic_bytes(shape, BF16, 1)
    crowd = weight_traffic_bytes(shape, BF16, 64)
    assert alone == pytest.approx(2 * (MIXTRAL.active_params - MIXTRAL.embedding_params), rel=0.02)
    assert crowd == pytest.approx(2 * (MIXTRAL.params - MIXTRAL.embedding_params), rel=0.02)


def test_a_large_batch_waits_for_arithmetic() -> None:
    """At batch 1 arithmetic hides behind the weights; 1024 requests wait for it longer than for them."""
    card = gpu("a100-80-sxm")
    one, many = step(LLAMA_8B, card), step(LLAMA_8B, card, batch=1024, tokens_each=10)
    assert 0 < expected(one)["arithmetic"] < 0.001 * expected(one)["weights"]
    assert expected(many)["arithmetic"] > expected(many)["weights"]


def test_reading_and_multiplying_overlap_in_part() -> None:
    """Together they take longer than either, less than both; two equal ones 1.59 times one."""
    assert overlapped(1.0, 1.0) == pytest.approx(2 ** (2 / 3))
    assert overlapped(3.0, 0.0) == overlapped(0.0, 3.0) == pytest.approx(3.0)
    assert 3.0 < overlapped(3.0, 1.0) < 4.0


def test_tensor_parallelism_divides_once_and_pays_for_the_exchange() -> None:
    """Four cards read the weights in a quarter of the time and spend some of it on each other."""
    card = gpu("a100-80-sxm")
    one, four = step(LLAMA_70B, card), step(LLAMA_70B, card, tensor_parallel=4)
    assert expected(four)["weights"] == pytest.approx(expected(one)["weights"] / 4)
    assert expected(one)["exchange"] == 0
    assert expected(four)["exchange"] > 0
    assert one.total.expected / 4 < four.total.expected < one.total.expected


def test_tensor_parallelism_over_pcie_costs_more_than_over_nvlink() -> None:
    """The exchange of two cards is dearer where they have no NVLink."""
    bridged = gpu("a100-80-sxm")
    bare = bridged._replace(nvlink_gbs=0.0)
    over_pcie, over_nvlink = (
        expected(step(LLAMA_70B, card, tensor_parallel=2))["exchange"] for card in (bare, bridged)
    )
    assert over_pcie > over_nvlink


def test_layers_that_take_turns_gain_nothing_from_more_cards() -> None:
    """llama.cpp splits layers over cards: two decode one request no faster than one."""
    card = gpu("rtx4090")
    one = step(LLAMA_8B, card, engine="llama.cpp")
    two = step(LLAMA_8B, card, engine="llama.cpp", tensor_parallel=2)
    assert one.total == two.total


def test_rows_split_without_a_collective_library_are_slower_on_two_cards() -> None:
    """The llama.cpp of 2023 synchronised every layer: two RTX 4090 are slower than one, as measured."""
    card = gpu("rtx4090")
    one = step(LLAMA_8B, card, engine="llama.cpp-2023", weight_format=INT4)
    two = step(LLAMA_8B, card, engine="llama.cpp-2023", weight_format=INT4, tensor_parallel=2)
    assert one.total.expected < two.total.expected


@pytest.mark.parametrize(
    ("card", "count", "layer_us"),
    [("rtxa6000", 2, 240), ("rtx4090", 2, 345), ("rtx4090", 6, 690), ("rtx3090", 3, 550)],
)
def test_rows_split_over_cards_wait_as_long_as_measured(card: str, count: int, layer_us: float) -> None:
    """More cards add to what the main one takes, and cards that copy through main memory take longer."""
    found = step(LLAMA_8B, gpu(card), engine="llama.cpp-2023", weight_format=INT4, tensor_parallel=count)
    assert expected(found)["exchange"] * 1e6 / LLAMA_8B.layers == pytest.approx(layer_us, rel=0.18)


@pytest.mark.parametrize(("engine", "slower"), [("llama.cpp", True), ("vllm", False)])
def test_norms_of_outputs_are_kernels_where_they_are_not_fused(engine: str, slower: bool) -> None:
    """A model that norms outputs as Gemma does waits longer in llama.cpp, not in vLLM."""
    card = gpu("rtx4090")
    plain, normed = (step(LLAMA_8B._replace(name=name), card, engine=engine) for name in ("Llama", "Gemma 3"))
    assert (expected(plain)["launches"] < expected(normed)["launches"]) == slower


def test_beyond_captured_graphs_a_small_model_waits_for_python() -> None:
    """Past 8,192 tokens vLLM 0.4 falls back to eager launches, which a small model feels."""
    card = gpu("a100-80-sxm")
    short = step(LLAMA_8B, card, engine="vllm-0.4", weight_format=INT4, tokens_each=8000)
    long = step(LLAMA_8B, card, engine="vllm-0.4", weight_format=INT4, tokens_each=8400)
    assert expected(long)["launches"] > 1.2 * expected(short)["launches"]


def test_what_cards_exchange_is_less_sure_than_what_they_read() -> None:
    """The range of each part is its own: narrowest of weights, widest of the exchange between cards."""
    found = step(LLAMA_70B, gpu("rtx4090"), tensor_parallel=4)
    widths = {term.name: term.amount.high / term.amount.expected for term in found.terms}
    assert widths["weights"] < widths["arithmetic"] < widths["launches"]
    assert max(widths, key=widths.__getitem__) == "exchange"


def test_steps_of_a_mixture_are_less_sure_than_those_of_a_dense_model() -> None:
    """How experts are chosen and how well their kernels are tuned is told by no configuration."""
    dense, mixture = (step(arch, gpu("h100-sxm"), batch=16).total for arch in (LLAMA_8B, MIXTRAL))
    assert mixture.high / mixture.expected > 1.05 * dense.high / dense.expected


def test_steps_of_layers_that_keep_a_state_are_less_sure() -> None:
    """Their kernels change from year to year, which the range tells; the rest of the model is the same."""
    found = find_model("Qwen3.5-9B")
    assert found is not None
    hybrid = found.architecture
    plain = hybrid._replace(state_elements=0, attention_layers=0)
    costs = [
        decode_costs(
            arch,
            weight_format=BF16,
            kv_format=KV_FORMATS["bf16"],
            gpu=gpu("h100-sxm"),
            tensor_parallel=1,
            engine="vllm",
        )
        for arch in (hybrid, plain)
    ]
    assert costs[0].spread == pytest.approx(1.1 * costs[1].spread)


def test_the_estimate_explains_itself() -> None:
    """A step names its parts and adds them up, in seconds."""
    found = step(LLAMA_8B, gpu("rtx4090"), weight_format=AWQ)
    assert found.unit == "s"
    assert found.explain().startswith("weights ")
    assert sum(term.amount.expected for term in found.terms) == pytest.approx(found.total.expected)


@given(models, cards, setups, caches, st.floats(1, 512), st.floats(1, 100_000))
def test_decode_never_beats_the_bandwidth(
    arch: Architecture, card: Gpu, setup: dict[str, Any], cache: KvFormat, batch: float, tokens: float
) -> None:
    """No step is faster than its weights over the bandwidth of all cards, not even at the low end."""
    found = step(arch, card, **setup, kv_format=cache, batch=batch, tokens_each=tokens)
    read = weight_traffic_bytes(speed_shape(arch), setup["weight_format"], batch)
    floor = read / (card.bandwidth_gbs * 1e9 * setup["tensor_parallel"])
    assert found.total.low >= floor * 0.999
    assert 0 < found.total.low <= found.total.expected <= found.total.high


@given(models, cards, setups, st.floats(1, 256), st.floats(1, 50_000), st.floats(1, 4))
def test_more_context_is_never_faster(
    arch: Architecture, card: Gpu, setup: dict[str, Any], batch: float, tokens: float, factor: float
) -> None:
    """A longer live context never shortens a step, at neither end of its range."""
    short = step(arch, card, **setup, batch=batch, tokens_each=tokens)
    long = step(arch, card, **setup, batch=batch, tokens_each=tokens * factor)
    assert never_longer(short, long)


@given(models, cards, setups, st.floats(1, 256), st.floats(1, 50_000), st.floats(1.0, 3.0))
def test_more_bandwidth_is_never_slower(
    arch: Architecture, card: Gpu, setup: dict[str, Any], batch: float, tokens: float, factor: float
) -> None:
    """The same card with faster memory never takes longer, at neither end of the range."""
    faster = card._replace(bandwidth_gbs=card.bandwidth_gbs * factor)
    before, after = (step(arch, one, **setup, batch=batch, tokens_each=tokens) for one in (card, faster))
    assert never_longer(after, before)


@given(models, cards, engines, st.integers(1, 256), st.integers(1, 64))
def test_a_larger_batch_takes_longer_per_step(
    arch: Architecture, card: Gpu, engine: str, batch: int, more: int
) -> None:
    """More requests in flight never shorten the step that serves them all."""
    few = step(arch, card, engine=engine, batch=batch)
    many = step(arch, card, engine=engine, batch=batch + more)
    assert many.total.expected >= few.total.expected * (1 - 1e-9)


def test_a_mixture_in_mxfp4_reads_its_attention_in_16_bits() -> None:
    """gpt-oss 20b alone: its dense part at 2 B and 4 of 32 experts at 0.53 B, and the head at 2 B."""
    shape = speed_shape(model("gpt-oss-20b"))
    read = weight_traffic_bytes(shape, WEIGHT_FORMATS["mxfp4"], 1)
    experts = shape.expert_params * 4 / 32
    assert read == pytest.approx(2 * (shape.dense_params + shape.head_params) + 0.53125 * experts)


def test_bitsandbytes_unpacks_its_weights_for_more_than_one_request() -> None:
    """From the second request on, a step writes nf4 weights out in 16 bits and reads them: 4 bytes each."""
    card, packed = gpu("h100-sxm"), WEIGHT_FORMATS["nf4"]
    parts = [
        step(LLAMA_8B, card, weight_format=packed, engine="bitsandbytes", batch=batch)
        .terms[0]
        .amount.expected
        for batch in (1.999, 2)
    ]
    written = 4 * LLAMA_8B.linear_params / (3350e9 * engine_speed("bitsandbytes").stream_16)
    assert parts[1] - parts[0] == pytest.approx(written, rel=0.02)
    whole = [
        step(LLAMA_8B, card, weight_format=packed, engine="bitsandbytes", batch=batch).total.expected
        for batch in (1.999, 2)
    ]
    assert whole[1] - whole[0] == pytest.approx(written, rel=0.02), "launches do not hide it"
    plain = [step(LLAMA_8B, card, engine="bitsandbytes", batch=batch) for batch in (1.999, 2)]
    assert plain[1].total.expected == pytest.approx(plain[0].total.expected, rel=0.01)


def test_a_sampler_on_the_host_looks_through_the_vocabulary() -> None:
    """Ollama takes 4 us for each thousand words of a vocabulary, which Gemma has the most of."""
    ollama, card = engine_speed("ollama"), gpu("rtx4090")
    parts = {term.name: term.amount.expected for term in step(LLAMA_8B, card, engine="ollama").terms}
    launched = ollama.launches(BF16, card, LLAMA_8B.layers, 0) + ollama.request_us * 1e-6
    assert parts["launches"] - launched == pytest.approx(LLAMA_8B.vocab * 4e-9)


def test_cards_wait_for_each_other_while_the_host_launches_nothing() -> None:
    """Without graphs, what two cards exchange comes on top of what the host takes to launch their layers."""
    eager = engine_speed("vllm-eager")
    found = step(LLAMA_8B, gpu("rtx4090"), engine="vllm-eager", tensor_parallel=2)
    parts = {term.name: term.amount.expected for term in found.terms}
    launching = LLAMA_8B.layers * eager.eager_layer_us * 1e-6
    assert parts["exchange"] > 0.001
    assert found.total.expected == pytest.approx(launching + parts["exchange"] + eager.request_us * 1e-6)


def test_experts_in_awq_slow_only_mixtures() -> None:
    """A mixture in AWQ waits for its experts' small products; a dense model in AWQ does not."""
    card, speed = gpu("h100-sxm"), engine_speed("vllm")
    shape = speed_shape(MIXTRAL)
    weights_s = step(MIXTRAL, card, weight_format=AWQ).terms[0].amount.expected
    experts = shape.expert_params * AWQ.linear_bytes * shape.touched_share(1)
    assert speed.stream_awq_experts is not None
    drawn = 3350e9 / (1 + 3350 / 4000 / 1.6)
    assert weights_s > experts / (drawn * speed.stream_awq_experts)
    dense = step(LLAMA_8B, card, weight_format=AWQ).terms[0].amount.expected
    assert dense == pytest.approx(weight_traffic_bytes(speed_shape(LLAMA_8B), AWQ, 1) / (drawn * 0.92))
