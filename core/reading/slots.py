"""Facts as slots: what an answer holds, from what people said."""

from collections.abc import Callable, Iterable
from typing import Any

from core.catalog.model_rows import Model
from core.catalog.models import find_model
from core.conditions import held
from core.reading.cards import card_of
from core.reading.facts import Fact, FactName, highest, lowest
from core.reading.heard import Reading
from core.reading.quantity import Span
from core.reading.rules.work import names_what_is_trained
from core.reading.tasks import ALL_THAT_IS_SAID
from core.reading.traffic import traffic
from core.reading.understand import Understood
from core.workload import Slot

_COUNTS: dict[FactName, Slot] = {
    "prompt": Slot.PROMPT_TOKENS,
    "output": Slot.OUTPUT_TOKENS,
    "sequence": Slot.SEQUENCE_TOKENS,
    "users": Slot.USERS,
    "concurrency": Slot.CONCURRENCY,
    "tokens": Slot.DATASET_TOKENS,
    "samples": Slot.DATASET_SAMPLES,
    "documents": Slot.DATASET_SAMPLES,
    "gb": Slot.DATASET_GB,
    "epochs": Slot.EPOCHS,
    "batch_size": Slot.BATCH_SIZE,
}
_PLAIN: dict[FactName, Slot] = {"optimizer": Slot.OPTIMIZER, "cadence": Slot.CADENCE, "rental": Slot.RENTAL}
_FRACTIONS = frozenset({"gb", "epochs"})
_METHODS = {"dpo": "full", "grpo": "full", "continued_pretrain": "pretrain"}
_BITS = {2: "q2_k", 3: "q3_k_m", 4: "4bit", 5: "q5_k_m", 6: "q6_k", 8: "int8", 16: "bf16", 32: "fp32"}
_FORMATS = {
    "mixed": "bf16",
    "int4": "4bit",
    "fp4": "mxfp4",
    "nvfp4": "mxfp4",
    "exl2": "4bit",
    "exl3": "4bit",
    "hqq": "4bit",
    "gguf": "q4_k_m",
    "bnb": "nf4",
}


def _number(value: Any, *, whole: bool = True) -> Any:
    """Return a figure as an answer holds it: a number, or the two ends of a range."""
    if isinstance(value, tuple):
        low, high = (None if end is None else _number(end, whole=whole) for end in value)
        return {"low": low, "high": high}
    return round(value) if whole else float(value)


class Slots:
    """Collects readings from facts."""

    def __init__(self, understood: Understood) -> None:
        self._understood = understood
        self.readings: list[Reading] = []

    def add(self, slot: Slot, value: Any, facts: Iterable[Fact], *, confidence: float = 1.0) -> None:
        """Add one reading that rests on these facts."""
        basis = list(facts)
        starts, ends = zip(
            *(self._understood.plain.span(fact.start, fact.end) for fact in basis), strict=True
        )
        self.readings.append(
            Reading(
                slot=slot,
                value=value,
                start=min(starts),
                end=max(ends),
                rule=basis[0].rule,
                confidence=round(min(confidence, *(fact.confidence for fact in basis)), 2),
                correction=self._understood.correction,
            )
        )


def to_readings(understood: Understood) -> list[Reading]:
    """Return one reading per slot that the facts speak of."""
    slots = Slots(understood)
    _add_work(slots, understood)
    _add_lists(slots, understood)
    _add_task(slots, understood)
    _add_model(slots, understood)
    _add_lengths(slots, understood)
    for name, slot in (*_COUNTS.items(), *_PLAIN.items()):
        fact = understood.get(name)
        if fact and all(reading.slot is not slot for reading in slots.readings):
            value = fact.value if name in _PLAIN else _number(fact.value, whole=name not in _FRACTIONS)
            slots.add(slot, value, [fact])
    _add_load(slots, understood)
    _add_latency(slots, understood)
    _add_money_time_cards(slots, understood)
    return slots.readings


_TRAINED_BY = ("method", "epochs", "samples", "sequence", "optimizer")
_LOADED_BY = (
    *("concurrency", "rps", "requests_per_day", "batch", "audio_h_per_day"),
    *("tokens_per_day", "answer_tokens_per_day", "ttft_s", "tokens_per_s_each", "tokens_per_s_total"),
)
_USED_BY = ("task", "users", "latency_s", "batch_latency", "feel")


def work_of(understood: Understood) -> tuple[str, float, list[Fact]] | None:
    """Return the kind of work the facts state or imply, how sure, and by which facts."""
    said = [] if _corrects_the_task(understood) else understood.all("work")
    values = {fact.value for fact in said}
    if "both" in values:
        return "both", 0.9, [fact for fact in said if fact.value == "both"]
    if "only_serving" in values or ("no_training" in values and "only_training" not in values):
        return "serving", 0.9, said
    if "only_training" in values or "no_serving" in values:
        return "training", 0.9, said
    text = understood.plain.text
    serves = [
        fact
        for fact in said
        if fact.value == "serving" and not names_what_is_trained(text, fact.start, fact.end)
    ]
    trains = [fact for fact in said if fact.value == "training"] + understood.all(*_TRAINED_BY)
    load, lengths = understood.all(*_LOADED_BY), understood.all("prompt", "output")
    if serves and all(fact.name == "sequence" for fact in trains):
        trains = []
    if trains and (serves or load):
        return "both", 0.7, [*trains, *serves, *load]
    if trains:
        return "training", 0.9 if any(fact.name == "work" for fact in trains) else 0.7, trains
    if serves or load or lengths:
        return "serving", 0.8 if serves else 0.6, [*serves, *load, *lengths]
    if (used := understood.all(*_USED_BY)) and not _corrects_the_task(understood):
        return "serving", 0.6, used
    return ("serving", 0.5, said) if said else None


def _corrects_the_task(understood: Understood) -> bool:
    """Tell whether words say no more than of what kind the model is after all, not what is done with it."""
    task = understood.get("task")
    return understood.correction and task is not None and task.rule == ALL_THAT_IS_SAID


def _add_work(slots: Slots, understood: Understood) -> None:
    work = work_of(understood)
    if work:
        slots.add(Slot.WORK, work[0], work[2], confidence=work[1])


def _add_lists(slots: Slots, understood: Understood) -> None:
    for name, slot in (("focus", Slot.FOCUS), ("pain", Slot.PAIN)):
        if facts := understood.all(name):
            slots.add(slot, sorted({fact.value for fact in facts}), facts)
    if conditions := sorted(understood.all("condition"), key=lambda fact: fact.start):
        slots.add(Slot.CONDITIONS, held(dict.fromkeys(fact.value for fact in conditions)), conditions)
    methods = understood.all("method")
    if methods:
        names = dict.fromkeys(_METHODS.get(fact.value, fact.value) for fact in methods)
        slots.add(Slot.METHOD, list(names), methods)


def _add_task(slots: Slots, understood: Understood) -> None:
    """Add the kind of model, which a model that is named tells by itself."""
    task = understood.get("task")
    if task and not _find_model(understood.get("model"), understood.get("params_b")):
        slots.add(Slot.TASK, task.value, [task])


def _add_model(slots: Slots, understood: Understood) -> None:
    name, size = understood.get("model"), understood.get("params_b")
    found = _find_model(name, size)
    if name and found:
        slots.add(Slot.MODEL, found.id, [name])
    if found is None and size:
        active = understood.get("active_b")
        mixture = active is not None and highest(active.value) < highest(size.value)
        experts = f"-A{highest(active.value):g}B" if active and mixture else ""
        slots.add(Slot.MODEL, f"{highest(size.value):g}B{experts}", [size], confidence=0.7 if name else 0.9)
    unnamed = not (name or size or understood.get("unlisted"))
    if unnamed and (scans := understood.get("scans")):
        slots.add(Slot.MODEL, scans.value, [scans], confidence=0.5)
    formats, bits = understood.all("format"), understood.get("weight_bits")
    precision = next((fact for fact in formats if fact.value != "gguf"), formats[0] if formats else None)
    if precision:
        slots.add(Slot.PRECISION, _FORMATS.get(precision.value, precision.value), [precision])
    elif bits:
        nearest = min(_BITS, key=lambda known: abs(known - bits.value))
        slots.add(Slot.PRECISION, _BITS[nearest], [bits])


_AS_CLOSE = 12
"""Characters between a name and the size that belongs to it: "Gemma 3 (4B)", "gpt-oss, the 20b"."""


def _find_model(name: Fact | None, size: Fact | None) -> Model | None:
    """Return the model that is named, in the size told beside its name where it comes in that size."""
    if name is None:
        return None
    found = find_model(name.value)
    sized = find_model(f"{name.value} {highest(size.value):g}b") if size else None
    if found is None or sized is None or size is None:
        return found or sized
    beside = 0 <= size.start - name.end <= _AS_CLOSE
    return sized if beside and sized.architecture.spread == 1.0 else found


def _add_lengths(slots: Slots, understood: Understood) -> None:
    context, item = understood.get("context"), understood.get("item_tokens")
    if item and not understood.get("prompt"):
        slots.add(Slot.PROMPT_TOKENS, _number(item.value), [item], confidence=0.7)
    if not context:
        return
    work = work_of(understood)
    trains = work is not None and work[0] == "training" and not understood.get("sequence")
    slots.add(Slot.SEQUENCE_TOKENS if trains else Slot.CONTEXT_TOKENS, _number(context.value), [context])


def _add_load(slots: Slots, understood: Understood) -> None:
    users, share = understood.get("users"), understood.get("share_at_once")
    if share and users and not understood.get("concurrency"):
        low, high = lowest(users.value) * lowest(share.value), highest(users.value) * highest(share.value)
        slots.add(
            Slot.CONCURRENCY, _number(low if low == high else (low, high)), [users, share], confidence=0.7
        )
    if found := traffic(understood):
        slots.add(Slot.REQUEST_RATE, found.value, [found.basis], confidence=found.confidence)


_WAITS: tuple[tuple[FactName, str, Callable[[float | Span], float]], ...] = (
    ("ttft_s", "first_token_s", lowest),
    ("latency_s", "total_s", highest),
    ("tokens_per_s_each", "tokens_per_s_each", lowest),
)


def _add_latency(slots: Slots, understood: Understood) -> None:
    feel = understood.get("feel")
    told = [(field, end, fact) for name, field, end in _WAITS if (fact := understood.get(name))]
    if told:
        value = {field: end(fact.value) for field, end, fact in told}
        percentile = understood.get("percentile")
        slots.add(
            Slot.LATENCY,
            value | ({"percentile": percentile.value} if percentile else {}),
            [fact for _, _, fact in told],
        )
    elif batch := understood.get("batch_latency") or understood.get("batch"):
        slots.add(Slot.LATENCY, {"batch": True}, [batch])
    elif feel and {fact.rule for fact in understood.all("modality")} <= {"modality"}:
        slots.add(Slot.LATENCY, {"first_token_s": feel.value}, [feel])


def _add_money_time_cards(slots: Slots, understood: Understood) -> None:
    deadline, budget = understood.get("deadline_h"), understood.get("budget")
    batch = understood.get("batch")
    if deadline and not (batch and "hours" in batch.value):
        slots.add(Slot.DEADLINE, {"hours": highest(deadline.value)}, [deadline])
    if budget:
        amount = budget.value["amount"]
        value = {
            "low": lowest(amount),
            "high": highest(amount),
            "currency": budget.value["currency"] or "USD",
        }
        slots.add(Slot.BUDGET, value | {"period": budget.value["period"]}, [budget])
    cards = understood.all("hardware")
    if cards:
        slots.add(Slot.CURRENT_HARDWARE, [card_of(fact, understood) for fact in cards if fact.value], cards)
