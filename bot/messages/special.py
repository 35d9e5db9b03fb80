"""What deserves a paragraph of its own: no fit, no budget, doubt, several servers, one server for both."""

from collections.abc import Iterator, Sequence

from bot.messages.advice import deciding_words, relaxation_words
from bot.messages.conditions import conditions
from bot.messages.edges import break_point
from bot.messages.kinds import kind_of_advice
from bot.messages.prices import cheapest_elsewhere, cost, usd_per_month_at
from bot.words import Safe, rented, say, value
from core.advising.own_cards import led
from core.quantity import GIB
from core.recommendation import Recommendation, StackAdvice
from core.workload import Slot

MOST_ONE_SERVER = 3
BF16_BYTES = 2
"""What reads pictures stays at 16 bits, however few the text model is packed into."""


def ways_out(advice: Recommendation) -> list[Safe]:
    """Return for each side that does not fit or costs too much what would change that."""
    found = []
    for side in advice.sides:
        if not side.fits:
            found.append(_ways_to_fit(advice, side))
        elif side.over_budget:
            found.append(_ways_into_budget(advice, side))
    return found


def special(advice: Recommendation, doubtful: Sequence[Safe]) -> list[Safe]:
    """Return the other paragraphs this case deserves, one of them for its doubts."""
    begun = led(advice)
    found = [_several_servers(advice, side) for side in begun.sides if side.fits and side.chosen.nodes > 1]
    found += conditions(advice)
    found += [*_pictures(begun), *_weight_only(begun)]
    if advice.classification.workload_class == "unclear":
        found.append(say("special", "unclear"))
    if doubtful:
        found.append(say("special", "doubts", lines=doubtful))
    return [*found, *one_server(advice)]


def _ways_to_fit(advice: Recommendation, side: StackAdvice) -> Safe:
    ways = [relaxation_words(advice, one) for one in side.relaxations]
    why = deciding_words(side.chosen)
    part = "ways_to_fit" if ways else "no_way_to_fit"
    example = say("special", f"two_changes_{'items' if side.chosen.items else side.stack}")
    return say(
        "special",
        part,
        stack=advice.told_apart(side.stack),
        ways=ways,
        plan=side.chosen,
        cost=cost(side.chosen),
        why=why,
        example=example,
    )


def _ways_into_budget(advice: Recommendation, side: StackAdvice) -> Safe:
    """Return the answers, and the other ways to rent the same plan, that stay within the budget."""
    ways = [relaxation_words(advice, one) for one in side.relaxations]
    allowed = advice.budget_usd_per_month or 0.0
    others = sum(one.chosen.bill.usd_per_month.expected for one in advice.sides if one.stack != side.stack)
    quote = cheapest_elsewhere(advice, side)
    if quote is not None:
        usd = usd_per_month_at(side.chosen, quote)
        if usd.expected + others <= allowed:
            ways.append(say("special", f"rented_on_{quote.commitment}", market=quote.market, usd=usd))
    budget = value(Slot.BUDGET, advice.workload.budget.model_dump()) if advice.workload.budget else ""
    part = "ways_into_budget" if ways else "no_way_into_budget"
    return say("special", part, stack=advice.told_apart(side.stack), ways=ways, budget=budget)


def _several_servers(advice: Recommendation, side: StackAdvice) -> Safe:
    """Return what several servers ask for, and the answers with which one would be enough."""
    plan = side.chosen
    each = plan.gpu_count // plan.nodes
    part = "servers_apart" if side.stack == "serving" and plan.cards_per_replica <= each else "servers_linked"
    bill = plan.bill.usd_per_month.expected
    enough = [
        say("special", "one_server", at=break_point(flip, kind_of_advice(advice)), plan=rented(flip))
        for flip in advice.flips
        if flip.stack == side.stack
        and flip.nodes == 1
        and not flip.tight
        and (flip.usd_per_month or bill) < bill
    ]
    return say("special", part, plan=plan, each=each, stack=side.stack, enough=enough[:MOST_ONE_SERVER])


def _pictures(advice: Recommendation) -> Iterator[Safe]:
    """Yield that pictures are not counted, where the model that is served reads them as well."""
    if advice.serving is not None and advice.vision_b:
        plan, gib = advice.serving.chosen, advice.vision_b * BF16_BYTES * 1e9 / GIB
        fits = plan.memory.total.high + gib <= plan.usable_gib
        yield say("special", "pictures", model=advice.model_name, gib=gib, fits=fits)


def _weight_only(advice: Recommendation) -> Iterator[Safe]:
    """Yield what weights gain in a format that the chosen cards keep, and do not multiply in."""
    plan = advice.serving and advice.serving.chosen
    figures = plan and (plan.serving or plan.items)
    if plan and figures and figures.weight_only:
        yield say("special", "weight_only", gpu=plan.gpu, kept=figures.weight_format, items=plan.items)


def one_server(advice: Recommendation) -> Iterator[Safe]:
    """Yield whether one server could hold serving and training, where both are planned."""
    shared = advice.shared
    if shared is None:
        return
    possible = shared.plan is not None and shared.possible
    part = "shared_possible" if possible else f"shared_{shared.reason}"
    yield say("special", part, shared=shared, cost=cost(shared.plan) if shared.plan else None)
