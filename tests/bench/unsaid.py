"""What a row of training memory leaves unsaid: the least and the most that usual settings would take."""

import re

from tests.bench.read_habits import writes_out
from tests.bench.read_training import PRETRAINING
from tests.bench.score_measured import number

Row = dict[str, str]

_LEAST = {
    "seq_len": "256",
    "micro_batch": "1",
    "grad_ckpt": "yes",
    "optimizer": "adamw_8bit",
    "precision": "bf16",
    "sharding": "ZeRO-3",
}
_COMMONEST = {"grad_ckpt": "yes", "sharding": "DeepSpeed, stage not said"}
_MOST = {
    "seq_len": "4096",
    "micro_batch": "4",
    "grad_ckpt": "no",
    "optimizer": "AdamW",
    "precision": "bf16 mixed",
    "sharding": "DDP",
}
"""Settings of recipes and notebooks at either end, and what most of them choose: of publishers who say it,
four of five recompute in fine-tunes. A sequence is the longest of most samples' lengths."""
_PRETRAINING = (
    {"seq_len": "1024"},
    {"precision": "bf16", "sharding": "DeepSpeed, stage not said"},
    {"seq_len": "8192", "micro_batch": "16", "precision": "bf16 autocast, fp32 weights"},
)
"""The same where pretraining has others: its samples are cut to one length, and fill the card; half of those
who say it recompute."""
_SIZES = ("seq_len", "micro_batch")
_FILLS, _PRETRAINING_FILLS = 0.4, 0.65
"""Where most runs are between the least and the most that sizes take, in logarithm: who pretrains fills the
card. Of settings taken away from rows that tell them (`tests.bench.silenced`)."""
_COMPILED = "torch.compile"
_DOCUMENTED = {
    "grad_ckpt": "lit-?gpt|torchtune|axolotl|factory|unsloth|peft",
    "optimizer": "lit-?gpt|torchtune|axolotl|factory|unsloth|peft|swift|qwenlm",
    "precision": "peft",
}
"""Frameworks whose documents tell what a row of theirs leaves unsaid."""
_LEANEST, _ROOMIEST = "axolotl", "swift"
"""Frameworks at either end: hidden states in 16 bits whatever the base is packed in, and samples that are
neither packed nor padded to one length."""
_UNCOUNTED = r"unstated|.*(?:not said|seen|us(?:ed|age)|occupied|vram|reserved)"
"""Figures that may count an allocator's blocks of past shapes."""
_KNOWN = (
    "thunder|lit-?gpt|deepspeed|colossal|internevo|foundry|mosaic|neox|nanotron|xtuner|olmo|megatron|nemo|nvidia"
    "|unsloth|axolotl|factory|swift|peft|\\btrl\\b|fms-|fsdp_qlora|torchtune|torchtitan|qwenlm|paddle|fastchat|flag"
)
_NOT_SAID = r"\s*(?:unstated|unknown|n/?a|\?|not (?:said|stated|known|told|given|printed|reported))?\s*"


def blank(row: Row) -> Row:
    """Return the row with nothing in the cells of settings that say nothing: "unstated", "n/a"."""
    return row | {name: "" for name in _LEAST if re.fullmatch(_NOT_SAID, row.get(name, "").lower())}


def unsaid(row: Row) -> list[str]:
    """Return the settings that neither a row nor its framework's documents tell."""
    source = row["source"].lower()
    return [
        name
        for name in _LEAST
        if re.fullmatch(_NOT_SAID, row[name].lower())
        and (name != "sharding" or _shares(row))
        and not (name in _DOCUMENTED and re.search(_DOCUMENTED[name], source))
    ]


def commonest(row: Row) -> Row:
    """Return the row with what most runs choose where it says nothing: recomputing, shared states.

    Of pretraining nothing is chosen of recomputing; code of GPT-2's time is in 32 bits throughout.
    """
    usual = dict(_PRETRAINING[1] if _pretrains(row) else _COMMONEST)
    if writes_out(row):
        usual["precision"] = "fp32"
    return row | {name: usual[name] for name in unsaid(row) if name in usual}


def sizes(row: Row) -> tuple[Row, Row, float]:
    """Return the row with what is left open of its sizes at either end, and how far most runs are between."""
    pretrains = _pretrains(row)
    names = [name for name in unsaid(row) if name in _SIZES or (pretrains and name == "grad_ckpt")]
    ends = ({name: end[name] for name in names} for end in _usual(row))
    least, most = (commonest(row) | end for end in ends)
    return least, most, _PRETRAINING_FILLS if pretrains else _FILLS


def _usual(row: Row) -> tuple[Row, Row]:
    """Return the settings at either end, of pretraining or of fine-tunes."""
    if _pretrains(row):
        return _LEAST | _PRETRAINING[0], _MOST | _PRETRAINING[2]
    return _LEAST, _MOST


def _pretrains(row: Row) -> bool:
    return bool(re.search(PRETRAINING, row["method"].lower()))


def _shares(row: Row) -> bool:
    several = number(row["gpu_count"]) or 1
    return several > 1 and bool(re.match(f"full|.*({PRETRAINING})", row["method"].lower()))


def ends(row: Row) -> tuple[Row, ...]:
    """Return the row as it would need least and most memory, if anything is left unsaid; else nothing.

    Where nobody knows the code by its source, its ways as well: of a fine-tune the leanest framework's with a
    fused loss, of pretraining a compiled step, and attention that keeps its scores.
    """
    names, source, pretrains = unsaid(row), row["source"], _pretrains(row)
    least, most = (row | {name: end[name] for name in names} for end in _usual(row))
    if re.search(_KNOWN, source.lower()):
        return () if least == most == row else (least, most)
    if pretrains:
        least |= {"method": f"{row['method']}, {_COMPILED}"}
        most |= {"method": f"{row['method']}, keeps attention scores"}
    else:
        least |= {"source": f"{source} {_LEANEST}", "method": f"{row['method']}, liger"}
        if re.match(_UNCOUNTED, row["mem_metric"].lower()):
            most |= {"source": f"{source} {_ROOMIEST}"}
    return least, most
