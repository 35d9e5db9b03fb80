"""What was said in one turn, beside what had been said before it."""

from collections.abc import Iterable
from typing import Any, Literal

from bot.desk import Desk, is_forgotten
from bot.incoming import Incoming
from bot.store.protocol import Snapshot, Status
from core.answers import Answer, AnswerKind, Source, reopened, standing
from core.reading import Problem
from core.workload import Slot

ADOPTED = "from:"
"""How the event of an answer begins that was taken over from an earlier recommendation."""


class Answering:
    """Gathers the answers of one turn on a snapshot of its interview."""

    def __init__(self, desk: Desk, incoming: Incoming, snapshot: Snapshot) -> None:
        self.desk = desk
        self.incoming = incoming
        self.interview = snapshot.interview
        self.before = snapshot.answers
        self.pending = desk.pending(snapshot)
        # A stranded or forgotten interview goes on as soon as somebody says something in it.
        resumes = snapshot.interview.status == "stranded" or is_forgotten(snapshot)
        self.status: Status = "open" if resumes else snapshot.interview.status
        self.advised = self.status in ("done", "expired")
        """Whether a recommendation stands, which corrections update."""
        self.reopened = reopened(self.before)
        self.left_out: Problem | None = None
        """A part of what was said that could not be taken, to be told with the next message."""
        self._said: list[Answer] = []

    @property
    def goes_on(self) -> bool:
        """Whether what is said still counts."""
        return self.status == "open" or self.advised

    @property
    def begins(self) -> bool:
        """Whether the interview begins with this turn."""
        return self.interview.revision == 0

    @property
    def said(self) -> tuple[Answer, ...]:
        """What was said in this turn."""
        return tuple(self._said)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Every answer of the interview, with those of this turn."""
        return (*self.before, *self._said)

    def say(
        self,
        slot: Slot,
        value: Any,
        *,
        kind: Literal["value", "unknown", "missed"] = "value",
        source: Source = "text",
        text: str = "",
    ) -> bool:
        """Add an answer; False where the same value already stands, and was not just asked about."""
        before = standing(self.answers).get(slot)
        if before is not None and self._is_overtaken(before):
            return False
        asked = self.pending is not None and self.pending.slot == slot and self.reopened is None
        same = before is not None and (before.kind, before.value) == (kind, value)
        if kind == "value" and same and not asked:
            return False
        self._append(slot, kind, value, source, text, before.seq if before else None)
        return True

    def adopt(self, answers: Iterable[Answer], source: str) -> None:
        """Add answers of an earlier interview, each as said by who gave it then."""
        for answer in answers:
            taken = {"seq": len(self.before) + len(self._said) + 1, "event": f"{ADOPTED}{source}"}
            gone = {"message_ts": None, "supersedes": None}
            self._said.append(answer.model_copy(update=taken | gone))

    def _is_overtaken(self, before: Answer) -> bool:
        """Tell whether what stands was written after this reply, which only arrived later."""
        return (
            self.incoming.kind in ("reply", "mention")
            and before.source == "text"
            and before.message_ts is not None
            and self.incoming.ts is not None
            and self.incoming.ts < before.message_ts
        )

    def retract(self, answer: Answer) -> None:
        """Take an answer back; what stood before it stands again."""
        self._append(answer.slot, "retracted", None, "text", "", answer.seq)

    def suppose(self, slot: Slot, value: Any, text: str) -> None:
        """Add a value that is only asked about."""
        self._append(slot, "supposed", value, "text", text, None)

    def reopen(self, slot: Slot) -> None:
        """Note that an answer is asked for again."""
        self._append(slot, "reopened", None, "button", "", None)

    def leave(self) -> None:
        """Note that the answer that was asked for again stays as it is."""
        latest = next(answer for answer in reversed(self.before) if answer.kind == "reopened")
        self.retract(latest)

    def _append(
        self, slot: Slot, kind: AnswerKind, value: Any, source: Source, text: str, supersedes: int | None
    ) -> None:
        source = "opening" if self.begins and source == "text" else source
        self._said.append(
            Answer(
                seq=len(self.before) + len(self._said) + 1,
                slot=slot,
                kind=kind,
                value=value,
                said_by=self.incoming.user,
                source=source,
                text=text,
                event=self.incoming.event.key,
                message_ts=self.incoming.ts,
                at=self.desk.clock(),
                supersedes=supersedes,
            )
        )
