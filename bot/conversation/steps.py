"""What follows from what was said: the next question, or the recommendation."""

from bot.conversation import counsel, voice
from bot.conversation.model_kinds import settle
from bot.conversation.turn import Turn
from bot.messages import Message
from bot.messages.headline import headline
from bot.store.protocol import Json, Record, Status
from core.advising.staircase import with_stairs
from core.answers import standing
from core.interview import Question
from core.recommendation import Recommendation


def step(turn: Turn, *, just_answer: bool = False) -> Turn:
    """Ask what is worth asking next; recommend where nothing is."""
    settle(turn)
    if turn.advised:
        if turn.pending is not None:
            turn.settle(voice.settled(turn, turn.pending))
        return conclude(turn)
    following = turn.desk.next_step(turn.answers, just_answer=just_answer)
    if isinstance(following, Question) and following.goes_on and turn.pending is not None:
        turn.go_on(voice.question(turn, following), following)
        return turn
    if turn.pending is not None:
        turn.settle(voice.settled(turn, turn.pending))
    if isinstance(following, Question):
        turn.ask(voice.question(turn, following), following)
        return turn
    return conclude(turn)


def advised(turn: Turn) -> tuple[Message, ...]:
    """Return the recommendation that stands, to be shown again."""
    advice = _recommended(turn)
    record = _record(turn, advice)
    return counsel.recommendation(turn.desk, record)


def conclude(turn: Turn) -> Turn:
    """Recommend on what stands; where a recommendation stands already, it is updated in place."""
    before = _recommended(turn, before=True) if turn.advised else None
    advice = advise(turn)
    if before is not None:
        turn.post(counsel.changed(turn, before, advice), kind="changed")
    elif (noted := counsel.noted(turn)) is not None:
        turn.post(noted, kind="noted")
    return turn


def advise(turn: Turn, *, status: Status = "done") -> Recommendation:
    """Owe the recommendation on what stands, in the thread and in the root, and return it."""
    advice = with_stairs(_recommended(turn), turn.desk.catalogue)
    record = _record(turn, advice)
    turn.recommend(record, counsel.recommendation(turn.desk, record), _public(record), status=status)
    turn.show_root(voice.root(turn, advice))
    return advice


def _recommended(turn: Turn, *, before: bool = False) -> Recommendation:
    stands = standing(turn.before if before else turn.answers)
    return turn.desk.advice(stands.values())


def _record(turn: Turn, advice: Recommendation) -> Record:
    main = advice.sides[0]
    return Record(
        id=turn.interview.id,
        team=turn.interview.team,
        channel=turn.interview.channel,
        interview_id=turn.interview.id,
        asker=turn.interview.starter,
        created_at=turn.desk.clock(),
        workload_class=advice.classification.workload_class,
        tier=main.chosen.tier,
        gpu_count=main.chosen.gpu_count,
        plan=advice.plan,
        fits=advice.fits,
        headline=headline(advice),
        words=counsel.search_words(advice),
        core_version=advice.core_version,
        catalogue_date=advice.catalogue_date,
        result=advice,
        answers=turn.answers,
    )


def _public(record: Record) -> Json:
    """Return the recommendation's part of the public metadata; what does not apply is absent."""
    advice = record.result
    public: Json = {
        "recommendation_id": record.id,
        "interview_id": record.interview_id,
        "workload_class": record.workload_class,
        "tier": record.tier,
        "gpu_count": record.gpu_count,
        "plan": record.plan,
    }
    for side in advice.sides if advice.plan == "both" else ():
        public[f"{side.stack}_tier"] = side.chosen.tier
        public[f"{side.stack}_gpu_count"] = side.chosen.gpu_count
    nodes = advice.sides[0].chosen.nodes
    if nodes > 1:
        public["nodes"] = nodes
    if not record.fits:
        public["fits"] = False
    return public
