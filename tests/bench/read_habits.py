"""What a measured row's framework does in a step, as it says or as its documented defaults have it."""

import re

from core.sizing.training_habits import Habits
from tests.bench.read_layout import ways
from tests.bench.read_training import read_base_format, read_precision

_ACCUMULATES = "swift|litgpt|lit-gpt|qwenlm|megatron|nemo|internevo|foundry"
_FUSED_LOSS = (
    "llm-foundry|torchtune|unsloth|liger|megatron|nemo|chunked|fused (linear|loss|cross)|cut.?cross|\\bcce\\b"
)
_FUSES_UPDATES = "fused(?! (?:linear|loss|cross))|deepspeed|torchtitan"
_COMPILES = r"nanochat|nanogpt|torch\.compile|maxtext|levanter"
_REPEATS_INPUTS = "megatron.deepspeed|paddle"
"""Stacks that share matrices without dividing what is between them by default."""
_OWN_KERNELS = r"scratch|nanogpt|llm\.c|megatron|transformer.?engine"
"""Code of GPT-2 with its framework's kernels; Transformers' own writes attention and GELU out."""
_OWN_ATTENTION = (
    "foundry|mosaic|lit-?gpt|megatron|colossal|internevo|fastchat|xtuner|axolotl|unsloth|flash|qwenlm"
)
"""Code that had flash attention before Transformers had."""
_ADDS_DISTANCES = r"bloom|baichuan2?.?13b|\bmpt"
"""Models whose code in Transformers adds distances to the scores of attention, and keeps them for that."""
SELECTIVE = 1 / 3
"""What selective checkpointing keeps of a layer: attention's output and every second product (torchtitan)."""
_OF_BITSANDBYTES = r"nf4|bnb|bitsandbytes|load_in|(?<!gptq.)4-?bit"
_INT8_OF_BITSANDBYTES = r"llm\.int8|bnb int8|bitsandbytes|load_in|(?<!gptq.)int8 base|(?<!gptq.)8-?bit base"
_AUTOCAST = r"autocast|\bamp\b"
"""It leaves norms and sums in 32 bits, where FSDP's mixed precision casts what goes into a layer."""
_OWN_ADAPTERS = "litgpt|lit-gpt|torchtune|unsloth|axolotl|factory|accelerated|nemo"
"""Code with 4-bit bases that keeps hidden states in 16 bits; PEFT's preparation turns them to fp32."""


_IN_FP32 = 4.0
"""Bytes of hidden states for which flash attention has no kernels: it takes 16 bits (its documentation)."""


def read_habits(row: dict[str, str], method: str, sharding: str, cards: int) -> Habits:
    """Return what a row's framework does in a step, as it says or as its documented defaults have it.

    Who pretrains a model of GPT-2's shape writes it in PyTorch's modules: with another attention wherever
    there is one.
    """
    said, source = f"{row['method']} {row['precision']} {row['optimizer']}".lower(), row["source"].lower()
    precision = read_precision(row["precision"], method, sharding, row["source"])
    autocast = precision == "amp" and re.search(_AUTOCAST, row["precision"].lower())
    whole = bool(precision == "fp32" or autocast)
    in_backward = steps_in_backward(row, method, cards)
    hidden_bytes = 4.0 if upcasts(row, method, sharding) or whole else 2.0
    return Habits(
        hidden_bytes=hidden_bytes,
        kept_share=SELECTIVE if "select" in row["grad_ckpt"].lower() else 0.0,
        offloaded_inputs="unsloth" in source,
        copied_inputs=copies_inputs(row, method, sharding),
        chunked_loss=fuses_loss(f"{source} {row['method']}"),
        compiled_step=compiles(f"{source} {row['method']}"),
        eager_attention=keeps_scores(row, method, in_fp32=hidden_bytes == _IN_FP32) or before_flash(row),
        loss_in_16_bits=of_gpt_2(row) and "amp" not in row["precision"].lower(),
        fused_optimizer=in_backward
        or compiles(f"{source} {row['method']}")
        or bool(re.search(_FUSES_UPDATES, f"{said} {row['sharding'].lower()} {source}")),
        step_in_backward=in_backward,
        accumulating=accumulates(row, method, sharding),
        expert_holders=ways(row["sharding"], "expert"),
        sequence_parallel=not re.search(_REPEATS_INPUTS, source),
    )


def steps_in_backward(row: dict[str, str], method: str, cards: int) -> bool:
    """Whether gradients go as they come: as said, and in torchtune on one card."""
    said = f"{row['method']} {row['optimizer']}".lower()
    if re.search(r"lomo|in.?backward|in_bwd|(layer|per).?(wise|layer)", said):
        return True
    return method == "full" and cards == 1 and "torchtune" in row["source"].lower()


def fuses_loss(source: str) -> bool:
    """Whether a loss is fused or chunked: as said, or by the framework's documented default."""
    return bool(re.search(_FUSED_LOSS, source.lower()))


def compiles(source: str) -> bool:
    """Whether a whole step is compiled, its loss too: as said, or by the framework's default."""
    return bool(re.search(_COMPILES, source.lower()))


def upcasts(row: dict[str, str], method: str, sharding: str) -> bool:
    """Whether hidden states are kept in fp32: PEFT prepares bitsandbytes' models so, but under FSDP.

    Those of eight bits as those of four (its documentation of `prepare_model_for_kbit_training`).
    """
    said = f"{row['source']} {row['method']}".lower()
    packed = _OF_BITSANDBYTES if method == "qlora" else _INT8_OF_BITSANDBYTES
    unnamed = method == "qlora" and read_base_format(row["precision"]) is None
    of_bitsandbytes = unnamed or re.search(packed, row["precision"].lower())
    return bool(
        method in ("lora", "qlora")
        and sharding not in ("fsdp", "zero3")
        and of_bitsandbytes
        and not re.search(_OWN_ADAPTERS, said)
    )


def caps_scores(row: dict[str, str]) -> bool:
    """Whether attention keeps its scores: as said, or where litgpt caps those of Gemma 2, step by step."""
    if re.search(r"keep\w* \w+ (?:scores|weights)|(?:no|without) flash", row["method"].lower()):
        return True
    litgpts = re.search("lit-?gpt|thunder", row["source"].lower())
    return bool(litgpts and re.search(r"gemma.?2(?!b)\b", row["model"].lower()))


def before_flash(row: dict[str, str]) -> bool:
    """Whether attention keeps its scores, as Transformers had it for every model until December 2023."""
    early = re.search(r"\b20(?:1\d|2[0-3])\b", row.get("source_rev", ""))
    return bool(early and not re.search(_OWN_ATTENTION, f"{row['source']} {row['method']}".lower()))


def keeps_scores(row: dict[str, str], method: str, *, in_fp32: bool) -> bool:
    """Whether attention keeps its scores, as a row says or as the model's code in Transformers had it.

    Who pretrains a model of GPT-2's shape has another attention wherever there is one: in 16 bits.
    """
    own = re.search(_OWN_ATTENTION, f"{row['source']} {row['method']}".lower())
    adds_distances = not own and re.search(_ADDS_DISTANCES, row["model"].lower())
    written_out = writes_out(row) and (in_fp32 or method != "pretrain")
    return bool(adds_distances or written_out or caps_scores(row))


def writes_out(row: dict[str, str]) -> bool:
    """Whether attention is written out step by step, as Transformers had GPT-2's."""
    return of_gpt_2(row) and not re.search(_OWN_KERNELS, row["source"].lower())


def of_gpt_2(row: dict[str, str]) -> bool:
    """Whether a model's code is of GPT-2's time: its GELU in Python, its loss without a cast."""
    return bool(re.search(r"gpt-?2|gpt-?j|gpt-?neo(?!x)|codegen", row["model"].lower()))


def accumulates(row: dict[str, str], method: str, sharding: str) -> bool:
    """Whether gradients wait for further micro-steps, or have buffers of their own: else they come and go.

    Trainer's default is one micro-step; ms-swift's and litgpt's recipes have more; DDP and DeepSpeed keep
    buffers.
    """
    if method not in ("full", "pretrain") or sharding not in ("none", "fsdp"):
        return True
    return bool(re.search(_ACCUMULATES, row["source"].lower()))


def copies_inputs(row: dict[str, str], method: str, sharding: str) -> bool:
    """Whether a checkpointed layer keeps its input twice: beside frozen weights, in FSDP's first version.

    Where base and adapters are of two precisions its wrapper hands on a cast copy: per token and layer
    fms-acceleration and fsdp_qlora show four bytes a hidden unit on two cards where one card shows two.
    """
    second = re.search(r"fsdp2", row["sharding"].lower()) or "torchtune" in row["source"].lower()
    return method in ("lora", "qlora") and sharding == "fsdp" and not second
