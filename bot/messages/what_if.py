"""What a supposition would change: the plan, the bill, and the term that moved."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bot.blocks import Block, actions, button, context, section
from bot.messages.advice import deciding_words, proof
from bot.messages.headline import headline
from bot.messages.kinds import kind_of_advice, topic_of
from bot.messages.message import Message
from bot.messages.options import own_words
from bot.messages.prices import billed_per, cost
from bot.messages.staircase import plans_beyond
from bot.words import Safe, named, rented, say, say_plain, short
from bot.words.values import joined
from core.advising.own_cards import led, spares_rent
from core.answers import Answer
from core.catalog.catalogue import Catalogue
from core.recommendation import OwnCards, Plan, Recommendation, StackAdvice
from core.workload import Slot, Workload

NOTICED_GIB = 0.1
NOTICED_SHARE = 0.1
Ending = Literal["kept", "dropped", "extended"]


class WhatIfView(NamedTuple):
    """What was supposed, what stands, and what would be."""

    supposed: Sequence[Answer]
    now: Recommendation
    then: Recommendation
    control: str | None = None
    """What both buttons carry; without it there are none."""
    peak: bool = False
    """Whether the number at once was taken from the number of users."""
    ending: Ending | None = None
    by: str | None = None
    """What became of the supposition, and who decided that."""


def render_what_if(view: WhatIfView, catalogue: Catalogue) -> Message:
    """Say what would change, or that nothing would and where it would begin to."""
    kind = kind_of_advice(view.then)
    what = joined([named(answer.slot, answer.value, catalogue, kind) for answer in view.supposed])
    changes = [*_changes(view.now, view.then), *_own(view.now, view.then)]
    same = headline(view.now) == headline(view.then)
    flips = plans_beyond(view.then)[:2] if same else []
    part = "same" if same else "other"
    words = say("what_if", part, what=what, changes=changes, flips=flips, peak=view.peak)
    ended = view.ending in ("kept", "dropped")
    return Message.of(
        words,
        section(words),
        _controls(view.control) if view.control else None,
        context(say("what_if", f"was_{view.ending}", by=view.by)) if ended else None,
    )


def _controls(control: str) -> Block:
    return actions(
        button(say_plain("what_if", "keep"), "keep", control),
        button(say_plain("what_if", "drop"), "drop", control),
    )


def render_what_if_examples(workload: Workload, catalogue: Catalogue) -> Message:
    """Say how to ask, with suppositions that suit the workload."""
    counted = "items" if topic_of(workload, catalogue).kind else "serving"
    words = say("what_if", f"examples_{'training' if workload.work == 'training' else counted}")
    return Message.of(words, section(words))


def render_everybody(now: Recommendation) -> Message:
    """Say how many are at once already, and how to say how many people there are, which nobody did."""
    taken = next((one.value for one in now.assumptions if one.slot is Slot.CONCURRENCY), None)
    words = say("what_if", "everybody", told=now.workload.concurrency, taken=taken)
    return Message.of(words, section(words))


def render_what_if_early() -> Message:
    """Say that suppositions are answered once there is advice."""
    words = say("what_if", "early")
    return Message.of(words, section(words))


def render_dropped(now: Recommendation) -> Message:
    """Say that the supposition is forgotten, and what stands."""
    words = say("what_if", "dropped", now=headline(now))
    return Message.of(words, section(words))


def render_on_cards(now: Recommendation, plans: Sequence[Plan], wanted: int) -> Message:
    """Say whether cards somebody has in mind would do, `wanted` of them (0: as many as it takes)."""
    lines = [_on_cards(now, plan, several=len(plans) > 1) for plan in plans]
    if wanted and plans[0].gpu_count != wanted:
        in_machines = plans[0].quote.market == "hyperscaler"
        lines.append(
            say("what_if", "cards_rounded", wanted=wanted, count=plans[0].gpu_count, in_machines=in_machines)
        )
    words = Safe("\n".join(lines))
    return Message.of(words, section(words))


def _on_cards(now: Recommendation, plan: Plan, *, several: bool) -> Safe:
    advised = now.serving if plan.stack == "serving" else now.training
    chosen = advised.chosen if advised else plan
    return say(
        "what_if",
        f"cards_{plan.verdict}",
        stack=plan.stack if several else None,
        plan=rented(plan),
        cost=cost(plan),
        deciding=deciding_words(plan),
        proof=proof(plan),
        chosen=rented(chosen),
        chosen_cost=cost(chosen),
        same=(plan.tier, plan.gpu_count) == (chosen.tier, chosen.gpu_count),
    )


def render_unpriced_cards(cards: Sequence[OwnCards]) -> Message:
    """Say whether cards that the catalogue has no price for would do."""
    words = Safe("\n".join([*map(own_words, cards), say("what_if", "unpriced_cards", one=_is_one(cards))]))
    return Message.of(words, section(words))


def _is_one(cards: Sequence[OwnCards]) -> bool:
    return len(cards) == 1 and cards[0].named.count == 1


def render_unknown_cards(catalogue: Catalogue) -> Message:
    """Say that the catalogue has no such card to rent, and which it has."""
    known = [tier.path.removesuffix(" VPS") for tier in catalogue.tiers]
    words = say("what_if", "unknown_cards", known=joined(known))
    return Message.of(words, section(words))


def _changes(now: Recommendation, then: Recommendation) -> Iterator[Safe]:
    """Yield what becomes of each side's plan, which may begin or end on cards of the team's own."""
    own = [spares_rent(advice) is not None for advice in (now, then)]
    if all(own):
        return
    now, then = led(now), led(then)
    for before, after in ((now.serving, then.serving), (now.training, then.training)):
        if before is not None and after is not None:
            was, will = (
                f"your {short(side.chosen)}" if theirs else rented(side.chosen)
                for side, theirs in zip((before, after), own, strict=True)
            )
            yield _change(before, after, was, will)
        elif after is not None:
            yield _alone("side_new", after)
        elif before is not None:
            yield _alone("side_gone", before)


def _own(now: Recommendation, then: Recommendation) -> list[Safe]:
    """Return whether the team's own cards would do then, where they do now or would begin to."""
    named = {cards.named for cards in map(spares_rent, (now, then)) if cards is not None}
    return [own_words(cards) for cards in then.own if cards.named in named]


def _change(before: StackAdvice, after: StackAdvice, called: str, then_called: str) -> Safe:
    was, now = before.chosen, after.chosen
    more = now.bill.usd_per_month.expected - was.bill.usd_per_month.expected
    return say(
        "what_if",
        "side",
        side=after,
        was=called,
        now=then_called,
        moves=called != then_called,
        more=more,
        per=billed_per(now) if billed_per(was) == billed_per(now) else "month",
        term=_moved(was, now),
        run=_longer(was, now),
    )


def _alone(part: str, side: StackAdvice) -> Safe:
    return say("what_if", part, side=side, plan=rented(side.chosen), cost=cost(side.chosen))


def _longer(was: Plan, now: Plan) -> tuple[float, float] | None:
    """Return the hours of a run before and after; None where they hardly differ, and of what is served."""
    if was.training is None or now.training is None:
        return None
    before, after = was.training.run_hours.expected, now.training.run_hours.expected
    return None if abs(after - before) < NOTICED_SHARE * before else (before, after)


class Moved(NamedTuple):
    """A term of the memory before and after: GiB on each of so many cards."""

    name: str
    each: tuple[float, float]
    cards: tuple[int, int]


def _moved(was: Plan, now: Plan) -> Moved | None:
    """Return the term that moved most in the memory of all cards together; None where none did on a card."""
    before = {term.name: term.amount.expected for term in was.memory.terms}
    after = {term.name: term.amount.expected for term in now.memory.terms}
    cards = was.gpu_count, now.gpu_count

    def difference(name: str) -> float:
        return abs(after.get(name, 0) * cards[1] - before.get(name, 0) * cards[0])

    moved = max(before.keys() | after.keys(), key=lambda name: (difference(name), name), default=None)
    if moved is None or abs(after.get(moved, 0) - before.get(moved, 0)) < NOTICED_GIB:
        return None
    return Moved(moved, (before.get(moved, 0), after.get(moved, 0)), cards)
