"""Whether the promises held, judged from the sandbox's record and the database that the bot left."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.controls import Control
from bot.payloads import read_click, read_command, read_message
from bot.sandbox import Posted
from bot.sandbox.model import BOT_USER
from tests.faults.chaos import Chaos
from tests.faults.crowd import Crowd
from tests.faults.process import Beside

Json = dict[str, Any]
_PLACES = "SELECT id, sent_ts FROM outbox WHERE method = 'post'"
_NUMBER = re.compile(r"actually, (\d+) at once")


class Verdict:
    """Collects what was counted and what was violated."""

    def __init__(self, beside: Beside) -> None:
        """Judge; the bot has stopped, and had nothing left to do."""
        self._beside = beside
        self._db = sqlite3.connect(beside.database)
        self.counts: Counter[str] = Counter()
        self.violations: list[str] = []
        self._messages = [
            one for channel in beside.sandbox.workspace.channels.values() for one in channel.messages
        ]
        try:
            self.violations += [
                *self._damaged(),
                *self._lost(),
                *self._twice(),
                *self._undelivered(),
                *self._disordered(),
            ]
        finally:
            self._db.close()

    def _rows(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, given).fetchall()

    def _damaged(self) -> Iterator[str]:
        """Promise 1: no half-applied step."""
        for pragma in ("integrity_check", "foreign_key_check"):
            found = self._rows(f"PRAGMA {pragma}")
            if found not in ([], [("ok",)]):
                yield f"{pragma}: {found[:3]}"
        for (interview,) in self._rows(
            "SELECT id FROM interviews i WHERE (SELECT count(*) FROM answers a WHERE a.interview_id = i.id)"
            " <> (SELECT coalesce(max(seq), 0) FROM answers a WHERE a.interview_id = i.id)"
        ):
            yield f"{interview}: an answer is missing between others"
        for event, interview in self._rows(
            "SELECT DISTINCT event, interview_id FROM answers a"
            " WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.key = a.event AND e.state = 'done')"
        ):
            yield f"{interview}: an answer of {event}, which was never claimed"

    def _lost(self) -> Iterator[str]:
        """Promise 1: what was acknowledged is there."""
        seen: set[str] = set()
        for envelope in self._beside.chaos.acknowledged:
            kind, payload = envelope["type"], envelope["payload"]
            self.counts[f"acknowledged {kind}"] += 1
            if kind == "slash_commands":
                key = read_command(payload).event.key
                if key not in seen and not self._claimed(key):
                    yield f"the command {payload['text']!r} was acknowledged, and is lost"
                seen.add(key)
            elif kind == "interactive" and not self._tapped(payload):
                yield f"a tap on {payload['actions'][0].get('value')} was acknowledged, and is lost"
            elif kind == "events_api" and not self._heard(payload):
                yield f"the reply {payload['event'].get('text')!r} was acknowledged, and is lost"

    def _claimed(self, key: str) -> bool:
        return bool(self._rows("SELECT 1 FROM events WHERE key = ? AND state = 'done'", key))

    def _tapped(self, payload: Json) -> bool:
        incoming = read_click(payload)
        assert incoming.action is not None
        control = Control.decode(incoming.action.values[0]) if incoming.action.values else None
        if control is None or self._claimed(incoming.event.key):
            return True
        # The value that stands already has no second effect.
        slot = control.slot.value if control.slot else ""
        said = "SELECT 1 FROM answers WHERE interview_id = ? AND slot = ?"
        return bool(self._rows(said, control.interview_id, slot))

    def _heard(self, payload: Json) -> bool:
        incoming = read_message(payload, BOT_USER)
        number = _NUMBER.fullmatch(payload["event"].get("text") or "")
        if incoming is None or incoming.kind != "reply" or number is None:
            return True
        self.counts["acknowledged replies"] += 1
        said = self._rows(
            "SELECT value FROM answers WHERE slot = 'concurrency' AND message_ts = ? AND event = ?",
            incoming.ts,
            incoming.event.key,
        )
        if said:
            return (number[1],) in said
        # A reply that came after a later one of the same thread has been overtaken.
        return bool(
            self._rows(
                "SELECT 1 FROM answers a JOIN interviews i ON i.id = a.interview_id WHERE i.root_ts = ?"
                " AND a.slot = 'concurrency' AND a.source = 'text' AND a.message_ts > ?",
                incoming.thread_ts,
                incoming.ts,
            )
        )

    def _twice(self) -> Iterator[str]:
        """Promise 2: one effect of each delivery."""
        for event, slot, times in self._rows(
            "SELECT event, slot, count(*) FROM answers WHERE kind = 'value' AND source = 'text'"
            " GROUP BY event, slot, interview_id HAVING count(*) > 1"
        ):
            yield f"{event} answered {slot} {times} times"
        for event, times in self._rows(
            "SELECT event, count(DISTINCT interview_id) FROM answers GROUP BY event"
            " HAVING count(DISTINCT interview_id) > 1"
        ):
            yield f"{event} had its effect in {times} interviews"
        commands = len({e["payload"]["trigger_id"] for e in self._beside.chaos.sent.values() if _starts(e)})
        interviews = self._rows("SELECT count(*) FROM interviews")[0][0]
        self.counts["interviews"] = interviews
        if interviews > commands:
            yield f"{interviews} interviews of {commands} commands"

    def _undelivered(self) -> Iterator[str]:
        """Promise 3: every post once."""
        posted = Counter(_key(one) for one in self._messages if one.bot_id and one.metadata)
        self.counts["messages of the bot"] = sum(posted.values())
        for key, times in posted.items():
            if times > 1:
                yield f"{key} stands {times} times"
        for key, state, error in self._rows("SELECT key, state, error FROM outbox WHERE state <> 'sent'"):
            yield f"{key} is {state}: {error}"
        # By place and not by key: a question that goes on in its place takes the key of its newest part.
        owed = dict(self._rows("SELECT sent_ts, key FROM outbox WHERE method = 'post' AND state = 'sent'"))
        there = {one.ts: _key(one) for one in self._messages if one.bot_id and one.metadata}
        for ts in owed.keys() - there.keys():
            yield f"{owed[ts]} counts as sent, and is not there"
        for ts in there.keys() - owed.keys():
            yield f"{there[ts]} is there, and nothing knows of it"
        for (key,) in self._rows("SELECT key FROM waiting"):
            yield f"{key} waits for nothing"
        whispers = Counter((one.visible_to, one.ts) for one in self._messages if one.visible_to)
        self.counts["private words"] = sum(whispers.values())

    def _disordered(self) -> Iterator[str]:
        """Promise 3: each thread in the order in which its messages were owed."""
        place = {ts: number for number, ts in self._rows(_PLACES)}
        threads: dict[str, list[Posted]] = {}
        for one in self._messages:
            if one.bot_id and one.metadata and one.thread_ts:
                threads.setdefault(one.thread_ts, []).append(one)
        for thread, said in threads.items():
            order = [place[one.ts] for one in sorted(said, key=lambda one: one.ts) if one.ts in place]
            if order != sorted(order):
                yield f"the thread {thread} is out of order"


def _starts(envelope: Json) -> bool:
    return bool(envelope["type"] == "slash_commands")


def _key(message: Posted) -> str:
    return str((message.metadata or {})["event_payload"]["key"])


def traffic(beside: Beside, chaos: Chaos, crowd: Crowd) -> dict[str, object]:
    """Return what went to Slack and came from people, for the report."""
    return {
        "calls to Slack": len(beside.sandbox.calls),
        "faults of Slack": chaos.faults,
        "repeated deliveries": chaos.repeated,
        "commands, replies, taps": f"{crowd.begun}, {crowd.replies}, {crowd.taps}",
    }


def report(title: str, verdict: Verdict, counts: dict[str, object], log: str) -> int:
    """Print counts and violations; returns the exit status."""
    print(title)
    for name, value in (counts | dict(sorted(verdict.counts.items()))).items():
        print(f"  {name}: {value}")
    print(f"  tracebacks in the bot's log: {log.count('Traceback')}")
    print(f"  violations: {len(verdict.violations)}")
    for violation in verdict.violations[:20]:
        print(f"    {violation}")
    return 1 if verdict.violations else 0
