"""Short answers to what people ask about the advice, each from what was worked out for it already."""

from collections.abc import Iterator, Sequence

from bot.blocks import section
from bot.messages.certainty import assumed_words, how_sure
from bot.messages.conditions import bought
from bot.messages.edges import break_point
from bot.messages.kinds import Topic, correction, kind_of_advice, topic_of, topic_of_answers
from bot.messages.measuring import measuring
from bot.messages.message import Message
from bot.messages.options import cheaper, options, own_words
from bot.messages.prices import billed_per, cost, dated, price_paths
from bot.messages.special import one_server, ways_out
from bot.messages.understood import understood
from bot.words import Safe, named, rented, say
from bot.words.values import joined
from core.advising.own_cards import led, spares_rent
from core.answers import Answer
from core.catalog.catalogue import Catalogue
from core.planning.offers import offers
from core.reading import Ask
from core.recommendation import Recommendation, StackAdvice

_MONTHS = 12
MOST_CHEAPER = 3
"""So many answers that would save money are worth reading."""


def render_asked(
    ask: Ask,
    advice: Recommendation,
    answers: Sequence[Answer],
    supposed: Sequence[Answer],
    today: str,
    catalogue: Catalogue,
) -> Message:
    """Answer a question about the advice on the standing `answers`, and on what is `supposed` beside them."""
    if ask == "bot":
        return render_bot()
    lead = [say("asked", "supposing", what=_values(supposed, advice, catalogue))] if supposed else []
    paragraphs = [*lead, *_answered(ask, advice, answers, today, catalogue)]
    return Message.of(paragraphs[len(lead)], *map(section, paragraphs))


def render_card_prices(catalogue: Catalogue, today: str) -> Message:
    """Tell what one card of each tier costs, to somebody who asked for no more than that."""
    words = _one_card(catalogue, today)
    return Message.of(words, section(words))


def render_bot() -> Message:
    """Tell in one sentence what the bot is."""
    words = say("asked", "bot")
    return Message.of(words, section(words))


def _one_card(catalogue: Catalogue, today: str) -> Safe:
    single = [offer for offer in offers(catalogue) if 1 in offer.counts]
    prices = dated([offer.quote.as_of for offer in single], today)
    return say("asked", "one_card", offers=single, prices=prices)


def render_asked_early(answers: Sequence[Answer], ask: Ask, today: str, catalogue: Catalogue) -> Message:
    """Tell what can be told before there is advice, and of the rest when it will be told."""
    if ask == "bot":
        return render_bot()
    told = ask == "understood" and answers
    words = (
        _told(answers, topic_of_answers(answers, catalogue), catalogue)
        if told
        else say("asked", "nothing_yet" if ask == "understood" else "early")
    )
    card = section(_one_card(catalogue, today)) if ask == "cost" else None
    return Message.of(words, section(words), card)


def _answered(
    ask: Ask, advice: Recommendation, answers: Sequence[Answer], today: str, catalogue: Catalogue
) -> Iterator[Safe]:
    """Yield the paragraphs of an answer, of which there is at least one."""
    match ask:
        case "cost":
            yield from _spared(advice)
            yield _costs(advice, today)
            yield from price_paths(advice, today)
        case "cheaper":
            yield from _spared(advice)
            yield from _savings(advice, today)
        case "understood":
            assumed = assumed_words(advice, len(advice.assumptions))
            yield _told(answers, topic_of(advice.workload, catalogue), catalogue, assumed)
        case "sure":
            yield how_sure(advice)
        case "others":
            yield from options(advice) or ways_out(advice)
            yield say("asked", "others")
        case "shared":
            yield from one_server(advice) if len(advice.sides) > 1 else [_alone(advice)]
        case "duration":
            yield from [*filter(None, map(_lasts, led(advice).sides))] or [
                say("asked", "always_on", plan=advice.sides[0].chosen)
            ]
        case "purchase":
            yield from bought(advice)
        case "measure":
            yield from (measuring(advice, side) for side in led(advice).sides)


def _alone(advice: Recommendation) -> Safe:
    side = advice.sides[0]
    return say("asked", "alone", stack=side.stack, plan=side.chosen)


def _lasts(side: StackAdvice) -> Safe | None:
    """Return how long a run or a batch is at work; None for what is served, which has no end."""
    plan = side.chosen
    if plan.training is not None:
        return say("asked", "run_lasts", hours=plan.training.run_hours, plan=plan)
    if plan.bill.batch_hours is not None:
        return say("asked", "batch_lasts", hours=plan.bill.batch_hours, plan=plan)
    return None


def _costs(advice: Recommendation, today: str) -> Safe:
    lines = [
        say("asked", "cost", stack=advice.told_apart(side.stack), plan=side.chosen, cost=cost(side.chosen))
        for side in advice.sides
    ]
    prices = dated([side.chosen.quote.as_of for side in advice.sides], today)
    commitment = advice.sides[0].chosen.quote.commitment
    bills = [side.chosen.bill for side in advice.sides]
    monthly = all(bill.basis == "month" for bill in bills)
    a_year = sum((bill.usd_per_month for bill in bills[1:]), bills[0].usd_per_month).scaled(_MONTHS)
    return say(
        "asked",
        "costs",
        lines=lines,
        commitment=commitment,
        prices=prices,
        a_year=a_year if monthly else None,
    )


def _spared(advice: Recommendation) -> list[Safe]:
    """Return that the team's own cards would do for no rent, where they stand first."""
    own = spares_rent(advice)
    return [] if own is None else [own_words(own)]


def _savings(advice: Recommendation, today: str) -> Iterator[Safe]:
    """Yield the cheaper ways without another answer, then the answers that would lead to a cheaper plan.

    Nothing is cheaper than cards of their own; of cards that are rented today, perhaps what to rent instead.
    """
    own = spares_rent(advice)
    if own is not None:
        if own.named.rented:
            yield _costs(advice, today)
        return
    yield from ways_out(advice)
    fitting = [side for side in advice.sides if side.fits]
    yield from (cheaper(advice, side) for side in fitting)
    lines = [line for side in fitting for line in _saving_answers(advice, side)]
    if lines:
        yield say("asked", "saving_answers", lines=lines)


def _saving_answers(advice: Recommendation, side: StackAdvice) -> list[Safe]:
    """Return the nearest answers with which another plan would do for less."""
    now, per = side.chosen.bill.usd_per_month.expected, billed_per(side.chosen)
    kind = kind_of_advice(advice)
    less = [
        flip
        for flip in advice.flips
        if flip.stack == side.stack and flip.fits and flip.usd_per_month and flip.usd_per_month < now
    ]
    return [
        say(
            "asked",
            "saving_answer",
            at=break_point(flip, kind),
            plan=rented(flip),
            usd=flip.usd_per_month,
            per=per,
        )
        for flip in less[:MOST_CHEAPER]
    ]


def _told(answers: Sequence[Answer], about: Topic, catalogue: Catalogue, assumed: str | None = None) -> Safe:
    told = understood(answers, catalogue) if answers else None
    return say("asked", "understood", told=told, assumed=assumed, correction=correction(about))


def _values(answers: Sequence[Answer], advice: Recommendation, catalogue: Catalogue) -> str:
    kind = kind_of_advice(advice)
    return joined([named(answer.slot, answer.value, catalogue, kind) for answer in answers])
