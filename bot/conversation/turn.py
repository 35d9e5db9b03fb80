"""One turn of one interview: what was said and what is owed for it, gathered into one change."""

from typing import Literal

from bot.controls import Control
from bot.conversation.answering import Answering
from bot.desk import Desk
from bot.incoming import Incoming
from bot.messages import Message
from bot.owing import alone, mark
from bot.store.protocol import Change, Json, Outgoing, Record, Snapshot, Status
from core.interview import Question
from core.workload import Slot


class Turn(Answering):
    """Gathers one turn on a snapshot. Nothing is written until its `change()` is committed."""

    def __init__(self, desk: Desk, incoming: Incoming, snapshot: Snapshot) -> None:
        super().__init__(desk, incoming, snapshot)
        self.record: Record | None = None
        self._owed: list[Outgoing] = []
        self._steps = False

    @property
    def question_key(self) -> str:
        """The key of the message that holds the pending question."""
        return f"{self.interview.id}:question:{self.interview.revision}"

    def control(self, slot: Slot | None = None) -> str:
        """Return what a button or menu that this turn shows carries, about a slot or about none."""
        return Control(self.interview.id, self.interview.revision + 1, slot).encode()

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
        key = f"{self.interview.id}:{kind}:{mark(event)}"
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
        key = f"{self.interview.id}:whisper:{self._mark}"
        word = alone(key, "ephemeral", self.incoming, message, to=self.incoming.channel)
        self._owed.append(word._replace(stream=f"whisper:{self._mark}", thread_ts=self.interview.root_ts))

    def end(self, status: Status) -> None:
        """Close the interview."""
        self._steps = True
        self.status = status

    def move(self, channel: str) -> None:
        """Hold the interview elsewhere from now on; its root has to be opened there."""
        self._steps = True
        key = f"{self.interview.id}:root:{self.interview.revision + 1}"
        self.interview = self.interview._replace(channel=channel, root_ts=None, root_key=key)

    def acknowledge(self, message: Message) -> None:
        """Owe the person of this turn a change of the private message that was clicked."""
        key = f"{self.interview.id}:acknowledge:{self._mark}"
        word = alone(key, "respond", self.incoming, message, to=None)
        self._owed.append(word._replace(stream=f"whisper:{self._mark}", replace=True))

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
        stepped = self.interview._replace(
            status=self.status, revision=self.interview.revision + 1, touched_at=at
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
        return mark(self.incoming.event.key)

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


Effect = Change | Turn
"""What an act comes to: a change of its own, or a turn of an interview."""
