"""Models, cards and formats that the tests of speed share, and strategies over them."""

from dataclasses import astuple
from typing import Any

from hypothesis import strategies as st

from core.catalog.architecture import Architecture
from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS
from core.catalog.gpus import Gpu, gpu, own_gpus
from core.catalog.models import find_model
from core.quantity import Estimate
from core.sizing.engines import ENGINES
from core.sizing.serving_memory import estimate_serving_memory


def model(name: str) -> Architecture:
    """Return a catalogue model's geometry."""
    found = find_model(name)
    assert found is not None
    return found.architecture


LLAMA_8B = model("llama 3 8b")
LLAMA_70B = model("llama 3 70b")
LLAMA_2_13B = model("llama 2 13b")
LLAMA_2_70B = model("llama 2 70b")
MIXTRAL = model("mixtral 8x7b")
DEEPSEEK = model("deepseek v3")

BF16, FP8, AWQ, INT4 = (WEIGHT_FORMATS[name] for name in ("bf16", "fp8", "awq", "gptq-g32"))
KV16, KV8 = KV_FORMATS["bf16"], KV_FORMATS["fp8"]

models = st.sampled_from((LLAMA_8B, LLAMA_70B, MIXTRAL, DEEPSEEK, model("gemma 2 9b"), model("13B")))
cards = st.sampled_from(own_gpus())
weights = st.sampled_from(tuple(WEIGHT_FORMATS.values()))
caches = st.sampled_from(tuple(KV_FORMATS.values()))
engines = st.sampled_from((*ENGINES, "unheard of"))
card_counts = st.sampled_from((1, 2, 4, 8))
setups = st.fixed_dictionaries({"weight_format": weights, "engine": engines, "tensor_parallel": card_counts})
"""How a model stands on its cards, as the estimates of a step and of a prompt take it."""


A100, CARD_24 = gpu("a100-80-sxm"), gpu("rtx4090")


def served(arch: Architecture, weight_format: str = "bf16", card: Gpu = A100, **load: Any) -> Estimate:
    """Return the memory of a model that serves with its cache in 16 bits, under this load and engine."""
    return estimate_serving_memory(
        arch, weight_format=WEIGHT_FORMATS[weight_format], kv_format=KV_FORMATS["fp16"], gpu=card, **load
    )


def expected(estimate: Estimate) -> dict[str, float]:
    """Return what is expected of each term of an estimate, in its unit."""
    return {term.name: term.amount.expected for term in estimate.terms}


def never_longer(one: Estimate, other: Estimate) -> bool:
    """Return whether one takes no longer than the other, at either end of their ranges and as expected."""
    pairs = zip(astuple(one.total), astuple(other.total), strict=True)
    return all(first <= second * (1 + 1e-9) for first, second in pairs)
