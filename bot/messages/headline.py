"""The advice in one line and in four: the own cards that do or what to rent, what it costs, and why."""

from bot.messages.advice import class_words, deciding_words
from bot.messages.certainty import sure
from bot.messages.prices import cost, dated
from bot.words import Safe, rented, say, say_plain, value
from bot.words.values import joined
from core.advising.own_cards import first_plans, spares_rent
from core.recommendation import Plan, Recommendation, StackAdvice, Verdict
from core.workload import Slot


def headline(advice: Recommendation) -> str:
    """Return the advice in one plain line: the own cards that do, what to rent, and the class."""
    plans = [rented(side.chosen) for side in advice.sides]
    both = [f"{plan} for {side.stack}" for side, plan in zip(advice.sides, plans, strict=True)]
    what = joined(both) if len(plans) > 1 else plans[0]
    kind = say_plain("advice", f"class_{advice.classification.workload_class}")
    own = spares_rent(advice)
    if own is not None:
        what = say_plain("headline", "own_first", own=own, plan=own.plans[0], what=what, fits=advice.fits)
        return f"{what}, {kind}"
    return f"{what}, {kind}" if advice.fits else say_plain("headline", "nearest", what=what, kind=kind)


def render_headline(advice: Recommendation, today: str | None = None, *, doubts_follow: bool = False) -> Safe:
    """Return the first lines: the plan and the class, its cost, the reason, then the grounds of all that.

    Where the team's own cards do as surely, they are the plan; what to rent instead stands with its cost
    behind the reason.

    `today` is an ISO date; without it, how old the prices are is not told. Where `doubts_follow`, the
    assumption that the advice hangs on is left to them.
    """
    answer = (_cost(advice), _reasons(advice))
    if spares_rent(advice) is not None:
        answer = answer[::-1]
    return Safe("\n".join((_what(advice), *answer, _grounds(advice, today, doubts_follow=doubts_follow))))


def _what(advice: Recommendation) -> Safe:
    """Return the plan and the class."""
    kind, sides = class_words(advice.classification), advice.sides
    own = spares_rent(advice)
    if own is not None:
        return say("headline", "what_own", own=own, plan=own.plans[0], class_words=kind)
    if not advice.fits:
        return say("headline", "what_nearest", sides=sides, class_words=kind)
    if len(sides) > 1 and advice.classification.workload_class == "both":
        kind = say("headline", "both")
    return say("headline", "what", sides=sides, class_words=kind)


def _reasons(advice: Recommendation) -> Safe:
    several = len(advice.sides) > 1
    reasons = [
        say(
            "headline",
            "reason",
            stack=advice.told_apart(side.stack),
            load=None if several else _load(advice, plan),
            proof=deciding_words(plan),
        )
        for side, plan in zip(advice.sides, first_plans(advice), strict=True)
    ]
    named = "a_model_of" if advice.model_name[:1].isdigit() else "model"
    model = say("headline", named, name=advice.model_name)
    return say("headline", "reasons", model=model, reasons=reasons, several=several)


def _load(advice: Recommendation, plan: Plan) -> str | None:
    """Return what decides how much the plan must bear: how many at once, as far as said, or the method."""
    if plan.training is not None:
        return value(Slot.METHOD, plan.training.method)
    at_once = advice.workload.concurrency
    return value(Slot.CONCURRENCY, at_once) if at_once is not None else None


def _cost(advice: Recommendation) -> Safe:
    """Return what the plan to rent costs and, if it fits, why it and no other that does."""
    own = spares_rent(advice)
    several = len(advice.sides) > 1
    bills = [
        say("headline", "bill", stack=side.stack, bill=side.chosen.bill, last=side is advice.sides[-1])
        if several
        else cost(side.chosen, timed=False)
        for side in advice.sides
    ]
    plan = advice.sides[0].chosen
    return say(
        "headline",
        "cost",
        own=own,
        plan=plan,
        fits=advice.fits,
        bills=bills,
        commitment=plan.quote.commitment,
        batch=None if several else plan.bill,
        won_by=None if own or several or not advice.fits else _won_by(advice.sides[0]),
    )


def _won_by(side: StackAdvice) -> Safe:
    return say("headline", f"won_by_{side.won_by}", tight=side.chosen.verdict is Verdict.TIGHT)


def _grounds(advice: Recommendation, today: str | None, *, doubts_follow: bool) -> Safe:
    """Return the day of the prices, what rented cards cost now, and how sure the advice is."""
    return say(
        "headline",
        "grounds",
        own=spares_rent(advice),
        prices=dated([side.chosen.quote.as_of for side in advice.sides], today),
        certainty=sure(advice, doubts_follow=doubts_follow),
    )
