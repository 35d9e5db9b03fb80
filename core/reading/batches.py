"""What words move of work that was told before: how much of it there is, or how long a batch may take."""

from typing import Any

from core.reading.heard import Heard, Reading
from core.reading.lengths_told import lasting
from core.reading.quantity import AMOUNT
from core.reading.read import read
from core.reading.recordings import recorded_hours
from core.reading.rules.rates import PER
from core.regex import regex
from core.request_rate import RequestRate
from core.teams.cadence import runs_per_month
from core.workload import Slot

_A_DAY = regex(
    rf"^[a-z ,']{{0,30}}(?P<amount>{AMOUNT})(?P<hours> ?(?:h|hours))?{PER}(?P<unit>second|minute|hour|day|week|month)[ .!?]{{0,3}}$"
)


_TIMES = ("hours", "night")
"""What a batch holds of how long it may take."""
_BARE_HOURS = regex(rf"{AMOUNT} ?(?:h|hours)")
"""Of audio that comes every day it says how much of it a day brings."""


def with_batch(heard: Heard, told: Any, *, trains: bool) -> Heard:
    """Return what was heard beside a rate that was told before, of which it may only move a part.

    More of the same work is of the same kind, and may take as long as before; a time is that of the batch,
    unless a run has one too.
    """
    if not isinstance(told, dict):
        return heard
    batch = _batch_of(told)

    def beside(reading: Reading) -> Reading:
        if reading.slot is Slot.REQUEST_RATE:
            return reading._replace(value=_beside(reading.value, told))
        if reading.slot is Slot.DEADLINE and not trains and batch and "hours" in batch:
            timed = _without(batch, "night") | reading.value
            return reading._replace(slot=Slot.REQUEST_RATE, value=_rate(timed))
        return reading

    readings = tuple(map(beside, heard.readings))
    return heard._replace(readings=readings if trains or not batch else _as_often(readings, batch))


def _as_often(readings: tuple[Reading, ...], batch: dict[str, Any]) -> tuple[Reading, ...]:
    """Return the readings with how often work comes told of the batch, where they tell it."""
    often = next((one for one in readings if one.slot is Slot.CADENCE), None)
    if often is None:
        return readings
    moved = next((one for one in readings if one.slot is Slot.REQUEST_RATE), None)
    timed = ((moved and _batch_of(moved.value)) or batch) | {"per_month": runs_per_month(often.value)}
    rate = often._replace(slot=Slot.REQUEST_RATE, value=_rate(timed))
    return (rate, *(one for one in readings if one.slot not in (Slot.CADENCE, Slot.REQUEST_RATE)))


def _beside(said: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return a rate as it was said now, with what was told before of the same work."""
    before, batch = _batch_of(told), _batch_of(said)
    kind = _only(before or told, "noun", "item")
    alike = (batch or said).get("noun") in (None, kind.get("noun"))
    if batch is None:
        return _day_beside(said, told, kind) if alike and "tokens_per_s" not in said else said
    batch = {**kind, **batch} if alike and batch.get("of", "requests") == "requests" else batch
    batch = _as_long(batch, before) if before and alike else batch
    if before and "hours" in before and "hours" not in batch:
        often = max(before.get("per_month", 1), batch.get("per_month", 1))
        batch = {**batch, **_only(before, *_TIMES), "per_month": often}
    return {**said, "batch": batch} if "hours" in batch and said.get("per_s") else _rate(batch)


def _day_beside(said: dict[str, Any], told: dict[str, Any], kind: dict[str, Any]) -> dict[str, Any]:
    """Return what a day brings as it was said now, in recordings as long as was told before."""
    before, now = (rate.get("daily") or {} for rate in (told, said))
    if "each_s" not in before or now.get("of", "requests") != "requests":
        return {**kind, **said}
    return lasting({**said, **kind, "item": "audio"}, before["each_s"]) or said


def _as_long(batch: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return recordings that are counted anew as hours of audio, each as long as was told of those before."""
    counted = "each_s" in before and batch.get("of", "requests") == "requests"
    return recorded_hours(batch, before["each_s"]) if counted else batch


def other_amount(text: str, told: Any) -> Any:
    """Return work that was told before with the amount that a short reply gives; None where it gives none."""
    batch = _batch_of(told)
    if batch is None:
        return _another_day(text, told)
    said = _rate_in(text) or (_rate_in(f"{text.rstrip(' .?!')} to transcribe") if _hears(told) else None)
    if said is None:
        return None
    again = _batch_of(said.value)
    if again is None:
        bare = said.rule == "reply" and set(said.value) == {"per_s"}
        return _rate({**batch, "amount": said.value["per_s"]}) if bare else None
    if batch.get("item") == "audio" and again.get("of") == "audio_hours":
        batch = _without(batch, "noun", "item") | again
    again = _as_long(again, batch)
    alike = again.get("of") == batch.get("of", "requests")
    kept = _without(batch, *_TIMES) if "hours" in again else batch
    return _rate({**kept, **_only(again, "amount", "noun", *_TIMES)}) if alike else None


def _rate_in(text: str) -> Reading | None:
    found = read(text, Slot.REQUEST_RATE).readings
    return next((one for one in found if one.slot is Slot.REQUEST_RATE), None)


def _another_day(text: str, told: Any) -> Any:
    """Return a rate told before with what "20,000 a day" makes of it, which names nothing that is counted."""
    if isinstance(told, dict) and _BARE_HOURS.fullmatch(text) and _hears(told):
        text = f"{text} a day"
    again = _A_DAY.search(text.lower())
    if again is None or not isinstance(told, dict):
        return None
    counted = "hours of audio" if again["hours"] else "requests"
    found = read(f"{again['amount']} {counted} per {again['unit']}").readings
    return next((_beside(one.value, told) for one in found if one.slot is Slot.REQUEST_RATE), None)


def _hears(told: dict[str, Any]) -> bool:
    return RequestRate.model_validate(told).kind == "audio"


def times(told: Any, factor: float) -> Any:
    """Return a rate with so many times the amount, in all the terms that it was told in; None for no rate."""
    if not isinstance(told, dict):
        return None
    return RequestRate.model_validate(told).times(factor).model_dump(exclude_defaults=True)


def _batch_of(told: Any) -> dict[str, Any] | None:
    """Return the batch that the answer about the rate holds, without what nobody said."""
    batch = told.get("batch") if isinstance(told, dict) else None
    return {name: value for name, value in batch.items() if value is not None} if batch else None


def _only(batch: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: batch[name] for name in names if name in batch}


def _without(batch: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in batch.items() if name not in names}


def _rate(batch: dict[str, Any]) -> dict[str, Any]:
    """Return the answer about the rate that a batch makes."""
    told = RequestRate.model_validate({"batch": {**batch, "hours": None}})
    rate = told if batch.get("hours") is None else told.within(batch["hours"])
    return {**rate.model_dump(exclude_none=True, include={"per_s"}), "batch": batch}
