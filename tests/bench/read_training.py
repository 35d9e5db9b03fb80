"""What a measured row of training memory says: method, states, sharding; else its framework's defaults."""

import re

from core.catalog.formats import WEIGHT_FORMATS, WeightFormat
from core.sizing.lora import TARGETS, Lora
from core.sizing.training_habits import Habits
from tests.bench.predict_formats import read_format

_ADAPTER_V1 = Lora(rank=1, targets=frozenset())
_ACCUMULATES = "swift|litgpt|lit-gpt|qwen|megatron|nemo|internevo|foundry"
_PACKS_SCALES = "axolotl|unsloth|factory|torchtune"
_USUAL = Lora()
_FUSED_LOSS = (
    "llm-foundry|torchtune|unsloth|liger|megatron|nemo|chunked|fused (linear|loss|cross)|cut.?cross|\\bcce\\b"
)
_COMPILES = r"nanochat|nanogpt|torch\.compile|maxtext|levanter"
_NAMED_BESIDE = "megatron(?:.deepspeed)?|flagscale|nemo|paddle|torchtune|torchtitan|maxtext|lit-?gpt"
_MEGATRON = "megatron|flagscale|nemo"
_SUMS_IN_FP32 = f"{_MEGATRON}|bigscience"
_KEEPS_MASTER = (
    "deepspeed|megatron|nemo|nvidia|mosaic|foundry|internevo|colossal|gpt-neox|levanter|maxtext|paddle"
)
_REPEATS_INPUTS = "bigscience|megatron.deepspeed|paddle"
"""Stacks that share matrices without dividing what is between them by default."""
_OWN_KERNELS = r"scratch|nanogpt|llm\.c|megatron"
"""Code of GPT-2 with its framework's kernels; Transformers' own writes attention and GELU out."""
_NODE = 8
SELECTIVE = 1 / 3
"""What selective checkpointing keeps of a layer: attention's output and every second product (torchtitan)."""
_OF_BITSANDBYTES = r"nf4|bnb|bitsandbytes|load_in|(?<!gptq.)4-?bit"
_INT8_OF_BITSANDBYTES = r"llm\.int8|bnb int8|bitsandbytes|load_in|(?<!gptq.)int8 base|(?<!gptq.)8-?bit base"
_OWN_ADAPTERS = "litgpt|lit-gpt|torchtune|unsloth|axolotl|factory|accelerated|nemo"
"""Code with 4-bit bases that keeps hidden states in 16 bits; PEFT's preparation turns them to fp32."""


def with_framework(row: dict[str, str]) -> dict[str, str]:
    """Return the row with its source naming the framework as well, where another column does."""
    beside = re.findall(_NAMED_BESIDE, f"{row['sharding']} {row['mem_metric']}".lower())
    return row | {"source": " ".join((row["source"], *beside))} if beside else row


def read_method(row: dict[str, str], usual: Lora = _USUAL) -> tuple[str, Lora]:
    """Return full, lora or qlora and the adapters' shape; other adapters count as the nearest of them.

    `usual` are the adapters where a row says nothing of them.
    """
    said = row["method"].lower()
    if re.search(r"qlora|qdora|4-?bit", said):
        return "qlora", read_lora(row, usual)
    if re.search(
        r"lora|dora|pissa|loha|lokr|vera|b?oft\b|reft|lisa|llama-?pro|badam|freeze|last layers", said
    ):
        return "lora", read_lora(row, usual)
    if "adapter_v2" in said:
        return ("qlora" if read_base_format(row["precision"]) else "lora"), Lora(rank=1)
    if re.search(r"adapter|ia3|prefix|prompt|p-?tuning|bitfit", said):
        return ("qlora" if read_base_format(row["precision"]) else "lora"), _ADAPTER_V1
    return ("pretrain" if re.search(r"pre-?train", said) else "full"), Lora()


def read_lora(row: dict[str, str], usual: Lora = _USUAL) -> Lora:
    """Return rank and targets of the row's words, the usual ones where it has none."""
    said = row["lora_detail"].lower()
    found = re.search(r"r(?:ank)?\s?=?\s?(\d+)", said)
    rank = int(found[1]) if found else usual.rank
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
    chosen = frozenset(targets) or (_USUAL if "linear" in said else usual).targets
    return Lora(rank=rank, targets=chosen, embeddings="embedding" in row["method"].lower())


def read_optimizer(said: str) -> str:
    """Return the name in core.sizing.training_states of what keeps as much; AdamW where it is not said."""
    lowered = said.lower()
    if re.search("galore|apollo", lowered):
        return "galore"
    if re.search("adafactor|lomo|badam", lowered):
        return "adafactor"
    if re.search(r"8.?bit|adam\w*8|int8", lowered):
        return "adamw_8bit"
    return "sgd" if re.search("sgd|lion|muon|adam-?mini", lowered) else "adamw"


def steps_in_backward(row: dict[str, str], method: str, cards: int) -> bool:
    """Whether gradients are applied as they come: where a row says so, and in torchtune on one card."""
    said = f"{row['method']} {row['optimizer']}".lower()
    if re.search(r"lomo|in.?backward|in_bwd|(layer|per).?(wise|layer)", said):
        return True
    return method == "full" and cards == 1 and "torchtune" in row["source"].lower()


def read_precision(said: str, method: str, sharding: str, source: str) -> str:
    """Return the precision's name in core.sizing.training_states.

    Where only "bf16" is said: native FSDP and LLaMA-Factory keep fp32 weights; DeepSpeed, Megatron and who
    shards optimizer states an fp32 master copy. Else what a model is loaded in is trained, by Transformers'
    Trainer and torchtune alike: bf16, without a copy. PEFT's examples load fp32.
    """
    lowered, framework = said.lower(), source.lower()
    if re.search(r"32-true|^tf32|^fp32|^float32", lowered) or (not lowered and "peft" in framework):
        return "fp32"
    if re.search(_SUMS_IN_FP32, framework):
        return "fp32-gradients"
    if "amp" in lowered or ("mixed" in lowered and "fp32 weights" in lowered):
        return "amp"
    if "master" in lowered or "mixed" in lowered:
        return "bf16-mixed"
    if method in ("lora", "qlora") or re.search("true|pure", lowered):
        return "bf16"
    if re.search("factory", framework):
        return "amp"
    if re.search("torchtune|axolotl|unsloth", framework):
        return "bf16"
    if sharding == "fsdp":
        return "amp"
    return "bf16-mixed" if sharding.startswith("zero") or re.search(_KEEPS_MASTER, framework) else "bf16"


def read_checkpointing(said: str, source: str) -> bool:
    """Whether activations are recomputed; where it is not said, as the framework's recipes have it.

    litgpt and PEFT's examples keep activations; torchtune, axolotl, LLaMA-Factory and unsloth recompute them.
    Megatron's selective recomputation is of attention's scores only, of which flash attention keeps none.
    """
    if "select" in said.lower() and re.search(_MEGATRON, source.lower()):
        return False
    if said:
        return not re.match(r"no|false|off|0|disabled|w/o|without", said.lower())
    return not re.search(r"litgpt|peft", source.lower())


def read_tensor_parallel(said: str, cards: int) -> int:
    """Return the cards that share every matrix: "TP8", "tp=2"; InternEvo's FSDP spreads over them as well.

    Layers spread over cards by a device map count alike: the mean over the cards is the same.
    """
    lowered = said.lower()
    if re.search(r"device.?map|naive|model.?parallel(?!.{0,3}\d)", lowered):
        return cards
    found = re.search(r"\b(?:tp|tensor.?parallel\w*)\s?=?\s?(\d+)", lowered)
    if not found or "fsdp=true" in lowered:
        return 1
    return max(1, min(int(found[1]), cards))


def read_pipeline_parallel(said: str) -> int:
    """Return over how many cards the layers are divided: "PP10"; 1 where it is not said."""
    found = re.search(r"\b(?:pp|pipeline.?parallel\w*)\s?=?\s?(\d+)", said.lower())
    return max(1, int(found[1])) if found else 1


def read_context_parallel(said: str) -> int:
    """Return over how many cards a sequence is divided: "CP 4", "sequence parallel 8"; else 1."""
    found = re.search(r"\b(?:cp|sequence.?parallel)\s?=?\s?(\d+)", said.lower())
    return max(1, int(found[1])) if found else 1


def read_sharding(said: str, cards: int, method: str) -> str:
    """Return the sharding's name in core.sizing.training_memory."""
    lowered = said.lower()
    if re.search(r"zero[\s_-]*(stage)?[\s_-]*3|stage[\s_-]?3|\bz3|gemini", lowered):
        return "zero3"
    if "shard_grad_op" in lowered:
        return "zero2"
    if re.search(r"[fh]sdp|hybrid.?shard", re.sub(r"fsdp\s?=?\s?(?:0|false|no)\b", "", lowered)):
        return "fsdp"
    if re.search(
        r"zero[\s_-]*(stage)?[\s_-]*1|stage[\s_-]?1|distributed optimizer|optimizer states? sharded", lowered
    ):
        return "zero1"
    if re.search(r"stage[\s_-]?2", lowered):
        return "zero2"
    if re.search(_MEGATRON, lowered):
        return "zero1"
    if "deepspeed" in lowered and (method != "lora" or "none (lora)" not in lowered):
        return "zero2"
    return "zero2" if "zero" in lowered else "ddp" if cards > 1 else "none"


def read_sharers(said: str, cards: int) -> int:
    """Return over how many cards states are divided: over those of one node where a sharding is hybrid."""
    return min(cards, _NODE) if re.search(r"hsdp|hybrid.?shard", said.lower()) else cards


def read_habits(row: dict[str, str], method: str, sharding: str, cards: int) -> Habits:
    """Return what a row's framework does in a step, as it says or as its documented defaults have it."""
    said, source = f"{row['method']} {row['precision']} {row['optimizer']}".lower(), row["source"].lower()
    precision = read_precision(row["precision"], method, sharding, row["source"])
    whole_fp32 = precision == "fp32" and method in ("full", "pretrain")
    in_backward = steps_in_backward(row, method, cards)
    written_out = of_gpt_2(row) and not re.search(_OWN_KERNELS, source)
    return Habits(
        hidden_bytes=4.0 if upcasts(row, method, sharding) or whole_fp32 else 2.0,
        kept_share=SELECTIVE if "select" in row["grad_ckpt"].lower() else 0.0,
        offloaded_inputs="unsloth" in source,
        copied_inputs=copies_inputs(row, method, sharding),
        chunked_loss=fuses_loss(f"{source} {row['method']}"),
        compiled_step=compiles(f"{source} {row['method']}"),
        eager_attention=caps_scores(row) or written_out or adds_distances(row),
        written_gelu=written_out,
        loss_in_16_bits=of_gpt_2(row) and "amp" not in row["precision"].lower(),
        fused_optimizer=in_backward
        or bool(re.search("fused(?! linear)|deepspeed", f"{said} {row['sharding'].lower()}")),
        step_in_backward=in_backward,
        accumulating=accumulates(row, method, sharding),
        sequence_parallel=not re.search(_REPEATS_INPUTS, source),
    )


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
    of_bitsandbytes = re.search(packed, row["precision"].lower())
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


def adds_distances(row: dict[str, str]) -> bool:
    """Whether attention keeps its scores as it adds distances to them, in models' code for Transformers."""
    of_model = re.search(r"bloom|baichuan2?.?13b|\bmpt", row["model"].lower())
    return bool(of_model and not re.search("foundry|megatron|bigscience", row["source"].lower()))


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


def read_base_format(precision: str, source: str = "") -> WeightFormat | None:
    """Return the format of a packed base; its scales are packed too where the framework has it so."""
    said = precision.lower()
    if re.search(r"nf4|int4|4-?bit|gptq|awq|fp4|qlora", said):
        read = read_format(precision.partition(" base")[0], "peft") or WEIGHT_FORMATS["nf4"]
        twice = read.id == "nf4" and re.search(_PACKS_SCALES, source.lower())
        return WEIGHT_FORMATS["nf4-dq"] if twice else read
    return WEIGHT_FORMATS["int8"] if re.search(r"int8|8-?bit", said) else None
