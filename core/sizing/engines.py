"""The serving engines that were measured, by name."""

from core.sizing.efficiency import EngineSpeed
from core.sizing.engines_local import DIVIDED, LOCAL, PORTABLE
from core.sizing.engines_pytorch import PYTORCH
from core.sizing.engines_servers import SERVERS

ENGINES: dict[str, EngineSpeed] = {
    row.engine: row for row in (*SERVERS, *LOCAL, *DIVIDED, *PORTABLE, *PYTORCH)
}

# Of 16 engines with kernels of their own that nobody else measured, these constants are 0.42 to 2.6 times as
# fast (median 0.9): as many lie within this. Those of late leave less between kernels, and unpack codebooks
# faster (kekzl/imp, Cornell-RelaxML/qtip, gittensor-ai-lab/sparkinfer).
_UNMEASURED = ENGINES["vllm"]._replace(engine="unmeasured", side_us=25, spread=2.2, prefill_spread=1.9)


def engine_speed(engine: str) -> EngineSpeed:
    """Return the constants of an engine; one without measurements is taken as vLLM-like, with more doubt."""
    return ENGINES.get(engine, _UNMEASURED)
