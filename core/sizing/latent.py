"""Attention whose keys and values come from one latent vector a token (MLA): the widths of its matrices."""

from typing import NamedTuple

from core.catalog.architecture import Architecture


class Latent(NamedTuple):
    """What a token's hidden state becomes in one layer: what is cached, and what is restored of it."""

    cached: int
    """The latent vector with the key's part that carries positions, as wide as one layer caches them."""
    restored: int
    """Keys without positions and values of all heads; 0 where one head's key is cached whole."""
    values: int
    """The values of all heads, which attention hands on."""

    @property
    def rank(self) -> int:
        """Width of the latent vector: a power of two in every published model, positions beside it."""
        return _power_of_two(self.cached)


def latent_of(arch: Architecture) -> Latent | None:
    """Return the widths of a model whose attention is latent; None of another.

    A head's value is as wide as its key without positions, which are what is cached beyond a power of two.
    """
    if arch.attention != "MLA":
        return None
    cached = round(arch.kv_elements_per_token / max(arch.attention_layers or arch.layers, 1))
    if cached < arch.head_dim:
        return Latent(arch.head_dim, 0, arch.attention_dim)
    values = arch.heads * (arch.head_dim - (cached - _power_of_two(cached)))
    return Latent(cached, 2 * values, values)


def _power_of_two(width: int) -> int:
    return 1 << (width.bit_length() - 1)
