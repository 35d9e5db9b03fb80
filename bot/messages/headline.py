"""The advice in one line and in three: what to rent, why, and what it costs."""

from bot.messages.advice import class_words, proof
from bot.messages.certainty import sure
from bot.messages.prices import cost, dated
from bot.words import Safe, rented, say, say_plain, value
from bot.words.values import joined
from core.recommendation import Recommendation, StackAdvice
from core.workload import Slot


def headline(advice: Recommendation) -> str:
    """Return the advice in one plain line: what to rent and the class."""
    plans = [rented(side.chosen) for side in advice.sides]
    both = [f"{plan} for {side.stack}" for side, plan in zip(advice.sides, plans, strict=True)]
    what = joined(both) if len(plans) > 1 else plans[0]
    kind = say_plain("advice", f"class_{advice.classification.workload_class}")
    return f"{what}, {kind}" if advice.fits else say_plain("headline", "nearest", what=what, kind=kind)


def render_headline(advice: Recommendation, today: str | None = None) -> Safe:
    """Return the first three lines: what to rent and the class, the reason, the cost and how sure.

    `today` is an ISO date; without it, how old the prices are is not told.
    """
    kind = class_words(advice.classification)
    lines = [
        say("headline", "what" if advice.fits else "what_nearest", sides=advice.sides, class_words=kind),
        _reasons(advice),
        _cost(advice, today),
    ]
    return Safe("\n".join(lines))


def _reasons(advice: Recommendation) -> Safe:
    several = len(advice.sides) > 1
    reasons = [
        say(
            "headline",
            "reason",
            stack=side.stack if several else None,
            won_by=say("headline", f"won_by_{side.won_by}"),
            load=_load(advice, side),
            proof=proof(side.chosen, most=1 if several else 2),
        )
        for side in advice.sides
    ]
    named = "a_model_of" if advice.model_name[:1].isdigit() else "model"
    model = say("headline", named, name=advice.model_name)
    return say("headline", "reasons", model=model, reasons=reasons, several=several)


def _load(advice: Recommendation, side: StackAdvice) -> str | None:
    """Return what the plan must bear, as far as somebody said it."""
    work, training = advice.workload, side.chosen.training
    asked = (
        [
            (Slot.PRECISION, work.precision if work.precision != "any" else None),
            (Slot.CONCURRENCY, work.concurrency),
            (Slot.CONTEXT_TOKENS, work.context_tokens),
        ]
        if training is None
        else [(Slot.METHOD, training.method), (Slot.SEQUENCE_TOKENS, work.sequence_tokens)]
    )
    return ", ".join(value(slot, said) for slot, said in asked if said is not None) or None


def _cost(advice: Recommendation, today: str | None) -> Safe:
    bills = [
        say(
            "headline",
            "bill",
            stack=side.stack if len(advice.sides) > 1 else None,
            cost=cost(side.chosen),
            quote=side.chosen.quote,
            always_on=side.chosen.bill.usd_per_run is None,
        )
        for side in advice.sides
    ]
    prices = dated([side.chosen.quote.as_of for side in advice.sides], today)
    return say("headline", "cost", bills=bills, prices=prices, certainty=sure(advice), fits=advice.fits)
