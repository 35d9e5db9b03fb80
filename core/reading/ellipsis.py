"""Words that people leave out or put elsewhere: a unit said once, a figure that follows its thing in brackets."""

import re

from core.reading.normal import Normal
from core.reading.quantity import ONE
from core.regex import regex

_ABOUT = (
    r"(?:about |around |roughly |some |maybe |say |call it |let'?s say |i'?d say |probably |perhaps ){0,2}"
)
_UNIT_ONCE = regex(
    r"(?<![\w.,])\d[\d.,]{0,8} ?(?P<unit>ms|s|secs?|seconds?|sekunden?|secondes?|segundos?|mins?|minutes?)\b"
    r"(?P<between>[^.;\d?]{0,40}\b(?:answer|repl(?:y|ies)|response|whole|full|complete|entire|finish|done|total|rest|last|all of it|end|antwort|réponse|respuesta)\w{0,4}[^.;\d?]{0,25}"
    r"\b(?:under|within|in|at most|below|less than|up to|max|maximum|no more than|after|by|unter|sous|menos de) )(?P<bare>\d[\d.]{0,5})(?= ?(?:$|[,.;!?)]))"
)
"""In "first word within a second, whole reply in at most 8" the seconds count for both."""

_VAGUE_FIRST = regex(
    rf"\b(?:a few|several|some|a couple of|a couple|many) (?:dozen|hundred|thousand|million)s?(?: of)? (?P<things>(?:[a-z-]{{3,14}} ){{0,2}}[a-z-]{{3,14}}) ?[(,:-]{{1,2}} ?{_ABOUT}(?P<count>{ONE})\)?(?![\w%])"
)
_COUNTED_AFTER = regex(
    rf"(?<![\w-])(?P<counted>\d[\w.,]{{0,9}} (?:[a-z-]{{3,14}} ){{0,2}})?(?P<things>[a-z]{{3,14}}s)(?:(?: \(|, ){_ABOUT}(?P<count>{ONE}) of (?:them|those|these|us)\)?(?! (?:at|in parallel|concurrent|simultan|are|will|active|online))| \((?:about|around|roughly|approx\.?|some|circa|currently|now) (?P<so_many>{ONE})\))"
)

_TOTAL = regex(
    rf"(?<![\w.,])(?P<pair>{ONE} (?:concurrent|at once|simultaneous|in parallel)(?: users| people)?,? (?:and |of |out of )?{ONE} (?:in total|total|overall|registered|altogether))(?! (?:users|people|requests|tokens))\b"
)
"""In "12 concurrent, 300 total" both are people."""


def _with_unit(match: re.Match[str]) -> str:
    return f"{match.group()} {match['unit']}"


def _counted(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return f"{match['count'] or groups['so_many']} {match['things']}"


def _counted_once(match: re.Match[str]) -> str | None:
    return None if match["counted"] else _counted(match)


def without_ellipses(plain: Normal) -> Normal:
    """Return the text with each figure beside its unit and its thing."""
    counted = plain.rewritten(_VAGUE_FIRST, _counted).rewritten(_COUNTED_AFTER, _counted_once)
    return counted.rewritten(_UNIT_ONCE, _with_unit).rewritten(_TOTAL, lambda match: match["pair"] + " users")
