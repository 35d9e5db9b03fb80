"""After the recommendation: "what if", keeping or dropping it, and changing an answer."""

from bot.conversation import counsel, voice
from bot.conversation.steps import conclude
from bot.conversation.taking import SURE
from bot.conversation.turn import Turn
from core.answers import accepts, standing, supposed, workload_of
from core.match import recommend
from core.plan_on import plan_on, tier_named
from core.reading import Heard
from core.recommendation import Plan, Recommendation
from core.workload import Hardware, Slot


def what_if(turn: Turn, heard: Heard) -> Turn:
    """Answer a supposition with the difference it makes; suppositions add up until kept or dropped."""
    cards = [reading.value for reading in heard.readings if reading.slot is Slot.CURRENT_HARDWARE]
    others = [reading for reading in heard.readings if reading.slot is not Slot.CURRENT_HARDWARE]
    outright = [reading for reading in others if reading.confidence >= SURE] or [
        reading for reading in others if reading.slot is not Slot.WORK
    ]
    said = [reading for reading in outright if accepts(reading.slot, reading.value)]
    if cards and not said:
        return _on_cards(turn, [Hardware.model_validate(card) for card in cards[0]])
    if not said:
        turn.post(counsel.what_if_examples(), kind="what_if")
        return turn
    for reading in said:
        turn.suppose(reading.slot, reading.value, turn.incoming.text)
    turn.post(counsel.what_if(turn, _standing(turn), supposing(turn)), kind="what_if")
    return turn


def keep(turn: Turn) -> Turn:
    """Make what was supposed the answers."""
    for slot, answer in supposed(turn.before).items():
        turn.retract(answer)
        turn.say(slot, answer.value, text=answer.text)
    return conclude(turn) if turn.said else turn


def drop(turn: Turn) -> Turn:
    """Forget what was supposed."""
    for answer in supposed(turn.before).values():
        turn.retract(answer)
    if turn.said:
        turn.post(counsel.dropped(_standing(turn)), kind="dropped")
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
    return recommend(workload_of(stands.values()), turn.desk.catalogue)


def _standing(turn: Turn) -> Recommendation:
    return recommend(workload_of(standing(turn.answers).values()), turn.desk.catalogue)


def _on_cards(turn: Turn, cards: list[Hardware]) -> Turn:
    """Hold the cards a person has in mind against what stands and what is supposed."""
    now = supposing(turn)
    plan = next((plan for card in cards if (plan := _plan(turn, now, card))), None)
    turn.post(counsel.on_cards(now, plan) if plan else counsel.unknown_cards(), kind="what_if")
    return turn


def _plan(turn: Turn, now: Recommendation, card: Hardware) -> Plan | None:
    tier_id = tier_named(card, turn.desk.catalogue)
    main = now.serving or now.training
    if tier_id is None or main is None:
        return None
    return plan_on(main.stack, now.workload, turn.desk.catalogue, tier_id, card.count or 1)
