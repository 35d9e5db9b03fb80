"""What to measure next, with the commands to do so and this team's own figures in them."""

from bot.words import Safe, say
from core.demand import serving_demand
from core.recommendation import Recommendation, StackAdvice


def measuring(advice: Recommendation, side: StackAdvice, *, several: bool) -> Safe:
    """Return what to measure on the plan advised before the next decision, and how."""
    stack = side.stack if several else None
    if side.stack == "training":
        return say("measuring", "training", stack=stack, training=side.chosen.training)
    if side.chosen.items is not None:
        return say("measuring", "items", stack=stack)
    part = "llama_cpp" if side.chosen.engine.startswith("llama.cpp") else "vllm"
    demand, _ = serving_demand(advice.workload)
    return say("measuring", part, stack=stack, demand=demand, requests=max(100, 10 * demand.concurrency))
