"""What to measure next, with the commands to do so and this team's own figures in them."""

from bot.words import Safe, say
from core.demand.serving import ServingDemand, serving_demand
from core.recommendation import Plan, Recommendation, StackAdvice


def measuring(advice: Recommendation, side: StackAdvice) -> Safe:
    """Return what to measure on the plan advised before the next decision, and how."""
    stack = advice.told_apart(side.stack)
    if side.stack == "training":
        return say("measuring", "training", stack=stack, training=side.chosen.training)
    if side.chosen.items is not None:
        return say("measuring", "items", stack=stack)
    part = "llama_cpp" if side.chosen.engine.startswith("llama.cpp") else "vllm"
    demand, _ = serving_demand(advice.workload)
    enough = max(100, 10 * demand.concurrency)
    return say(
        "measuring", part, stack=stack, demand=demand, requests=enough, rate=_rate(side.chosen, demand)
    )


def _rate(plan: Plan, demand: ServingDemand) -> float | None:
    """Return the requests/s with so many at once, who come one by one; None where nobody waits for any."""
    if demand.at_leisure or plan.serving is None:
        return None
    return demand.requests_per_s or plan.serving.throughput_tokens_per_s.expected / demand.output_tokens
