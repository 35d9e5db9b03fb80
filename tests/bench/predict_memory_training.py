"""Predicted training memory of a measured row, from its configuration only."""

import re
from functools import partial
from math import ceil, inf
from typing import Any

from core.catalog.architecture import Architecture
from core.catalog.formats import WEIGHT_FORMATS
from core.quantity import Range
from core.sizing.lora import usual_lora
from core.sizing.serving_engine import usable_gib
from core.sizing.serving_memory import weights_gib
from core.sizing.training_memory import estimate_training_memory
from tests.bench.counted_memory import counted
from tests.bench.measured_models import architecture, number
from tests.bench.other_cards import find_card, said_memory_gib
from tests.bench.own_models import own_architecture
from tests.bench.read_adapters import of_told_size
from tests.bench.read_framework import with_framework
from tests.bench.read_habits import read_habits
from tests.bench.read_layout import ways
from tests.bench.read_training import (
    read_base_format,
    read_checkpointing,
    read_method,
    read_optimizer,
    read_precision,
    read_sharding,
    read_sharers,
    read_tensor_parallel,
)
from tests.bench.unsaid import blank, ends, sizes

_DEFAULT_TOKENS = 512
_OTHER_SIZE, _LOADING_DOUBT = 0.1, 1.15
_SHOWN_BEYOND = 1.02
"""How far a run that fits may be above what a card shows: cards of one name differ so much."""
_UNPACKED = "swift"
"""Frameworks that neither pack samples nor pad them to one length by default, but where cards share each."""


def predict(row: dict[str, str]) -> dict[str, Any]:
    """Return low, expected and high GiB per card and whether it fits, or why the row is skipped.

    What is expected is of what is usual where a row leaves settings unsaid; its range is of all of them.
    """
    row = blank(with_framework(row))
    told = _as_it_ran(row)
    spans = [span for span in (told, *map(_predict, ends(row))) if "skipped" not in span]
    if "skipped" in told:
        return told
    if len(spans) > 1:
        most = usable_of(row["gpu"]) * _SHOWN_BEYOND if told["fits"] else inf
        told |= {
            "low_gib": min(span["low_gib"] for span in spans),
            "high_gib": max(told["expected_gib"], min(most, max(span["high_gib"] for span in spans))),
        }
    return told


def _as_it_ran(row: dict[str, str]) -> dict[str, Any]:
    """Return what the commonest settings take, between the least and the most of sizes that are left open.

    Most runs that are published ran: they took no more than their card has.
    """
    smallest, largest, between = sizes(row)
    least, most = _predict(smallest), _predict(largest)
    if smallest == largest or "skipped" in least or "skipped" in most:
        return least
    card = usable_of(row["gpu"]) if least["fits"] else inf
    filled = max(least["expected_gib"], min(most["expected_gib"], card))
    return least | {
        "expected_gib": least["expected_gib"] ** (1 - between) * filled**between,
        "high_gib": min(most["high_gib"], card * _SHOWN_BEYOND),
    }


def _predict(row: dict[str, str]) -> dict[str, Any]:
    pretrains = read_method(row)[0] == "pretrain"
    arch = (own_architecture if pretrains else architecture)(row["model"], row["params_b"])
    if arch is None:
        return {"skipped": "model and size unknown"}
    said = f"{row['method']} {row['precision']} {row['optimizer']} {row['sharding']}".lower()
    if "offload" in said:
        return {"skipped": "states in host memory"}
    cards = max(1, int(number(row["gpu_count"], 1)))
    method, lora = read_method(row, usual_lora(arch))
    lora = of_told_size(lora, arch, row)
    if "unstated" in said and cards > 1 and method == "full":
        return {"skipped": f"how {cards} cards share the states is not stated"}
    sharding = read_sharding(f"{row['sharding']} {row['optimizer']}", cards, method)
    tokens, divided = number(row["seq_len"], _DEFAULT_TOKENS), ways(row["sharding"], "context")
    habits = read_habits(row, method, sharding, cards)
    memory = partial(
        estimate_training_memory,
        arch,
        method=method,
        optimizer=read_optimizer(row["optimizer"]),
        precision=read_precision(row["precision"], method, sharding, row["source"]),
        sequence_tokens=ceil(tokens / divided),
        micro_batch=max(1, int(number(row["micro_batch"], 1))),
        gpu_count=read_sharers(row["sharding"], cards),
        pipeline_parallel=ways(row["sharding"], "pipeline"),
        tensor_parallel=read_tensor_parallel(row["sharding"], cards),
        gradient_checkpointing=read_checkpointing(row["grad_ckpt"], row["source"], method),
        lora=lora,
        base_format=read_base_format(row["precision"], row["source"]),
        habits=habits,
    )
    usable = usable_of(row["gpu"])
    least = memory(sharding=sharding)
    if re.search("deepspeed, stage not", said) and least.total.expected > usable:
        sharding = "zero3"
        least = memory(sharding=sharding)
    if method == "full" and "paged" in said and least.total.expected > usable:
        return {"skipped": "a paged optimizer moves its states to host memory as far as it has to"}
    estimate = (
        memory(sharding=sharding, habits=habits._replace(unequal_lengths=True))
        if divided == 1 and re.search(_UNPACKED, row["source"].lower())
        else least
    )
    told = counted(estimate, row, sharding, cards)
    loading = _loading_gib(arch, row, cards, sharding)
    told = Range(
        max(told.low, loading / _LOADING_DOUBT),
        max(told.expected, loading),
        max(told.high, loading * _LOADING_DOUBT),
    )
    fits = max(least.total.expected, _driver_gib(loading)) <= usable
    if fits:
        expected = min(told.expected, usable)
        told = Range(min(told.low, expected), expected, max(expected, min(told.high, usable * _SHOWN_BEYOND)))
    return {
        "low_gib": told.low,
        "expected_gib": told.expected,
        "high_gib": told.high,
        "fits": fits,
    }


def usable_of(name: str) -> float:
    """Return the GiB of a card that training may fill, of the memory that its name states if it is another.

    Infinite without a card.
    """
    card = find_card(name) if name else None
    if card is None:
        return inf
    said = said_memory_gib(name)
    differs = said is not None and abs(said / card.visible_gib - 1) > _OTHER_SIZE
    return usable_gib(card._replace(visible_gib=said) if said and differs else card, "training")


def _driver_gib(allocated: float) -> float:
    """Return what the driver sees of tensors while a model loads: fragments and the context on top."""
    return 1.08 * allocated + 0.8 if allocated else 0.0


def _loading_gib(arch: Architecture, row: dict[str, str], cards: int, sharding: str) -> float:
    """Return the peak while a litgpt run loads: the whole model on each card before it is sharded."""
    if sharding != "fsdp" or "litgpt" not in row["source"].lower():
        return 0.0
    return weights_gib(arch, WEIGHT_FORMATS["bf16"]) * (1 + 1 / cards)
