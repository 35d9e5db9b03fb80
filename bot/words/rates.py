"""Rates of work in words, as they were said: a plain unit, what a day brings, or a batch."""

from collections.abc import Mapping
from math import isclose
from typing import Any

from bot.words import figures
from core.catalog.architecture import AUDIO_S
from core.request_rate import Batch, Daily, RequestRate
from core.teams.spans import DAYS_IN, SECONDS_IN

_DAILY = {
    "requests": ("request", "requests"),
    "audio_hours": ("hour of audio", "hours of audio"),
    "tokens": ("token", "tokens"),
}
_OFTEN = ((28, "a night"), (4, "a week"), (1, "every two weeks"))
"""How often a batch comes, by the least number of times a month."""


def rate_words(said: Mapping[str, Any]) -> str:
    """Return a rate as it was said: of a day, with what its busiest hour makes of it, or in a plain unit."""
    rate = RequestRate.model_validate(said)
    if rate.batch is not None:
        return _batch(rate.batch)
    if rate.daily is not None:
        return _daily(rate, rate.daily)
    if rate.tokens_per_s:
        return f"{figures.count(rate.tokens_per_s)} tokens/s in all"
    return _plain_rate(rate.arriving(0, 1), rate.noun)


def _batch(batch: Batch) -> str:
    """Return work that is there at once, and when it is to be done, where that was said."""
    amount = round(batch.amount, 0 if batch.amount >= 100 else 2)
    told = f"{figures.count(amount)} {batch.noun or _DAILY[batch.of][batch.amount != 1]}"
    if batch.each_s:
        counted, beside = _recordings(batch.amount, batch.each_s, batch.noun)
        told = f"{counted} ({beside[0]})" if beside else counted
    if batch.per_month > 1:
        often = next((words for times, words in _OFTEN if batch.per_month >= times), "")
        told = f"{told} {often}"
    if batch.hours is None or batch.night:
        return told
    return f"{told}{',' if batch.per_month > 1 else ''} in {figures.hours(batch.hours)}"


def _recordings(hours: float, each_s: float, noun: str | None, per: str = "") -> tuple[str, list[str]]:
    """Return hours of audio and how long each recording is; where those were counted, the hours beside."""
    shown = round(hours, 0 if hours >= 100 else 1)
    told, each = f"{figures.count(shown)} {_DAILY['audio_hours'][shown != 1]}", figures.seconds(each_s)
    if noun is None:
        return f"{told}{per}, {each} each", []
    return f"{figures.count(round(hours * 3_600 / each_s))} {noun}{per} of {each}", [told]


def _daily(rate: RequestRate, daily: Daily) -> str:
    """Return what a day brings, in the span in which it is a whole number."""
    each_s = daily.each_s
    counted = daily.amount * (3_600 / each_s if each_s and rate.noun else 1)
    span = next((span for span, days in DAYS_IN.items() if _is_whole(counted * days)), "day")
    amount = round(daily.amount * DAYS_IN[span], 2)
    if each_s:
        told, beside = _recordings(daily.amount * DAYS_IN[span], each_s, rate.noun, f"/{span}")
    else:
        shown = figures.tokens(amount) if daily.of == "tokens" else figures.count(amount)
        told, beside = f"{shown} {rate.noun or _DAILY[daily.of][amount != 1]}/{span}", []
    peak = rate.tokens_per_s or rate.arriving(0, 1)
    if peak > daily.mean_per_s * 1.01:
        beside.append(f"{_peak(peak, daily)} at the busiest")
    return f"{told} ({', '.join(beside)})" if beside else told


def _peak(per_s: float, daily: Daily) -> str:
    if daily.of == "audio_hours":
        return f"{figures.approx(per_s * AUDIO_S)} x real time"
    unit, seconds = next(
        (one for one in SECONDS_IN.items() if per_s * one[1] >= 1), ("day", SECONDS_IN["day"])
    )
    return f"{figures.approx(per_s * seconds)}/{unit}"


def _is_whole(amount: float) -> bool:
    return isclose(amount, round(amount))


def _plain_rate(per_s: float, noun: str | None) -> str:
    """Return a rate in the unit in which it is a plain number, as it was probably said."""
    for unit, seconds in SECONDS_IN.items():
        amount = round(per_s * seconds, 1 if seconds == 1 else 0)
        if amount >= 1 and isclose(amount, per_s * seconds, rel_tol=1e-4):
            return f"{figures.count(amount)} {noun or _DAILY['requests'][amount != 1]}/{unit}"
    return f"{figures.approx(per_s)} {noun or 'requests'}/s"
