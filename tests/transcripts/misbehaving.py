"""The lines of a chat in which Slack itself misbehaves."""

import re

from tests.sandbox import Faults
from tests.sandbox_faults import DROPPED_AFTER_EFFECT, ScriptedFaults, duplicating, rate_limited
from tests.transcripts.checks import ChatError

SLACK = re.compile(
    r"slack (?P<fault>delivers everything|refuses|loses) (?P<number>\d+) (?:times|posts)"
    r"(?: for (?P<after_s>\d+) seconds)?(?: after taking them)?"
)


def misbehave(faults: Faults | None, line: re.Match[str]) -> None:
    """Let Slack misbehave from now on; raises ChatError in a chat that shares its Slack with others."""
    if not isinstance(faults, ScriptedFaults):
        raise ChatError("Slack misbehaves only in chats that are played apart")
    number = int(line["number"])
    if line["fault"] == "delivers everything":
        faults.deliver = duplicating(number)
        return
    fault = DROPPED_AFTER_EFFECT if line["fault"] == "loses" else rate_limited(int(line["after_s"]))
    faults.fail("chat.postMessage", *[fault] * number)
