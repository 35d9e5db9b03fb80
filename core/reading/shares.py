"""A share of the people who were counted before: "maybe 10% at once", or "everybody at once"."""

from core.reading.corrections import corrects
from core.reading.heard import Heard
from core.reading.read import read
from core.regex import regex
from core.workload import Slot

_SHARE = regex(
    r"(?<![\d.,])(?P<share>\d{1,2}(?:\.\d{1,2})?) ?(?:%|percent\b|prozent\b)(?: of (?:them|us|those|these|(?:the |our )?(?:users|people))\b)?(?! ?of \d)",
)
_AT_ONCE = regex(
    r"\b(?:at (?:once|peak|a time|the same time|any (?:one )?time)|concurrent(?:ly)?|simultaneous(?:ly)?|in parallel|online|active|gleichzeitig|en même temps|a la vez)\b"
)
_PART = regex(
    r"\b(?P<part>half|a third|a quarter|a fifth|a tenth|one in (?:ten|five|twenty|three|four|two)) of (?:them|us|those|these|(?:the |our )?(?:users|people|staff|team))\b(?P<share>)"
)
_PARTS = {
    "half": 50,
    "a third": 100 / 3,
    "a quarter": 25,
    "a fifth": 20,
    "a tenth": 10,
    "one in two": 50,
    "one in three": 100 / 3,
    "one in four": 25,
    "one in five": 20,
    "one in ten": 10,
    "one in twenty": 5,
}
_ALL = regex(
    r"(?<!not )(?<!never )(?<!rarely )(?<!nearly )(?<!almost )\b(?:every(?:body|one)|(?:they |we )?all(?: of (?:them|us))?|all (?:the |our |those )?(?:users|people|staff|agents|students|employees|customers)"
    r"|the (?:whole|entire) (?:team|company|staff|class|office))(?: (?!not\b|never\b)[a-z']+){0,4}? (?=at (?:once|the same (?:time|moment))|in the same (?:moment|minute|second)|simultaneously|together\b)(?P<share>)"
)
"""In "what if everybody asks at once?" the words before what makes it one moment."""
_LONGEST = 80


def means_everybody(text: str) -> bool:
    """Tell whether words speak of all the people there are at once, however many."""
    return len(text) <= _LONGEST and _ALL.search(text.lower()) is not None


def share_of(text: str, users: int, *, asked: bool, before: str = "") -> Heard | None:
    """Return what a share says as a number at once; None where the words speak of no such share.

    Where it was not `asked` how many there are at once, the words have to say so, or correct what `before`
    said in the words of a share.
    """
    words = text.lower()
    if len(words) > _LONGEST:
        return None
    told, everybody = _SHARE.search(words) or _PART.search(words), _ALL.search(words)
    found = told or everybody
    corrected = _SHARE.search(before.lower()) and corrects(words)
    if not found or (told and not (asked or corrected or _AT_ONCE.search(words))):
        return None
    percent = 100.0 if told is None else float(told["share"] or _PARTS[told["part"]])
    count, after = max(1, round(users * percent / 100)), "" if told else " at once "
    heard = read(f"{words[: found.start()]}{count}{after}{words[found.end() :]}", Slot.CONCURRENCY)
    readings = tuple(one._replace(start=0, end=len(text)) for one in heard.readings)
    return Heard(readings, heard.command) if any(one.slot is Slot.CONCURRENCY for one in readings) else None
