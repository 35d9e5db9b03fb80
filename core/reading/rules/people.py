"""How many people there are, and how many requests at once."""

import re

from core.reading.facts import Found, Rule, figure, rule
from core.reading.quantity import AMOUNT, read_amount
from core.reading.rules.rates import PER
from core.regex import regex

_AT_ONCE = (
    r"(?:concurrent(?:ly)?|concurrency|simultaneous(?:ly)?|at once|(?:at|in) (?:the )?same (?:time|moment)|at (?:a|one|any (?:given |one )?) ?time|at any (?:given |one )?(?:moment|point)"
    r"|in parallel|parallel|in[ -]?flight|at peak|gleichzeitig\w{0,3}|parallele?r?|simultan\w{0,6}|simultáne\w{0,3}|concurrente?s?|concurrents"
    r"|en même temps|en paral+[eè]lo?e?|a la vez|al mismo tiempo|à la fois|ao mesmo tempo|simultâne\w{0,3}|em paralelo|zur (?:gleichen|selben) zeit|zeitgleich)"
)
_REQUEST = r"(?:users?|requests?|reqs?|sessions?|chats?|connections?|streams?|conversations?|queries|calls|clients?|threads?|sequences|people|ppl|jobs|prompts?|generations?|nutzer|benutzer|anfragen|utilisateurs|usuarios|usuários|personas|pessoas|personnes|mitarbeiter|leute|requêtes|peticiones|developers?|devs?|agents?|customers?|employees|engineers|students|workers)"
_PEOPLE = (
    r"(?:(?:end[ -]?|internal |active |daily |monthly |total |registered |paying )?users?|people|ppl|persons?|devs?|developers?|engineers?|employees?|staff(?: members)?|customers?|colleagues?"
    r"|students?|seats?|researchers?|analysts?|team ?mates?|members|lawyers|doctors|nurses|clinicians|programmers|coders|subscribers|clients|accounts|agents|operators|teachers|scientists|pupils|kids|children|guests|visitors|patients|citizens|participants|attendees|folks|friends|heads|testers|dau|mau|wau|trainees|accountants|physicians|reviewers|consultants|support reps|reps"
    r"|(?:nutzer|benutzer|anwender|mitarbeiter|entwickler|leute|personen)(?:n|innen)?|kollegen|utilisat(?:eur|rice)s?|personnes|employés|développeurs|collègues|usuarios|personas|empleados|desarrolladores|usuários|pessoas|funcionários|kund(?:en|innen)|clientes|étudiants|studenten|estudiantes)"
)
_AGENTS = (
    r"(?!(?:monit|project|mirr|elevat|calculat|detect|charg|stick|post|remind|met|kilomet|lit|dinn|burg|show|flow|off|trail|paramet|numb|ord|serv|lett|pap|chapt|lay|contain|clust|head|oth|transform|tokeniz|adapt|record|comput|print|charact|driv|help|"
    r"mast|optimiz|encod|decod|retriev|rerank|work|buff|pow|hour|quart|semest|embedd|tow|fold|answ|err|fact|vect|tens|process|"
    r"acceler|sens|indicat|operat|generat|connect|err|min|doll|eur|cent)(?:ers|ors)\b)"
    r"[a-z]{3,14}(?:ers|ors|ists|ians|yees)"
)
"""People by what they do: "designers", "editors", "journalists", "technicians", "trainees"."""

PEOPLE = regex(rf"\b(?:{_PEOPLE}|{_AGENTS})(?<=s)\b|\bpeople\b|\bstaff\b")

_WORDS = r"(?: (?!(?:and|or|with|but|for|from|of|each|per|at|k|in)\b|--|[a-z]+/(?:s|sec|min|h|day)\b)[a-zà-ü/-]{2,16}){0,3}?"
_IN = r"(?: of (?:them|us|those|these)(?: [a-z]{2,10}){0,3}?)?(?: (?:of (?:them|us|those)|are|will be|work|working|active|online|chatting|typing|using it|asking|logged in)){0,3}"

_NOT_THERE = (
    r"(?! (?:(?:can'?t|cannot|couldn'?t|won'?t|will|'ll) (?:make|come|join|attend|leave|help|arrive)|(?:join|come|arrive|leave|attend)\b|at the (?:door|desk|table|office)|(?:are|were|is|was) (?:late|sick|away|ill|out|off|coming|joining|going|invited|here for)"
    r"|(?:joined|left|voted|replied|liked|quit|came|signed up|have birthday)\b))"
)
"""Rules out people of whom something else is told than that they use the model."""

_NEW_HERE = regex(
    r"\b(?:hired?|hiring|met|lost|fired|invited|interview\w{0,3}|onboard\w{0,3}|welcom\w{1,3})(?: \w{1,8})? ?$"
)


_MORE = regex(
    r"(?:(?P<never>\b(?:no|not|never|hardly|rarely|cannot)|n't)(?: \w+)? )?(?:more than|over|above|upwards of|beyond|>) ?$"
)
"""Words before a number that make it the least there is; "no more than" makes it the most."""


def _concurrency(match: re.Match[str]) -> Found:
    words = next(match[name] for name in ("amount", "later") if match.groupdict().get(name))
    return [("concurrency", _open(match, figure(read_amount(words, whole=True))))]


def _open(match: re.Match[str], value: object) -> object:
    said = _MORE.search(match.string[max(0, match.start() - 32) : match.start()])
    more = not said["never"] if said else match.group().lstrip().startswith(">")
    if isinstance(value, float) and (more or match.groupdict().get("plus")):
        return (value, None)
    return value


_SIZE = regex(r"[\d.,]+b")
"""A number of billions as only sizes of models are written: "a 70b to customers"."""


def _users(match: re.Match[str]) -> Found:
    if _NEW_HERE.search(match.string[max(0, match.start() - 24) : match.start()]):
        return None
    words = next(match[name] for name in ("amount", "later") if match.groupdict().get(name))
    if _SIZE.fullmatch(words):
        return None
    return [("users", _open(match, figure(read_amount(words, whole=True))))]


def _a_day(match: re.Match[str]) -> Found:
    """Return people who come in a day as so many requests; users are how many there are, too."""
    low, high = read_amount(match["amount"], whole=True)
    unit = (match["unit"] or "day")[0]
    a_day = {"h": 24.0, "w": 1 / 7, "s": 1 / 7}.get(unit, 1.0)
    users = [("users", figure((low, high)))] if "user" in match["who"] else []
    return [*users, ("requests_per_day", figure((low * a_day, high * a_day)))]


def _me_and(match: re.Match[str]) -> Found:
    if match["so"]:
        return [("users", read_amount(match["so"])[0])]
    return [("users", read_amount(match["amount"])[0] + 1)]


def _share(match: re.Match[str]) -> Found:
    low, high = read_amount(match["amount"])
    return [("share_at_once", figure((low / 100, high / 100)))]


def _share_of(match: re.Match[str]) -> Found:
    low, high = read_amount(match["amount"]) if match["amount"] else (0.0, 0.0)
    share = _PARTS.get(match["part"] or "") or figure((low / 100, high / 100))
    return [("share_at_once", share), ("users", figure(read_amount(match["all"], whole=True)))]


_PARTS = {"half": 0.5, "a third": 1 / 3, "a quarter": 0.25, "a fifth": 0.2, "a tenth": 0.1}
_SHARE_OF = rf"(?:(?P<amount>{AMOUNT}) ?%|\b(?P<part>{'|'.join(_PARTS)})) of (?:(?:the|our|these|those|all) ){{0,2}}(?P<all>{AMOUNT})"

_TEAM = r"team|company|firm|start-?up|organi[sz]ation|org|lab|shop|agency"

AT_ONCE: tuple[Rule, ...] = (
    rule(
        "share_of",
        rf"{_SHARE_OF} {_PEOPLE}(?=(?: [a-z]{{1,12}}){{0,4}} {_AT_ONCE}| (?:are |is )?(?:active|online|logged in))",
        _share_of,
    ),
    rule("share_of_all", rf"{_SHARE_OF}(?: {_PEOPLE})?(?= ?(?:$|[,.;!]))", _share_of),
    rule(
        "cards_in_parallel",
        r"\b(?:tensor|pipeline|data|expert|sequence|context)[- ]parallel(?:ism)?(?:[- ]size)?(?: of| is|=|:)? ?\d{0,3}(?![\w])|(?<![a-z])(?:tp|pp|dp|ep)[ =]?\d{1,3}(?![\w])",
        lambda _: (),
    ),
    rule(
        "never_all",
        rf"\b(?:never|not|rarely|hardly ever) (?:all|everyone|everybody)(?: of (?:them|us))? (?:at once|at the same time|together|simultaneously)[,;:-]? ?(?:-|but|more like|usually|typically|mostly|normally|maybe|probably|about|around|at most|max|only|rather| ){{0,6}}(?P<amount>{AMOUNT})(?= ?(?:$|[.;!)])|, ?(?!\d)| (?:usually|typically|normally|mostly|on average|of (?:them|us)|at (?:a time|most|once|the same time)|people|users|or so|max|tops)\b)",
        _concurrency,
        deniable=False,
    ),
    rule(
        "requests_at_once",
        rf"(?P<amount>{AMOUNT})(?P<plus>\+)?(?:{_WORDS}| ?-)?{_IN}(?: ?{_AT_ONCE}(?: {_REQUEST})?(?![a-z])|, ?{_AT_ONCE}(?![a-z])(?! ?[:=])(?! (?:maybe |about |only |at most |roughly |perhaps |just |some )?\d))",
        _concurrency,
    ),
    rule(
        "requests_at_once",
        rf"(?<![a-z])(?:{_AT_ONCE}(?: {_REQUEST})?|max[-_ ]num[-_ ]seqs|max[-_ ]concurrent[-_ ]requests|--parallel|-np|num[-_ ]parallel|max[-_ ]concurrency)(?:[ =:~(]|is|of|to|around|about|aprox|approx(?:\.|imately)?|up to|at|roughly|max|maybe|peaks?|say|only|currently|should be|target|goal|limit|level|ca\.?|will be|would be|we have|it'?s|it is|more like|rather|closer to|environ|etwa|some){{0,6}}?[ =:~]{{0,2}}(?P<amount>{AMOUNT})(?P<plus>\+)?(?![\w%/]|[.,]\d| ?(?:tokens?|ms|gb|ctx|context|days|hours|h\b|s\b|sec|k\b|x |gpus?))",
        _concurrency,
    ),
)

RULES: tuple[Rule, ...] = (
    rule(
        "requests_at_once",
        rf"(?P<amount>{AMOUNT})(?P<plus>\+)? (?:[a-z]{{3,14}} )?(?:active |open |live |ongoing |online )(?:users|sessions|chats|connections|conversations|people)(?![a-z])|(?P<later>{AMOUNT}) (?:(?!free|empty|spare|pcie?|cpu)[a-z]{{3,10}} )?(?:sessions?|connections|streams|slots|workers|threads)(?![a-z])",
        _concurrency,
        0.7,
    ),
    rule(
        "online",
        rf"(?P<amount>{AMOUNT})(?P<plus>\+)? {_PEOPLE} (?:are )?(?:online|active|logged in|connected)(?![a-z])",
        _concurrency,
        0.7,
    ),
    rule(
        "peaks",
        rf"\bpeak(?:s|ing)?(?: is| are)?:? (?:(?:of|at|to|around|about|up to) )?(?:about |around |~)?(?P<amount>{AMOUNT})(?:(?= ?(?:$|[.,;!)]| and\b| during\b| at\b| in the\b))| {_PEOPLE})",
        _concurrency,
        0.7,
    ),
    rule(
        "share_at_once",
        rf"(?P<amount>{AMOUNT}) ?%{_IN} ?(?:{_AT_ONCE}|active|online|logged in)(?: at (?:once|a time|peak|the same time|any (?:given |one )?(?:time|moment)))?",
        _share,
    ),
    rule(
        "me_and",
        rf"\b(?:me|myself|i|moi|ich)(?: and| und| et|,| \+| plus) (?:my |about |maybe )?(?P<amount>{AMOUNT}) (?:other )?(?:{_PEOPLE}|others|friends|budd(?:y|ies)|mates|pals|roommates|classmates|co-?workers|more)(?:,? (?:so|i\.?e\.?|that'?s|makes?|=) (?:that'?s |just |only |about |it'?s )?(?P<so>\d{{1,6}})(?: of us| people| users)?)?",
        _me_and,
    ),
    rule(
        "me_alone",
        r"\b(?:just|only) (?:me|myself|one person)\b|\bsingle[- ]user\b|\bnur ich\b|\bjuste moi\b|\bfor myself\b|\bjust for me\b|\b(?:me|myself) (?:alone|only)\b|\b(?:for )?(?:my own|personal|private) use\b|\bi(?:'m| am) the only (?:one|user|person)\b|\b(?:just |only |as )?(?:a|my) hobby\b|\bhobby (?:project|use)\b|\bfor hobby\b",
        lambda _: [("users", 1.0)],
        0.8,
    ),
    rule(
        "us",
        rf"(?P<amount>{AMOUNT}) of us(?= (?:will|would|use|using|share|want|need|are (?:using|sharing)|in the|on)\b| ?[.,;!)]|$)|\bwe(?:'re| are) (?P<later>{AMOUNT})(?= people| persons|[.,;!](?!\d)|$)(?: people| persons)?",
        _users,
        0.7,
    ),
    rule(
        "team_of",
        rf"(?P<amount>{AMOUNT})[ -](?:person|people|man|women|head|member)[ -](?:(?:[a-z]{{2,12}}) )?(?:{_TEAM})(?![a-z])",
        _users,
    ),
    rule(
        "team_of",
        rf"\b(?:{_TEAM}|group|office|department|headcount|class|unternehmen|équipe|équipo|equipo)(?: size)?(?: of| with| is|:| has| de| von| mit){{1,2}} ?(?:about |around |some |roughly |~|approx\.? |over |etwa |environ |unos )?(?P<amount>{AMOUNT})(?P<plus>\+)?(?: {_PEOPLE})?(?![\w%]|[.,]\d| ?(?:gpus?|cards?|[ahlv]\d))|(?P<later>{AMOUNT})[ -](?:person|people|man|employee|seat|user|dev|developer)(?:[ -](?:team|company|firm|group|startup|shop|office|department|org|lab))\b",
        _users,
    ),
    rule(
        "people_a_day",
        rf"(?P<amount>{AMOUNT})(?P<plus>\+)?{_WORDS} (?P<who>{_PEOPLE})(?:{PER}(?P<unit>hours?|hrs?|h|days?|tag|jour|día|weeks?|woche|semaine)(?![a-z])| daily\b)",
        _a_day,
        0.7,
    ),
    rule(
        "people",
        rf"(?P<amount>{AMOUNT})(?P<plus>\+)?{_WORDS} (?:{_PEOPLE}|{_AGENTS})(?![a-z-]){_NOT_THERE}|\b(?:users|seats|employees|headcount)[ =:~]{{1,3}}(?:is |about |around )?(?P<later>{AMOUNT})(?![\w%/]|\.\d)",
        _users,
    ),
)
