"""How long one run may take, and how often there is one."""

import re

from core.reading.facts import Found, Make, Rule, figure, rule
from core.reading.quantity import AMOUNT, read_amount
from core.regex import regex
from core.teams.cadence import cadence_every, cadence_times
from core.teams.spans import NIGHT_HOURS

_UNIT = (
    r"(?:h|hrs?|hours?|mins?|minutes?|days?|d|weeks?|wks?|months?|stunden?|tage?n?|wochen?|minuten|monaten?|heures?|jours?|semaines?|mois|horas?|días?|"
    r"semanas?|minutos|meses|nights?|weekends?)(?![a-z])"
)
_HOURS = {
    "h": 1.0, "st": 1.0, "min": 1 / 60, "d": 24.0, "t": 24.0, "j": 24.0, "n": NIGHT_HOURS, "weekend": 48.0, "w": 168.0,
    "semai": 168.0, "seman": 168.0, "mon": 720.0, "moi": 720.0, "mes": 720.0,
}  # fmt: skip
_DURATION = rf"(?P<amount>{AMOUNT}) ?-?(?P<unit>{_UNIT})(?: ?(?:and|,|\+)? ?(?P<more>\d{{1,3}}) ?(?P<more_unit>h|hrs?|hours?|min(?:ute)?s?)(?![a-z]))?"
_NOT_AFTER = r"(?! ?(?:ago|old|of (?:audio|video|speech|calls|recordings?|footage)|a (?:day|week|month)|per|/|each (?:day|night|week|month|morning|evening|of)|every|notice|later|from now|before|after|in advance|last (?:week|month|year|time)|yesterday|trial|subscription|contract|history|retention))"
_CUE = (
    r"(?:within|in under|in less than|in no more than|under|less than|below|max(?:imum)?(?: of)?|at most|(?:finish|complete|done|ready|run|runs|train|through)(?:ed|es|s|ing)?(?: it| this| that| them)? (?:in|within|by|before|overnight in)|(?:deadline|turnaround|window)(?: time)?(?: is| of|:)?|(?:(?:should|must|may|can)(?: not|n't) )?take (?:longer|more) than|no (?:more|longer) than"
    r"|not (?:more|longer) than|inside|<=?|innerhalb(?: von)?|unter|en moins de|sous|menos de|up to|takes? (?:at most|less than|under|no more than|max)|has to take|needs? to take|should (?:only )?take|may take|can take|time ?limit(?: is| of|:)?|limit(?: of)?|time budget(?: is| of|:)?|must (?:take|be)|in max|(?:not|never|n't) exceed|not go over|stays? (?:under|below|within)|(?:get|bring|cut|reduce|shorten|shrink|drop|down)(?: it| this| that| them| training)?(?: down)? to)"
)


def hours(match: re.Match[str]) -> Found:
    """Return the deadline a duration states, in hours."""
    low, high = read_amount(match["amount"])
    factor = _factor(match["unit"])
    more = int(match["more"]) * _factor(match["more_unit"]) if match["more"] else 0.0
    return [("deadline_h", figure((low * factor + more, high * factor + more)))]


def _factor(unit: str) -> float:
    start = max((name for name in _HOURS if unit.startswith(name)), key=len)
    return _HOURS[start]


_RUNS = r"(?:(?:training |lora |qlora )?runs|re-?train(?:s|ings)|trainings|fine-?tun(?:es|ings))"


def _runs(match: re.Match[str]) -> Found:
    """Return how often there is a run: "3 fine-tunes a week", "2x/wk"; a bare number is no run's."""
    if not _A_RUN.search(match.group()):
        return None
    often = ("cadence", cadence_times(read_amount(match["amount"])[1], _SPANS[match["span"][:2]]))
    return [often, ("work", "training")] if _TRAINS.search(match.group()) else [often]


_TRAINS = regex(r"train|tun")
_A_RUN = regex(rf"\d ?(?:x|times)(?![a-z])|{_RUNS}")


def _cadence(name: str) -> Make:
    def make(_: re.Match[str]) -> Found:
        return [("cadence", name)]

    return make


_STARTS = regex(
    r"\b(?:start|begin|launch|live|kick|demo|meet|ship|releas|arriv|deliver|com(?:e|es|ing)|due|expir|ends?|leav|back|visit|again|hir|mov|switch|migrat|beginn|commen|empez|empiez"
    r"|happen|see you|talk|call|presentation|coffee|lunch|dinner|breakfast|drinks?|break|stand-?up|party|more|doubl|grow)\w{0,6} (?:\w{1,12} ){0,3}$"
    r"|(?<!be )(?<!get )\b(?:trained|fine-?tuned|pre-?trained|ran|took|did|reproduced|was|were) (?:\w{1,12} ){0,6}$"
)

_GOES_ON = regex(r" (?:we|i|they|it|there|the|nous|on|wir)\b")


_NO_RUN = regex(
    r"\b(?:shipping|shipments?|delivery|deliveries|approvals?|procurement|purchasing|ordering|lead time|migration|onboarding|hiring)\b"
)
"""What takes its time and is no run."""


def _at_most(match: re.Match[str]) -> Found:
    """Return a deadline, unless the time is that of something beside which no model is trained."""
    around = match.string[max(0, match.start() - 40) : match.start()], match.string[match.end() :][:20]
    return None if any(_NO_RUN.search(words) for words in around) else hours(match)


def _done_in(match: re.Match[str]) -> Found:
    """Return a deadline, unless the time is when something else happens or what a past run took."""
    before, after = match.string[max(0, match.start() - 60) : match.start()], match.string[match.end() :]
    return None if _STARTS.search(before) or _GOES_ON.match(after) else hours(match)


def _bare(match: re.Match[str]) -> Found:
    """Return a deadline, unless it is some minutes at the end of something else."""
    return None if match.start() and match["unit"].startswith("min") else hours(match)


NIGHT = "deadline_night"
"""The name of rules for words that tell a night, but none of its hours."""
_CLOCK = r"(?P<{0}>\d{{1,2}}|midnight)(?::\d\d)?(?: ?(?P<{0}_half>am|pm|uhr|o'clock|in the (?:evening|morning)|at night))?"
_WINDOW = regex(r":\d\d|am\b|pm\b|uhr|o'clock|midnight|evening|morning|at night")


def _window(match: re.Match[str]) -> Found:
    """Return the hours from an evening to a morning; other times of day are none of a batch."""
    start, end = _hour(match["start"], match["start_half"]), _hour(match["end"], match["end_half"])
    if start == end or not _WINDOW.search(match.group()):
        return None
    if start in _MORNING and start > end and match["start_half"] is None:
        start += 12
    at_night = (start in _EVENING or start < _MORNING.start) and end <= _MORNING.stop
    return [("deadline_h", float((end - start) % 24))] if at_night else None


_EVENING, _MORNING = range(17, 24), range(5, 12)


def _hour(told: str, half: str | None) -> int:
    if told == "midnight":
        return 0
    return int(told) % 12 + 12 if half in ("pm", "in the evening", "at night") else int(told) % 24


CLOCK: tuple[Rule, ...] = (
    rule(
        "deadline_window",
        rf"\b(?:(?:between|from) )?{_CLOCK.format('start')} ?(?:and|to|till?|until|-) ?{_CLOCK.format('end')}(?!\w|:\d|%)",
        _window,
    ),
    rule(
        NIGHT,
        r"\b(?:ready|done|finish(?:ed)?|over|through|completed?|there|back|available) (?:by|before|until) 0?[4-9](?::\d\d)? ?(?:am\b|h\b|uhr\b|o'clock|in the morning)",
        lambda _: [("deadline_h", NIGHT_HOURS)],
        0.6,
    ),
)
"""Times of the day that tell how long a run may take."""


_MAY_TAKE = r"(?:may|can|could|should|must)(?: only)? take"
_EVERY = r"(?:every|each|once (?:a|per|every|in a)|per|1x per|times a|times per|jede[nsr]?|chaque|cada|pro|par|por|all|run a|runs a|one a)"
RULES: tuple[Rule, ...] = (
    rule(
        "deadline_below",
        rf"\b(?:took|takes|taking|take) (?:about |around |roughly )?{AMOUNT} ?(?P<unit>{_UNIT})[^.;\d]{{0,50}}?"
        rf"\b(?:below|under|in|within|down to|to|at most|less than|no more than|max) (?P<amount>{AMOUNT})(?! ?[a-z%\d])(?P<more>)",
        hours,
        0.7,
    ),
    rule(
        "in_which",
        rf"(?:for|over|since|last|past|next|rent(?:ing|ed)?(?: it| them)? for|(?<!deadline )(?<!window )(?<!turnaround )(?<!limit )(?<!budget )(?<!max )(?<!maximum )(?<!time )of|after|took|takes about|taking|currently|in the last) (?:the )?(?:last |past |next )?(?:about |around |roughly |some )?{AMOUNT} ?(?:days?|weeks?|months?|years?|hours?|h)\b(?: and {AMOUNT} ?(?:hours?|h|min(?:ute)?s?)\b)?",
        lambda _: (),
    ),
    rule(
        "cadence",
        r"\b(?:every|each|alle|tous les|cada|once every) (?:other|second|2|2nd|zwei|deux|dos) ?(?:weeks?|wks?|wochen|semaines|semanas)\b|\b(?:bi-?weekly|fortnightly|(?:every|each|once a) fortnight)\b|(?:\b2 ?(?:times|x)|\btwice) (?:a|per|each) month\b",
        _cadence("biweekly"),
    ),
    rule(
        "cadence_other",
        rf"\b(?:every|alle|tous les|cada) (?:other|second|few|2nd|{AMOUNT}) ?(?:days?|weeks?|months?|years?|wochen|tage|semaines|semanas)\b|\bbi-?monthly\b|(?:{AMOUNT} ?(?:times|x)|\btwice) (?:a|per|each) (?:week|month|year|day)",
        lambda m: [("cadence", _as_told(m.group()))],
        0.4,
    ),
    rule(
        "cadence_runs",
        rf"(?P<amount>{AMOUNT}) ?(?:x|times)? ?(?:{_RUNS} ?)?(?:a |an |per |each |every |/ ?)(?P<span>day|week|wk|month|mo|year)(?![a-z])",
        _runs,
        0.4,
    ),
    rule(
        "deadline_words",
        r"\b(?:by tomorrow|until tomorrow|bis morgen|a day at most|a day max)\b",
        lambda _: [("deadline_h", 24.0)],
    ),
    rule(
        NIGHT,
        r"\b(?:ready|done|finished|over|through|complete) (?:by |in |until |before )?(?:the )?next morning\b|\b(?:by|until|before) (?:the )?next morning\b",
        lambda _: [("deadline_h", NIGHT_HOURS), ("batch_latency", True)],
        0.6,
    ),
    rule(
        "deadline_words",
        rf"\b(?:within|in|(?:in )?under|(?:in )?less than|at most|max|inside|{_MAY_TAKE}) (?:a|an|one) (?P<span>hour|day|week|month)\b",
        lambda m: [("deadline_h", _factor(m["span"]))],
    ),
    rule(
        NIGHT,
        r"\b(?:over ?night|über nacht|por la noche|pendant la nuit|done by (?:the )?morning|(?:take|within|in|over|during|under) (?:a|one|the)(?: single)? night)\b",
        lambda _: [("deadline_h", NIGHT_HOURS)],
        0.5,
    ),
    rule(
        "deadline_words",
        r"\b(?:over|within|in|during|have) (?:a|the|one) weekend\b",
        lambda _: [("deadline_h", 48.0)],
        0.5,
    ),
    rule(
        "cadence",
        rf"\b(?:daily|nightly|täglich|quotidien(?:nement)?|diari(?:o|amente)|{_EVERY} (?:day|night|tag|jour|día|noche|nacht)|tous les jours|todos los días|toutes les nuits|todas las noches)\b",
        _cadence("daily"),
    ),
    rule(
        "cadence",
        rf"\b(?:weekly|wöchentlich|hebdomadaire(?:ment)?|semanal(?:mente)?|toutes les semaines|todas las semanas|{_EVERY} (?:single )?(?:week|woche|semaine|semana|monday|tuesday|wednesday|thursday|friday|saturday|sunday|sonntag|weekend))\b",
        _cadence("weekly"),
    ),
    rule(
        "cadence",
        rf"\b(?:monthly|monatlich|mensuel(?:lement)?|mensual(?:mente)?|tous les mois|todos los meses|todos os meses|{_EVERY} (?:month|monat|mois|mes))\b",
        _cadence("monthly"),
    ),
    rule(
        "cadence",
        rf"\b(?:quarterly|vierteljährlich|quartalsweise|trimestriel(?:lement)?|trimestral(?:mente)?|tous les trimestres|tous les 3 mois|alle 3 monate|cada 3 meses|{_EVERY} (?:quarter|quartal|trimestre|3 months))\b",
        _cadence("quarterly"),
    ),
    rule(
        "cadence",
        rf"\b(?:yearly|annually|jährlich|{_EVERY} year)\b",
        _cadence("every 12 months"),
    ),
    rule(
        "cadence_once",
        r"\b(?:one[- ](?:off|time|shot)(?! (?:fee|cost|payment|price))|just once|only once|a single (?:run|time)|once and done|einmalig|une seule fois|una sola vez)\b|(?<!at )(?<!than )\bonce(?= ?(?:$|[,.;!)]| on\b))",
        _cadence("once"),
        0.8,
    ),
    rule(
        "deadline",
        rf"{_CUE}[ ~]{{0,2}}(?:about |roughly |around |ca\.? |some |a |the )?{_DURATION}{_NOT_AFTER}",
        _at_most,
    ),
    rule(
        "deadline_in",
        rf"\b(?:in|en|dans|innerhalb|within) (?:about |roughly |around |ca\.? |~|just |only |the (?:next|coming) )?{_DURATION}{_NOT_AFTER}",
        _done_in,
        0.7,
    ),
    rule(
        "deadline_in",
        rf"\b(?:want|need|(?:goal|target)(?: is|:)?)(?: it| this)?(?: to be| to take)? (?:about |around |~|under |only )?{_DURATION}{_NOT_AFTER}(?! (?:to|of|for|with)\b)",
        _done_in,
        0.7,
    ),
    rule(
        "deadline_in",
        rf"(?:\b(?:we|i)(?:'ve|'ve got| only| have| only have| got| have got)|(?:^|(?<=[,;(-] ))(?:have|only have|got))(?: only| just| about| around| roughly| maybe)? {_DURATION}(?= ?(?:$|[,;.!)]| -| (?:for (?:it|this|that|each|a run|the (?:run|job|training))|to (?:train|tune|finish|do it|complete|get it done|run it)|per run|max|at most)\b)){_NOT_AFTER}",
        hours,
        0.6,
    ),
    rule(
        "deadline_max",
        rf"{_DURATION},? (?:(?:nightly |batch |time )?window|max(?:imum)?|at most|tops|or less|or so|deadline|limit|per run|a run|is (?:fine|ok|enough)|would be (?:fine|ok|great))(?![a-z])",
        hours,
        0.8,
    ),
    rule(
        "duration",
        rf"(?:^|(?<=[,;:(-])|(?<=[,;:-] )) ?(?:so )?(?:about |roughly |around |ca\.? |~)?{_DURATION}(?= ?(?:$|[,;.!)]| -))",
        _bare,
        0.6,
    ),
)


_SPANS = {
    **dict.fromkeys(("da", "ta"), "day"),
    **dict.fromkeys(("we", "wk", "wo", "se"), "week"),
    "mo": "month",
    "ye": "year",
}
"""Spans of time, by how their names begin."""
_TIMES = regex(r"(?:times|x|twice) ?(?:a|per|each) ")
_SPAN = regex(r"days?|weeks?|months?|wochen|tage|semaines|semanas|years?")


def _as_told(words: str) -> str:
    """Return how often "every 10 days", "every few weeks" or "3 times a year" is."""
    number = _NUMBER.search(words)
    many = read_amount(number.group())[1] if number else 3.0 if "few" in words else 2.0
    found = _SPAN.search(words)
    span = _SPANS[found.group()[:2] if found else "mo"]
    return cadence_times(many, span) if _TIMES.search(words) else cadence_every(many, span)


_NUMBER = regex(AMOUNT)
