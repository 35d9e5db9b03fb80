"""What looked like an answer and is none: words not understood, and values no workload can have."""

import re
from typing import Any

from pydantic import ValidationError

from core.reading.heard import Problem, Reading
from core.reading.normal import normalise
from core.regex import regex
from core.workload import Slot, Workload

LARGEST_MODEL_B = 5_000.0
_BARE_SIZE = regex(r"([\d.e+]{1,24})B(?:-A[\d.e+]{1,24}B)?")
_CHATTER = regex(
    r"^(?:@|ok(?:ay)?\b|thanks?\b|thank you|thx|ty\b|cheers|great|nice|cool|lol|haha+|hi\b|hello|hey\b|good (?:morning|evening|afternoon|night)|got it|sure\b|yes\b|yep|yeah|no\b|nope|hm+\b|wow|sounds good|perfect|awesome|interesting|brb|:\w{1,30}:|\+1|agreed|right|exactly|i see|makes sense|congrats|one (?:sec|moment)|let me (?:check|ask|see)|will check|checking|lgtm|np\b|see you|bye|danke|merci|gracias)"
)
_TO_OTHERS = regex(
    r"@\w|\b(?:do you know|anyone|did you|can you (?:check|ask|look)|could you|have you|are you|lunch|coffee|meeting|standup|call me|tomorrow we)\b"
)
_EMOJI = regex(r":[\w+'-]{1,60}:")
"""As Slack writes it in a text."""
_LONGEST_REPLY_WORDS = 6


_CLOSED = regex(
    r"(?<![\w-])(?:chat-?gpt(?:[ -]?\d(?:\.\d)?o?)?|gpt[ -]?(?:3\.5|4|5)(?:\.\d|o)?(?:[ -](?:turbo|mini|nano|pro|preview|vision|omni))*|openai'?s? (?:models?|api)|o[134][ -](?:mini|preview|pro)"
    r"|claude(?:[ -](?:\d(?:\.\d)?|sonnet|opus|haiku|instant))*|gemini(?:[ -](?:\d(?:\.\d)?|pro|flash|ultra|nano|lite))*|dall-?e(?:[ -]?\d)?|midjourney|text-embedding-(?:3-(?:small|large)|ada-002))(?![\w.])"
    r"(?![ -](?:like|style|class|level|quality|alternative|clone|replacement|equivalent|grade)\b)"
)
_LEFT_BEHIND = regex(
    r"\b(?:instead of|rather than|away from|from|replac\w{1,4}|than|like|as good as|beat\w*|similar to|compar\w{1,6} (?:to|with)|leav\w{1,4}|drop\w*|leave|such as|not|without|no longer|used?|using) (?:the |our |openai'?s? )?$"
)
"""What is said of a model that another one takes the place of."""


def closed(plain: str) -> tuple[int, int] | None:
    """Return where words name a model that only its maker hosts; None where they do not, or leave it behind."""
    for found in _CLOSED.finditer(plain):
        if not _LEFT_BEHIND.search(plain[max(0, found.start() - 40) : found.start()]):
            return found.span()
    return None


def impossible(reading: Reading) -> bool:
    """Tell whether no workload can have this value."""
    value = reading.value
    if reading.slot is Slot.MODEL:
        size = _BARE_SIZE.fullmatch(value)
        return size is not None and not 0.001 <= float(size[1]) <= LARGEST_MODEL_B
    ends = [value]
    if isinstance(value, dict) and set(value) == {"low", "high"}:
        ends = [end for end in value.values() if end is not None]
    return any(not _possible(reading.slot, end) for end in ends)


def _possible(slot: Slot, value: Any) -> bool:
    try:
        Workload.model_validate({slot.value: value})
    except ValidationError:
        return False
    return True


def is_chatter(text: str) -> bool:
    """Tell whether words are said to other people, or thank and greet, or are none."""
    words = normalise(text).text.strip(" ;.!")
    found = _CHATTER.search(words) or _TO_OTHERS.search(words)
    return found is not None or not re.search(r"\w", words)


def is_wordless(text: str) -> bool:
    """Tell whether there are no words, but emoji and other signs alone."""
    return not any(map(str.isalnum, _EMOJI.sub("", text)))


def unreadable(plain: str, asked: Slot | None) -> Problem | None:
    """Return the problem of a reply in which nothing was understood, unless it was meant for someone else."""
    words = plain.strip(" ;.!")
    if asked is None or not words or len(words.split()) > _LONGEST_REPLY_WORDS or not re.search(r"\w", words):
        return None
    if _CHATTER.search(words) or _TO_OTHERS.search(words) or words.endswith("?"):
        return None
    if len(words.split()) > 3 and not re.search(r"\d", words):
        return None
    return Problem(asked, "unreadable", words)
