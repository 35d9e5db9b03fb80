"""What tensor-parallel cards and nodes pay to talk to each other."""

from math import log2
from typing import NamedTuple

from core.catalog.gpus import Gpu
from core.regex import regex

_NVLINK_LATENCY_S = 8e-6
"""What an engine's own all-reduce waits for over NVLink; general libraries add `reduce_us`."""
_PCIE_LATENCY_S = 20e-6
"""The same over PCIe for each hop of NCCL's tree: two cards wait a third of what eight do (2 x RTX 3090, 4090
and A6000 against 4 and 8 of four publishers)."""
_LINK_SHARE = 0.75
"""Share of a link's one-way rate that a ring all-reduce of NCCL reaches (nccl-tests, large messages)."""

_HOST_COPY_SHARE = 0.5
"""GeForce cards cannot reach each other directly: every message is copied through main memory."""
_PAIR, _CROWDED_SHARE = 2, 0.5
"""More than a pair of them share lanes and main memory: of one way of their slots gathers reach 0.44 on eight
RTX 5090 of a good server (NVIDIA/nccl issue 1639), 0.08 on eight RTX 3090 (arXiv 2306.09782)."""
_NODE_GBS = 25.0
"""1e9 bytes/s of the network of one card between nodes: 200 Gbit/s each, as 8-card nodes are rented."""
_SLOW_NODE_GBS = 3.0
"""The same for cards without NVLink: 25 Gbit/s per card at best."""
_NODE, _RACK = 8, 72
_GRACE_BLACKWELL = regex(r"gb[23]00")
_GEFORCE = regex(r"rtx[2-5]0[5-9]0(ti)?[sm]?$")


def has_nvlink(gpu: Gpu, cards: int) -> bool:
    """Whether `cards` of this kind reach each other over NVLink; the bridge of an H100 NVL joins two."""
    return gpu.nvlink_gbs > 0 and (gpu.variant != "NVL" or cards <= 2)


def node_cards(gpu: Gpu) -> int:
    """Return how many cards share one fast link: 72 in a rack of Grace Blackwell, 8 elsewhere."""
    return _RACK if _GRACE_BLACKWELL.match(gpu.id) else _NODE


class Exchange(NamedTuple):
    """Seconds that cards spend on each other: fixed, and for each unit (a byte, a token) they share."""

    fixed_s: float
    s_per_unit: float

    def seconds(self, units: float) -> float:
        """Return the seconds of one exchange of so many units."""
        return self.fixed_s + self.s_per_unit * units


def all_reduce(gpu: Gpu, cards: int) -> Exchange:
    """Return what an all-reduce over `cards` in one node costs: latency, and a ring's 2(n-1)/n bytes."""
    if cards <= 1:
        return Exchange(0.0, 0.0)
    nvlink = has_nvlink(gpu, cards)
    latency = _NVLINK_LATENCY_S * (1 + cards / 8) if nvlink else _PCIE_LATENCY_S * log2(cards)
    return Exchange(latency, 2 * (cards - 1) / cards / _link_rate(gpu, nvlink=nvlink))


def is_geforce(gpu: Gpu) -> bool:
    """Whether the card is one of the consumer line, cut in sums and in reaching its neighbours."""
    return _GEFORCE.match(gpu.id) is not None


def _link_rate(gpu: Gpu, *, nvlink: bool) -> float:
    if nvlink:
        return gpu.nvlink_gbs / 2 * 1e9 * _LINK_SHARE
    return gpu.pcie_gbs * 1e9 * _LINK_SHARE * (_HOST_COPY_SHARE if is_geforce(gpu) else 1.0)


def collective_rate(gpu: Gpu, cards: int, nodes: int) -> float:
    """Return bytes/s of gathers and reductions per card: the slower of the node's links and the network."""
    nvlink = has_nvlink(gpu, max(cards, 1))
    crowded = is_geforce(gpu) and cards > _PAIR and not nvlink
    inside = _link_rate(gpu, nvlink=nvlink) * (_CROWDED_SHARE if crowded else 1.0)
    if nodes <= 1:
        return inside
    return min(inside, (_NODE_GBS if gpu.nvlink_gbs else _SLOW_NODE_GBS) * 1e9 * _LINK_SHARE * max(cards, 1))
