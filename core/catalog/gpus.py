"""GPU cards: memory, bandwidth and dense peaks of one variant each, and how people write their names."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from core.catalog.rows import Row, own_rows
from core.regex import regex


class Gpu(NamedTuple):
    """One card. Peaks are dense, with fp32 accumulation; 0 where the card lacks the format.

    `memory_gb` is the size on the box (of which a driver shows slightly less, in GiB), `bandwidth_gbs` is
    1e9 bytes/s of memory, `nvlink_gbs` 1e9 bytes/s to the other cards in both directions together (0: PCIe
    only), `pcie_gbs` 1e9 bytes/s in one direction.
    """

    id: str
    name: str
    variant: str
    vendor: str
    memory_gb: float
    visible_gib: float
    bandwidth_gbs: float
    bf16_tflops: float
    fp8_tflops: float
    int8_tops: float
    nvlink_gbs: float
    pcie_gbs: float
    tdp_w: float
    compute_capability: float
    year: int
    source: str
    date: str
    note: str = ""


VENDORS = ("nvidia", "amd")
"""Whose cards can be sized. NVIDIA's state their compute capability, which tells the formats they run."""


@cache
def own_gpus() -> tuple[Gpu, ...]:
    """Return the cards that ship with the catalogue."""
    return tuple(read_gpu(row) for row in own_rows("gpus.csv"))


def read_gpu(row: Row) -> Gpu:
    """Return the card of one row of gpus.csv; raises CatalogueError.

    Bounds are ten times what any card has, for figures in another unit.
    """
    memory_gb = row.number("memory_gb", least=1, most=3_000)
    vendor = row.choice("vendor", VENDORS, VENDORS[0])
    return Gpu(
        id=row.text("id"),
        name=row.text("name"),
        variant=row.text("variant", ""),
        vendor=vendor,
        memory_gb=memory_gb,
        visible_gib=row.number("visible_gib", memory_gb * 0.99, least=1, most=memory_gb),
        bandwidth_gbs=row.number("bandwidth_gbs", least=1, most=200_000),
        bf16_tflops=row.number("bf16_tflops", least=1, most=50_000),
        fp8_tflops=row.number("fp8_tflops", 0, most=100_000),
        int8_tops=row.number("int8_tops", 0, most=100_000),
        nvlink_gbs=row.number("nvlink_gbs", 0, most=50_000),
        pcie_gbs=row.number("pcie_gbs", 32, least=1, most=1_000),
        tdp_w=row.number("tdp_w", 0),
        compute_capability=row.number("compute_capability", None if vendor == "nvidia" else 0, most=30),
        year=row.integer("year", 0),
        source=row.text("source"),
        date=row.day("date"),
        note=row.text("note", ""),
    )


def gpu(gpu_id: str) -> Gpu:
    """Return the shipped card with this id; raises KeyError."""
    return {card.id: card for card in own_gpus()}[gpu_id]


_NOISE = regex(r"\b(nvidia|geforce|amd|instinct|tesla|quadro|gpus?|cards?|vram|graphics|lambdacloud)\b")
_MEMORY = regex(r"\b(\d{1,3})\s?(?:gb|gib|g)\b")
_COUNT = regex(r"^\s*\d{1,3}\s?x\s?(?=[a-z])|^\s*\d\s?[x*]\s?|\s?x\s?\d$")
_FORM = regex(r"\b(?:sxm\d?|hgx|dgx|pcie|nvl|oam|hbm\d?e?)\b")
_STEMS = (
    (r"rtx\s?pro\s?6000(?:\s?blackwell)?|pro\s?6000", ("rtxpro6000",)),
    (r"(?:rtx\s?)?6000\s?ada", ("rtx6000ada",)),
    (r"(?:rtx\s?)?5000\s?ada", ("rtx5000ada",)),
    (r"(?:rtx\s?)?4000\s?ada", ("rtx4000ada",)),
    (r"(?:rtx\s?)?a6000", ("rtxa6000",)),
    (r"(?:rtx\s?)?5090", ("rtx5090",)),
    (r"(?:rtx\s?)?4090", ("rtx4090",)),
    (r"(?:rtx\s?)?4080", ("rtx4080",)),
    (r"(?:rtx\s?)?3090\s?ti", ("rtx3090ti",)),
    (r"(?:rtx\s?)?3090", ("rtx3090",)),
    (r"(?:rtx\s?)?3080\s?ti", ("rtx3080ti",)),
    (r"(?:rtx\s?)?8000", ("rtx8000",)),
    (r"gh200|h200", ("h200-sxm",)),
    (r"h100", ("h100-sxm", "h100-pcie", "h100-nvl")),
    (r"h800", ("h100-sxm",)),
    (r"a100", ("a100-80-sxm", "a100-80-pcie", "a100-40-sxm", "a100-40-pcie")),
    (r"a800", ("a800-80-sxm",)),
    (r"[gd]?b200", ("b200-sxm",)),
    (r"mi300x?", ("mi300x",)),
    (r"v100", ("v100-16-sxm", "v100-32-sxm")),
    (r"l40s", ("l40s",)),
    (r"a10g", ("a10g",)),
    (r"a10", ("a10",)),
    (r"l4", ("l4",)),
    (r"t4", ("t4",)),
)
_STEM_PATTERNS = tuple((regex(rf"^(?:{stem})$"), ids) for stem, ids in _STEMS)


def find_gpu(text: str, cards: Iterable[Gpu] | None = None) -> Gpu | None:
    """Return the card a person means by "4090", "2x A100 80G" or "H100-80GB-PCIe"; None where it is unclear.

    Where the form factor is not said it is the SXM card; where an A100's memory is not said it is 80 GB.
    """
    known = {card.id: card for card in (own_gpus() if cards is None else cards)}
    wanted = text.strip().lower()
    if wanted in known:
        return known[wanted]
    wanted = re.sub(r"[-_/,()+]+", " ", wanted[:80])
    memory = _MEMORY.search(wanted)
    form = _FORM.search(wanted)
    rest = _FORM.sub(" ", _MEMORY.sub(" ", _NOISE.sub(" ", wanted)))
    rest = " ".join(_COUNT.sub(" ", " ".join(rest.split())).split())
    if memory is None and (bare := re.fullmatch(r"(a100|a800|h100|v100) ?(16|32|40|80|94)", rest)):
        rest, size = bare[1], int(bare[2])
    else:
        size = int(memory[1]) if memory else 0
    candidates = [
        known[i] for pattern, ids in _STEM_PATTERNS if pattern.match(rest) for i in ids if i in known
    ] or [card for card in known.values() if card.name.lower() == rest]
    sized = [card for card in candidates if not size or abs(card.memory_gb - size) <= 4]
    wanted_form = form[0][:3] if form else ""
    same_form = [card for card in sized if wanted_form and wanted_form in card.variant.lower()]
    return next(iter(same_form or sized), None)
