"""Two recommendations side by side: what differed in the answers, and what that changed."""

from collections.abc import Callable, Sequence

from bot.blocks import actions, button, section, table
from bot.messages.advice import class_words, proof
from bot.messages.headline import headline
from bot.messages.kinds import kind_of_advice
from bot.messages.message import Message
from bot.messages.prices import cost
from bot.store.protocol import Record
from bot.words import Safe, named, rented, say, say_plain
from bot.words.environment import unmarked
from core.catalog.architecture import Item
from core.catalog.catalogue import Catalogue
from core.compare import Difference
from core.match import Decision
from core.recommendation import Recommendation, StackAdvice
from core.replay import bill_of, plan_of

MOST_DIFFERENCES = 12
"""Longest first would hide what decides; the slots' own order puts the model before its details."""


def render_compared(
    first: Record, second: Record, differences: Sequence[Difference], catalogue: Catalogue
) -> Message:
    """Return both recommendations in a table, the answers that differ, and what follows from which."""
    outcome = _outcome(first, second)
    return Message.of(
        say("compare", "gist", first=first, second=second, outcome=outcome),
        section(say("compare", "heading", first=first, second=second)),
        table(_rows(first, second)),
        section(_differences(differences, (first, second), catalogue)),
        section(outcome),
        actions(
            button(say_plain("compare", "show", record=first), "history_show:first", first.id),
            button(say_plain("compare", "show", record=second), "history_show:second", second.id),
        ),
    )


def _rows(first: Record, second: Record) -> list[list[str]]:
    """Return what was advised in both cases, part by part; what both were made with only if it differs."""
    found = [_cells(record) for record in (first, second)]
    alike = {"made_with"} if found[0]["made_with"] == found[1]["made_with"] else set()
    return [
        [say_plain("compare", f"row_{part}"), *(cells[part] for cells in found)]
        for part in found[0]
        if part not in alike
    ]


def _cells(record: Record) -> dict[str, str]:
    advice = record.result

    def of_each(words: Callable[[StackAdvice], str]) -> str:
        return "; ".join(
            say_plain("compare", "of_side", stack=advice.told_apart(side.stack), words=unmarked(words(side)))
            for side in advice.sides
        )

    return {
        "id": say_plain("compare", "cell_id", record=record),
        "plan": of_each(lambda side: rented(side.chosen)),
        "class": class_words(advice.classification),
        "cost": of_each(lambda side: cost(side.chosen)),
        "decides": of_each(lambda side: proof(side.chosen)),
        "made_with": say_plain("compare", "cell_made_with", record=record),
    }


def _differences(
    differences: Sequence[Difference], records: tuple[Record, Record], catalogue: Catalogue
) -> Safe:
    if not differences:
        return say("compare", "same_answers")
    kinds = [kind_of_advice(record.result) for record in records]
    lines = [_line(one, kinds, catalogue) for one in differences[:MOST_DIFFERENCES]]
    return say("compare", "differences", lines=lines, more=len(differences) - len(lines))


def _line(difference: Difference, kinds: Sequence[Item | None], catalogue: Catalogue) -> Safe:
    """Return one difference, each answer in the units of its own work."""
    said = [
        None if one is None else named(difference.slot, one, catalogue, kind)
        for one, kind in zip((difference.first, difference.second), kinds, strict=True)
    ]
    leads = None if difference.leads_to is None else _plans(difference.leads_to, catalogue)
    return say("compare", "difference", slot=difference.slot, said=said, leads_to=leads)


def _plans(decision: Decision, catalogue: Catalogue) -> str:
    picks = [
        (stack, pick) for stack, pick in (("serving", decision.serving), ("training", decision.training))
    ]
    named = [
        say_plain(
            "compare",
            "pick",
            count=pick.gpu_count,
            path=catalogue.tier(pick.tier).path,
            nodes=pick.nodes,
            fits=pick.fits,
            stack=stack if decision.serving and decision.training else None,
        )
        for stack, pick in picks
        if pick is not None
    ]
    return " and ".join(named)


def _outcome(first: Record, second: Record) -> Safe:
    then, now = first.result, second.result
    plans = (headline(then), headline(now))
    return say(
        "compare",
        "outcome",
        same=plan_of(then) == plan_of(now) and _class(then) == _class(now),
        first=plans[0],
        second=plans[1],
        more_usd=bill_of(now) - bill_of(then),
        prices=first.catalogue_date != second.catalogue_date,
        core=first.core_version != second.core_version,
    )


def _class(advice: Recommendation) -> str:
    return advice.classification.workload_class
