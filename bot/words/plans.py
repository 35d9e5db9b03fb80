"""Plans in words: how many cards of which kind, named as what one rents."""

from typing import Protocol


class Cards(Protocol):
    """So many cards of one tier: a plan, or where a flip leads."""

    @property
    def tier(self) -> str:
        """The tier's id in the catalogue."""

    @property
    def gpu(self) -> str:
        """The card's name."""

    @property
    def memory_gb(self) -> int:
        """The card's marketing size, in decimal gigabytes."""

    @property
    def gpu_count(self) -> int:
        """How many of them."""


def rented(plan: Cards) -> str:
    """Return a plan as what one rents: "1x RTX 4090 VPS (24 GB)", "16x H100 VPS (80 GB) on 2 nodes"."""
    size = f"{plan.memory_gb} GB"
    path = _path(plan)
    return f"{plan.gpu_count}x {path}{'' if size in path else f' ({size})'}{_on_nodes(plan)}"


def briefly(plan: Cards) -> str:
    """Return a plan beside one that was told in full: "1x RTX 4090", "16x H100 on 2 nodes"."""
    return f"{short(plan)}{_on_nodes(plan)}"


def short(plan: Cards) -> str:
    """Return a plan for a table or chart: "1x RTX 4090", "4x A100 80 GB"."""
    return f"{plan.gpu_count}x {card(plan)}"


def _on_nodes(plan: Cards) -> str:
    nodes = getattr(plan, "nodes", 1)
    return f" on {nodes} nodes" if nodes > 1 else ""


def card(plan: Cards) -> str:
    """Return the card of a plan alone: "RTX 4090", "A100 80 GB"."""
    return _path(plan).removesuffix(" VPS")


def _path(plan: Cards) -> str:
    """Return the tier as what one rents; a card added by a deployment by its name and size."""
    size = f"{plan.memory_gb} GB"
    card = plan.gpu.removesuffix(size).strip()
    return getattr(plan, "path", "") or f"{card} {size} VPS"
