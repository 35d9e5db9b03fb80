"""What a reply says: to the question it was written to, and beside all that was told before it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.conversation.hypotheses import their_requests
from bot.conversation.taking import named_without_size
from bot.conversation.turn import Turn
from bot.messages.kinds import topic_of_answers
from core.answers import Answer, standing, supposed, values_of
from core.catalog.architecture import Item
from core.demand.task import task_of
from core.interview import live_slots
from core.questions import QUESTIONS
from core.reading import (
    Heard,
    Reading,
    amended,
    data_lasting,
    data_told,
    lasting,
    length_told,
    other_amount,
    read,
    read_for,
    share_of,
    with_batch,
    with_named_size,
)
from core.reading.corrections import corrects
from core.reading.kinds import SPOKEN
from core.reading.tasks import ALL_THAT_IS_SAID
from core.reading.traffic import PASSAGES, ranked_told
from core.regex import regex
from core.teams.priors import WAIT_BY_ITEM
from core.workload import Slot

_SHORT = 40
"""So many characters may answer what was asked before, or is asked later."""
_OF_EACH = regex(
    r"\b(?:each|every (?:one|user|person)|everyone|everybody|apiece|per (?:user|person|head|day each))\b",
    re.IGNORECASE,
)
"""Says that what is told is what one person brings."""
_RECORDINGS = regex(
    rf"\d[^.;\n]{{0,20}} (?:{'|'.join(sorted(SPOKEN))})\b(?!.{{0,40}}\btranscri)", re.IGNORECASE | re.DOTALL
)
"""So many recordings, of which it is not told what is done to them."""
_SPEECH_SIZE = regex(
    r"\W*(?:the )?(?:tiny|base|small|medium|large|turbo|v[23])(?:[ -]?(?:v?[23]|turbo|model|one))*\W*",
    re.IGNORECASE,
)
"""How people call the models of the family that nearly all speech to text is done with."""
_VAGUE = frozenset({Slot.WORK, Slot.FOCUS, Slot.PAIN, Slot.BUDGET, Slot.CURRENT_HARDWARE})
"""What is told in words so common that they answer nothing else."""


def listen(turn: Turn, asked: Slot | None) -> Heard:
    """Read a reply; what moves a part of the work that was told before leaves the rest as it was."""
    stands, heard = standing(turn.before), _news(turn, _read(turn, asked))
    heard = with_named_size(heard, named_without_size(turn), values_of(stands.values()).get(Slot.MODEL))
    heard = _of_all_people(heard, stands)
    each_s = length_told(turn.incoming.text)
    longer = _of_that_length(turn, heard, each_s) if each_s else None
    if longer is not None:
        return longer
    trains = Slot.WORK in stands and stands[Slot.WORK].value != "serving"
    kind = topic_of_answers(stands.values(), turn.desk.catalogue).kind
    if _tells_nothing(heard):
        more = _in_its_terms(turn, kind, trains=trains)
        heard = heard._replace(readings=(*heard.readings, *more)) if more else heard
    heard = _as_awaited(turn, heard, kind)
    told = _told(turn, heard)
    if told is None:
        return heard
    amount = other_amount(turn.incoming.text, told) if _tells_nothing(heard) else None
    if amount is not None and corrects(turn.incoming.text.lower()):
        return Heard((_whole(turn, Slot.REQUEST_RATE, amount, "batch_moved"),))
    return _with_their_requests(with_batch(heard, told, trains=trains), stands)


def _of_all_people(heard: Heard, stands: Mapping[Slot, Answer]) -> Heard:
    """Return people that were read as so many at once as all there are, where that must be meant.

    It must where there are more of them than were told before, and where that number is corrected.
    """
    users = stands.get(Slot.USERS)
    if users is None or not isinstance(users.value, int) or Slot.CONCURRENCY in stands:
        return heard

    def meant(one: Reading) -> Reading:
        more = isinstance(one.value, int) and (one.correction or one.value > users.value)
        counted = one.slot is Slot.CONCURRENCY and one.rule == "people"
        return one._replace(slot=Slot.USERS) if counted and more else one

    return heard._replace(readings=tuple(map(meant, heard.readings)))


def _news(turn: Turn, heard: Heard) -> Heard:
    """Return what the words themselves say, the kind of model only where it is news, or all that they say."""
    known = task_of(values_of(standing(turn.before).values()), turn.desk.catalogue)
    end = len(turn.incoming.text)
    told = tuple(
        one._replace(end=min(end, one.end))
        for one in heard.readings
        if one.start < end and ((one.slot, one.value) != (Slot.TASK, known) or one.rule == ALL_THAT_IS_SAID)
    )
    return heard._replace(readings=told)


def _tells_nothing(heard: Heard) -> bool:
    """Tell whether words name at most the kind of work, and no command."""
    return not heard.command and all(one.slot in (Slot.WORK, Slot.TASK) for one in heard.readings)


def _in_its_terms(turn: Turn, kind: Item | None, *, trains: bool) -> tuple[Reading, ...]:
    """Return what words say that are only understood by what was told before.

    Numbers are those of data where a model is trained; of recordings where it hears; and what each of so many
    people brings a day is what all of them do.
    """
    text, users = turn.incoming.text, standing(turn.before).get(Slot.USERS)
    if kind == "text" and not trains and (ranked := _ranked(turn)):
        return (ranked,)
    if trains:
        data = data_told(text, kind)
        return data.readings if data else ()
    if kind == "audio" and Slot.MODEL not in standing(turn.before) and _SPEECH_SIZE.fullmatch(text):
        named = read(f"whisper {text}").readings
        return tuple(_whole(turn, Slot.MODEL, one.value, one.rule) for one in named if one.slot is Slot.MODEL)
    told = [_to_be_heard(text)] if kind == "audio" else []
    if users is not None and isinstance(users.value, int) and _OF_EACH.search(text):
        told.append(f"{users.value} users, {text}")
    found = (one for words in told for one in read(words).readings if one.slot is Slot.REQUEST_RATE)
    rate = next(found, None)
    return (_whole(turn, Slot.REQUEST_RATE, rate.value, rate.rule),) if rate else ()


def _ranked(turn: Turn) -> Reading | None:
    """Return how much is ranked in a second, where words tell how much of it each of the searches brings."""
    rates = [one.value for one in turn.before if one.slot is Slot.REQUEST_RATE and one.kind == "value"]
    searches = next((one for one in reversed(rates) if one.get("noun") != PASSAGES), None)
    value = ranked_told(turn.incoming.text, searches)
    return _whole(turn, Slot.REQUEST_RATE, value, "ranked") if value else None


def _to_be_heard(text: str) -> str:
    """Return words with what is done to the recordings that they count."""
    return f"{text.rstrip(' .!')} to transcribe"


def _as_awaited(turn: Turn, heard: Heard, kind: Item | None) -> Heard:
    """Return what was heard, a wish for speed without a figure being the shortest usual wait of a kind.

    What is drawn, or listened to, has no first word that could come sooner than the rest.
    """
    if kind is None or any(map(str.isdigit, turn.incoming.text)):
        return heard
    soonest = WAIT_BY_ITEM[kind][-1][0]

    def awaited(reading: Reading) -> Reading:
        wished = reading.slot is Slot.LATENCY and set(reading.value) == {"first_token_s"}
        return reading._replace(value=soonest) if wished else reading

    return heard._replace(readings=tuple(map(awaited, heard.readings)))


def _told(turn: Turn, heard: Heard) -> Any:
    """Return the rate of which words may move a part: what stands, or what was supposed last."""
    known = standing(turn.before)
    if heard.command == "what_if":
        known |= supposed(turn.before)
    return known[Slot.REQUEST_RATE].value if Slot.REQUEST_RATE in known else None


def _of_that_length(turn: Turn, heard: Heard, each_s: float) -> Heard | None:
    """Return recordings told before as they are so long each; None where none were told."""
    longer = lasting(_told(turn, heard), each_s)
    if longer is not None:
        return Heard((_whole(turn, Slot.REQUEST_RATE, longer, "length_told"),), heard.command)
    stands = standing(turn.before)
    if (
        Slot.DATASET_SAMPLES not in stands
        or topic_of_answers(stands.values(), turn.desk.catalogue).kind != "audio"
    ):
        return None
    told = (one.text for one in reversed(turn.before) if one.slot is Slot.DATASET_SAMPLES)
    counted = next((found for text in told if (found := data_lasting(text, each_s))), None)
    data = counted or stands[Slot.DATASET_SAMPLES].value
    return Heard((_whole(turn, Slot.DATASET_SAMPLES, data, "length_told"),), heard.command)


def _whole(turn: Turn, slot: Slot, value: Any, rule: str) -> Reading:
    """Return what the whole of the words says."""
    text = turn.incoming.text
    return Reading(slot, value, 0, len(text), rule, 1.0, correction=corrects(text.lower()))


def _with_their_requests(heard: Heard, stands: Mapping[Slot, Answer]) -> Heard:
    """Return what was heard of the users, with what so many bring a day."""
    said = {one.slot: one for one in heard.readings}
    users = said.get(Slot.USERS)
    rate = their_requests(users.value, stands) if users and Slot.REQUEST_RATE not in said else None
    if users is None or rate is None:
        return heard
    return heard._replace(readings=(*heard.readings, users._replace(slot=Slot.REQUEST_RATE, value=rate)))


def _read(turn: Turn, asked: Slot | None) -> Heard:
    """Read a reply: what it corrects, else what it answers of all that was asked or still may be."""
    text, catalogue = _of_recordings(turn), turn.desk.catalogue
    corrected = None if turn.reopened else amended(text, turn.before, turn.incoming.user)
    if corrected is not None:
        return read(text, corrected, catalogue)
    parts = _parts(turn, asked)
    stands = standing(turn.before)
    users, at_once = stands.get(Slot.USERS), stands.get(Slot.CONCURRENCY)
    if users is not None and isinstance(users.value, int):
        before = at_once.text if at_once else ""
        share = share_of(text, users.value, asked=Slot.CONCURRENCY in parts, before=before)
        if share is not None:
            return share
    if not parts or turn.reopened:
        return read(text, asked, catalogue)
    return read_for(text, _all_open(turn, parts), catalogue)


def _of_recordings(turn: Turn) -> str:
    """Return what was said, that recordings are to be heard being told where it is known of the work."""
    text, stands = turn.incoming.text, standing(turn.before)
    serves = Slot.WORK not in stands or stands[Slot.WORK].value == "serving"
    hears = topic_of_answers(stands.values(), turn.desk.catalogue).kind == "audio"
    return _to_be_heard(text) if hears and serves and _RECORDINGS.search(text) else text


def _all_open(turn: Turn, parts: list[Slot]) -> Iterator[Slot]:
    """Yield what is asked, then what else a short reply may be about, which takes a while to find out."""
    yield from parts
    if len(turn.incoming.text) <= _SHORT:
        open_now = live_slots(turn.answers, turn.desk.catalogue) - _VAGUE
        yield from (row.slot for row in QUESTIONS if row.slot in open_now and row.slot not in parts)


def _parts(turn: Turn, asked: Slot | None) -> list[Slot]:
    """Return what the pending question asks for, where the reply was written to it."""
    if asked is None or turn.pending is None or is_late(turn, asked):
        return []
    return [asked, *(part.slot for part in turn.pending.also)]


def is_late(turn: Turn, asked: Slot | None) -> bool:
    """Tell whether a reply was written to an older question than the one that waits now."""
    return turn.pending is not None and turn.pending.slot != asked
