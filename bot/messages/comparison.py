"""The comparison of serving and training: what each is judged by, and this team's figures."""

from bot.blocks import Block, table
from bot.words import say_plain
from core.recommendation import Plan, Recommendation

ROWS = {
    "serving": ("start_up", "latency", "concurrency", "predictability"),
    "training": ("memory", "batch", "duration", "checkpoints", "utilisation"),
}


def comparison_table(advice: Recommendation | None = None) -> Block:
    """Return the comparison; with a recommendation, its figures stand in a third column."""
    heading = [say_plain("comparison", "aspect"), say_plain("comparison", "matters")]
    rows = [heading if advice is None else [*heading, say_plain("comparison", "yours")]]
    for stack, aspects in ROWS.items():
        for aspect in aspects:
            row = [say_plain("comparison", f"{stack}_{aspect}"), say_plain("comparison", f"why_{aspect}")]
            rows.append(row if advice is None else [*row, _figure(advice, stack, aspect)])
    return table(rows)


def _figure(advice: Recommendation, stack: str, aspect: str) -> str:
    side = advice.serving if stack == "serving" else advice.training
    plan = side.chosen if side else None
    figures = _figures(plan)
    if plan is None or figures is None:
        return say_plain("comparison", "not_planned")
    if plan.items is not None:
        unit, units = (say_plain("comparison", f"{what}_{plan.items.item}") for what in ("item", "items"))
        return say_plain("comparison", f"your_items_{aspect}", figures=figures, unit=unit, units=units)
    return say_plain("comparison", f"your_{aspect}", plan=plan, figures=figures, workload=advice.workload)


def _figures(plan: Plan | None) -> object:
    if plan is None:
        return None
    return (plan.serving or plan.items) if plan.stack == "serving" else plan.training
