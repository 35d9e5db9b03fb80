"""What a turn says: its state into the views that the messages take."""

from bot.controls import ON_RECORDS, Control
from bot.conversation.taking import SURE
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.hearing import is_direct, unheard
from bot.messages import Message
from bot.messages.echo import Echo, Replaced
from bot.messages.help import render_help
from bot.messages.kinds import topic_of_answers
from bot.messages.notices import (
    render_help_in_thread,
    render_left_out,
    render_noted_already,
    render_nudge,
    render_unknown_command,
    render_why,
)
from bot.messages.question import AnsweredView, QuestionView, render_answered, render_question
from bot.messages.resuming import (
    render_open_already,
)
from bot.messages.root import RootView, render_root
from bot.messages.terms import is_about_the_question, render_question_explained, render_term, term_in
from bot.messages.understood import understood
from bot.store.protocol import Snapshot
from bot.words import value
from bot.words.figures import day_of
from core.answers import Answer, standing, workload_of
from core.interview import Contender, Question, breaks_of
from core.reading import Heard, Problem, is_wordless
from core.reading.stand_in import stood_in_for
from core.recommendation import Recommendation
from core.workload import Slot


def root(turn: Turn, advice: Recommendation | None = None) -> Message:
    """Return the root as it stands after this turn."""
    control = turn.control()
    return render_root(
        RootView(
            asker=turn.interview.starter,
            status=turn.status,
            answers=tuple(standing(turn.answers).values()),
            advice=advice,
            today=day_of(turn.desk.clock()) if advice else None,
            stop=control if turn.status == "open" else None,
            form=control if turn.status == "open" else None,
            record_id=turn.interview.id if advice else None,
            wired=ON_RECORDS,
            unsized=stood_in_for(turn.answers),
            alone=is_direct(turn.interview.channel),
            unheard=unheard(turn.interview.channel, turn.incoming.granted),
        ),
        turn.desk.catalogue,
    )


def question(turn: Turn, asked: Question) -> Message:
    """Return the next question, after what was understood in this turn."""
    return render_question(_view(turn, asked), turn.desk.catalogue)


def asked_anew(turn: Turn, asked: Question) -> Message:
    """Return a question whose answer is to be changed, with the answer that stands."""
    return render_question(
        _view(turn, asked)._replace(changing=standing(turn.before).get(asked.slot), anew=True),
        turn.desk.catalogue,
    )


def again(turn: Turn, problem: Problem, asked: Question) -> Message:
    """Return the pending question once more, after what was wrong with the reply."""
    notice = render_left_out(problem, asked.slot, asked.item, again=True)
    repeated = render_question(_view(turn, asked)._replace(again=True), turn.desk.catalogue)
    return Message.of(f"{notice.text} {repeated.text}", *notice.blocks, *repeated.blocks[1:])


def not_understood(problem: Problem, slot: Slot, asked: Question | None = None) -> Message:
    """Return what was wrong with a reply that was no answer to the pending question."""
    return render_left_out(problem, slot, asked.item if asked else None)


def noted_already(turn: Turn, heard: Heard, asked: Question) -> Message:
    """Return that what was heard is known already, and what is still asked for."""
    stands = standing(turn.before)
    sure = [one for one in heard.readings if one.confidence >= SURE] or heard.readings
    known = [stands[one.slot] for one in sure if one.slot in stands]
    told = understood(known, turn.desk.catalogue, by=False, kind=asked.item)
    return render_noted_already(asked.slot, told, asked.item)


def settled(turn: Turn, asked: Question) -> Message:
    """Return the pending question without its controls, with what stands for it after this turn."""
    parts = (asked.slot, *(part.slot for part in asked.also))
    stands = standing(turn.answers)
    answers = [stands[slot] for slot in parts if slot in stands]
    control = turn.control(asked.slot)
    change = control if asked.slot in stands and turn.status == "open" else None
    view = AnsweredView(slot=asked.slot, answers=answers, item=asked.item, change=change)
    return render_answered(view, turn.desk.catalogue)


def why(turn: Turn, asked: Question) -> Message:
    """Return why the pending question is asked: its reason, and where its answer moves between plans."""
    catalogue = turn.desk.catalogue

    def named(plan: Contender) -> str:
        return f"{plan.gpu_count}x {catalogue.tier(plan.tier).path}"

    found = breaks_of(turn.before, catalogue, asked.slot)
    breaks = [(named(one.until), value(asked.slot, one.at, asked.item), named(one.beyond)) for one in found]
    return render_why(asked.slot, breaks, asked.item)


def unknown_command(words: str) -> Message:
    """Return that a single word after the command means nothing, and the help; of mere signs the former."""
    notice = render_unknown_command(words)
    if is_wordless(words):
        return notice
    page = render_help()
    return Message.of(f"{notice.text} {page.text}", *notice.blocks, *page.blocks)


def help_here(turn: Turn) -> Message:
    """Return what a word or the pending question means, if that was asked; else what one can reply."""
    text, asked = turn.incoming.text, turn.pending
    term = term_in(text)
    if term is not None:
        return render_term(term, asked.slot if asked else None, asked.item if asked else None)
    if asked is not None and is_about_the_question(text):
        return render_question_explained(asked.slot, asked.item)
    return render_help_in_thread(workload_of(standing(turn.answers).values()), turn.desk.catalogue)


def open_already(desk: Desk, snapshot: Snapshot, pending: Question | None) -> Message:
    """Return that an interview of the person waits here, and offer to go on with it or to begin another."""
    interview = snapshot.interview
    known = tuple(standing(snapshot.answers).values())
    control = Control(interview.id, interview.revision).encode()
    return render_open_already(
        known,
        pending.slot if pending else None,
        desk.catalogue,
        since=interview.touched_at,
        control=control,
        kind=pending.item if pending else None,
    )


def nudge(turn: Turn, asked: Question) -> Message:
    """Return the reminder of the question that waits."""
    return render_nudge(asked.slot, turn.interview.starter, asked.item)


def _view(turn: Turn, asked: Question) -> QuestionView:
    head = turn.control()
    return QuestionView(question=asked, head=head, echo=echo_of(turn), again=_is_asked_again(turn, asked))


def _is_asked_again(turn: Turn, asked: Question) -> bool:
    """Tell whether something was said to this very question, which leaves a part of it open."""
    goes_on = turn.pending is not None and turn.pending.slot is asked.slot
    return goes_on and any(answer.kind in ("value", "unknown") for answer in turn.said)


def echo_of(turn: Turn) -> Echo:
    """Return what this turn did to the answers."""
    if not turn.said and turn.left_out is None:
        return Echo()
    before = standing(turn.before)
    heard = [
        answer for answer in turn.said if answer.kind in ("value", "unknown") and answer.source != "assumed"
    ]
    replaced = [
        Replaced(before[answer.slot], answer)
        for answer in heard
        if answer.kind == "value" and answer.slot in before and _differs(before[answer.slot], answer)
    ]
    assumed = next((answer.slot for answer in turn.said if answer.source == "assumed"), None)
    left_out = turn.left_out if turn.left_out and turn.left_out.slot else None
    kind = topic_of_answers(standing(turn.answers).values(), turn.desk.catalogue).kind
    was = topic_of_answers(before.values(), turn.desk.catalogue).kind
    return Echo(
        heard=heard,
        replaced=replaced,
        gone=_gone(turn),
        assumed=assumed,
        left_out=left_out,
        kind=kind,
        was=was,
    )


def _gone(turn: Turn) -> list[Answer]:
    """Return the model and the amounts that count no more after what was told of the kind in this turn."""
    told = {answer.slot for answer in turn.said if answer.kind != "retracted"}
    back = {answer.supersedes for answer in turn.said if answer.kind == "retracted"}
    if not told & {Slot.TASK, Slot.MODEL}:
        return []
    gone = (answer for slot, answer in standing(turn.before).items() if slot not in told)
    return [answer for answer in gone if answer.seq in back]


def _differs(before: Answer, now: Answer) -> bool:
    return before.kind == "value" and before.value != now.value
