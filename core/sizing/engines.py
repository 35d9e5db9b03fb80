"""The serving engines that were measured, by name."""

from core.sizing.efficiency import EngineSpeed
from core.sizing.engines_local import LOCAL
from core.sizing.engines_pytorch import PYTORCH
from core.sizing.engines_servers import SERVERS

ENGINES: dict[str, EngineSpeed] = {row.engine: row for row in (*SERVERS, *LOCAL, *PYTORCH)}

# An engine that the fit never saw, held out whole, needs 1.2 to 2.0 at batch 1 (median 1.5).
_UNMEASURED = ENGINES["vllm"]._replace(engine="unmeasured", spread=1.85, prefill_spread=1.7)


def engine_speed(engine: str) -> EngineSpeed:
    """Return the constants of an engine; one without measurements is taken as vLLM-like, with more doubt."""
    return ENGINES.get(engine, _UNMEASURED)
