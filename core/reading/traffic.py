"""How much comes in: a rate, or what a day brings, as an answer about the request rate holds it."""

from typing import Any, Literal, NamedTuple

from core.reading.facts import Fact, FactName, highest
from core.reading.kinds import kind_of
from core.reading.understand import Understood, understand
from core.regex import regex
from core.request_rate import Batch, Daily, RequestRate

PEAK_OVER_MEAN = 3.0
"""The busiest hour of an office's day takes about an eighth of its requests: three times the mean rate."""


class Traffic(NamedTuple):
    """A rate as an answer holds it, the fact it rests on, and how sure it is."""

    value: dict[str, Any]
    basis: Fact
    confidence: float


class _ADay(NamedTuple):
    """What facts of one name say of a day."""

    name: FactName
    of: Literal["requests", "audio_hours", "tokens"]
    prompts_too: bool = False


_DAYS = (
    _ADay("requests_per_day", "requests"),
    _ADay("audio_h_per_day", "audio_hours"),
    _ADay("answer_tokens_per_day", "tokens"),
    _ADay("tokens_per_day", "tokens", prompts_too=True),
)


def traffic(understood: Understood) -> Traffic | None:
    """Return how much comes in, where anything tells; each search brings all that is ranked for it."""
    found, ranked = _traffic(understood), understood.get("ranked")
    if found is None or ranked is None or not _RANKS.search(understood.plain.text):
        return found
    return found._replace(value=_ranking(found.value, ranked))


def ranked_told(text: str, told: Any) -> dict[str, Any] | None:
    """Return a rate of searches told before with what is ranked for each; None where words tell nothing of it."""
    ranked = understand(text).get("ranked")
    if ranked is None or not isinstance(told, dict) or "per_s" not in told:
        return None
    return _ranking(told, ranked)


def _ranking(searches: Any, ranked: Fact) -> dict[str, Any]:
    rate = RequestRate.model_validate(searches).times(highest(ranked.value))
    return rate.model_copy(update={"noun": PASSAGES, "item": "text"}).model_dump(exclude_defaults=True)


PASSAGES = "passages"
"""What is counted where something is ranked."""
_RANKS = regex(r"\bre-?rank")


def _traffic(understood: Understood) -> Traffic | None:
    if rate := understood.get("rps"):
        return Traffic({"per_s": highest(rate.value), **_kind(understood, rate)}, rate, 1.0)
    if batch := understood.get("batch"):
        hours = batch.value.get("hours")
        per_s = {"per_s": _short(Batch(**batch.value).per_s(hours))} if hours else {}
        return Traffic({**per_s, "batch": batch.value}, batch, 0.8)
    if total := understood.get("tokens_per_s_total"):
        return Traffic({"tokens_per_s": highest(total.value)}, total, 0.7)
    users, each = understood.get("users"), understood.get("requests_per_day_each")
    if users and each:
        return _of_a_day(_DAYS[0], each, highest(each.value) * highest(users.value), understood)
    told = ((day, understood.get(day.name)) for day in _DAYS)
    return next((_of_a_day(day, fact, highest(fact.value), understood) for day, fact in told if fact), None)


def _of_a_day(day: _ADay, fact: Fact, amount: float, understood: Understood) -> Traffic:
    """Return the rate of the busiest hour where somebody waits, else that of the work spread over the day."""
    daily = Daily(amount=amount, of=day.of)
    waits = not understood.get("batch_latency")
    peak = _short(daily.mean_per_s * (PEAK_OVER_MEAN if waits else 1.0))
    if day.of == "tokens":
        rate: dict[str, Any] = {"tokens_per_s": peak, "prompts_too": day.prompts_too}
    else:
        rate = {"per_s": peak} | (_kind(understood, fact) if day.of == "requests" else {})
    length = understood.get("each_s") if day.of == "audio_hours" else None
    if length:
        daily = daily.model_copy(update={"each_s": length.value})
        rate |= _name(_kind(understood, fact))
    return Traffic({**rate, "daily": daily.model_dump(exclude_none=True)}, fact, 0.6)


def _name(kind: dict[str, Any]) -> dict[str, Any]:
    """Return what is counted by its name alone."""
    return {"noun": kind["noun"]} if "noun" in kind else {}


def _kind(understood: Understood, fact: Fact) -> dict[str, Any]:
    return kind_of(understood.plain.text, fact.start, fact.end)


def _short(per_s: float) -> float:
    return float(f"{per_s:.6g}")
