"""Machines with GPUs as the hyperscalers rent them out: the card of each, by its id, and how many it has."""

from typing import NamedTuple


class MachineFamily(NamedTuple):
    """A line of machines: its card, and how many of them each size has."""

    gpu: str
    cards: dict[str, int]


CARDS = {
    "t4": ("T4", 16.0),
    "l4": ("L4", 24.0),
    "a10": ("A10", 24.0),
    "a10g": ("A10G", 24.0),
    "l40s": ("L40S", 48.0),
    "v100-16-sxm": ("V100", 16.0),
    "v100-32-sxm": ("V100", 32.0),
    "a100-40-sxm": ("A100", 40.0),
    "a100-80-pcie": ("A100", 80.0),
    "a100-80-sxm": ("A100", 80.0),
    "h100-nvl": ("H100", 94.0),
    "h100-sxm": ("H100", 80.0),
    "h200-sxm": ("H200", 141.0),
    "b200-sxm": ("B200", 180.0),
}
"""What the cards in these machines are called, and the memory of one in GB."""


def _sizes(one: str, **more: int) -> dict[str, int]:
    return dict.fromkeys(one.split(), 1) | {name.lstrip("_"): cards for name, cards in more.items()}


_G5 = _sizes("xlarge 2xlarge 4xlarge 8xlarge 16xlarge", _12xlarge=4, _24xlarge=4, _48xlarge=8)
AMAZON = {
    "p3": MachineFamily("v100-16-sxm", _sizes("2xlarge", _8xlarge=4, _16xlarge=8)),
    "p3dn": MachineFamily("v100-32-sxm", {"24xlarge": 8}),
    "p4d": MachineFamily("a100-40-sxm", {"24xlarge": 8}),
    "p4de": MachineFamily("a100-80-sxm", {"24xlarge": 8}),
    "p5": MachineFamily("h100-sxm", _sizes("4xlarge", _48xlarge=8)),
    "p5e": MachineFamily("h200-sxm", {"48xlarge": 8}),
    "p5en": MachineFamily("h200-sxm", {"48xlarge": 8}),
    "p6-b200": MachineFamily("b200-sxm", {"48xlarge": 8}),
    "g4dn": MachineFamily("t4", _sizes("xlarge 2xlarge 4xlarge 8xlarge 16xlarge", _12xlarge=4, metal=8)),
    "g5": MachineFamily("a10g", _G5),
    "g6": MachineFamily("l4", _G5),
    "g6e": MachineFamily("l40s", _G5),
}
"""Amazon EC2, "Accelerated computing" instance types."""
_ANY_GOOGLE = (1, 2, 4, 8)
GOOGLE = {
    "a2-highgpu": "a100-40-sxm",
    "a2-megagpu": "a100-40-sxm",
    "a2-ultragpu": "a100-80-sxm",
    "a3-highgpu": "h100-sxm",
    "a3-megagpu": "h100-sxm",
    "a3-ultragpu": "h200-sxm",
    "a4-highgpu": "b200-sxm",
}
"""Google Compute Engine, accelerator-optimized machines, whose names end in their number of cards."""
G2_CARDS = {"4": 1, "8": 1, "12": 1, "16": 1, "32": 1, "24": 2, "48": 4, "96": 8}
"""The same for the G2 series with L4 cards, whose names end in their number of virtual processors."""
AZURE = {
    "nc24ads_a100_v4": ("a100-80-pcie", 1),
    "nc48ads_a100_v4": ("a100-80-pcie", 2),
    "nc96ads_a100_v4": ("a100-80-pcie", 4),
    "nd96asr_v4": ("a100-40-sxm", 8),
    "nd96amsr_a100_v4": ("a100-80-sxm", 8),
    "nd96isr_h100_v5": ("h100-sxm", 8),
    "nd96isr_h200_v5": ("h200-sxm", 8),
    "nc40ads_h100_v5": ("h100-nvl", 1),
    "nc80adis_h100_v5": ("h100-nvl", 2),
    "nc4as_t4_v3": ("t4", 1),
    "nc8as_t4_v3": ("t4", 1),
    "nc16as_t4_v3": ("t4", 1),
    "nc64as_t4_v3": ("t4", 4),
    "nv36ads_a10_v5": ("a10", 1),
    "nv72ads_a10_v5": ("a10", 2),
    "nc6s_v3": ("v100-16-sxm", 1),
    "nc12s_v3": ("v100-16-sxm", 2),
    "nc24s_v3": ("v100-16-sxm", 4),
}
"""Azure virtual machines, the ND, NC and NV series."""

BESIDES = {
    "aws": ("l4", "a10g", "l40s"),
    "azure": ("t4", "a10", "a100-80-pcie", "h100-nvl"),
    "gcp": ("l4",),
}
"""Cards besides the default catalogue's tiers that each of them rents out, the smallest first."""


def machine_sizes(cloud: str, gpu: str) -> tuple[int, ...]:
    """Return how many of a card the machines of a hyperscaler have, fewest first; none where it has none.

    Google Cloud rents out an H100 on demand only eight to a machine: smaller ones are spot or have to wait.
    """
    amazon = ((row.gpu, cards) for row in AMAZON.values() for cards in row.cards.values())
    google = [
        (card, cards) for card in GOOGLE.values() for cards in ((8,) if card == "h100-sxm" else _ANY_GOOGLE)
    ]
    google += [("l4", cards) for cards in G2_CARDS.values()]
    machines = {"aws": amazon, "azure": AZURE.values(), "gcp": google}[cloud]
    return tuple(sorted({cards for card, cards in machines if card == gpu}))
