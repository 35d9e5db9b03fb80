"""Recommendations as CSV, JSON or Markdown: the same facts, each in the shape its readers expect."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final, Literal, get_args

from bot.messages.kinds import kind_of_advice
from bot.messages.prices import cost
from bot.store.protocol import Record
from bot.words import named, say_plain
from bot.words.environment import plain, unmarked
from bot.words.plans import rented
from core.answers import Answer, standing
from core.catalog.catalogue import Catalogue
from core.recommendation import StackAdvice
from core.workload import Slot

Format = Literal["csv", "json", "md"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins so for a formula."""

_FACTS: Final = (
    "id",
    "asked_at",
    "asked_by",
    "channel",
    "class",
    "headline",
    "model",
    "fits",
    "core_version",
    "catalogue_date",
)
_PLAN: Final = (
    "tier",
    "gpu_count",
    "nodes",
    "fits",
    "usd_per_month_low",
    "usd_per_month_expected",
    "usd_per_month_high",
    "decides",
)


def exported(records: Sequence[Record], form: Format, catalogue: Catalogue) -> str:
    """Return records in one of FORMATS, in the order given. Times are UTC, money is USD."""
    return _FORMS[form](records, catalogue)


def as_csv(records: Sequence[Record], catalogue: Catalogue) -> str:
    """Return one line a record, every cell quoted and none that a spreadsheet would run.

    Columns: the facts, each side's plan, and one for each slot that any of the records answers.
    """
    slots = [slot for slot in Slot if any(slot in standing(record.answers) for record in records)]
    plans = [f"{stack}_{name}" for stack in ("serving", "training") for name in _PLAN]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*_FACTS, *plans, *(slot.value for slot in slots)])
    for record in records:
        cells: dict[str, Any] = dict.fromkeys(plans, "") | _facts(record)
        for side in record.result.sides:
            cells |= {f"{side.stack}_{name}": found for name, found in _plan(side).items()}
        said = _worded(record, catalogue)
        row = [cells[name] for name in (*_FACTS, *plans)] + [said.get(slot, "") for slot in slots]
        writer.writerow([_cell(found) for found in row])
    return text.getvalue()


def as_json(records: Sequence[Record], catalogue: Catalogue) -> str:
    """Return every record with its answers and plans; a single one with its whole result."""
    found = [
        _facts(record) | {"answers": _answers(record, catalogue), "plans": _plans(record)}
        for record in records
    ]
    if len(records) == 1:
        found[0]["result"] = json.loads(records[0].result.model_dump_json())
    return json.dumps({"recommendations": found}, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def as_markdown(records: Sequence[Record], catalogue: Catalogue) -> str:
    """Return one chapter a record: the plan, its cost, and the answers behind it."""
    chapters = []
    for record in records:
        plans = [
            say_plain(
                "export", "md_plan", plan=rented(side.chosen), cost=unmarked(cost(side.chosen)), side=side
            )
            for side in record.result.sides
        ]
        words = _worded(record, catalogue)
        answers = [
            f"| {' | '.join(map(_marked, (value_name(one), words[one.slot], one.said_by)))} |"
            for one in standing(record.answers).values()
        ]
        facts = {name: _marked(str(found)) for name, found in _facts(record).items()}
        head = say_plain("export", "md_head", facts=facts)
        table = say_plain("export", "md_table", answers=answers) if answers else ""
        chapters.append("\n\n".join(part for part in (head, "\n".join(plans), table) if part))
    return "\n\n".join(chapters) + "\n"


def value_name(answer: Answer) -> str:
    """Return what an answer is about, in words."""
    return say_plain("export", "slot", slot=answer.slot)


def file_name(records: Sequence[Record], form: Format, at: int) -> str:
    """Return a name that tells what it is and when it was made (seconds since the epoch)."""
    what = records[0].id if len(records) == 1 else f"{len(records)}-recommendations"
    return f"gpu-advice-{what}-{datetime.fromtimestamp(at, UTC):%Y%m%d-%H%M%S}.{form}"


def _facts(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "asked_at": datetime.fromtimestamp(record.created_at, UTC).isoformat(),
        "asked_by": record.asker,
        "channel": record.channel,
        "class": record.workload_class,
        "headline": record.headline,
        "model": plain(record.result.model_name),
        "fits": record.fits,
        "core_version": record.core_version,
        "catalogue_date": record.catalogue_date,
    }


def _plan(side: StackAdvice) -> dict[str, Any]:
    plan, bill = side.chosen, side.chosen.bill.usd_per_month
    return {
        "tier": plan.tier,
        "gpu_count": plan.gpu_count,
        "nodes": plan.nodes,
        "fits": side.fits,
        "usd_per_month_low": _figure(bill.low),
        "usd_per_month_expected": _figure(bill.expected),
        "usd_per_month_high": _figure(bill.high),
        "decides": plan.deciding.constraint,
    }


def _figure(usd: float) -> float | None:
    """Return an amount to the cent; a range without an end has none there."""
    return round(usd, 2) if isfinite(usd) else None


def _plans(record: Record) -> dict[str, Mapping[str, Any]]:
    return {side.stack: _plan(side) for side in record.result.sides}


def _answers(record: Record, catalogue: Catalogue) -> list[dict[str, Any]]:
    words = _worded(record, catalogue)
    return [
        {
            "slot": answer.slot.value,
            "value": answer.value,
            "words": words[answer.slot],
            "said_by": answer.said_by,
            "said_at": datetime.fromtimestamp(answer.at, UTC).isoformat(),
        }
        for answer in standing(record.answers).values()
    ]


def _worded(record: Record, catalogue: Catalogue) -> dict[Slot, str]:
    """Return what stands in words, in the units of the record's work: hours of speech, images."""
    kind = kind_of_advice(record.result)
    return {
        slot: plain(named(slot, one.value, catalogue, kind)) if one.kind == "value" else "not known"
        for slot, one in standing(record.answers).items()
    }


def _cell(found: Any) -> str:
    text = "" if found is None else str(found)
    return f"'{text}" if text.startswith(_RISKY) else text


def _marked(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>()#+!|~&" else char for char in plain(text))


_FORMS: Final[Mapping[Format, Callable[[Sequence[Record], Catalogue], str]]] = {
    "csv": as_csv,
    "json": as_json,
    "md": as_markdown,
}
