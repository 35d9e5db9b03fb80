"""Machines with GPUs as the hyperscalers rent them out: the card of each, and how many it has."""

from typing import NamedTuple


class MachineFamily(NamedTuple):
    """A line of machines: its card, with the memory of one in GB, and how many cards each size has."""

    gpu: str
    memory_gb: float
    cards: dict[str, int]


def _sizes(one: str, **more: int) -> dict[str, int]:
    return dict.fromkeys(one.split(), 1) | {name.lstrip("_"): cards for name, cards in more.items()}


_G5 = _sizes("xlarge 2xlarge 4xlarge 8xlarge 16xlarge", _12xlarge=4, _24xlarge=4, _48xlarge=8)
AMAZON = {
    "p3": MachineFamily("V100", 16, _sizes("2xlarge", _8xlarge=4, _16xlarge=8)),
    "p3dn": MachineFamily("V100", 32, {"24xlarge": 8}),
    "p4d": MachineFamily("A100", 40, {"24xlarge": 8}),
    "p4de": MachineFamily("A100", 80, {"24xlarge": 8}),
    "p5": MachineFamily("H100", 80, _sizes("4xlarge", _48xlarge=8)),
    "p5e": MachineFamily("H200", 141, {"48xlarge": 8}),
    "p5en": MachineFamily("H200", 141, {"48xlarge": 8}),
    "p6-b200": MachineFamily("B200", 180, {"48xlarge": 8}),
    "g4dn": MachineFamily("T4", 16, _sizes("xlarge 2xlarge 4xlarge 8xlarge 16xlarge", _12xlarge=4, metal=8)),
    "g5": MachineFamily("A10G", 24, _G5),
    "g6": MachineFamily("L4", 24, _G5),
    "g6e": MachineFamily("L40S", 48, _G5),
}
"""Amazon EC2, "Accelerated computing" instance types."""
GOOGLE = {
    "a2-highgpu": ("A100", 40.0),
    "a2-megagpu": ("A100", 40.0),
    "a2-ultragpu": ("A100", 80.0),
    "a3-highgpu": ("H100", 80.0),
    "a3-megagpu": ("H100", 80.0),
    "a3-ultragpu": ("H200", 141.0),
    "a4-highgpu": ("B200", 180.0),
}
"""Google Compute Engine, accelerator-optimized machines, whose names end in their number of cards."""
G2_CARDS = {"4": 1, "8": 1, "12": 1, "16": 1, "32": 1, "24": 2, "48": 4, "96": 8}
"""The same for the G2 series with L4 cards, whose names end in their number of virtual processors."""
AZURE = {
    "nc24ads_a100_v4": ("A100", 80.0, 1),
    "nc48ads_a100_v4": ("A100", 80.0, 2),
    "nc96ads_a100_v4": ("A100", 80.0, 4),
    "nd96asr_v4": ("A100", 40.0, 8),
    "nd96amsr_a100_v4": ("A100", 80.0, 8),
    "nd96isr_h100_v5": ("H100", 80.0, 8),
    "nd96isr_h200_v5": ("H200", 141.0, 8),
    "nc40ads_h100_v5": ("H100", 94.0, 1),
    "nc80adis_h100_v5": ("H100", 94.0, 2),
    "nc4as_t4_v3": ("T4", 16.0, 1),
    "nc8as_t4_v3": ("T4", 16.0, 1),
    "nc16as_t4_v3": ("T4", 16.0, 1),
    "nc64as_t4_v3": ("T4", 16.0, 4),
    "nv36ads_a10_v5": ("A10", 24.0, 1),
    "nv72ads_a10_v5": ("A10", 24.0, 2),
    "nc6s_v3": ("V100", 16.0, 1),
    "nc12s_v3": ("V100", 16.0, 2),
    "nc24s_v3": ("V100", 16.0, 4),
}
"""Azure virtual machines, the ND, NC and NV series."""

LIGHTER = {"aws": ("L4", "A10G", "L40S"), "azure": ("T4", "A10"), "gcp": ("L4",)}
"""Cards below the default catalogue's tiers that each of them rents out, the smallest first."""


def fewest_cards(cloud: str, gpu: str, memory_gb: float) -> int | None:
    """Return how many of a card the smallest machine of a hyperscaler has; None where it rents out none."""
    amazon = ((row.gpu, row.memory_gb, cards) for row in AMAZON.values() for cards in row.cards.values())
    google = ((*card, 1) for card in (*GOOGLE.values(), ("L4", 24.0)))
    machines = {"aws": amazon, "azure": AZURE.values(), "gcp": google}[cloud]
    return min((cards for name, gb, cards in machines if (name, gb) == (gpu, memory_gb)), default=None)
