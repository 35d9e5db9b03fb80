"""Predicted training speed of a measured row of training_speed.csv, from its configuration only."""

import re
from math import exp, hypot, inf, log, prod
from typing import Any

from core.catalog.gpus import Gpu
from core.sizing.interconnect import node_cards
from core.sizing.pipeline import pipeline_idle
from core.sizing.training_exchange import Crew
from core.sizing.training_habits import Habits
from core.sizing.training_hours import checkpointed_then
from core.sizing.training_speed import TrainingSpeed, estimate_training_speed
from core.sizing.training_step import MicroStep
from tests.bench.measured_models import architecture
from tests.bench.other_cards import find_card
from tests.bench.own_models import own_architecture
from tests.bench.read_framework import with_framework
from tests.bench.read_habits import (
    SELECTIVE,
    caps_scores,
    compiles,
    keeps_scores,
    of_gpt_2,
    upcasts,
    writes_out,
)
from tests.bench.read_layout import ways
from tests.bench.read_training import KEPT, NONE_OF_IT, PRETRAINING, QLORA
from tests.bench.score_measured import number
from tests.bench.unsaid import blank

Row = dict[str, str]

_NVIDIA = "nemo|megatron-lm|transformer.?engine"
"""NVIDIA's own stack: fused kernels of Transformer Engine, overlapped tensor parallelism. What is made of
Megatron reaches what tuned code does (FlagPerf, Megatron-LLaMA, Pai-Megatron-Patch)."""
_NOT_NVIDIAS_STACK = "automodel|jax|hugging|transformers|peft|\\btrl\\b"
_TUNED = (
    "llm-foundry|mosaic|internevo|torchtitan|nanotron|gpt-neox|olmo"
    "|maxtext|levanter|llm\\.c|fms-fsdp|fast kernels|colossal|composer|automodel"
    "|unsloth|torchtune|liger|megatron|flagscale|paddle"
)
"""Frameworks whose documented defaults are fused kernels, packed data and overlapped communication."""
_PLAIN = r"^(?!.*(megatron|internevo|neox)).*deepspeed|deepspeed \(transformers|pytorch-lightning"
"""What pretrains in Transformers' eager code."""
_AUTOCAST = r"autocast|(?<!ms-)\bamp\b"
"""How code in PyTorch's modules has its products in 16 bits; tuned stacks keep weights in them."""
_BF16_FROM = 8.0
"""Compute capability from which there are products of bf16; PyTorch computes them in 32 bits before."""
_FLASH_FROM = 8.0
"""Compute capability that FlashAttention-2 asks for (its documentation)."""
_FLASH_YEAR = 2023
"""Megatron-LM and GPT-NeoX have FlashAttention since early that year."""
_USUAL_CARDS, _USUAL_BATCH, _ACCUMULATION = 8, 2.0, 8.0
_ENDS = {"grad_ckpt": ("yes", "no"), "micro_batch": ("1", "8")}
"""Usual settings at either end, for what neither a row nor its framework's documents tell."""


def predict(row: Row) -> dict[str, Any]:
    """Return low, expected and high tokens per second and card, or why the row is skipped.

    The range is of all usual settings where a row leaves some unsaid.
    """
    row = blank(with_framework(row))
    told = _predict(row)
    if "skipped" in told:
        return told
    paces = [told["expected"]]
    paces += [_predict(row | {name: end})["expected"] for name in _unsaid(row) for end in _ENDS[name]]
    return told | {
        "low": _further(told["expected"], told["low"], min(paces)),
        "high": _further(told["expected"], told["high"], max(paces)),
    }


def _further(expected: float, end: float, other: float) -> float:
    """Return an end of a range with what one more doubt would make of it: their factors add as squares.

    `other` is what is expected where what is not said is as far that way as is usual.
    """
    reach = hypot(log(end / expected), log(other / expected))
    return expected * exp(reach if end > expected else -reach)


def _unsaid(row: Row) -> list[str]:
    return [
        name for name in _ENDS if not row[name].strip() and (name != "grad_ckpt" or _documented(row) is None)
    ]


def _predict(row: Row) -> dict[str, Any]:
    pretrains = method_of(row["method"]) == "pretrain"
    arch = (own_architecture if pretrains else architecture)(row["model"], row["params_b"])
    gpu = find_card(row["gpu"])
    if arch is None or gpu is None:
        return {"skipped": "unknown model" if arch is None else "unknown card"}
    if "offload" in row["sharding"].lower():
        return {"skipped": "states in main memory are not modelled"}
    if not arch.layers:
        return {"skipped": "the model's geometry is unknown"}
    repeated = repeats(row) if row["grad_ckpt"] or not checkpointed_then(arch, gpu) else 1.0
    step = MicroStep(
        arch=arch,
        crew=crew_of(row, gpu),
        method=method_of(row["method"]),
        precision=precision_of(row, gpu),
        sequence_tokens=int(number(row["seq_len"]) or 2048),
        micro_batch=(number(row["micro_batch"]) or _USUAL_BATCH) / ways(row["sharding"], "context"),
        gradient_checkpointing=repeated > 0,
        accumulation=_micro_steps_of(row) * ways(row["sharding"].lower(), "pipeline"),
        framework=framework_of(row),
        base_format="gptq" if "gptq" in row["precision"].lower() else "nf4",
        habits=habits_of(row, gpu)._replace(kept_share=SELECTIVE if repeated == HALF else 0.0),
    )
    return as_pace(estimate_training_speed(step))


def as_pace(speed: TrainingSpeed) -> dict[str, Any]:
    """Return the pace per card in the scorer's words."""
    pace = speed.tokens_per_s_per_gpu
    return {"low": pace.low, "expected": pace.expected, "high": pace.high}


_SLOW_ATTENTION = r"phi-?3|gemma-?2(?!b)"
"""Models whose heads of 96 or caps kept them from flash attention for a year: as slow as with their scores
kept, though the memory of the same runs tells that none were."""


def habits_of(row: Row, gpu: Gpu) -> Habits:
    """Return what a row's code does in a step, as it says or as its framework has it.

    MPT's biases by distance need Triton's attention, as fast as FlashAttention's first version.
    """
    method = method_of(row["method"])
    if framework_of(row) == "plain":
        slow = re.search(_SLOW_ATTENTION, row["model"].lower()) is not None
        eager = slow or keeps_scores(row, method, in_fp32=precision_of(row, gpu) != "bf16")
    else:
        before_ampere = gpu.vendor == "nvidia" and gpu.compute_capability < _FLASH_FROM
        eager = before_ampere or year_of(row) < _FLASH_YEAR or caps_scores(row)
    return Habits(
        eager_attention=eager,
        first_flash=row["model"].lower().startswith("mpt"),
        hidden_bytes=4.0 if prepared(row) else 2.0,
    )


def year_of(row: Row) -> float:
    """Return the year of a row's source, by its revision or its paper's number; infinite if none tells."""
    paper = re.search(r"arxiv:(\d\d)\d\d\.", row["source"].lower())
    said = re.search(r"\b20\d\d\b", row.get("source_rev", ""))
    return 2000.0 + int(paper[1]) if paper else float(said[0]) if said else inf


def prepared(row: Row) -> bool:
    """Whether PEFT prepared a packed base for training, as it is said or as plain code of one card has it."""
    if "preparation" in row["method"].lower():
        return True
    sharding = sharding_of(row["sharding"].lower(), int(number(row["gpu_count"]) or 1))
    return framework_of(row) == "plain" and upcasts(row, method_of(row["method"]), sharding)


def method_of(text: str) -> str:
    """Return lora, qlora, full or pretrain; other adapters run as LoRA does."""
    method = re.sub(NONE_OF_IT, "", text.lower())
    if re.search(QLORA, method):
        return "qlora"
    if re.search(
        r"lora|dora|adapter|ia3|prefix|prompt|p-?tuning|peft|pissa|vera|b?oft\b|reft|lisa|llama-?pro|freeze",
        method,
    ):
        return "lora"
    return "pretrain" if re.search(PRETRAINING, method) else "full"


HALF = 0.5


def repeats(row: Row) -> float:
    """Return which share of the forward pass is done again: all, half or none of it.

    Half is what selective code does, but Megatron's means scores, which flash attention never keeps. Where it
    is not said, recipes tell, NVIDIA's code and litgpt keep all, and most others recompute beside frozen
    weights; else it is as likely as not.
    """
    said, source = row["grad_ckpt"].lower(), row["source"].lower()
    if not said:
        usual = 1.0 if method_of(row["method"]) in ("lora", "qlora") else HALF
        documented = _documented(row)
        return usual if documented is None else documented
    if "select" in said:
        megatrons = re.search("megatron|nemo", f"{source} {row['sharding']} {row['method']}".lower())
        return 0.0 if megatrons else HALF
    return 0.0 if re.match(KEPT, said) else 1.0


def _documented(row: Row) -> float | None:
    """Return what a framework's documents say of it, where they do."""
    source = row["source"].lower()
    if re.search(r"torchtune|axolotl|unsloth|factory|swift", source):
        return 1.0
    return 0.0 if re.search("nemo|megatron-lm|lit-?gpt", source) else None


def precision_of(row: Row, gpu: Gpu) -> str:
    """Return fp8, tf32, fp32 or bf16: 16-bit formats run alike, and 4-bit ones no slower than 8-bit ones.

    What is autocast runs in 16 bits, whatever its weights are in, but on a card without products of bf16;
    NVIDIA's containers take TF32 for fp32. Code of GPT-2's time is in 32 bits unless it is said otherwise.
    """
    precision = row["precision"].lower()
    if "bf16" in precision and gpu.vendor == "nvidia" and gpu.compute_capability < _BF16_FROM:
        return "fp32"
    if not precision and writes_out(row):
        return "tf32"
    if re.search("fp8|fp4|float8", precision):
        return "fp8"
    if re.search(r"\bamp\b|mixed|bf16|fp16", precision) or not re.search("32", precision):
        return "bf16"
    said = f"{row['source']} {row['sharding']}".lower()
    return (
        "tf32" if re.search("tf32", precision) or re.search(f"{_NVIDIA}|megatron|flagscale", said) else "fp32"
    )


def framework_of(row: Row) -> str:
    """Return the kind of stack whose documented defaults apply.

    Who pretrains uses tuned code, but for GPT-2: of its nets on one card, in nanoGPT and in code that is not
    named, five publishers reach what Transformers' own reaches. So do six of eight whose code says autocast.
    """
    said = f"{row['source']} {row['method']} {row['sharding']}".lower()
    if re.search(_NVIDIA, said) and not re.search(_NOT_NVIDIAS_STACK, said):
        return "megatron"
    if re.search(_PLAIN, said):
        return "plain"
    if re.search(_TUNED, said):
        return "tuned"
    own = re.search(_AUTOCAST, row.get("precision", "").lower()) and not compiles(said)
    pretrains = re.search(PRETRAINING, row["method"].lower())
    return "tuned" if pretrains and not own and not of_gpt_2(row) else "plain"


def crew_of(row: Row, gpu: Gpu) -> Crew:
    """Return the cards of one stage of a row's pipeline, and how they share the work."""
    text, cards = row["sharding"].lower(), _cards_of(row)
    node = node_cards(gpu)
    nodes = int(found[1]) if (found := re.search(r"(\d+) nodes", text)) else max(1, -(-cards // node))
    stages, chunks = ways(text, "pipeline"), ways(text, "virtual")
    return Crew(
        gpu,
        gpu_count=max(1, cards // stages),
        nodes=max(1, nodes // stages),
        sharding=sharding_of(text, cards),
        tensor_parallel=min(ways(text, "tensor"), cards),
        expert_parallel=min(ways(text, "expert"), cards),
        idle_share=pipeline_idle(stages=stages, chunks=chunks, micro_steps=_micro_steps_of(row)),
    )


def _cards_of(row: Row) -> int:
    return int(number(row["gpu_count"]) or _USUAL_CARDS)


def _micro_steps_of(row: Row) -> float:
    """Return the micro-steps of each replica per optimizer step."""
    each = prod(ways(row["sharding"].lower(), of) for of in ("tensor", "pipeline", "context"))
    whole = number(row["global_batch"])
    if not whole:
        return _ACCUMULATION
    return max(1.0, whole / (number(row["micro_batch"]) or _USUAL_BATCH) / max(1, _cards_of(row) // each))


def sharding_of(text: str, cards: int) -> str:
    """Return the sharding in the core's words."""
    whole = re.sub(r"fsdp\s?=?\s?(?:0|false|no)\b", "", text)
    if cards == 1:
        return "none"
    if "shard_grad_op" in whole:
        return "zero2"
    stage = re.search(r"(?:zero[\s_-]*(?:stage)?|stage|\bz)[\s_-]?([123])", whole)
    if (stage and stage[1] == "3") or re.search(r"full\w*.?shard|[fh]sdp|^deepspeed \(finetune", whole):
        return "zero3"
    if stage and stage[1] == "2":
        return "zero2"
    return "zero1" if re.search(r"zero|stage|\bz1|distributed optimizer|tp ?=?\d", whole) else "ddp"
