"""The recommendation in its thread: the record first, then what stands behind it."""

from collections.abc import Collection, Mapping, Sequence

from bot.blocks import Block, actions, button, context, option, overflow, section
from bot.messages.advice import (
    assumed,
    because,
    class_words,
    cost,
    flip_words,
    headline,
    proof,
    relaxation_words,
    render_headline,
    sides,
)
from bot.messages.comparison import comparison_table
from bot.messages.message import Message
from bot.messages.plans import memory_chart, memory_words, plans_table
from bot.messages.understood import understood
from bot.words import Safe, say, say_plain, value
from core.answers import Answer
from core.catalog.prices import age_of
from core.recommendation import Recommendation, StackAdvice
from core.workload import Slot

BUTTONS = ("change", "what_if", "share")
MENU = ("start_from", "export_json", "export_md", "export_csv", "delete")
_AGAINST = {
    "inference_first": "training",
    "training_first": "inference",
}

__all__ = ["headline", "render_headline", "render_recommendation"]


def render_recommendation(
    advice: Recommendation,
    *,
    record_id: str,
    asker: str,
    people: Mapping[Slot, str],
    answers: Sequence[Answer],
    today: str,
    wired: Collection[str] = (),
) -> tuple[Message, ...]:
    """Return the record, which mentions the asker, and the message with the comparison and the arithmetic.

    `people` tells who gave the standing answer of each slot, `answers` are those answers. `today` is an ISO
    date, by which prices are called old. `wired` names the controls that work, of BUTTONS and MENU; each
    carries the record's id.
    """
    lines = render_headline(advice)
    record = Message.of(
        say("recommendation", "gist", asker=asker, lines=lines),
        section(lines),
        context(_inputs(advice, asker, answers)),
        *_paragraphs(advice),
        section(say("recommendation", "table")),
        plans_table(advice),
        section(_rationale(advice, dict(people))),
        section(say("recommendation", "next", sides=[_next(side, today) for side in sides(advice)])),
        _controls(record_id, wired),
        context(_footer(advice, record_id)),
    )
    return record, _behind(advice)


def _behind(advice: Recommendation) -> Message:
    assumptions = [assumed(one) for one in advice.assumptions]
    flips = flip_words(advice)
    fits = any(side.fits for side in sides(advice))
    charts = [part for side in sides(advice) for part in (memory_chart(side), context(memory_words(side)))]
    return Message.of(
        say("recommendation", "behind_gist"),
        section(say("recommendation", "comparison")),
        comparison_table(advice),
        *charts,
        section(say("recommendation", "flips" if flips else "no_flips", flips=flips)) if fits else None,
        section(say("recommendation", "assumptions", assumptions=assumptions)) if assumptions else None,
        section(say("recommendation", "arithmetic", sides=sides(advice))),
    )


def _inputs(advice: Recommendation, asker: str, answers: Sequence[Answer]) -> Safe:
    known = understood(answers) if answers else None
    typical = [value(one.slot, one.value) for one in advice.assumptions]
    return say("recommendation", "inputs", asker=asker, known=known, typical=typical)


def _paragraphs(advice: Recommendation) -> list[Block]:
    """Return what deserves a paragraph of its own in this case: other paths, and the ways around a no."""
    found = [part for side in sides(advice) for part in _around(advice, side)]
    if advice.shared is not None:
        shared = advice.shared
        part = f"shared_{shared.reason}" if shared.plan is None or not shared.possible else "shared_possible"
        plan_cost = cost(shared.plan) if shared.plan else None
        found.append(say("recommendation", part, shared=shared, cost=plan_cost))
    if advice.classification.workload_class == "unclear":
        found.append(say("recommendation", "unclear"))
    return [section("\n".join(found))] if found else []


def _around(advice: Recommendation, side: StackAdvice) -> list[Safe]:
    stack = side.stack if len(sides(advice)) > 1 else None
    kind = class_words(advice.classification)
    found = [
        say(
            "recommendation",
            part,
            stack=stack,
            class_words=kind,
            plan=plan,
            cost=cost(plan),
            proof=proof(plan),
        )
        for part, plan in (
            ("usual", side.usual if side.fits else None),
            ("cheaper", side.cheaper),
            ("safer", side.safer),
        )
        if plan is not None
    ]
    if side.relaxations:
        ways = [relaxation_words(one) for one in side.relaxations]
        part = "ways_into_budget" if side.fits else "ways_to_fit"
        found.insert(0, say("recommendation", part, stack=stack, ways=ways))
    elif not side.fits or side.over_budget:
        found.insert(0, say("recommendation", "no_way", stack=stack))
    return found


def _rationale(advice: Recommendation, people: dict[Slot, str]) -> Safe:
    found = advice.classification
    evidence = {"inference": found.inference, "training": found.training}
    against = _AGAINST.get(found.workload_class)
    return say(
        "recommendation",
        f"why_{found.workload_class}",
        inference=because(evidence["inference"], people),
        training=because(evidence["training"], people),
        against=because(evidence[against], people) if against else None,
        take=say("recommendation", f"take_{found.workload_class}"),
    )


def _next(side: StackAdvice, today: str) -> Safe:
    plan = side.chosen
    asked = plan.quote.as_of
    days, age = age_of(asked, today)
    quotes = [
        say("recommendation", "quote", quote=quote, day=None if quote.as_of == asked else quote.as_of)
        for quote in (plan.quote, *side.quotes)
    ]
    what = "items" if plan.items else side.stack
    aged = say("recommendation", f"price_{age}", days=days)
    return say("recommendation", f"next_{what}", plan=plan, quotes=quotes, aged=aged)


def _controls(record_id: str, wired: Collection[str]) -> Block | None:
    row = [
        button(say_plain("recommendation", f"button_{action}"), action, record_id)
        for action in BUTTONS
        if action in wired
    ]
    menu = [
        option(say_plain("recommendation", f"button_{action}"), f"{action}|{record_id}")
        for action in MENU
        if action in wired
    ]
    elements = [*row, *([overflow("more", menu)] if menu else [])]
    return actions(*elements) if elements else None


def _footer(advice: Recommendation, record_id: str) -> Safe:
    return say("recommendation", "footer", advice=advice, record_id=record_id)
