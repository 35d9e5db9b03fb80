"""The interview as a form: opened with what is known, and taken as one person's answers in one turn.

A form carries which interview it is for, how many answers there were when it was opened, and for which kind
of work it was made. What a person left as it was is no answer: others may have gone on in the meantime.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.conversation import voice
from bot.conversation.steps import step
from bot.conversation.taking import SURE
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import FormFields, Incoming, Submission
from bot.messages.form import (
    MORE,
    NOW,
    Field,
    FormView,
    carried,
    more_unread,
    problem_words,
    render_form,
    render_over,
)
from bot.messages.kinds import topic_of_answers
from bot.modals import FieldErrors, Modal
from bot.store.protocol import Snapshot
from bot.words import named
from core.answers import DATA, Answer, accepts, standing
from core.catalog.catalogue import Catalogue
from core.interview import ask_about, live_slots
from core.questions import question_of
from core.reading import Problem, Reading, data_told, read
from core.workload import Slot

_CHOSEN = frozenset(
    {
        Slot.WORK,
        Slot.FOCUS,
        Slot.PAIN,
        Slot.TASK,
        Slot.PRECISION,
        Slot.METHOD,
        Slot.OPTIMIZER,
        Slot.CADENCE,
        Slot.RENTAL,
    }
)
"""Questions with few answers are menus; the others are typed, in the words the thread takes as well."""

_SEVERAL = frozenset(slot for slot in _CHOSEN if (row := question_of(slot, None)) and row.several)


class Load(NamedTuple):
    """What a form carries from its opening to its submission."""

    interview_id: str
    answers: int
    """How many answers there were when it was shown."""
    work: str
    """The kind of work it was made for, as its menu holds it; "" where that was not known."""
    apart: bool
    """Whether it was opened where the bot cannot post, so that the advice has to go elsewhere."""

    def encode(self) -> str:
        """Return the load as text."""
        return json.dumps([self.interview_id, self.answers, self.work, self.apart])

    @classmethod
    def decode(cls, text: str) -> "Load":
        """Read a load back. It comes from Slack, which kept it for us."""
        return cls(*json.loads(text))


def opened(desk: Desk, snapshot: Snapshot, *, apart: bool) -> Modal:
    """Return the form for an interview as it stands."""
    return _form(desk, snapshot, {}, apart=apart)


def submitted(
    desk: Desk, incoming: Incoming, submission: Submission, snapshot: Snapshot
) -> Turn | Modal | FieldErrors | None:
    """Decide on a submitted form: its answers in one turn, what is wrong with it, or the form that follows.

    None where nothing was changed.
    """
    load = Load.decode(submission.private)
    turn = Turn(desk, incoming._replace(channel=snapshot.interview.channel), snapshot)
    if not turn.goes_on:
        return render_over()
    changes = _changes(desk.catalogue, submission.fields, snapshot.answers[: load.answers])
    errors = _take(turn, changes, standing(snapshot.answers[: load.answers]))
    if errors:
        return FieldErrors(errors)
    if _work(turn.answers) != load.work:
        return _form(desk, snapshot, changes, turn.said, apart=load.apart)
    if load.apart:
        turn.move(incoming.user)
        turn.open_root(voice.root(turn))
        return step(turn, just_answer=True)
    now = bool(submission.fields.get(NOW)) and turn.status == "open"
    return step(turn, just_answer=now) if turn.said or now else None


def _form(
    desk: Desk, snapshot: Snapshot, drafts: FormFields, said: Sequence[Answer] = (), *, apart: bool
) -> Modal:
    """Return the form as the interview stands, over it what was filled in (`drafts`) and means (`said`)."""
    answers = (*snapshot.answers, *said)
    stands = standing(answers)
    live = live_slots(answers, desk.catalogue)
    work = _work(answers)
    load = Load(snapshot.interview.id, len(snapshot.answers), work, apart)
    return render_form(
        FormView(
            fields=[
                _field(desk, answers, slot, drafts.get(slot) or _held(stands, slot, desk.catalogue))
                for slot in Slot
                if slot in live or slot in stands or slot in drafts
            ],
            private=load.encode(),
            kind=topic_of_answers(stands.values(), desk.catalogue).kind,
            more="".join(drafts.get(MORE, ())),
            goes_on=not work and Slot.WORK in live,
            apart=apart,
        ),
        desk.catalogue,
    )


def _field(desk: Desk, answers: Sequence[Answer], slot: Slot, holds: tuple[str, ...]) -> Field:
    if slot not in _CHOSEN:
        return Field(slot, holds)
    question = ask_about(answers, desk.catalogue, slot)
    values = [one.value for one in question.choices]
    offered = [item for value in values for item in value] if question.several else values
    known = dict.fromkeys([*map(carried, offered), *holds])
    return Field(slot, holds, tuple(json.loads(one) for one in known), several=question.several)


def _work(answers: Sequence[Answer]) -> str:
    work = standing(answers).get(Slot.WORK)
    return "" if work is None or work.kind != "value" else carried(work.value)


def _held(stands: Mapping[Slot, Answer], slot: Slot, catalogue: Catalogue) -> tuple[str, ...]:
    """Return what a field holds where these answers stand, in the units in which it was told."""
    answer = stands.get(slot)
    if answer is None or answer.kind != "value":
        return ()
    if slot not in _CHOSEN:
        kind = topic_of_answers(stands.values(), catalogue).kind
        return (named(slot, answer.value, catalogue, kind),)
    several = answer.value if isinstance(answer.value, list | tuple) else [answer.value]
    return tuple(carried(one) for one in several)


def _changes(catalogue: Catalogue, fields: FormFields, before: Sequence[Answer]) -> FormFields:
    """Return the fields that hold something else than they did at first."""
    stood = standing(before)
    return {
        name: held
        for name, held in fields.items()
        if name != NOW and set(held) != set(_held(stood, Slot(name), catalogue) if name != MORE else ())
    }


def _take(turn: Turn, changes: FormFields, stood: Mapping[Slot, Answer]) -> dict[str, str]:
    """Add what was changed since these answers stood to the turn; returns what is wrong, by field."""
    errors: dict[str, str] = {}
    passing: list[tuple[Reading, str]] = []
    for name, held in changes.items():
        if name == MORE:
            heard = read(held[0], catalogue=turn.desk.catalogue)
            passing += [(reading, held[0]) for reading in heard.readings]
            problem = None if heard.readings else more_unread()
        elif not held:
            _clear(turn, Slot(name), stood)
            problem = None
        elif name in _CHOSEN:
            problem = _choose(turn, Slot(name), held)
        else:
            problem = _type(turn, Slot(name), held[0], passing)
        if problem is not None:
            errors[name] = problem
    for reading, text in passing:
        _say_in_passing(turn, reading, text, changes)
    return errors


def _choose(turn: Turn, slot: Slot, held: Sequence[str]) -> str | None:
    values = [json.loads(one) for one in held]
    chosen = values if slot in _SEVERAL else values[0]
    if not accepts(slot, chosen):
        return problem_words(Problem(slot, "unreadable", ""), slot)
    turn.say(slot, chosen, source="form")
    return None


def _type(turn: Turn, slot: Slot, text: str, passing: list[tuple[Reading, str]]) -> str | None:
    """Take a typed field as a reply to its question; what it says about others goes to `passing`."""
    kind = topic_of_answers(standing(turn.answers).values(), turn.desk.catalogue).kind
    heard = (data_told(text, kind) if slot in DATA else None) or read(text, slot, turn.desk.catalogue)
    if heard.command in ("dont_know", "skip"):
        turn.say(slot, None, kind="unknown", source="form", text=text)
        return None
    if heard.problem is not None or not heard.readings:
        return problem_words(heard.problem or Problem(slot, "unreadable", text), slot, kind)
    for reading in heard.readings:
        if reading.slot is not slot:
            passing.append((reading, text))
        elif accepts(slot, reading.value):
            turn.say(slot, reading.value, source="form", text=text)
        else:
            return problem_words(Problem(slot, "impossible", text), slot, kind)
    return None


def _say_in_passing(turn: Turn, reading: Reading, text: str, changes: FormFields) -> None:
    """Take what a field says about another question, unless that one has its own new answer."""
    implied = reading.confidence < SURE and reading.slot in standing(turn.answers)
    if reading.slot not in changes and not implied and accepts(reading.slot, reading.value):
        turn.say(reading.slot, reading.value, source="form", text=text[reading.start : reading.end])


def _clear(turn: Turn, slot: Slot, stood: Mapping[Slot, Answer]) -> None:
    """An emptied field says that its answer is not known, unless somebody answered anew in the meantime."""
    if standing(turn.before).get(slot) == stood.get(slot):
        turn.say(slot, None, kind="unknown", source="form")
