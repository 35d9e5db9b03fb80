"""Short replies in the words of a question's choices: "both", "weekly", "smaller is fine"."""

import re
from functools import cache
from typing import Any

from core.reading.facts import FactName
from core.reading.hedges import AFTERWORDS, HEDGES
from core.reading.rules.feel import INSTANT, INSTANT_S, SNAPPY, SNAPPY_S
from core.regex import regex
from core.teams.spans import NIGHT_HOURS, SOME_DAYS_HOURS
from core.workload import Slot

_WISHED = r"(?:(?:it )?(?:should|must|has to|needs to) )?(?:feel |be )?"
Facts = tuple[tuple[FactName, Any], ...]
_ROWS: dict[Slot, tuple[tuple[str, tuple[tuple[FactName, Any], ...]], ...]] = {
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
        (r"bi-?weekly|every fortnight|fortnightly|twice a month", (("cadence", "biweekly"),)),
        (r"weekly|every week|week|once a week", (("cadence", "weekly"),)),
        (r"daily|every day|day|nightly|all the time|constantly|continuously", (("cadence", "daily"),)),
    ),
    Slot.LATENCY: (
        (r"a second", (("latency_s", 1.0),)),
        (r"a minute", (("latency_s", 60.0),)),
        (
            r"(?:it )?does ?n[o']t matter|not important|no(?:ne| matter| target| requirement)?|irrelevant|batch|offline|don'?t care|doesn'?t matter|unimportant|egal|whenever|not critical|(?:it |they |that )?(?:may|can|could) (?:also )?run (?:overnight|at night|in the background)|overnight|at night|in the background",
            (("batch_latency", True),),
        ),
        (
            rf"{_WISHED}(?:(?:in )?{INSTANT}|live|as (?:fast|quick) as possible|the faster the better)",
            (("feel", INSTANT_S),),
        ),
        (
            rf"{_WISHED}(?:{SNAPPY}|(?:very |pretty |quite )?(?:fast|quick(?:ly)?)|fast enough to chat)",
            (("feel", SNAPPY_S),),
        ),
    ),
    Slot.DEADLINE: (
        (r"overnight|a night|one night|over ?night|by (?:the )?morning", (("deadline_h", NIGHT_HOURS),)),
        (r"a day|one day|1 day|tomorrow|by tomorrow|a full day", (("deadline_h", 24.0),)),
        (r"a week|one week|a full week", (("deadline_h", 168.0),)),
        (
            r"(?:by|until|before|on) (?:next |this )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:the )?end of (?:the |this )?week)",
            (("deadline_h", SOME_DAYS_HOURS),),
        ),
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
    Slot.MODEL: tuple((name, (("model", name),)) for name in ("r1", "phi", "falcon", "bloom")),
    Slot.CURRENT_HARDWARE: (
        (
            r"none|nothing(?: yet| so far)?|no(?: gpus?| cards?| hardware)?(?: yet)?|not yet|zero|we have (?:none|nothing)|no gpus? at all|keine|aucun|ninguno|nada|cloud only|only cpus?",
            (("hardware", None),),
        ),
    ),
}


@cache
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"^{HEDGES}(?:{words}){AFTERWORDS}$")


_SEPARATORS = regex(r" ?(?:,|;|\+|&|/|\b(?:and|und|et|y|plus|as well as|or)\b) ?")
_SEVERAL = frozenset((Slot.FOCUS, Slot.PAIN, Slot.METHOD, Slot.LATENCY))


def _chosen(words: str, asked: Slot) -> Facts:
    return next((found for choice, found in _ROWS[asked] if _whole(choice).search(words)), ())


def read_word_reply(words: str, asked: Slot) -> Facts:
    """Return what a choice in words means as a reply to this question; nothing if it is none of them."""
    if asked not in _ROWS:
        return ()
    chosen = _chosen(words, asked)
    if chosen or asked not in _SEVERAL:
        return chosen
    parts = [_chosen(part, asked) for part in _SEPARATORS.split(words) if part]
    return tuple(fact for part in parts for fact in part) if all(parts) else ()
