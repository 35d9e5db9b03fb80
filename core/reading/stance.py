"""Whether a value is wanted or was only observed: "expect 30 RPS" against "we see 60 RPS"."""

from core.regex import regex

_WANTED = regex(
    r"\b(?:need|needs|accept|tolerate|want|wants|wanted|expect|expects|expected|target|targets|goal|should|must|would like|aim|aiming|require[sd]?|at least|under|below|within|max|maximum"
    r"|at most|up to|less than|plan|planning|hope|hoping|budget|limit|ceiling|cap|sla|slo|minimum|has to|have to|brauchen|wollen|müssen|il faut|queremos|necesitamos)\b"
)
_OBSERVED = regex(
    r"\b(?:took|takes|taking|now(?! (?:i |we )?(?:want|need|plan|would))|currently|today|we see|seeing|saw|only (?:does|reaches|gets|makes|manages|achieves)|reaches|reached|getting|got|gets|measured|observed|works?|worked|was|were"
    r"|used to|already|at the moment|right now|failed|fails|crashed|stuck at|existing|derzeit|aktuell|actuellement|bisher|so far|before|previously|is at|sits at|hovers|(?<!could )(?<!can )(?<!to )spend(?:ing)?|we pay|paying|runs at)\b"
)
_OBSERVED_AFTER = regex(
    r"^[ ,]{0,2}(?:works?|worked|runs(?! out)|fits|trains|was|is (?:what we (?:have|get|see)|fine already)|now|today|currently|at the moment|right now|so far|took|failed|fails|derzeit|aktuell|already works|(?:per token )?is (?:far |way |much )?too (?:slow|long|high|much)|(?:far |way |much )?too (?:slow|long|high))\b"
)
_WENT = regex(r"\b(?:went|has gone|jumped|rose|has risen|climbed|grew|crept)(?: up| down)? to\b")
_CLAUSE = regex(r"[.;!?,]\s|[;()]|\bbut\b|\band\b|\bwhile\b|\bwhereas\b|\baber\b|\bmais\b|\bpero\b")


_SPENT = regex(
    r"(?<!could )(?<!can )(?<!to )\bspend(?:ing)?\b|\bburn(?:ing|s)?\b|\b(?:we|i) (?:now |currently )?pay\b|\bpaying\b|\bcosts? (?:us|me)\b|\bcurrent(?:ly)?\b|\bbills?\b"
)


_TOO_SLOW = regex(r"\btoo slow\b[^.;!?]{0,60}$|\b(?:slow|sluggish|laggy)\b[ ,:(-]{1,3}$")


def told_as_too_slow(text: str, start: int) -> bool:
    """Whether the time at `start` follows the complaint that it is too long: "too slow, p95 latency 12 s"."""
    return bool(_TOO_SLOW.search(text[max(0, start - 80) : start]))


def spending(text: str, start: int, end: int) -> int:
    """Return 1 where the words at an amount of money allow it, -1 where it is paid today, else 0."""
    words = _CLAUSE.split(text[max(0, start - 45) : end])[-1]
    return int(bool(_WANTED.search(words))) or -int(bool(_SPENT.search(words)))


def stance(text: str, start: int, end: int) -> int:
    """Return 1 where the words around a value want it, -1 where they report it, else 0."""
    before = _CLAUSE.split(text[max(0, start - 45) : start])[-1]
    after = text[end : end + 30]
    own = text[start:end]
    wanted = bool(_WANTED.search(before) or _WANTED.search(own))
    observed = bool(_OBSERVED.search(before) or _WENT.search(own) or _OBSERVED_AFTER.match(after))
    return int(wanted) - int(observed)
