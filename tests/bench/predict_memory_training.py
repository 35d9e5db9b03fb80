"""Predicted training memory of a measured row, from its configuration only."""

import re
from typing import Any

from core.catalog.architecture import Architecture
from core.catalog.formats import WEIGHT_FORMATS, WeightFormat
from core.catalog.gpus import find_gpu
from core.quantity import Estimate, Range
from core.sizing.lora import TARGETS, Lora
from core.sizing.serving_engine import usable_gib
from core.sizing.serving_memory import weights_gib
from core.sizing.training_memory import RUNTIME_TERMS, estimate_training_memory
from tests.bench.measured_models import architecture, number
from tests.bench.predict_formats import read_format

_DEFAULT_TOKENS = 512
_ADAPTER_V1 = Lora(rank=1, targets=frozenset())


def predict(row: dict[str, str]) -> dict[str, Any]:
    """Return low, expected and high GiB per card and whether it fits, or why the row is skipped."""
    arch = architecture(row["model"], row["params_b"])
    if arch is None:
        return {"skipped": "model and size unknown"}
    said = f"{row['method']} {row['precision']} {row['optimizer']} {row['sharding']}".lower()
    if "offload" in said:
        return {"skipped": "states in host memory"}
    if re.search(r"pp=(?!1\b)\d", said):
        return {"skipped": "pipeline parallel stages differ in memory"}
    card = find_gpu(row["gpu"]) if row["gpu"] else None
    cards = max(1, int(number(row["gpu_count"], 1)))
    method, lora = read_method(row)
    if "unstated" in said and cards > 1 and method == "full":
        return {"skipped": f"how {cards} cards share the states is not stated"}
    sharding = read_sharding(row["sharding"], cards, method)
    in_backward = steps_in_backward(row, method, cards)
    estimate = estimate_training_memory(
        arch,
        method=method,
        optimizer=read_optimizer(row["optimizer"]),
        precision=read_precision(row["precision"], method, sharding, row["source"]),
        sequence_tokens=int(number(row["seq_len"], _DEFAULT_TOKENS)),
        micro_batch=max(1, int(number(row["micro_batch"], 1))),
        gpu_count=cards,
        sharding=sharding,
        tensor_parallel=read_tensor_parallel(row["sharding"], cards),
        gradient_checkpointing=read_checkpointing(row["grad_ckpt"], row["source"]),
        lora=lora,
        base_format=_base_format(row["precision"]),
        chunked_loss=_fuses_loss(row["source"]),
        fused_optimizer="fused" in said or "deepspeed" in said or in_backward,
        step_in_backward=in_backward,
    )
    if (
        card
        and method == "full"
        and "paged" in said
        and estimate.total.expected > usable_gib(card, "training")
    ):
        return {"skipped": "a paged optimizer moves its states to host memory as far as it has to"}
    counted = _counted(estimate, row)
    loading = _loading_gib(arch, row, cards, sharding)
    counted = Range(*(max(figure, loading) for figure in (counted.low, counted.expected, counted.high)))
    fits = (
        max(estimate.total.expected, _driver_gib(loading)) <= usable_gib(card, "training") if card else True
    )
    return {
        "low_gib": counted.low,
        "expected_gib": counted.expected,
        "high_gib": counted.high,
        "fits": fits,
    }


def read_method(row: dict[str, str]) -> tuple[str, Lora]:
    """Return full, lora or qlora and the adapters' shape; other adapters count as the nearest of them."""
    said = row["method"].lower()
    if re.search(r"qlora|qdora|4-?bit", said):
        return "qlora", read_lora(row)
    if re.search(r"lora|dora|pissa|loha|lokr", said):
        return "lora", read_lora(row)
    if "adapter_v2" in said:
        return ("qlora" if _base_format(row["precision"]) else "lora"), Lora(rank=1)
    if re.search(r"adapter|ia3|prefix|prompt|p-?tuning|bitfit|freeze", said):
        return ("qlora" if _base_format(row["precision"]) else "lora"), _ADAPTER_V1
    return ("pretrain" if "pretrain" in said else "full"), Lora()


def read_lora(row: dict[str, str]) -> Lora:
    """Return rank and targets of the row's words; rank 16 on all linear layers where it has none."""
    said = row["lora_detail"].lower()
    found = re.search(r"r(?:ank)?\s?=?\s?(\d+)", said)
    rank = int(found[1]) if found else 16
    if re.search(r"\bq\b|q_proj", said):
        targets = {"query"} | {
            name
            for name, words in (
                ("key", r"\bk\b|k_proj"),
                ("value", r"\bv\b|v_proj"),
                ("mlp", r"mlp|gate|up_proj"),
            )
            if re.search(words, said)
        }
        if re.search(r"\bo\b|o_proj", said):
            targets.add("projection")
    else:
        targets = {name for name in TARGETS if name in said}
    chosen = frozenset(targets) if targets else Lora().targets
    return Lora(rank=rank, targets=chosen, embeddings="embedding" in row["method"].lower())


def read_optimizer(said: str) -> str:
    """Return the name in core.sizing.training_states of what keeps as much; AdamW where it is not said."""
    lowered = said.lower()
    if re.search("8.?bit", lowered):
        return "adamw_8bit"
    if re.search("adafactor|galore|apollo|lomo|badam", lowered):
        return "adafactor"
    return "sgd" if re.search("sgd|lion|muon|adam-?mini", lowered) else "adamw"


def steps_in_backward(row: dict[str, str], method: str, cards: int) -> bool:
    """Whether gradients are applied as they come: where a row says so, and in torchtune on one card."""
    said = f"{row['method']} {row['optimizer']}".lower()
    if re.search(r"lomo|in.?backward|in_bwd|layerwise", said):
        return True
    return method == "full" and cards == 1 and "torchtune" in row["source"].lower()


def read_precision(said: str, method: str, sharding: str, source: str) -> str:
    """Return the precision's name in core.sizing.training_states.

    Where only "bf16" is said: torchtune, axolotl and unsloth train weights loaded in bf16; native FSDP and
    LLaMA-Factory keep fp32 weights; DeepSpeed and Megatron an fp32 master copy. PEFT's examples load fp32.
    """
    lowered, framework = said.lower(), source.lower()
    if re.search(r"32-true|^tf32|^fp32|^float32", lowered) or (not lowered and "peft" in framework):
        return "fp32"
    if "amp" in lowered or ("mixed" in lowered and "fp32 weights" in lowered):
        return "amp"
    if "master" in lowered or "mixed" in lowered:
        return "bf16-mixed"
    if method in ("lora", "qlora") or re.search("true|pure", lowered):
        return "bf16"
    if re.search("torchtune|axolotl|unsloth", framework):
        return "bf16"
    return "amp" if sharding == "fsdp" or re.search("factory", framework) else "bf16-mixed"


def read_checkpointing(said: str, source: str) -> bool:
    """Whether activations are recomputed; where it is not said, as the framework's recipes have it.

    litgpt and PEFT's examples keep activations; torchtune, axolotl, LLaMA-Factory and unsloth recompute them.
    """
    if said:
        return not re.match(r"no|false|off|0|disabled|w/o|without", said.lower())
    return not re.search(r"litgpt|peft", source.lower())


def read_tensor_parallel(said: str, cards: int) -> int:
    """Return the cards that share every matrix: "TP8", "tp=2"; InternEvo's FSDP spreads over them as well."""
    found = re.search(r"\btp\s?=?\s?(\d+)", said.lower())
    if not found or "fsdp=true" in said.lower():
        return 1
    return max(1, min(int(found[1]), cards))


def read_sharding(said: str, cards: int, method: str) -> str:
    """Return the sharding's name in core.sizing.training_memory."""
    lowered = said.lower()
    if re.search(r"zero[\s_-]*(stage)?[\s_-]*3|stage[\s_-]?3|\bz3", lowered):
        return "zero3"
    if "fsdp=true" in lowered or ("fsdp" in lowered and "fsdp=false" not in lowered):
        return "fsdp"
    if re.search(r"zero[\s_-]*(stage)?[\s_-]*1|stage[\s_-]?1|distributed optimizer", lowered):
        return "zero1"
    if "deepspeed" in lowered and (method != "lora" or "none (lora)" not in lowered):
        return "zero2"
    return "zero2" if "zero" in lowered else "ddp" if cards > 1 else "none"


def _fuses_loss(source: str) -> bool:
    """Whether the framework fuses or chunks its loss by documented default, as llm-foundry does."""
    return any(
        name in source.lower()
        for name in ("llm-foundry", "torchtune", "unsloth", "liger", "megatron", "nemo")
    )


def _base_format(precision: str) -> WeightFormat | None:
    said = precision.lower()
    if re.search(r"nf4|int4|4-?bit|gptq|awq|fp4|qlora", said):
        return read_format(precision.partition(" base")[0], "peft") or WEIGHT_FORMATS["nf4"]
    return WEIGHT_FORMATS["int8"] if re.search(r"int8|8-?bit", said) else None


def _counted(estimate: Estimate, row: dict[str, str]) -> Range:
    """Return what the row's metric counts: figures of the allocator leave context and fragments out."""
    metric = row["mem_metric"].lower()
    names = {term.name for term in estimate.terms}
    if "max_memory_allocated" in metric or "peak allocated" in metric:
        names -= set(RUNTIME_TERMS)
    return Estimate.of("GiB", (term for term in estimate.terms if term.name in names)).total


def _driver_gib(allocated: float) -> float:
    """Return what the driver sees of tensors while a model loads: fragments and the context on top."""
    return 1.04 * allocated + 0.8 if allocated else 0.0


def _loading_gib(arch: Architecture, row: dict[str, str], cards: int, sharding: str) -> float:
    """Return the peak while a litgpt run loads: the whole model on each card before it is sharded."""
    if sharding != "fsdp" or "litgpt" not in row["source"].lower():
        return 0.0
    return weights_gib(arch, WEIGHT_FORMATS["bf16"]) * (1 + 1 / cards)
