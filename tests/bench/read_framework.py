"""Which framework a row of training is of, where its source does not name one: by what only that one says."""

import re

_NAMED_BESIDE = "megatron(?:.deepspeed)?|flagscale|nemo|paddle|torchtune|torchtitan|maxtext|lit-?gpt"
_SPELLED = (
    (r"\b(?:bf16|16|32)-true\b|\bbnb\.(?:nf4|fp4|int8)|adapter_v2", "litgpt"),
    (r"\bamp_(?:bf16|fp16|fp8)\b|\bmp_mode\b|decoupled", "llm-foundry"),
    (r"nanochat", "nanochat"),
    (r"^bloom.*\bpp\d", "megatron-deepspeed"),
    (r"^(?!.*(?:zero|fsdp(?!\s?=)))(?=.*\btp\s?=?\d)(?=.*\b(?:cp|vp)\s?=?\d)", "nemo"),
)
"""Precisions as Lightning and Composer spell them, adapters of litgpt only, models with their own code,
layouts as NVIDIA's tables list them."""
_SPELLED_ALIKE = "thunder"
"""Who spells as Lightning does, and runs other code."""


_OF_EITHER, _MEGATRONS = "swift", r"megatron\S*"
"""A trainer of either code: what FSDP or DeepSpeed shards is not Megatron's, whatever its page is called."""
_NOT_MEGATRONS = r"fsdp|deepspeed"


def with_framework(row: dict[str, str]) -> dict[str, str]:
    """Return the row with its source naming the framework as well, where another column tells it."""
    if _OF_EITHER in row["source"].lower() and re.search(_NOT_MEGATRONS, row["sharding"].lower()):
        row = row | {"source": re.sub(_MEGATRONS, "", row["source"], flags=re.IGNORECASE)}
    beside = re.findall(_NAMED_BESIDE, f"{row['sharding']} {row.get('mem_metric', '')}".lower())
    if not beside and _SPELLED_ALIKE not in row["source"]:
        columns = ("model", "method", "precision", "optimizer", "sharding")
        said = " ".join(row.get(name, "") for name in columns)
        beside = [name for spelling, name in _SPELLED if re.search(spelling, said.lower())]
    return row | {"source": " ".join((row["source"], *beside))} if beside else row
