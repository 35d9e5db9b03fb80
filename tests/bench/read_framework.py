"""Which framework a row of training is of, where its source does not name one: by what only that one says."""

import re

_NAMED_BESIDE = "megatron(?:.deepspeed)?|flagscale|nemo|paddle|torchtune|torchtitan|maxtext|lit-?gpt"
_SPELLED = (
    (r"\b(?:bf16|16|32)-true\b|\bbnb\.(?:nf4|fp4|int8)|adapter_v2", "litgpt"),
    (r"\bamp_(?:bf16|fp16|fp8)\b|\bmp_mode\b|decoupled", "llm-foundry"),
    (r"^(?!.*(?:zero|fsdp(?!\s?=)))(?=.*\btp\s?=?\d)(?=.*\b(?:cp|vp)\s?=?\d)", "nemo"),
)
"""Precisions as Lightning and Composer spell them, adapters of litgpt only, layouts as NVIDIA lists them."""
_WORKS_IN = (("bigscience", "megatron-deepspeed"),)
"""Whose training is of which framework, where the page's name leaves it out."""
_SPELLED_ALIKE = "thunder"
"""Who spells as Lightning does, and runs other code."""


def with_framework(row: dict[str, str]) -> dict[str, str]:
    """Return the row with its source naming its framework, where that or another column tells it.

    A page named after the model (Nemotron, OLMo, Qwen) is not of the framework of that name.
    """
    row = row | {"source": _without_model(row["source"], row["model"])}
    beside = [framework for name, framework in _WORKS_IN if name in row["source"].lower()]
    beside += re.findall(_NAMED_BESIDE, f"{row['sharding']} {row.get('mem_metric', '')}".lower())
    if not beside and _SPELLED_ALIKE not in row["source"]:
        columns = ("method", "precision", "optimizer", "sharding")
        said = " ".join(row.get(name, "") for name in columns)
        beside = [name for spelling, name in _SPELLED if re.search(spelling, said.lower())]
    return row | {"source": " ".join((row["source"], *beside))} if beside else row


def _without_model(source: str, model: str) -> str:
    family = re.match("[a-z]+", model.lower())
    return source if family is None else re.sub(rf"(?i)(?<![/\w]){family[0]}-?\d\S*", "", source)
