"""What was read becomes answers by rules of its own, whatever read it."""

from typing import Any

from bot.conversation.replies import again
from bot.conversation.taking import take
from bot.conversation.turn import Turn
from bot.incoming import Incoming
from bot.sandbox.model import TEAM
from bot.store.protocol import Event
from core.reading import Heard, Problem, Reading
from core.workload import Slot
from tests.advisor import Advisor


def turn_of(advisor: Advisor, words: str, opening: str = "chat with Llama 3 8B") -> Turn:
    """Return a turn in which Bob says some words in an interview."""
    channel = advisor.begin(opening)
    (interview,) = advisor.store.open_interviews(TEAM, "U01ALICE")
    snapshot = advisor.store.interview(TEAM, interview.id)
    assert snapshot is not None
    event = Event(TEAM, f"msg:{words}", words)
    incoming = Incoming(kind="reply", event=event, channel=channel, user="U02BOB", text=words, ts="9.1")
    return Turn(advisor.bot.conversation.desk, incoming, snapshot)


def reading(slot: Slot, value: Any, *, rule: str = "reply", end: int = 10) -> Reading:
    """Return something read from the first characters of a message."""
    return Reading(slot, value, 0, end, rule, 0.9, correction=False)


def test_a_bare_reply_gives_way_to_what_names_itself(advisor: Advisor) -> None:
    """Words that say outright what they are about are no answer to another question."""
    turn = turn_of(advisor, "20 at once")
    heard = Heard((reading(Slot.PROMPT_TOKENS, 20), reading(Slot.CONCURRENCY, 20, rule="people")))
    assert take(turn, heard, Slot.PROMPT_TOKENS) is None
    assert [answer.slot for answer in turn.said] == [Slot.CONCURRENCY]


def test_what_no_workload_can_hold_is_told(advisor: Advisor) -> None:
    """A value that was read and cannot be is a problem, and the others are taken."""
    turn = turn_of(advisor, "0 tokens, fp8")
    heard = Heard((reading(Slot.PROMPT_TOKENS, 0, end=8), reading(Slot.PRECISION, "fp8")))
    assert take(turn, heard) == Problem(Slot.PROMPT_TOKENS, "impossible", "0 tokens")
    assert [answer.slot for answer in turn.said] == [Slot.PRECISION]


def test_one_signal_adds_to_another(advisor: Advisor) -> None:
    """A passing remark about what hurts adds to what was said; the reply that was asked for replaces it."""
    turn = turn_of(advisor, "also costs", "chat with Llama 3 8B, replies are slow at peak")
    take(turn, Heard((reading(Slot.PAIN, ["cost"], rule="pain"),)))
    assert turn.said[-1].value[-1] == "cost"
    assert len(turn.said[-1].value) > 1
    take(turn, Heard((reading(Slot.PAIN, ["memory"], rule="pain"),)), Slot.PAIN)
    assert turn.said[-1].value == ["memory"]


def test_a_problem_of_another_question_leaves_the_pending_one(advisor: Advisor) -> None:
    """What cannot be for another question is said without asking the pending one once more."""
    turn = turn_of(advisor, "99999999999 context")
    again(turn, Problem(Slot.CONTEXT_TOKENS, "impossible", "99999999999 context"))
    assert turn.said == ()
    assert [row.metadata["event_payload"]["kind"] for row in turn.change().outgoing if row.metadata] == [
        "not_understood"
    ]
