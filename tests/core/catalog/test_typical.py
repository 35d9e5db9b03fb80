"""Typical architectures of bare sizes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.typical import read_size, size_name, typical_architecture


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("13B", (13.0, 13.0)),
        ("0.5b", (0.5, 0.5)),
        ("350M", (0.35, 0.35)),
        ("1t", (1000.0, 1000.0)),
        ("30B-A3B", (30.0, 3.0)),
        ("7 b", (7.0, 7.0)),
        ("3B-A30B", None),
        ("0B", None),
        ("99999B", None),
        ("b", None),
        ("13", None),
    ],
)
def test_a_size_is_read_in_billions(said: str, size: tuple[float, float] | None) -> None:
    """Millions and trillions count too; a part larger than the whole, or nothing, is no size."""
    assert read_size(said) == size


def test_a_size_has_one_spelling() -> None:
    """Dense and mixed sizes are written so that they read back the same."""
    assert (size_name(13.0, 13.0), size_name(30.0, 3.0)) == ("13B", "30B-A3B")


def test_a_well_known_size_has_the_geometry_of_its_model() -> None:
    """8.03 B is Llama 3 8B's geometry, with doubt about it."""
    arch = typical_architecture(8.03, 8.03)
    assert (arch.layers, arch.hidden, arch.kv_heads, arch.intermediate) == (32, 4096, 8, 14_336)
    assert arch.spread == 1.25


def test_a_part_that_is_active_makes_a_mixture() -> None:
    """30B-A3B is a mixture of experts like Qwen3-30B-A3B."""
    arch = typical_architecture(30.0, 3.0)
    assert (arch.is_moe, arch.experts, arch.params_b, arch.active_params_b) == (True, 128, 30.0, 3.0)


@given(st.floats(0.05, 2000))
def test_every_size_has_a_whole_geometry(params_b: float) -> None:
    """Whatever the size, the parts are positive and heads are whole groups of KV heads."""
    arch = typical_architecture(params_b, params_b)
    assert min(arch.layers, arch.hidden, arch.heads, arch.intermediate, arch.kv_elements_per_token) > 0
    assert arch.heads % arch.kv_heads == 0
    assert arch.params_b == params_b


@given(st.floats(0.05, 1000), st.floats(1.3, 4))
def test_a_larger_size_is_a_larger_model(params_b: float, factor: float) -> None:
    """Depth times width grows with the parameters within a family's anchors."""
    small, large = (typical_architecture(size, size) for size in (params_b, params_b * factor))
    assert small.layers * small.hidden <= large.layers * large.hidden * 1.2
