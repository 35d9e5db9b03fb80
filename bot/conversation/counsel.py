"""What a turn says of its advice: the advice itself, what would change it, and what did."""

from bot.controls import ON_RECORDS
from bot.conversation.turn import Turn
from bot.conversation.voice import echo_of
from bot.desk import Desk
from bot.messages import Message
from bot.messages.asked import render_asked, render_asked_early
from bot.messages.changed import render_changed, render_left, render_which_answer
from bot.messages.echo import render_noted
from bot.messages.headline import headline
from bot.messages.kinds import kind_of_advice
from bot.messages.notices import render_why_advice
from bot.messages.recommendation import render_recommendation
from bot.messages.what_if import (
    Ending,
    WhatIfView,
    render_what_if,
    render_what_if_examples,
)
from bot.store.protocol import Record
from bot.words import value
from bot.words.figures import day_of
from core.answers import standing, supposed, workload_of
from core.interview import live_slots
from core.reading import Ask
from core.reading.stand_in import stood_in_for
from core.recommendation import Recommendation
from core.workload import Slot


def recommendation(desk: Desk, record: Record) -> tuple[Message, ...]:
    """Return the recommendation's messages, the record first."""
    stands = tuple(standing(record.answers).values())
    return render_recommendation(
        record.result,
        desk.catalogue,
        record_id=record.id,
        asker=record.asker,
        answers=stands,
        wired=ON_RECORDS,
        today=day_of(record.created_at),
        unsized=stood_in_for(record.answers),
    )


def what_if(turn: Turn, now: Recommendation, then: Recommendation, *, peak: bool) -> Message:
    """Return what a supposition would change; `peak`: the number at once follows from that of users."""
    control = turn.control()
    said = tuple(supposed(turn.answers).values())
    return render_what_if(
        WhatIfView(supposed=said, now=now, then=then, control=control, peak=peak), turn.desk.catalogue
    )


def settled_what_if(turn: Turn, now: Recommendation, then: Recommendation, ending: Ending) -> Message:
    """Return what a supposition would have changed, without its buttons, and what became of it."""
    said = tuple(supposed(turn.before).values())
    view = WhatIfView(supposed=said, now=now, then=then, ending=ending, by=turn.incoming.user)
    return render_what_if(view, turn.desk.catalogue)


def which_answer(turn: Turn) -> Message:
    """Return the answers that stand, were assumed or would matter, to choose one that is to be changed."""
    stands = standing(turn.answers)
    slots = set(stands)
    if turn.advised:
        advice = turn.desk.advice(stands.values())
        slots |= live_slots(turn.answers, turn.desk.catalogue) | {Slot.WORK, Slot.FOCUS, Slot.PAIN}
        slots |= {one.slot for one in advice.assumptions}
    load = {slot: turn.control(slot) for slot in Slot if slot in slots}
    return render_which_answer(stands, load, turn.desk.catalogue)


def why_advice(turn: Turn) -> Message:
    """Return why the recommendation is what it is, in short."""
    stands = standing(turn.answers)
    advice = turn.desk.advice(stands.values())
    return render_why_advice(advice, tuple(stands.values()))


def left_as_it_is(turn: Turn) -> Message:
    """Return that an answer which was to be changed stays."""
    return render_left(turn.reopened, standing(turn.answers), turn.desk.catalogue)


def noted(turn: Turn) -> Message | None:
    """Return what a recommendation leaves unsaid of the turn it follows: changes, and what was left out."""
    return render_noted(echo_of(turn), turn.desk.catalogue)


def what_if_examples(turn: Turn) -> Message:
    """Return how to ask "what if"."""
    return render_what_if_examples(workload_of(standing(turn.answers).values()), turn.desk.catalogue)


def asked(turn: Turn, ask: Ask, advice: Recommendation) -> Message:
    """Return the answer to what was asked about the advice, on what stands and what is supposed."""
    stands, suppositions = (tuple(some(turn.before).values()) for some in (standing, supposed))
    if ask == "understood":
        advice, suppositions = turn.desk.advice(stands), ()
    return render_asked(ask, advice, stands, suppositions, day_of(turn.desk.clock()), turn.desk.catalogue)


def asked_early(turn: Turn, ask: Ask) -> Message:
    """Return what can be told of it while there is no advice."""
    return render_asked_early(
        tuple(standing(turn.before).values()), ask, day_of(turn.desk.clock()), turn.desk.catalogue
    )


def changed(turn: Turn, before: Recommendation, advice: Recommendation) -> Message:
    """Return what a correction after the recommendation did to it."""
    return render_changed(echo_of(turn), turn.desk.catalogue, before=headline(before), now=headline(advice))


def search_words(advice: Recommendation) -> str:
    """Return the words by which a recommendation is found again."""
    words = [advice.model_name, advice.classification.workload_class.replace("_", " "), headline(advice)]
    words += [f"{side.stack} {side.chosen.tier} {side.chosen.gpu}" for side in advice.sides]
    told, kind = advice.workload.model_dump(mode="json"), kind_of_advice(advice)
    words += [value(Slot(name), said, kind) for name, said in told.items() if said]
    return " ".join(words)[:2000]
