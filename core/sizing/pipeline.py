"""What a stage of a pipeline of cards holds, and how long it waits."""

from math import ceil

from core.catalog.architecture import Architecture


def first_stage(arch: Architecture, stages: int) -> Architecture:
    """Return the first and fullest of so many stages: its share of the layers, and the embedding.

    The head is the last stage's. An architecture has no word for having none, so it is said as tied: then the
    head counts no parameters of its own.
    It keeps the tensors of as many micro-steps as there are stages, so that what passes is that of all layers
    (one forward, one backward in turn: arXiv 2104.04473).
    """
    if stages <= 1:
        return arch
    layers = ceil(arch.layers / stages)
    kept = arch.linear_params * layers / max(arch.layers, 1) + arch.embedding_params
    return arch._replace(
        layers=layers,
        params_b=kept / 1e9,
        active_params_b=kept / 1e9 * arch.active_params_b / arch.params_b,
        tied_embeddings=True,
    )


def pipeline_idle(*, stages: int, chunks: int, micro_steps: float) -> float:
    """Return how long a pipeline's stages wait per time they work: (p - 1) / (v m), arXiv 2104.04473.

    `chunks` are the parts of the model that a stage holds in turn, `micro_steps` those of one optimizer step.
    """
    return (stages - 1) / (chunks * max(micro_steps, 1.0))
