"""What a measured row of training memory says: method, states, sharding; else its framework's defaults."""

import re

from core.catalog.formats import WEIGHT_FORMATS, WeightFormat
from core.sizing.lora import Lora
from tests.bench.predict_formats import read_format
from tests.bench.read_adapters import read_lora, trains_blocks
from tests.bench.read_layout import ways

KEPT = r"no|false|off\b|0|disabled|w/o|without"
"""How a row says that activations are kept; whatever else it says, they are recomputed."""
QLORA, PRETRAINING = r"q-?lora|qdora|4.?bit", r"pre[\s-]?train|from scratch|\bcpt\b"
NONE_OF_IT = r"\b(?:no|not|without)\s\w*lora"
_ADAPTER_V1 = Lora(rank=1, targets=frozenset())
_PACKS_SCALES = "axolotl|unsloth|factory|torchtune"
_USUAL = Lora()
_MEGATRON = "megatron|flagscale|nemo"
_RECOMPUTES = "torchtune|axolotl|factory|unsloth|swift"
_SUMS_IN_FP32 = f"{_MEGATRON}|nanotron"
_PURE = r"true|pure|weights and (?:adam|moments|states)|no (?:fp32 )?(?:master|copy)"
"""How a row says that weights, gradients and moments are all in 16 bits."""
_SHARES_MATRICES = r"(?<![a-wyz])[tp]p\s?=?\s?\d"
"""A layout beside which ZeRO is of stage 1: pipelines keep gradients whole (DeepSpeed's engine)."""
_NODE = 8


def read_method(row: dict[str, str], usual: Lora = _USUAL) -> tuple[str, Lora]:
    """Return full, lora or qlora and the adapters' shape; other adapters count as the nearest of them.

    `usual` are the adapters where a row says nothing of them.
    """
    said = re.sub(NONE_OF_IT, "", row["method"].lower())
    if trains_blocks(row):
        return "lora", _USUAL
    if re.search(QLORA, said):
        return "qlora", read_lora(row, usual)
    if re.search(r"lora|dora|pissa|loha|lokr|vera|b?oft\b|reft|lisa|llama-?pro|freeze|last layers", said):
        return "lora", read_lora(row, usual)
    if "adapter_v2" in said:
        return ("qlora" if read_base_format(row["precision"]) else "lora"), Lora(rank=1)
    if re.search(r"adapter|ia3|prefix|prompt|p-?tuning|bitfit", said):
        return ("qlora" if read_base_format(row["precision"]) else "lora"), _ADAPTER_V1
    return ("pretrain" if re.search(PRETRAINING, said) else "full"), Lora()


def read_optimizer(said: str) -> str:
    """Return the name in core.sizing.training_states of what keeps as much; AdamW where it is not said."""
    lowered = said.lower()
    if re.search("galore|apollo", lowered):
        return "galore"
    if re.search(r"adafactor|\bcame\b", lowered):
        return "adafactor"
    if "lomo" in lowered:
        return "adafactor" if "adalomo" in lowered else "lomo"
    if re.search(r"[48].?bit|low.?bit|adam\w*8|int8|fp8", lowered):
        return "adamw_8bit"
    if re.search(r"(?:bf|fp|float)?16(?:-?bit)?s? (?:states|moments)", lowered):
        return "adamw_16bit"
    if re.search("sgd(?!.*momentum)", lowered):
        return "plain_sgd"  # PyTorch's has no momentum unless it is told
    return "sgd" if re.search("sgd|lion|muon|adam-?mini|rmsprop", lowered) else "adamw"


def read_precision(said: str, method: str, sharding: str, source: str) -> str:
    """Return the precision's name in core.sizing.training_states.

    Where only "bf16" is said: native FSDP and LLaMA-Factory keep fp32 weights; Megatron and who shards
    optimizer states an fp32 master copy. Else what a model is loaded in is trained, by Transformers'
    Trainer and torchtune alike: bf16, without a copy. PEFT's examples load fp32.
    """
    lowered, framework = said.lower().replace("float", "fp"), source.lower()
    autocast = re.search(r"\bamp\b|amp_|autocast", lowered) and method not in ("lora", "qlora")
    if re.search(r"32-true|^tf32|^fp32(?!.*b?fp?16)", lowered) or (not lowered and "peft" in framework):
        return "fp32"
    if re.search(_SUMS_IN_FP32, framework):
        return "fp32-gradients"
    if autocast or "fp32 weights" in lowered:
        return "amp"
    pure = re.search(_PURE, lowered)
    if not pure and ("master" in lowered or "mixed" in lowered):
        return "bf16-mixed"
    if pure or method in ("lora", "qlora"):
        return "bf16"
    if re.search("factory", framework):
        return "amp"
    if re.search("torchtune|axolotl|unsloth", framework):
        return "bf16"
    if sharding == "fsdp":
        return "amp"
    return "bf16-mixed" if sharding.startswith("zero") else "bf16"


def read_checkpointing(said: str, source: str, method: str = "full") -> bool:
    """Whether activations are recomputed; where it is not said, as the framework's recipes have it.

    torchtune, axolotl, LLaMA-Factory, ms-swift and unsloth recompute them, and PEFT where it prepares packed
    bases; Trainer's default, litgpt and PEFT's examples keep them.
    Megatron's selective recomputation is of attention's scores only, of which flash attention keeps none.
    """
    if "select" in said.lower() and re.search(_MEGATRON, source.lower()):
        return False
    if said:
        return not re.match(KEPT, said.lower())
    prepared = method == "qlora" and not re.search("lit-?gpt|peft", source.lower())
    return prepared or bool(re.search(_RECOMPUTES, source.lower()))


def read_tensor_parallel(said: str, cards: int) -> int:
    """Return the cards that share every matrix: "TP8", "tp=2"; InternEvo's FSDP spreads over them as well.

    Layers spread over cards by a device map count alike: the mean over the cards is the same.
    """
    lowered = said.lower()
    if re.search(r"device.?map|naive|model.?parallel(?!.{0,3}\d)", lowered):
        return cards
    return 1 if "fsdp=true" in lowered else min(ways(said, "tensor"), cards)


def read_sharding(said: str, cards: int, method: str) -> str:
    """Return the sharding's name in core.sizing.training_memory."""
    lowered = said.lower()
    if re.search(r"zero[\s_-]*(?:stage)?[\s_-]*0|stage[\s_-]?0", lowered):
        return "ddp" if cards > 1 else "none"
    if re.search(r"zero[\s_-]*(stage)?[\s_-]*3|stage[\s_-]?3|\bz3|gemini", lowered):
        return "zero3"
    if "shard_grad_op" in lowered:
        return "zero2"
    if re.search(
        r"[fh]sdp|hybrid.?shard|full\w*.?shard", re.sub(r"fsdp\s?=?\s?(?:0|false|no)\b", "", lowered)
    ):
        return "fsdp"
    if re.search(
        r"zero[\s_-]*(stage)?[\s_-]*1|stage[\s_-]?1|distributed (?:optimizer|adam)"
        r"|optimizer(?: states?)? shard|shard\w* optimizer|redundancy.?optimizer",
        lowered,
    ):
        return "zero1"
    if re.search(r"zero[\s_-]*2|stage[\s_-]?2", lowered):
        return "zero2"
    if re.search(_MEGATRON, lowered) or ("zero" in lowered and re.search(_SHARES_MATRICES, lowered)):
        return "zero1"
    if "deepspeed" in lowered and (method != "lora" or "none (lora)" not in lowered):
        return "zero2"
    return "zero2" if "zero" in lowered else "ddp" if cards > 1 else "none"


def read_sharers(said: str, cards: int) -> int:
    """Return over how many cards states are divided: over those of one node where a sharding is hybrid."""
    return min(cards, _NODE) if re.search(r"hsdp|hybrid.?shard", said.lower()) else cards


def read_base_format(precision: str, source: str = "") -> WeightFormat | None:
    """Return the format of a packed base; its scales are packed too where the framework has it so."""
    said = precision.lower()
    if re.search(r"nf4|int4|4-?bit|gptq|awq|fp4|qlora", said):
        read = read_format(precision.partition(" base")[0], "peft") or WEIGHT_FORMATS["nf4"]
        twice = read.id == "nf4" and ("double" in said or re.search(_PACKS_SCALES, source.lower()))
        return WEIGHT_FORMATS["nf4-dq"] if twice else read
    return WEIGHT_FORMATS["int8"] if re.search(r"int8|8-?bit", said) else None
