"""Disk space of a checkpoint."""

from core.catalog.architecture import Architecture
from core.quantity import GIB, Estimate, Range, Term
from core.sizing.lora import Lora, lora_params, usual_lora
from core.sizing.training_states import state_bytes


def estimate_checkpoints(
    arch: Architecture,
    *,
    method: str,
    lora: Lora | None = None,
    trained: float | None = None,
    optimizer: str = "adamw",
) -> Estimate:
    """Estimate GiB of a checkpoint that a run can resume from.

    Full methods store 16-bit weights (fp32 where the run has no 16-bit copy), and beside them a master copy
    and what the optimizer keeps: with AdamW 8 to 12 bytes per parameter; adapters store themselves and what
    it keeps of them. `trained` is how many parameters that is, where it does not follow from the layers.
    """
    adapters = method in ("lora", "qlora")
    if trained is None:
        trained = lora_params(arch, lora or usual_lora(arch)) if adapters else arch.params
    params = trained / GIB
    weights = Range(2 * params, (4 if adapters else 2) * params, 4 * params)
    kept_bytes = state_bytes("bf16-mixed", optimizer)
    moments, whole = kept_bytes.optimizer * params, (kept_bytes.master + kept_bytes.optimizer) * params
    states = Range(0.0, moments, whole) if adapters else Range(moments + 2 * params, whole, whole)
    return Estimate.of(
        "GiB",
        (
            Term("adapters" if adapters else "weights", weights, "2 bytes a number, or 4"),
            Term("optimizer states", states, "master copy and the optimizer's bytes (arXiv 1910.02054)"),
        ),
    )
