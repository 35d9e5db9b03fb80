"""What a supposition would change: the plan, the bill, and the term that moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.blocks import actions, button, section
from bot.messages.advice import deciding_words, flip_words, proof
from bot.messages.headline import headline
from bot.messages.message import Message
from bot.messages.prices import cost
from bot.words import Safe, rented, say, say_plain, value
from bot.words.values import joined
from core.answers import Answer
from core.recommendation import Plan, Recommendation, StackAdvice


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """What was supposed, what stands, and what would be. `control` is what both buttons carry."""

    supposed: Sequence[Answer]
    now: Recommendation
    then: Recommendation
    control: str


def render_what_if(view: WhatIfView) -> Message:
    """Say what would change, or that nothing would and where it would begin to."""
    what = joined([value(answer.slot, answer.value) for answer in view.supposed])
    changes = list(_changes(view.now, view.then))
    same = headline(view.now) == headline(view.then)
    flips = flip_words(view.then)[:2] if same else []
    words = say("what_if", "same" if same else "other", what=what, changes=changes, flips=flips)
    return Message.of(
        words,
        section(words),
        actions(
            button(say_plain("what_if", "keep"), "keep", view.control),
            button(say_plain("what_if", "drop"), "drop", view.control),
        ),
    )


def render_what_if_examples() -> Message:
    """Say how to ask."""
    words = say("what_if", "examples")
    return Message.of(words, section(words))


def render_what_if_early() -> Message:
    """Say that suppositions are answered once there is advice."""
    words = say("what_if", "early")
    return Message.of(words, section(words))


def render_dropped(now: Recommendation) -> Message:
    """Say that the supposition is forgotten, and what stands."""
    words = say("what_if", "dropped", now=headline(now))
    return Message.of(words, section(words))


def render_on_cards(now: Recommendation, plan: Plan) -> Message:
    """Say whether the cards a person has in mind would do, beside the plan advised."""
    advised = now.serving if plan.stack == "serving" else now.training
    chosen = advised.chosen if advised else plan
    words = say(
        "what_if",
        f"cards_{plan.verdict}",
        plan=rented(plan),
        cost=cost(plan),
        deciding=deciding_words(plan),
        proof=proof(plan),
        chosen=rented(chosen),
        chosen_cost=cost(chosen),
    )
    return Message.of(words, section(words))


def render_unknown_cards() -> Message:
    """Say that the catalogue has no such card to rent."""
    words = say("what_if", "unknown_cards")
    return Message.of(words, section(words))


def _changes(now: Recommendation, then: Recommendation) -> Iterator[Safe]:
    for before, after in ((now.serving, then.serving), (now.training, then.training)):
        if before is not None and after is not None:
            yield _change(before, after)
        elif after is not None:
            yield _alone("side_new", after)
        elif before is not None:
            yield _alone("side_gone", before)


def _change(before: StackAdvice, after: StackAdvice) -> Safe:
    was, now = before.chosen, after.chosen
    more = now.bill.usd_per_month.expected - was.bill.usd_per_month.expected
    return say(
        "what_if",
        "side",
        side=after,
        was=rented(was),
        now=rented(now),
        moves=(was.tier, was.gpu_count) != (now.tier, now.gpu_count),
        more=more,
        term=_moved(was, now),
    )


def _alone(part: str, side: StackAdvice) -> Safe:
    return say("what_if", part, side=side, plan=rented(side.chosen), cost=cost(side.chosen))


def _moved(was: Plan, now: Plan) -> tuple[str, float, float] | None:
    """Return the term of the memory of the whole plan that moved most, in GiB before and after."""
    before = {term.name: term.amount.expected * was.gpu_count for term in was.memory.terms}
    after = {term.name: term.amount.expected * now.gpu_count for term in now.memory.terms}
    moved = max(
        before.keys() | after.keys(),
        key=lambda name: (abs(after.get(name, 0) - before.get(name, 0)), name),
        default=None,
    )
    if moved is None or abs(after.get(moved, 0) - before.get(moved, 0)) < 0.1:
        return None
    return moved, before.get(moved, 0), after.get(moved, 0)
