"""Families of models whose layers norm more than their two inputs."""

import re
from typing import NamedTuple

from core.catalog.architecture import Architecture


class Norms(NamedTuple):
    """One family: how its names begin, and what its layers norm beside the inputs of attention and MLP."""

    family: str
    outputs: bool
    """Whether what attention and the MLP return is normed too."""
    heads: bool
    """Whether queries and keys are."""
    source: str


_FAMILIES = (
    Norms(r"gemma[ -]?2(?!\.?\d*b)", outputs=True, heads=False, source="arXiv 2408.00118"),
    Norms(r"gemma[ -]?[34](?!\.?\d*b)", outputs=True, heads=True, source="arXiv 2503.19786"),
    Norms(r"olmo[ -]?[23](?!\.?\d*b)", outputs=False, heads=True, source="arXiv 2501.00656"),
    Norms(r"qwen[ -]?3", outputs=False, heads=True, source="arXiv 2505.09388"),
)


def normed_width(arch: Architecture) -> int:
    """Return how many numbers per token and layer a model norms beside its two inputs; 0 in most families."""
    found = _family(arch)
    if found is None:
        return 0
    heads = arch.attention_dim + arch.kv_dim if found.heads else 0
    return normed_outputs(arch) * arch.hidden + heads


def normed_outputs(arch: Architecture) -> int:
    """Return how many outputs a layer norms: of attention and of the MLP, or none."""
    found = _family(arch)
    return 2 if found is not None and found.outputs else 0


def _family(arch: Architecture) -> Norms | None:
    name = arch.name.lower().rpartition("/")[2]
    return next((norms for norms in _FAMILIES if re.match(norms.family, name)), None)
