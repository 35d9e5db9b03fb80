"""Models that somebody trained from scratch: their geometry is of their name, and their vocabulary small."""

import pytest

from tests.bench.measured_models import architecture
from tests.bench.own_models import own_architecture


def test_layers_and_width_are_read_of_a_name() -> None:
    """149 M parameters in 18 layers of 768 leave 28 thousand tokens; 565 M in 28 of 1280 fewer."""
    small, large = (
        own_architecture("base_149m (18x768)", "0.1491"),
        own_architecture("base 28 x 1280", "0.565"),
    )
    assert small is not None
    assert large is not None
    assert (small.layers, small.hidden, small.heads, small.vocab) == (18, 768, 12, 28_252)
    assert (large.layers, large.hidden) == (28, 1280)
    assert large.vocab < small.vocab


def test_a_small_model_of_ones_own_has_no_large_familys_vocabulary() -> None:
    """320 M parameters are in layers, not in 152 thousand tokens; a model that is known stays as it is."""
    mine, typical = own_architecture("Pebbles-320M", "0.3209"), architecture("Pebbles-320M", "0.3209")
    assert mine is not None
    assert typical is not None
    assert (mine.vocab, typical.vocab) == (50_304, 151_936)
    assert mine.layers > typical.layers
    assert mine.params == typical.params


@pytest.mark.parametrize(
    ("name", "size"), [("Llama-3.1-8B", "8.03"), ("Pebbles-70B", "70"), ("Pebbles-100M", "0.1"), ("x", "")]
)
def test_what_is_known_large_or_small_already_stays(name: str, size: str) -> None:
    """A model with a name, one whose vocabulary does not matter, one with GPT-2's, and none."""
    assert own_architecture(name, size) == architecture(name, size)
