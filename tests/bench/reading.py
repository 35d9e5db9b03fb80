"""Scores the reading of free text: `python -m tests.bench.reading FILE.jsonl`, and `--speed`."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from core.reading.cards import role_of
from core.reading.slots import work_of
from core.reading.understand import Understood, understand
from core.workload import Slot
from tests.bench.core import IDLE_FLOOR_MS, floor_ms
from tests.bench.score_utterances import score

_SLOTS = {
    "params_b": Slot.MODEL, "context_tokens": Slot.CONTEXT_TOKENS, "prompt_tokens": Slot.PROMPT_TOKENS,
    "output_tokens": Slot.OUTPUT_TOKENS, "concurrency": Slot.CONCURRENCY, "users": Slot.USERS,
    "rps": Slot.REQUEST_RATE, "requests_per_day": Slot.REQUEST_RATE, "ttft_s": Slot.LATENCY,
    "latency_s": Slot.LATENCY, "tok_s_per_user": Slot.LATENCY, "train_method": Slot.METHOD,
    "dataset_tokens": Slot.DATASET_TOKENS, "dataset_samples": Slot.DATASET_SAMPLES,
    "dataset_gb": Slot.DATASET_GB, "epochs": Slot.EPOCHS, "batch_size": Slot.BATCH_SIZE,
    "deadline_h": Slot.DEADLINE, "cadence": Slot.CADENCE, "budget": Slot.BUDGET,
    "hardware": Slot.CURRENT_HARDWARE, "quant": Slot.PRECISION, "weight_bits": Slot.PRECISION,
    "workload": Slot.WORK, "model_family": Slot.MODEL,
}  # fmt: skip
_NAMES = {
    "params_b": "params_b", "active_b": "active_b", "weight_bits": "weight_bits", "family": "model_family",
    "prompt": "prompt_tokens", "output": "output_tokens", "concurrency": "concurrency", "users": "users",
    "rps": "rps", "requests_per_day": "requests_per_day", "ttft_s": "ttft_s", "latency_s": "latency_s",
    "percentile": "latency_pct", "tokens_per_s_each": "tok_s_per_user", "tokens": "dataset_tokens",
    "samples": "dataset_samples", "documents": "dataset_samples", "gb": "dataset_gb", "epochs": "epochs",
    "batch_size": "batch_size", "deadline_h": "deadline_h", "cadence": "cadence", "modality": "modality",
}  # fmt: skip
_WORK = {"serving": "inference", "training": "training", "both": "both"}
_COMMANDS = frozenset(("skip", "dont_know", "back", "just_answer", "help", "why", "restart", "what_if"))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def extract(text: str, asked: str | None = None) -> dict[str, Any]:
    """Return what a message says in the names and conventions of the utterance set."""
    understood = understand(text, _slot(asked))
    found: dict[str, Any] = {}
    for fact in understood.facts:
        if fact.name in _NAMES and fact.confidence > 0.45:
            found.setdefault(_NAMES[fact.name], _plain(fact.value))
    length = understood.get("context") or understood.get("sequence")
    if asked == "ttft_s" and "latency_s" in found and "ttft_s" not in found:
        found["ttft_s"] = found.pop("latency_s")
    if length:
        found["context_tokens"] = _plain(length.value)
    formats = [fact.value for fact in understood.all("format") if fact.value not in ("any", "mixed")]
    if formats:
        found["quant"] = next((name for name in formats if name != "gguf"), "gguf")
    _add_more(found, understood)
    return found


def _slot(asked: str | None) -> Slot | None:
    if asked is None:
        return None
    return _SLOTS.get(asked) or Slot(asked)


def _add_more(found: dict[str, Any], understood: Understood) -> None:
    work = work_of(understood)
    if work:
        found["workload"] = _WORK[work[0]]
    elif understood.get("tokens"):
        found["workload"] = "training"
    elif understood.facts:
        found["workload"] = "inference"
    method = understood.get("method")
    if method:
        found["train_method"] = method.value
    if understood.get("batch_latency"):
        found["latency_class"] = "batch"
    _add_symptom(found, understood)
    _add_things(found, understood)
    if understood.command in _COMMANDS:
        found["command"] = understood.command
    if understood.correction:
        found["correction"] = True


def _add_symptom(found: dict[str, Any], understood: Understood) -> None:
    pains = {fact.value for fact in understood.all("pain")}
    slow = pains & {"latency", "job_duration"} or understood.get("symptom")
    if "memory" in pains:
        found["symptom"] = "oom"
    elif slow:
        found["symptom"] = "slow"


def _add_things(found: dict[str, Any], understood: Understood) -> None:
    budget = understood.get("budget")
    if budget:
        found["budget"] = {key: _plain(value) for key, value in budget.value.items() if value is not None}
    cards = [fact for fact in understood.all("hardware") if fact.value and not fact.value.get("unnamed")]
    if cards:
        found["hardware"] = [_card(fact.value) for fact in cards]
        found["hardware_role"] = role_of(cards[0], understood) or "have"


def _card(value: dict[str, Any]) -> dict[str, Any]:
    card = {"gpu": value["gpu"], "count": value["count"] or (None if value["plural"] else 1)}
    if "memory_gb" in value:
        card["mem_gb"] = value["memory_gb"]
    return {key: entry for key, entry in card.items() if entry is not None}


_REPEATS = 9
_HOSTILE = (
    "a", "1", " ", "1,", "1.", "1 000 ", "8k ", "- ", "x", "1x", "4x4x", "a100 ", "llama-", "7b/", "p95 ",
    "tokens ", "not 8 ", "$", "1$ ", "between 1 and ", "one hundred ", "<@u", "http://", "&amp;", "\u00a0",
    "\u202e", "ﬀ", "(", "\n",
)  # fmt: skip
"""Pieces that patterns of numbers, units, names and markup start on again and again."""


def speed(names: Iterable[str]) -> str:
    """Return how long messages take: in CPU milliseconds of an idle core, each the median of its repeats."""
    rows = [json.loads(line) for name in names for line in Path(name).read_text("utf-8").splitlines()]
    for row in rows:
        extract(row["text"], row.get("asked"))
    taken = sorted(_milliseconds(partial(extract, row["text"], row.get("asked")), _REPEATS) for row in rows)
    under = sum(one < 1 for one in taken) / len(taken)
    middle, late = taken[len(taken) // 2], taken[int(0.99 * (len(taken) - 1))]
    return (
        f"median {middle:.2f} ms, p99 {late:.2f} ms, slowest {taken[-1]:.2f} ms, under 1 ms {under:.1%}"
        f" of {len(taken)} messages"
    )


def _milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Return what work takes on an idle core, each repeat weighed by what a fixed floor takes beside it."""

    def once() -> float:
        slowness = floor_ms() / IDLE_FLOOR_MS
        start = time.process_time()
        work()
        return (time.process_time() - start) * 1e3 / slowness

    return statistics.median(once() for _ in range(repeats))


def growth(length: int) -> str:
    """Return how much longer ten times the length takes, at worst over hostile texts; linear is 10."""

    def taken(piece: str, characters: int) -> float:
        return _milliseconds(partial(understand, piece * (characters // len(piece))), 5)

    worst, piece = max((taken(piece, length * 10) / taken(piece, length), piece) for piece in _HOSTILE)
    return f"{length} to {length * 10} characters of {piece!r} take {worst:.1f} times as long"


def main(arguments: list[str]) -> None:
    """Score each set named; -v prints every miss, --speed tells the time a message takes."""
    names = [name for name in arguments if not name.startswith("-")]
    for name in names:
        found = score(extract, Path(name))
        print(f"{name}: {found.line()}")
        for miss in found.misses if "-v" in arguments else ():
            print(f"  {miss}")
    if "--speed" in arguments:
        print(speed(names))
        for length in (400, 1_000, 10_000):
            print(growth(length))


if __name__ == "__main__":
    main(sys.argv[1:])
