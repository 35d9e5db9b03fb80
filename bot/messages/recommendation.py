"""The recommendation in its thread: the record, where it would change, and serving beside training."""

from collections.abc import Collection, Sequence

from bot.blocks import Block, actions, button, context, option, overflow, section
from bot.messages.advice import because, proof
from bot.messages.certainty import assumed_words, doubts, how_sure
from bot.messages.comparison import comparison_table
from bot.messages.headline import render_headline
from bot.messages.measuring import measuring
from bot.messages.message import Message
from bot.messages.options import options
from bot.messages.plans import memory_chart, plans_table
from bot.messages.prices import price_paths
from bot.messages.special import special, ways_out
from bot.messages.staircase import flips_by_plan, staircase_chart, staircase_words
from bot.messages.understood import stands_in, understood
from bot.messages.working import working
from bot.words import Safe, say, say_plain
from core.advising.own_cards import first_plans, led
from core.answers import Answer
from core.catalog.catalogue import Catalogue
from core.choosing.reads import idle_beside
from core.recommendation import Recommendation

BUTTONS = ("change", "what_if", "share")
MENU = ("start_from", "export_json", "export_md", "export_csv", "delete")
MOST_ASSUMED = 4
_AGAINST = {
    "inference_first": "training",
    "training_first": "inference",
}


def render_recommendation(
    advice: Recommendation,
    catalogue: Catalogue,
    *,
    record_id: str | None,
    asker: str,
    answers: Sequence[Answer],
    today: str,
    wired: Collection[str] = (),
    unsized: str | None = None,
) -> tuple[Message, ...]:
    """Return the record, which mentions the asker, then what would change it, then the figures behind it.

    `answers` are those that stand. `wired` names the controls that work, of BUTTONS and MENU; each carries
    the record's id, and without an id there are none. `today` is an ISO date, `unsized` what a model stands
    in for that cannot be sized.

    There are as many messages for every advice, so that new ones can be written over old ones.
    """
    doubtful = doubts(advice, answers)
    lines = render_headline(advice, today, doubts_follow=bool(doubtful))
    choices = options(advice)
    record = Message.of(
        say("recommendation", "gist", asker=asker, lines=lines),
        section(stands_in(unsized, advice.model_name)) if unsized else None,
        section(lines),
        _numbers(advice),
        *(section(paragraph) for paragraph in ways_out(led(advice))),
        section(say("recommendation", "options", choices=choices)) if choices else None,
        *(section(paragraph) for paragraph in special(advice, doubtful)),
        context(inputs(advice, answers, catalogue, most_assumed=MOST_ASSUMED)),
        section(say("recommendation", "table")),
        plans_table(advice),
        section(_rationale(advice, answers)),
        *(section(path) for path in price_paths(advice, today)),
        controls(record_id, wired) if record_id else None,
        context(say("recommendation", "footer", advice=advice, asker=asker, record_id=record_id)),
    )
    return record, _changes(advice), _figures(advice)


def controls(record_id: str, wired: Collection[str]) -> Block | None:
    """Return the buttons of a recommendation and its menu, as far as they work."""
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


def inputs(
    advice: Recommendation,
    answers: Sequence[Answer],
    catalogue: Catalogue,
    *,
    most_assumed: int,
    most_said: int | None = None,
) -> Safe:
    """Return what the advice rests on in one line: who said what, and the values assumed, at most so many.

    What nobody knew is told by what is assumed for it, where something is. What was said of a side that is
    not wanted any more is left out.
    """
    assumed, idle = (
        {one.slot for one in advice.assumptions},
        idle_beside([side.stack for side in advice.sides]),
    )
    answers = [
        one for one in answers if one.slot not in idle and (one.kind != "unknown" or one.slot not in assumed)
    ]
    told = answers[:most_said]
    return say(
        "recommendation",
        "inputs",
        known=understood(told, catalogue) if told else None,
        more=len(answers) - len(told),
        assumed=assumed_words(advice, most_assumed),
    )


def _numbers(advice: Recommendation) -> Block | None:
    """Return the figures beside the one that decides, each against what was asked or is there."""
    others = [(plan.stack, proof(plan, besides=[plan.deciding.constraint])) for plan in first_plans(advice)]
    several = len(others) > 1
    found = [
        say("recommendation", "numbers", stack=stack if several else None, proof=words)
        for stack, words in others
        if words
    ]
    return section("\n".join(found)) if found else None


def _changes(advice: Recommendation) -> Message:
    steps = staircase_words(advice)
    flips = flips_by_plan(advice) if any(side.fits for side in led(advice).sides) else None
    sure = how_sure(advice)
    return Message.of(
        say("recommendation", "changes_gist"),
        section(steps) if steps else None,
        staircase_chart(advice),
        section(flips) if flips else None,
        section(sure),
    )


def _figures(advice: Recommendation) -> Message:
    advice = led(advice)
    return Message.of(
        say("recommendation", "figures_gist"),
        section(say("recommendation", "comparison")),
        comparison_table(advice),
        *(part for side in advice.sides for part in (section(working(advice, side)), memory_chart(side))),
        *(section(measuring(advice, side)) for side in advice.sides),
    )


def _rationale(advice: Recommendation, answers: Sequence[Answer]) -> Safe:
    found = advice.classification
    evidence = {"inference": found.inference, "training": found.training}
    against = _AGAINST.get(found.workload_class)
    return say(
        "recommendation",
        f"why_{found.workload_class}",
        inference=because(evidence["inference"], answers),
        training=because(evidence["training"], answers),
        against=because(evidence[against], answers) if against else None,
        take=say("recommendation", f"take_{_taken(advice)}"),
    )


def _taken(advice: Recommendation) -> str:
    """Return what the one-line take is about: the class, or of serving alone that nobody waits for it."""
    runs = [side.chosen.bill.basis == "runs" for side in advice.sides if side.stack == "serving"]
    inference = advice.classification.workload_class == "inference_first"
    return "batch" if inference and runs == [True] else advice.classification.workload_class
