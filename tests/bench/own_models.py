"""What a model is like that somebody trained from scratch: as its name says, else as small ones are."""

import re

from core.catalog.architecture import Architecture
from tests.bench.measured_models import architecture

_SHAPE = re.compile(r"(?<![\d.a-z])(\d{1,3})\s?[x\u00d7]\s?(\d{3,5})(?![\d.a-z])")
_VOCABULARY = 50_304
"""Tokens of GPT-2 rounded up, which most code for training small models has; those of Llama 2 are fewer."""
_LARGEST_B = 5.0
"""Size up to which a vocabulary matters for what a step keeps and does."""
_USUAL_HEAD, _WHOLE_WIDTH, _INNER, _FEWEST = 64, 64, 8 / 3, 1024
"""Llama's shape: heads of 64 in small models, an inner width of 8/3 in multiples of 64; bytes at least."""


def own_architecture(name: str, params_b: str) -> Architecture | None:
    """Return the geometry of a model trained from scratch, of its name and size where it is not known.

    "18x768" in a name are layers and width. Vocabularies of well-known small models are of families whose
    large models share them, and would be a third of a small model of one's own.
    """
    known = architecture(name, params_b)
    if known is None or known.spread == 1 or known.is_moe or known.params_b > _LARGEST_B:
        return known
    said = _SHAPE.search(name.lower())
    if said:
        layers, hidden = int(said[1]), int(said[2])
        heads = max(1, hidden // _USUAL_HEAD)
        inner = round(_INNER * hidden / _WHOLE_WIDTH) * _WHOLE_WIDTH
        in_layers = layers * (4 * hidden + 3 * inner) * hidden
        return known._replace(
            layers=layers,
            hidden=hidden,
            heads=heads,
            kv_heads=heads,
            head_dim=hidden // heads,
            intermediate=inner,
            vocab=min(max(_FEWEST, int((known.params - in_layers) / hidden)), _VOCABULARY),
            tied_embeddings=True,
            kv_elements_per_token=2 * layers * hidden,
        )
    if known.vocab <= _VOCABULARY:
        return known
    mine = known._replace(vocab=_VOCABULARY)
    layers = round(known.layers * mine.linear_params / known.linear_params)
    return mine._replace(layers=layers, kv_elements_per_token=2 * layers * known.kv_dim)
