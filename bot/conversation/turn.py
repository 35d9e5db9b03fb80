"""One turn of one interview: what was said and what is owed for it, gathered into one change."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from bot.desk import Desk, is_forgotten
from bot.incoming import Incoming
from bot.messages import Message
from bot.store.protocol import Change, Json, Outgoing, Record, Snapshot
from core.answers import Answer, Kind, Source, reopened, standing
from core.interview import Question
from core.reading import Problem
from core.workload import Slot

ADOPTED = "from:"
"""How the event of an answer begins that was taken over from an earlier recommendation."""

Status = Literal["open", "done", "stopped", "expired", "stranded"]


class Turn:
    """Gathers one turn on a snapshot. Nothing is written until its `change()` is committed."""

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
        self.record: Record | None = None
        self._said: list[Answer] = []
        self._owed: list[Outgoing] = []
        self._steps = False

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

    @property
    def question_key(self) -> str:
        """The key of the message that holds the pending question."""
        return f"{self.interview.id}:question:{self.interview.revision}"

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

    def post(self, message: Message, *, kind: str) -> None:
        """Owe a message in the thread that changes nothing."""
        key = f"{self.interview.id}:{kind}:{self._mark}"
        self._owe("post", key, message, self._metadata("gpu_advice_message", key, kind=kind))

    def ask(self, message: Message, question: Question) -> None:
        """Owe the next question."""
        key, asked = self._step_to(question)
        self._owe("post", key, message, asked)

    def go_on(self, message: Message, question: Question) -> None:
        """Owe what is left of the pending question, in its place."""
        target = self.question_key
        key, asked = self._step_to(question)
        self._owe("update", key, message, asked, target=target)

    def _step_to(self, question: Question) -> tuple[str, Json]:
        self._steps = True
        revision = self.interview.revision + 1
        self.desk.remember((self.interview.team, self.interview.id, revision), question)
        key = f"{self.interview.id}:question:{revision}"
        return key, self._metadata("gpu_advice_question", key, slot=question.slot.value, revision=revision)

    def settle(self, message: Message) -> None:
        """Owe the pending question without its controls."""
        key = f"{self.question_key}:settled"
        self._owe("update", key, message, target=self.question_key)

    def settle_post(self, kind: str, event: str, message: Message) -> None:
        """Owe a message that an earlier event brought into the thread without its controls."""
        key = f"{self.interview.id}:{kind}:{_mark_of(event)}"
        self._owe("update", f"{key}:settled", message, target=key)

    def open_root(self, message: Message, *, thread_ts: str | None = None) -> None:
        """Owe the message that the interview's thread hangs on."""
        self._steps = True
        metadata = self._metadata("gpu_advice_message", self.interview.root_key, kind="root")
        self._owed.append(
            Outgoing(
                key=self.interview.root_key,
                stream=self.interview.id,
                method="post",
                text=message.text,
                blocks=message.blocks,
                channel=self.interview.channel,
                user=self.interview.starter,
                metadata=metadata,
                thread_ts=thread_ts,
                response_url=self.incoming.response_url,
                interview_id=self.interview.id,
            )
        )

    def show_root(self, message: Message) -> None:
        """Owe the root as it now stands."""
        key = f"{self.interview.root_key}:at:{self.interview.revision + 1}"
        self._owe("update", key, message, target=self.interview.root_key)

    def recommend(
        self, record: Record, messages: tuple[Message, ...], metadata: Json, *, status: Status
    ) -> None:
        """Owe the recommendation, as new messages or as updates of those that stand."""
        self._steps = True
        self.status = status
        self.record = record
        for number, message in enumerate(messages):
            key = f"{self.interview.root_key}:recommendation:{number}"
            event = (
                {"event_type": "gpu_advice_recommendation", "event_payload": {"key": key, **metadata}}
                if number == 0
                else self._metadata("gpu_advice_message", key, kind="recommendation_part")
            )
            if self.advised:
                self._owe("update", f"{key}:{self.interview.revision + 1}", message, event, target=key)
            else:
                self._owe("post", key, message, event)

    def also(self, outgoing: Outgoing) -> None:
        """Owe something beside the conversation."""
        self._owed.append(outgoing)

    def whisper(self, message: Message) -> None:
        """Owe a private word to the person of this turn."""
        self._owed.append(
            Outgoing(
                key=f"{self.interview.id}:whisper:{self._mark}",
                stream=f"whisper:{self._mark}",
                method="ephemeral",
                text=message.text,
                blocks=message.blocks,
                channel=self.incoming.channel,
                user=self.incoming.user,
                thread_ts=self.interview.root_ts,
                response_url=self.incoming.response_url,
            )
        )

    def end(self, status: Status) -> None:
        """Close the interview."""
        self._steps = True
        self.status = status

    def move(self, channel: str) -> None:
        """Hold the interview elsewhere from now on; its root has to be opened there."""
        self._steps = True
        key = f"{self.interview.id}:root:{self.interview.revision + 1}"
        self.interview = replace(self.interview, channel=channel, root_ts=None, root_key=key)

    def acknowledge(self, message: Message) -> None:
        """Owe the person of this turn a change of the private message that was clicked."""
        self._owed.append(
            Outgoing(
                key=f"{self.interview.id}:acknowledge:{self._mark}",
                stream=f"whisper:{self._mark}",
                method="respond",
                text=message.text,
                blocks=message.blocks,
                user=self.incoming.user,
                response_url=self.incoming.response_url,
                replace=True,
            )
        )

    def join(self) -> None:
        """Owe joining the channel, before anything else."""
        self._owed.append(
            Outgoing(
                key=f"{self.interview.id}:join:{self._mark}",
                stream=self.interview.id,
                method="join",
                channel=self.interview.channel,
                user=self.incoming.user,
                response_url=self.incoming.response_url,
                interview_id=self.interview.id,
            )
        )

    def change(self) -> Change:
        """Return everything gathered as one change; the interview's revision moves if a step was taken."""
        at = self.desk.clock()
        moved = self._steps or bool(self._said)
        stepped = replace(
            self.interview, status=self.status, revision=self.interview.revision + 1, touched_at=at
        )
        return Change(
            event=self.incoming.event,
            at=at,
            interview=stepped if moved else None,
            answers=self.said,
            record=self.record,
            outgoing=tuple(self._owed),
        )

    @property
    def _mark(self) -> str:
        return _mark_of(self.incoming.event.key)

    def _metadata(self, event_type: str, key: str, **more: object) -> Json:
        payload = {"key": key, "interview_id": self.interview.id, **more}
        return {"event_type": event_type, "event_payload": payload}

    def _owe(
        self,
        method: Literal["post", "update"],
        key: str,
        message: Message,
        metadata: Json | None = None,
        *,
        target: str | None = None,
    ) -> None:
        root_ts = self.interview.root_ts
        in_thread = method == "post"
        self._owed.append(
            Outgoing(
                key=key,
                stream=self.interview.id,
                method=method,
                text=message.text,
                blocks=message.blocks,
                channel=self.interview.channel,
                metadata=metadata,
                thread_ts=root_ts if in_thread else None,
                thread_of=self.interview.root_key if in_thread and root_ts is None else None,
                target=target,
                interview_id=self.interview.id,
            )
        )

    def _append(
        self, slot: Slot, kind: Kind, value: Any, source: Source, text: str, supersedes: int | None
    ) -> None:
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


def _mark_of(event: str) -> str:
    return hashlib.sha256(event.encode()).hexdigest()[:12]
