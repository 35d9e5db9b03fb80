"""What somebody does not know, where they name it: "can't say about the precision"."""

from core.regex import regex
from core.workload import Slot

_NAMES: dict[Slot, str] = {
    Slot.PRECISION: r"precision|format|quanti[sz]ation|bit width",
    Slot.CONTEXT_TOKENS: r"context(?: length| size| window)?",
    Slot.PROMPT_TOKENS: r"prompts?(?: lengths?| sizes?)?",
    Slot.OUTPUT_TOKENS: r"outputs?(?: lengths?)?|answer (?:lengths?|sizes?)|length of (?:the |an |our )?answers?",
    Slot.CONCURRENCY: r"concurrency|peak|load|number (?:at once|of (?:requests|users))",
    Slot.LATENCY: r"latency|speed|response times?|targets?",
    Slot.MODEL: r"model(?: size)?",
    Slot.METHOD: r"(?:training )?method",
    Slot.DATASET_TOKENS: r"(?:amount of |size of (?:the |our )?)?(?:data(?: ?set)?)(?: size)?",
    Slot.SEQUENCE_TOKENS: r"sequences?(?: lengths?)?|example lengths?",
    Slot.CADENCE: r"cadence|frequency",
    Slot.DEADLINE: r"deadline|run ?time|duration",
    Slot.OPTIMIZER: r"optimi[sz]er",
}
_NAMED = "|".join(f"(?P<{slot.value}>{words})" for slot, words in _NAMES.items())
_UNKNOWN = regex(
    r"(?:(?:don'?t|do not|can'?t|cannot|couldn'?t) (?:really |yet )?(?:know|say|tell)|no (?:idea|clue)|not (?:really |quite )?sure|unsure|idk|dunno|undecided)"
    r"(?: (?:yet|much|anything))?(?: (?:about|on|of|for|what|which|how large|how long))?(?: (?:the|our|my|its|a))?"
    rf" (?:{_NAMED})(?![a-z])(?:(?:,? (?:and|or|nor) |, )(?:the |our )?(?:{_NAMED.replace('?P<', '?P<second_')})(?![a-z]))?",
)


def unknown_slots(text: str) -> tuple[Slot, ...]:
    """Return what the words say is not known by its name; empty where they name nothing."""
    found = _UNKNOWN.search(text.lower().replace("\u2019", "'"))
    names = found.groupdict() if found else {}
    return tuple(Slot(name.removeprefix("second_")) for name, words in names.items() if words)
