"""Serving and training side by side: what each is judged by, and this team's figures."""

from bot.blocks import Block, table
from bot.messages.staircase import own_stair
from bot.words import say_plain
from core.recommendation import Recommendation, Stack, StackAdvice

ROWS: tuple[tuple[str, str, str], ...] = (
    ("time", "latency", "duration"),
    ("start", "start_up", "checkpoints"),
    ("at_once", "concurrency", "batch"),
    ("room", "serving_memory", "memory"),
    ("steadiness", "predictability", "utilisation"),
)
"""Each row: what both are judged by, and the aspect of serving and of training that this means."""


def comparison_table(advice: Recommendation | None = None) -> Block:
    """Return the comparison; with a recommendation, its figures stand beside what they are about."""
    heading = [say_plain("comparison", part) for part in ("aspect", "serving", "training")]
    rows = [
        [
            say_plain("comparison", row),
            _cell(advice, "serving", serving),
            _cell(advice, "training", training),
        ]
        for row, serving, training in ROWS
    ]
    return table([heading, *rows])


def _cell(advice: Recommendation | None, stack: Stack, aspect: str) -> str:
    """Return what an aspect is about, and this team's figure where it has one."""
    about = say_plain("comparison", aspect)
    side = None if advice is None else advice.serving if stack == "serving" else advice.training
    if advice is None or side is None:
        return about
    return f"{about} {_yours(advice, side, aspect)}"


def _unhurried(advice: Recommendation) -> bool:
    return advice.workload.latency is not None and advice.workload.latency.batch


def _yours(advice: Recommendation, side: StackAdvice, aspect: str) -> str:
    plan = side.chosen
    stair = own_stair(advice) if aspect == "concurrency" else None
    if plan.items is not None and aspect != "serving_memory":
        unit, units = (say_plain("comparison", f"{what}_{plan.items.item}") for what in ("item", "items"))
        words = {"figures": plan.items, "unit": unit, "units": units}
        words |= {"pace": 3_600 if plan.items.item == "clip" else 1, "waits": not _unhurried(advice)}
        said = say_plain("comparison", f"your_items_{aspect}", **words)
    else:
        figures = plan.serving or plan.training
        said = say_plain(
            "comparison", f"your_{aspect}", plan=plan, figures=figures, workload=advice.workload, stair=stair
        )
    return say_plain("comparison", "yours", said=said)
