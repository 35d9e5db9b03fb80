"""What words move of a batch that was told before: how much of it there is, or how long it may take."""

from typing import Any

from core.reading.heard import Heard, Reading
from core.reading.read import read
from core.workload import RequestRate, Slot


def with_batch(heard: Heard, told: Any, *, trains: bool) -> Heard:
    """Return what was heard beside a rate that was told before, of which it may only move a part.

    More of the same work may take as long as before; a time is that of the batch, unless a run has one too.
    """
    batch = _batch_of(told)
    if batch is None or "hours" not in batch:
        return heard

    def beside(reading: Reading) -> Reading:
        again = _batch_of(reading.value) if reading.slot is Slot.REQUEST_RATE else None
        if again is not None and "hours" not in again:
            return reading._replace(value=_rate({**_only(batch, "hours", "per_month"), **again}))
        if reading.slot is Slot.DEADLINE and not trains:
            return reading._replace(slot=Slot.REQUEST_RATE, value=_rate({**batch, **reading.value}))
        return reading

    return heard._replace(readings=tuple(map(beside, heard.readings)))


def other_amount(text: str, told: Any) -> Any:
    """Return a batch that was told before with the amount that a short reply gives; None where it gives none."""
    batch = _batch_of(told)
    found = read(text, Slot.REQUEST_RATE).readings if batch else ()
    said = next((one for one in found if one.slot is Slot.REQUEST_RATE), None)
    if batch is None or said is None:
        return None
    again = _batch_of(said.value)
    if again is None:
        bare = said.rule == "reply" and set(said.value) == {"per_s"}
        return _rate({**batch, "amount": said.value["per_s"]}) if bare else None
    alike = again.get("of") == batch.get("of", "requests")
    return _rate({**batch, **_only(again, "amount", "noun", "hours")}) if alike else None


def times(told: Any, factor: float) -> Any:
    """Return a rate with so many times the amount, in all the terms that it was told in; None for no rate."""
    if not isinstance(told, dict):
        return None
    batch, daily = _batch_of(told), told.get("daily")
    if batch is not None:
        return _rate({**batch, "amount": batch["amount"] * factor})
    more = {name: told[name] * factor for name in ("per_s", "tokens_per_s") if told.get(name)}
    return {**told, **more, **({"daily": {**daily, "amount": daily["amount"] * factor}} if daily else {})}


def _batch_of(told: Any) -> dict[str, Any] | None:
    """Return the batch that the answer about the rate holds, without what nobody said."""
    batch = told.get("batch") if isinstance(told, dict) else None
    return {name: value for name, value in batch.items() if value is not None} if batch else None


def _only(batch: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: batch[name] for name in names if name in batch}


def _rate(batch: dict[str, Any]) -> dict[str, Any]:
    """Return the answer about the rate that a batch makes."""
    told = RequestRate.model_validate({"batch": {**batch, "hours": None}})
    rate = told if batch.get("hours") is None else told.within(batch["hours"])
    return {**rate.model_dump(exclude_none=True, include={"per_s"}), "batch": batch}
