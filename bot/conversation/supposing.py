"""After the recommendation: "what if", keeping or dropping it, and changing an answer."""

from collections.abc import Iterator

from bot.conversation import counsel, voice
from bot.conversation.hypotheses import at_the_peak, hypotheses, their_requests
from bot.conversation.steps import conclude
from bot.conversation.turn import Turn
from bot.messages.what_if import (
    Ending,
    render_dropped,
    render_everybody,
    render_on_cards,
    render_unknown_cards,
    render_unpriced_cards,
)
from core.advising.own_cards import own_cards
from core.advising.plan_on import plan_on, tier_named
from core.advising.stacks import side_of
from core.answers import DATA, Answer, standing, supposed
from core.conditions import merged
from core.planning.rentable import rentable
from core.reading import Heard, means_everybody
from core.recommendation import OwnCards, Plan, Recommendation
from core.workload import Hardware, Slot


def what_if(turn: Turn, heard: Heard) -> Turn:
    """Answer a supposition with the difference it makes; suppositions add up until kept or dropped."""
    now, before = supposing(turn), supposed(turn.before)
    known = standing(turn.before) | before
    last = _last(before)
    found = hypotheses(turn.incoming.text, heard, known, last.slot if last else None, now)
    cards = next((one.value for one in heard.readings if one.slot is Slot.CURRENT_HARDWARE), None)
    if cards and not found:
        return _on_cards(turn, now, [Hardware.model_validate(card) for card in cards])
    if not found:
        everybody = means_everybody(turn.incoming.text) and Slot.USERS not in known
        turn.post(render_everybody(now) if everybody else counsel.what_if_examples(turn), kind="what_if")
        return turn
    if Slot.CONDITIONS in found and Slot.CONDITIONS in known:
        found[Slot.CONDITIONS] = merged(known[Slot.CONDITIONS].value or (), found[Slot.CONDITIONS])
    peak = at_the_peak(found.get(Slot.USERS), known) if Slot.CONCURRENCY not in found else None
    _settle(turn)
    rate = their_requests(found.get(Slot.USERS), known) if Slot.REQUEST_RATE not in found else None
    found |= {Slot.REQUEST_RATE: rate} if rate else {}
    for slot, answer in before.items():
        if slot in DATA - found.keys() and DATA & found.keys():
            turn.retract(answer)
    for slot, value in found.items():
        turn.suppose(slot, value, turn.incoming.text)
    if peak is not None:
        turn.suppose(Slot.CONCURRENCY, peak, turn.incoming.text)
    turn.post(counsel.what_if(turn, _standing(turn), supposing(turn), peak=peak is not None), kind="what_if")
    return turn


def keep(turn: Turn) -> Turn:
    """Make what was supposed the answers."""
    _settle(turn, "kept")
    for slot, answer in supposed(turn.before).items():
        turn.retract(answer)
        turn.say(slot, answer.value, text=answer.text)
    return conclude(turn) if turn.said else turn


def drop(turn: Turn) -> Turn:
    """Forget what was supposed."""
    _settle(turn, "dropped")
    for answer in supposed(turn.before).values():
        turn.retract(answer)
    turn.post(render_dropped(_standing(turn)), kind="dropped")
    return turn


def reopen(turn: Turn, slot: Slot) -> Turn:
    """Ask for an answer again; what comes is a correction."""
    if turn.pending is not None:
        turn.settle(voice.settled(turn, turn.pending))
    question = turn.desk.again(turn.before, slot)
    turn.reopen(slot)
    turn.ask(voice.asked_anew(turn, question), question)
    return turn


def supposing(turn: Turn) -> Recommendation:
    """Return what would be recommended if what is supposed were so."""
    stands = standing(turn.answers) | supposed(turn.answers)
    return turn.desk.advice(stands.values())


def _standing(turn: Turn) -> Recommendation:
    return turn.desk.advice(standing(turn.answers).values())


def _last(suppositions: dict[Slot, Answer]) -> Answer | None:
    return max(suppositions.values(), key=lambda answer: answer.seq, default=None)


def _settle(turn: Turn, ending: Ending = "extended") -> None:
    """Take the buttons of the last supposition away, before anything is added to the turn."""
    last = _last(supposed(turn.before))
    if last is not None:
        message = counsel.settled_what_if(turn, _standing(turn), supposing(turn), ending)
        turn.settle_post("what_if", last.event, message)


def _on_cards(turn: Turn, now: Recommendation, cards: list[Hardware]) -> Turn:
    """Hold the cards a person has in mind against what stands and what is supposed."""
    plans = next((plans for card in cards if (plans := list(_plans(turn, now, card)))), [])
    wanted = max((card.count or 0 for card in cards), default=0)
    if plans:
        message = render_on_cards(now, plans, wanted)
    elif unpriced := [one for one in _unpriced(turn, now, cards) if one.plans]:
        message = render_unpriced_cards(unpriced)
    else:
        message = render_unknown_cards(turn.desk.catalogue)
    turn.post(message, kind="what_if")
    return turn


def _unpriced(turn: Turn, now: Recommendation, cards: list[Hardware]) -> tuple[OwnCards, ...]:
    """Return what cards that nobody rents out would be for each side of the advice."""
    sides = [side_of(side.stack, now.workload, turn.desk.catalogue) for side in now.sides]
    return own_cards(cards, sides, turn.desk.catalogue)


def _plans(turn: Turn, now: Recommendation, card: Hardware) -> Iterator[Plan]:
    """Yield what these cards would be for each side of the advice, of no number as many as it takes."""
    known = turn.desk.catalogue
    tier_id = tier_named(card, rentable(now.workload.conditions, known)) or tier_named(card, known)
    if tier_id is None:
        return
    for side in now.sides:
        compared = next((plan for plan in side.tiers if plan.tier == tier_id and not card.count), None)
        plan = compared or plan_on(side.stack, now.workload, known, tier_id, card.count or 1)
        yield from [plan] if plan is not None else []
