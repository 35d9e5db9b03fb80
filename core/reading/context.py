"""What a fact means beside the others: only where a model is trained is "8k prompts" a number of samples."""

from collections.abc import Callable
from typing import NamedTuple

from core.reading.facts import Fact, figure, highest, lowest
from core.reading.rules.time import NIGHT
from core.workload import Slot

_TRAINED = frozenset(
    ("params_b", "model", "tokens", "samples", "gb", "documents", "epochs", "optimizer", "sequence")
)
"""What a model that is made from scratch has said of it or of its data."""

_OTHER_LENGTHS = (Slot.OUTPUT_TOKENS, Slot.SEQUENCE_TOKENS)

_WORDS = ("deadline_words", NIGHT)
"""The rules by which a time is told in words alone."""

_DATA = frozenset((Slot.DATASET_TOKENS, Slot.DATASET_SAMPLES, Slot.DATASET_GB))

_OF_RUNS = frozenset((Slot.CADENCE, Slot.DEADLINE, Slot.METHOD, Slot.OPTIMIZER, Slot.EPOCHS, Slot.BATCH_SIZE))
"""What is only asked of who trains, or of who has work of which the cadence is read with its time."""

_LOAD = frozenset(("concurrency", "rps", "ttft_s", "requests_per_day", "batch_latency"))
_ARRIVES = frozenset(
    (
        "concurrency", "users", "rps", "requests_per_day", "requests_per_day_each", "audio_h_per_day", "tokens_per_day",
        "answer_tokens_per_day", "tokens_per_s_total", "ttft_s", "latency_s", "tokens_per_s_each",
    )
)  # fmt: skip
"""What is told of work that comes one by one, or is counted already."""


class _Around(NamedTuple):
    """What a message is about, as far as its facts tell."""

    names: frozenset[str]
    asked: Slot | None
    surely_trains: bool
    trains: bool
    serves: bool
    only_trains: bool
    hears: bool
    untimed: bool
    """Whether it is told how much is to be done, but not in how long."""

    @property
    def asks_data(self) -> bool:
        return self.asked in _DATA

    @property
    def has_batch(self) -> bool:
        """Whether work is there at once, and nothing is told of training or of work that keeps coming."""
        return not (self.trains or self.asks_data or self.names & _ARRIVES)

    def deadline(self, fact: Fact) -> bool:
        """Tell whether a time is that of a run."""
        if self.asked is Slot.DEADLINE or self.trains or (self.untimed and self.has_batch):
            return True
        if fact.rule in _WORDS and self.asked is not None and len(self.names) == 1:
            return False
        return not self.serves and (fact.rule != "duration" or "tokens" in self.names)


def _around(facts: list[Fact], asked: Slot | None) -> _Around:
    names = frozenset(fact.name for fact in facts)
    said = {fact.value for fact in facts if fact.name == "work"}
    surely_trains = bool(said & {"training", "both", "only_training"}) or bool(
        names & {"method", "epochs", "optimizer", "sequence"}
    )
    batches = [fact.value for fact in facts if fact.name == "batch"]
    timed = any("hours" in batch and "night" not in batch for batch in batches)
    may_serve = bool(said & {"serving", "only_serving", "both"} or names & _LOAD or timed)
    serves = not surely_trains and may_serve
    return _Around(
        names=names,
        asked=asked,
        surely_trains=surely_trains,
        trains=surely_trains or ("samples" in names and not serves),
        serves=serves,
        only_trains=surely_trains and not may_serve,
        untimed=bool(batches) and not timed,
        hears=any(
            fact.name == "modality" and fact.value == "audio" and fact.rule != "hours_a_day" for fact in facts
        ),
    )


def _from_scratch(facts: list[Fact], asked: Slot | None) -> bool:
    """Tell whether a model is what "from scratch" speaks of, and not a server, a program or the talk itself."""
    names = {fact.name for fact in facts}
    said = {fact.value for fact in facts if fact.name == "work"}
    if asked is Slot.METHOD or said & {"training", "both", "only_training"}:
        return True
    return bool(names & _TRAINED) and not names & _LOAD and not said & {"serving", "only_serving"}


_BY_RULE: dict[str, Callable[[_Around, Fact], bool]] = {
    NIGHT: lambda around, fact: (
        around.deadline(fact) if fact.name == "deadline_h" else not (around.trains or around.asks_data)
    ),
    "hours_a_day": lambda around, _: around.hears,
    "prompts_counted": lambda around, fact: (fact.name == "prompts") == around.only_trains,
    "tokens_per_day": lambda around, fact: (
        fact.name == "tokens_per_s_total" or (fact.name == "tokens") == (around.trains or around.asks_data)
    ),
    "peaks": lambda around, _: "rps" not in around.names,
    "volume": lambda around, fact: (
        fact.name == "modality" or (fact.name == "documents") == (around.trains or around.asks_data)
    ),
    "untimed_volume": lambda around, fact: (
        around.has_batch
        if fact.name == "batch"
        else fact.name == "modality" or around.trains or around.asks_data
    ),
    "recordings": lambda around, fact: (
        around.has_batch and around.hears if fact.name == "batch" else around.trains or around.asks_data
    ),
    "bare_length": lambda around, fact: around.surely_trains and fact.name == "sequence",
    "bits_short": lambda around, _: (
        around.asked is Slot.PRECISION or bool(around.names & {"model", "params_b", "context", "hardware"})
    ),
}
_BY_NAME: dict[str, Callable[[_Around, Fact], bool]] = {
    "documents": lambda around, _: around.trains or around.asks_data,
    **dict.fromkeys(("tokens", "samples", "gb"), lambda around, _: not around.serves or around.asks_data),
    "tokens_per_s_total": lambda around, fact: (
        fact.stance > 0 or fact.rule == "tokens_per_day" or around.asked is Slot.REQUEST_RATE
    ),
    "item_tokens": lambda around, _: (
        not (around.trains or around.asks_data or around.asked in _OTHER_LENGTHS)
    ),
    "cadence": lambda around, _: around.trains or around.asked in _OF_RUNS,
    "deadline_h": _Around.deadline,
}


def _always(_: _Around, __: Fact) -> bool:
    return True


def in_context(facts: list[Fact], asked: Slot | None) -> list[Fact]:
    """Return the facts that fit to the others, each by the name that it has among them."""
    if not _from_scratch(facts, asked):
        facts = [fact for fact in facts if fact.rule != "from_scratch"]
    around = _around(facts, asked)
    if not around.names & {"context", "sequence"}:
        facts = [fact._replace(name="sequence") if fact.name == "bare_length" else fact for fact in facts]
    fit = [
        fact for fact in facts if (_BY_RULE.get(fact.rule) or _BY_NAME.get(fact.name, _always))(around, fact)
    ]
    if around.trains or around.asks_data:
        fit += _of_each(facts, around)
    named = [_named(fact, around) for fact in fit]
    return named if around.trains else _by_the_clock(named)


def _by_the_clock(facts: list[Fact]) -> list[Fact]:
    """Return work of a night with the hours it may take, where they are told."""
    told = next((fact for fact in facts if fact.name == "deadline_h" and fact.rule != NIGHT), None)

    def timed(fact: Fact) -> Fact:
        if told is None or fact.name != "batch" or "night" not in fact.value:
            return fact
        batch = {name: value for name, value in fact.value.items() if name != "night"}
        return fact._replace(value=batch | {"hours": highest(told.value)})

    return [timed(fact) for fact in facts]


def _of_each(facts: list[Fact], around: _Around) -> list[Fact]:
    """Return what the length of each of so many tells of data: their tokens, and of examples how long one is.

    Documents are cut or packed into sequences.
    """
    length = next((fact for fact in facts if fact.name == "item_tokens"), None)
    counted = next((fact for fact in facts if fact.name in ("samples", "documents")), None)
    if length is None or counted is None or not lowest(counted.value):
        return []
    ends = (
        lowest(length.value) * lowest(counted.value),
        highest(length.value) * highest(counted.value),
    )
    told = [] if "tokens" in around.names else [length._replace(name="tokens", value=figure(ends))]
    if counted.name == "samples" and not around.names & {"sequence", "context"}:
        told.append(length._replace(name="sequence"))
    return told


def _named(fact: Fact, around: _Around) -> Fact:
    """Return the fact by the name that it has among the others: what one may take is no time of a run."""
    waits = around.asked is Slot.LATENCY and not (around.trains or around.untimed)
    if fact.name == "deadline_h" and waits and fact.rule not in _WORDS:
        seconds = (lowest(fact.value) * 3_600, highest(fact.value) * 3_600)
        return fact._replace(name="latency_s", value=figure(seconds))
    if fact.name == "prompts":
        return fact._replace(name="samples")
    if fact.value == "too_slow" and "pain" not in around.names and (around.serves or around.only_trains):
        return fact._replace(name="pain", value="job_duration" if around.only_trains else "latency")
    return fact
