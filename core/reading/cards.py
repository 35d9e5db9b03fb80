"""Cards as an answer holds them: whether a team has them, or thinks of them."""

import re
from typing import Any

from core.reading.facts import Fact
from core.reading.understand import Understood
from core.regex import regex

_OWN = regex(
    r"\b(?:my|our|we have|have|own|got|we use|we run|(?<!should )(?<!can )(?<!could )(?<!if )we rent|existing|current|already|bought|purchased)\b"
)
_RENTED = regex(r"\b(?:rent(?:s|ed|ing)?|leas(?:es?|ed|ing)|pay(?:s|ing)? for)\b[^.;?!]{0,40}$")
_ASKED = regex(
    r"^ ?(?:how long (?:would|will|does|do|should)|(?:does|will|would|can|could) (?!(?:i|we|you)\b)[a-z\d]|(?:is|are) $|is it possible|roughly how)"
)
"""Opens a question about what cards would do."""
_AT_WORK = regex(
    r"^ ?(?:each )?(?:gives?|gets?|does|reach(?:es)?|manages?|dies|fails?|crash(?:es)?|ooms?|runs? out|keeps? up|is at|are at|takes?|sits?|is idle|are idle|now|today|currently|at the moment)\b"
)
"""Says what cards do now."""
_PLANNED = regex(
    r"\b(?:how many|rent(?:ing|ed)?|buy(?:ing)?|plan(?:ning)?(?: to| on)?|consider(?:ing)?|think(?:ing)? (?:of|about)|should (?:we|i)|go (?:to|for|with)|switch(?:ing)? to|mov(?:e|ing) to|upgrad(?:e|ing) to|would|could|maybe|get(?:ting)? (?:a|an|some|new)|purchas\w{1,4}|order(?:ing)?|looking at|eyeing|instead|(?:feasible|possible|doable|realistic) (?:on|with)|fits? (?:on|in|into|an?|one|\d)|is (?:a|an|one|\d)|are|enough|vs\.?|versus|compar(?:e|ing)|quot(?:e[sd]?|ing)|what about|how about|or)\b"
)
"""Before cards, tells that they are thought of."""
_WHETHER = regex(
    r"\bhow many (?:cards|gpus|of them)\b|\b(?:enough|sufficient|suffice|handle|do the job|overkill|ok for|worth|possible|feasible|realistic)\b|^ ?(?:vs\.?|versus|or)\b\??"
)
"""After cards, asks whether they would do."""
_HELD = regex(
    r"\b(?:my|our|we (?:have|use|own|run|rent|see)|have|has|on|with|own|got|using|existing|current(?:ly)?|already|tried)\b"
)
"""Before cards, tells that they are there."""


def card_of(fact: Fact, understood: Understood) -> dict[str, Any]:
    """Return one mention of cards as an answer holds it."""
    role = role_of(fact, understood)
    card = {
        "gpu": fact.value["gpu"],
        "count": fact.value["count"],
        "memory_gb": fact.value.get("memory_gb"),
        "role": role,
    }
    return card | {"rented": True} if role == "have" and _are_rented(fact, understood) else card


def _are_rented(fact: Fact, understood: Understood) -> bool:
    """Whether cards are those of a machine that is only rented out, or said to be rented."""
    before = understood.plain.text[max(0, fact.start - 60) : fact.end]
    return fact.rule == "instance" or _RENTED.search(before) is not None


def role_of(fact: Fact, understood: Understood) -> str | None:
    """Tell whether cards are had or considered, where the words tell."""
    text = understood.plain.text
    before = text[max(0, fact.start - 60) : fact.end]
    if _AT_WORK.match(text[fact.end :]):
        return "have"
    if _ASKED.match(re.split(r"[.;?!] ", text[: fact.start])[-1]) and not _OWN.search(before):
        return "candidate"
    asked = _PLANNED.search(before) or _WHETHER.search(text[fact.end : fact.end + 60])
    if asked and not _OWN.search(before):
        return "candidate"
    return "have" if _HELD.search(before) else None
