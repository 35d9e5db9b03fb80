"""Which matrices a measured row adapts, of what rank, and how many numbers it says it trains."""

import re

from core.catalog.architecture import Architecture
from core.sizing.lora import Lora, lora_params

_USUAL = Lora()
_EVERY = r"\b(?:all|every)\b.*(?:linear|proj|matri|module|layer)"
_NAMED = {
    "query": r"\bq\b|q_proj|query|c_attn|qkv",
    "key": r"\bk\b|k_proj|key|c_attn|qkv",
    "value": r"\bv\b|v_proj|value|c_attn|qkv",
    "projection": r"\bo\b|o_proj|out_proj|c_proj|\bwo\b|\bdense\b|\bprojection\b",
    "mlp": r"mlp|ffn|gate|up_proj|down_proj|h_to_4h|\bw[123]\b|\bfc\d",
    "head": r"\b(?:lm_)?head\b",
}
"""How configurations name what core.sizing.lora calls by these names."""
_ATTENTION = frozenset({"query", "key", "value", "projection"})
_TIMES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}
_TRAINED = r"(\d(?:[\d.,]*\d)?)\s?([kmb]?)"


def read_lora(row: dict[str, str], usual: Lora = _USUAL) -> Lora:
    """Return rank and targets of the row's words, the usual ones where it has none."""
    said = row["lora_detail"].lower()
    found = re.search(r"r(?:ank)?\s?=?\s?(\d+)", said)
    targets = frozenset(name for name, words in _NAMED.items() if re.search(words, said))
    if re.search(_EVERY, said) or "linear" in said:
        targets = _USUAL.targets
    elif "attention" in said and not targets & _ATTENTION:
        targets |= _ATTENTION
    return Lora(
        rank=int(found[1]) if found else usual.rank,
        targets=targets or usual.targets,
        embeddings="embedding" in row["method"].lower(),
    )


def of_told_size(lora: Lora, arch: Architecture, row: dict[str, str]) -> Lora:
    """Return the adapters with the rank at which they have as many parameters as a row says it trains.

    Names of matrices tell less than the count: which of a layer's there are differs by model.
    """
    trained = _told_size(arch, row)
    each = lora_params(arch, lora._replace(rank=1, embeddings=False))
    if not trained or not each or lora.embeddings:
        return lora
    return lora._replace(rank=max(1, round(trained / each)))


def trains_blocks(row: dict[str, str]) -> bool:
    """Whether one layer after the other is trained whole, with the only states (BAdam, arXiv 2404.02827)."""
    return "badam" in f"{row['method']} {row.get('optimizer', '')}".lower()


def _told_size(arch: Architecture, row: dict[str, str]) -> float:
    """Return how many numbers a row trains at a time; none where it does not say."""
    if trains_blocks(row):
        return arch.linear_params / max(arch.layers, 1)
    found = re.search(rf"trainable:? {_TRAINED}|{_TRAINED} trainable", row["lora_detail"].lower())
    if found is None:
        return 0.0
    number, unit = next(pair for pair in (found.groups()[:2], found.groups()[2:]) if pair[0])
    return float(number.replace(",", "")) * _TIMES[unit]
