"""Short replies to a question: a bare number, a number with its unit, or a word of its choices."""

import re
from collections.abc import Callable
from typing import Any

from core.reading.facts import FactName, Found, figure
from core.reading.quantity import AMOUNT, read_amount
from core.workload import Slot

_HEDGE = (
    r"(?:about|around|approx(?:\.|imately)?|aprox|roughly|maybe|perhaps|probably|likely|i think|i guess|i'd say|i would say|say|let'?s say|it'?s|it is|its|that'?s|we have|we've got|we need|we|we'd need|need|have|would be|will be|should be|be|something like|some|like|more or less"
    r"|circa|ca\.?|environ|ungefähr|etwa|rund|unos|unas|max(?:imum)?|at most|up to|at least|min(?:imum)?|just|only|currently|now|at peak|peak|usually|typically|on average|average|normally|under|below|within|less than|in|for|at|~|<|>|over|more than|hmm|ok|well|so|yes|yeah|sure|wait|oops|sorry|actually|no|make (?:that|it)|i meant|the|a|an|than|not more|no more|of|use|with|each|use|is|are|go with|take|please)"
)
_TAIL = r"(?:or so|or less|or more|ish|max(?:imum)?|at most|tops|at peak|peak|i think|i guess|probably|maybe|roughly|approximately|about|for now|please|thanks|each|total|overall|in total|on average|per gpu|per device|would be (?:fine|good|ok|enough|nice)|is (?:fine|enough|ok(?:ay)?|good)|should (?:do|be enough|be fine|suffice)|will do|at least|minimum|min|usually|typically|give or take|to start|to begin with|at the moment|currently|now|of them|in parallel|at once|at the same time|long|worth|instead)"
_NUMBER = re.compile(
    rf"^(?:{_HEDGE}[ ,]*)*[~<>=:]{{0,2}} ?(?P<amount>{AMOUNT})(?P<plus>\+)? ?-?(?P<unit>[a-zà-ü$€£%][a-zà-ü$€£%/'-]{{0,16}})??(?P<rest>(?:[ ,(]*{_TAIL}\)?)*)[ .!]*$"
)
_UNITS: dict[Slot, str] = {
    Slot.CONCURRENCY: r"users?|people|requests?|reqs?|sessions?|chats?|concurrent|nutzer|utilisateurs|usuarios|persons?|devs|streams|connections|customers|parallel|personnes|personas|leute|calls|jobs|agents?|clients?|staff|employees|colleagues|students",
    Slot.USERS: r"users?|people|persons?|devs|developers|employees|staff|customers|nutzer|utilisateurs|usuarios|seats|personnes|personas|leute|colleagues|students|engineers|agents|clients?",
    Slot.BATCH_SIZE: r"samples?|sequences?|examples?|batch",
    Slot.EPOCHS: r"epochs?|passes|times|epochen|époques|épocas|x|runs?",
}
_TOKEN_UNITS = r"tokens?|tok|tks?|jetons"
_LENGTHS: dict[Slot, FactName] = {
    Slot.CONTEXT_TOKENS: "context", Slot.SEQUENCE_TOKENS: "sequence", Slot.PROMPT_TOKENS: "prompt",
    Slot.OUTPUT_TOKENS: "output",
}  # fmt: skip
_COUNTS: dict[Slot, FactName] = {
    Slot.CONCURRENCY: "concurrency", Slot.USERS: "users", Slot.BATCH_SIZE: "batch_size", Slot.EPOCHS: "epochs",
}  # fmt: skip
_WORD_TOKENS = {
    "words": 4 / 3,
    "word": 4 / 3,
    "wörter": 4 / 3,
    "mots": 4 / 3,
    "palabras": 4 / 3,
    "pages": 500,
    "page": 500,
    "seiten": 500,
    "characters": 0.25,
    "chars": 0.25,
    "sentences": 25,
    "sentence": 25,
    "lines": 12,
    "paragraphs": 120,
    "paragraph": 120,
}
_HOURS = {
    "": 1.0,
    "h": 1.0,
    "hr": 1.0,
    "hrs": 1.0,
    "hour": 1.0,
    "hours": 1.0,
    "std": 1.0,
    "stunden": 1.0,
    "heures": 1.0,
    "horas": 1.0,
    "d": 24.0,
    "day": 24.0,
    "days": 24.0,
    "tage": 24.0,
    "tag": 24.0,
    "jours": 24.0,
    "jour": 24.0,
    "días": 24.0,
    "día": 24.0,
    "week": 168.0,
    "weeks": 168.0,
    "wochen": 168.0,
    "woche": 168.0,
    "semaines": 168.0,
    "semaine": 168.0,
    "semanas": 168.0,
    "semana": 168.0,
    "min": 1 / 60,
    "mins": 1 / 60,
    "minutes": 1 / 60,
    "minute": 1 / 60,
    "minuten": 1 / 60,
    "minutos": 1 / 60,
    "month": 720.0,
    "months": 720.0,
}
_SECONDS = {
    "": 1.0,
    "s": 1.0,
    "sec": 1.0,
    "secs": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "sekunden": 1.0,
    "sekunde": 1.0,
    "secondes": 1.0,
    "seconde": 1.0,
    "segundos": 1.0,
    "segundo": 1.0,
    "ms": 0.001,
    "msec": 0.001,
    "milliseconds": 0.001,
    "millisecond": 0.001,
    "min": 60.0,
    "mins": 60.0,
    "minute": 60.0,
    "minutes": 60.0,
    "minuten": 60.0,
}
_PERIODS = {
    "/month": "month",
    "/mo": "month",
    "/h": "hour",
    "/hr": "hour",
    "/hour": "hour",
    "/year": "year",
    "/yr": "year",
    "monthly": "month",
    "hourly": "hour",
    "yearly": "year",
    "once": "once",
}
_MODEL_UNITS = frozenset(("", "b", "bn", "billion", "params", "parameters", "b-params"))


def _number(asked: Slot, match: re.Match[str]) -> Found:
    unit = match["unit"] or ""
    words = match["amount"]
    if asked in _LENGTHS:
        low, high = read_amount(words, tokens=True, whole=True)
        factor = 1.0 if re.fullmatch(rf"(?:{_TOKEN_UNITS}|context|ctx|)", unit) else _WORD_TOKENS.get(unit)
        return None if factor is None else [(_LENGTHS[asked], figure((low * factor, high * factor)))]
    if asked in _COUNTS:
        if unit and not re.fullmatch(_UNITS[asked], unit):
            return None
        value = figure(read_amount(words, whole=asked is not Slot.EPOCHS))
        return [(_COUNTS[asked], (value, None) if match["plus"] and isinstance(value, float) else value)]
    if asked is Slot.MODEL and unit in _MODEL_UNITS:
        return [("params_b", read_amount(words.rstrip("b "))[1])] if not re.search(r"[kmt]", words) else None
    if asked is Slot.PRECISION and unit in ("", "bit", "bits"):
        bits = int(read_amount(words)[1])
        return [("weight_bits", bits)] if bits in (2, 3, 4, 5, 6, 8, 16, 32) else None
    if asked is Slot.LATENCY and unit in _SECONDS:
        low, high = read_amount(words)
        return [("latency_s", figure((round(low * _SECONDS[unit], 6), round(high * _SECONDS[unit], 6))))]
    if asked is Slot.DEADLINE and unit in _HOURS:
        low, high = read_amount(words)
        return [("deadline_h", figure((low * _HOURS[unit], high * _HOURS[unit])))]
    if asked is Slot.BUDGET and unit in ("", *_PERIODS):
        value = {"amount": figure(read_amount(words)), "currency": None, "period": _PERIODS.get(unit)}
        return [("budget", value)]
    if asked is Slot.REQUEST_RATE and re.fullmatch(r"|requests?|rps|reqs?|queries", unit):
        return [("rps", figure(read_amount(words)))]
    if asked in (Slot.DATASET_TOKENS, Slot.DATASET_SAMPLES, Slot.DATASET_GB):
        return _data(asked, words, unit)
    return None


def _data(asked: Slot, words: str, unit: str) -> Found:
    names: dict[Slot, FactName] = {
        Slot.DATASET_TOKENS: "tokens",
        Slot.DATASET_SAMPLES: "samples",
        Slot.DATASET_GB: "gb",
    }
    if re.fullmatch(rf"|{_TOKEN_UNITS}", unit):
        return [("tokens" if unit else names[asked], figure(read_amount(words, whole=True)))]
    factor = {
        "gb": 1.0,
        "gib": 1.0,
        "gigs": 1.0,
        "gigabytes": 1.0,
        "tb": 1_000.0,
        "mb": 0.001,
        "go": 1.0,
        "to": 1_000.0,
        "g": 1.0,
    }.get(unit)
    if factor:
        low, high = read_amount(words)
        return [("gb", figure((low * factor, high * factor)))]
    if re.fullmatch(r"words|wörter|mots|palabras", unit):
        low, high = read_amount(words)
        return [("tokens", figure((low * 4 / 3, high * 4 / 3)))]
    return None


_WORDS: dict[Slot, tuple[tuple[str, tuple[tuple[FactName, Any], ...]], ...]] = {
    Slot.WORK: (
        (
            r"both|beides|les deux|ambos|the two|a (?:bit|mix) of both|mix(?:ed)?|all of it|everything|equally",
            (("work", "both"),),
        ),
        (
            r"inference|serving|serve|deployment|production|prod|inferenz|inférence|inferencia",
            (("work", "serving"),),
        ),
        (r"training|train|fine-?tuning|learning|tuning|entraînement|entrenamiento", (("work", "training"),)),
    ),
    Slot.FOCUS: (
        (
            r"both|both sides|both of them|equally|all of (?:it|them)|everything|all",
            (("focus", "I1"), ("focus", "T1")),
        ),
        (
            r"latency|speed|response times?|start-?up|cold starts?|fast(?:er)? (?:answers|replies|responses)|responsiveness",
            (("focus", "I2"),),
        ),
        (r"reliab(?:le|ility)|stability|uptime|delivery|availability", (("focus", "I3"),)),
        (r"user experience|ux|experience|request quality", (("focus", "I4"),)),
        (r"serving|inference|product|production", (("focus", "I1"),)),
        (
            r"quality|model quality|accuracy|better (?:model|answers)|improv(?:ing|ement)s?(?: the model)?|adaptation",
            (("focus", "T1"),),
        ),
        (r"memory|vram|iteration(?: speed)?|long runs|job duration|run time", (("focus", "T2"),)),
        (r"training|fine-?tuning|experiment(?:s|ing|ation)?|research", (("focus", "T3"),)),
        (r"throughput", (("focus", "T4"),)),
    ),
    Slot.PAIN: (
        (
            r"latency|speed|slow(?:ness)?|too slow|response times?|wait(?:ing)?(?: times?)?|lag|speed of (?:answers|replies)",
            (("pain", "latency"),),
        ),
        (r"cold starts?|start-?up(?: time)?|loading(?: times?)?|warm-?up", (("pain", "cold_start"),)),
        (
            r"concurrency|load|peaks?|traffic|scal(?:e|ing)|too many users|queues?|queueing|throughput",
            (("pain", "concurrency"),),
        ),
        (r"memory|vram|gpu memory|ram|speicher|mémoire|memoria", (("pain", "memory"),)),
        (
            r"job duration|duration|training time|run time|runtime|long runs|time|durée|dauer|iteration speed",
            (("pain", "job_duration"),),
        ),
        (
            r"quality|model quality|accuracy|answers|bad answers|qualité|qualität|calidad",
            (("pain", "model_quality"),),
        ),
        (r"costs?|price|money|budget|bills?|kosten|coûts?|costes?|prix|preis|expensive", (("pain", "cost"),)),
    ),
    Slot.PRECISION: (
        (
            r"any|anything|whatever|smaller|small(?:est)?|lower|don'?t care|no preference|doesn'?t matter|egal|flexible|smaller is (?:fine|ok)|quanti[sz]ed|cheapest|up to you|you (?:decide|choose)",
            (("format", "any"),),
        ),
        (
            r"native|as is|as published|original|full|default|unquanti[sz]ed|best|highest|16|half",
            (("format", "bf16"),),
        ),
    ),
    Slot.METHOD: (
        (r"adapters?|peft|low rank|light", (("method", "lora"),)),
        (r"both|lora and full|both of them", (("method", "lora"), ("method", "full"))),
        (r"all of them|all|everything", (("method", "lora"), ("method", "qlora"), ("method", "full"))),
        (
            r"full|fully|complete(?:ly)?|everything|all weights|sft|whole|entire|standard|normal|vollständig|complet|completo",
            (("method", "full"),),
        ),
        (r"pre-?train(?:ing)?|from scratch", (("method", "pretrain"),)),
    ),
    Slot.CADENCE: (
        (
            r"once|just once|only once|one[- ]off|one time|a single time|single run|einmal|une fois|una vez|never again|not often|rarely|seldom",
            (("cadence", "once"),),
        ),
        (r"quarterly|a few times a year|every quarter|every few months|quarter", (("cadence", "quarterly"),)),
        (r"monthly|every month|month|once a month", (("cadence", "monthly"),)),
        (r"weekly|every week|week|once a week", (("cadence", "weekly"),)),
        (r"daily|every day|day|nightly|all the time|constantly|continuously", (("cadence", "daily"),)),
    ),
    Slot.LATENCY: (
        (
            r"(?:it )?does ?n[o']t matter|not important|no(?:ne| matter| target| requirement)?|irrelevant|batch|offline|don'?t care|doesn'?t matter|unimportant|egal|whenever|no hurry|no rush|not critical",
            (("batch_latency", True),),
        ),
    ),
    Slot.DEADLINE: (
        (r"overnight|a night|one night|over ?night|by (?:the )?morning", (("deadline_h", 12.0),)),
        (r"a day|one day|1 day|tomorrow|by tomorrow|a full day", (("deadline_h", 24.0),)),
        (r"a week|one week|a full week", (("deadline_h", 168.0),)),
        (r"a weekend|over the weekend|weekend|the weekend", (("deadline_h", 48.0),)),
        (r"an hour|one hour", (("deadline_h", 1.0),)),
        (r"a month|one month", (("deadline_h", 720.0),)),
        (r"a (?:couple|few) (?:of )?days", (("deadline_h", 72.0),)),
        (r"a (?:couple|few) (?:of )?hours", (("deadline_h", 4.0),)),
    ),
    Slot.RENTAL: (
        (
            r"per[- ]run|rent(?:ed|ing)?(?: per run)?|on[- ]demand|by the hour|hourly|as needed|when needed|only (?:when|while) (?:needed|training)|temporary|temporarily|short[- ]term|each run",
            (("rental", "per_run"),),
        ),
        (
            r"kept?|keep(?: (?:it|the server|them))?|always(?: on)?|permanent(?:ly)?|own(?:ed)?|monthly|reserved|dedicated|long[- ]term|all month",
            (("rental", "kept"),),
        ),
    ),
    Slot.OPTIMIZER: (
        (r"adam|default|the default|standard|normal", (("optimizer", "adamw"),)),
        (r"8[- ]?bit|paged|8 ?bit one", (("optimizer", "adamw_8bit"),)),
    ),
    Slot.CURRENT_HARDWARE: (
        (
            r"none|nothing(?: yet| so far)?|no(?: gpus?| cards?| hardware)?(?: yet)?|not yet|zero|we have (?:none|nothing)|no gpus? at all|keine|aucun|ninguno|nada|cloud only|only cpus?",
            (("hardware", None),),
        ),
    ),
}
_CHOSEN = {
    slot: tuple(
        (
            re.compile(
                rf"^(?:{_HEDGE}[ ,]*|mostly |mainly |our |we |do |really |purely |rather |all about )*(?:{words})(?:[ ,]*{_TAIL})*[ .!]*$"
            ),
            found,
        )
        for words, found in rows
    )
    for slot, rows in _WORDS.items()
}
_SEPARATORS = re.compile(r"\s*(?:,|;|\+|&|/|\band\b|\bund\b|\bet\b|\by\b|\bplus\b|\bas well as\b|\bor\b)\s*")
_SEVERAL = frozenset((Slot.FOCUS, Slot.PAIN, Slot.METHOD))


def _chosen(text: str, asked: Slot) -> list[tuple[FactName, Any]]:
    for pattern, found in _CHOSEN.get(asked, ()):
        if pattern.search(text):
            return list(found)
    return []


def read_bare(text: str, asked: Slot) -> list[tuple[FactName, Any]]:
    """Return what a short reply says about the asked slot; nothing if it does not look like a reply to it."""
    words = text.strip(" ;'\"")
    if not words or len(words) > 80:
        return []
    match = _NUMBER.search(words)
    found = _number(asked, match) if match else None
    if found:
        return list(found)
    chosen = _chosen(words, asked)
    if chosen or asked not in _SEVERAL:
        return chosen
    parts = [_chosen(part, asked) for part in _SEPARATORS.split(words) if part]
    return [] if not all(parts) else [fact for part in parts for fact in part]


Bare = Callable[[str, Slot], list[tuple[FactName, Any]]]
