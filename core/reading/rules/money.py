"""Budgets: "3k$/month", "€2k per month", "15 USD/hour", "50-60k $ once", "£30k one-off"."""

import re

from core.reading.facts import Found, Rule, figure, rule
from core.reading.quantity import AMOUNT, NUMBER, read_amount
from core.regex import regex

_SYMBOLS = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD",
    "dólares": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "chf": "CHF", "franken": "CHF", "¥": "JPY", "jpy": "JPY",
    "yen": "JPY", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "inr": "INR", "₹": "INR", "rupees": "INR",
    "cad": "CAD", "aud": "AUD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "brl": "BRL",
}  # fmt: skip
_SYMBOL = "|".join(sorted(map(re.escape, _SYMBOLS), key=len, reverse=True))
PERIOD = (
    r"(?:(?: to spend| available| left| max(?:imum)?| at most)?,? ?(?:(?:/ ?|per |a |an |each |every |pro |par |por |al |im |p/|(?:for )?(?:this|next|the coming) |for the )(?:(?:gpu|card)[ -]?)?(?P<period>h(?:ou)?rs?|h|stunde|heure|hora"
    r"|days?|tag|jour|día|weeks?|wk|woche|semaine|semana|months?|mo|mth|monat|mois|mes|years?|yr|jahr|annum|an|année|año)\b"
    r"|(?P<adverb>hourly|daily|weekly|monthly|yearly|annually|annual|monatlich|mensuel(?:s|les)?|mensuales|once|one[- ]?(?:off|time)"
    r"|upfront|up front|in total|total|einmalig|capex|lump sum|all in|altogether)\b|(?P<pa>p[./]?a\b|p[./]?m\b\.?|pcm\b)))?"
)
_WEEKS_A_MONTH, _DAYS_A_MONTH = 52 / 12, 365 / 12
_EURO_GROUPS = regex(r"(\d{1,3})\.(\d{3})(?![\d.])")
_HINT = r"(?P<hint>budgets?|(?:the |our |price |cost )(?:ceiling|cap)|spend(?:ing)?|burn(?:ing)?|afford|pay(?:ing)?|costs?|price|ausgeben|presupuesto|dépenser)"

_EVERYDAY = regex(
    r"\b(?:lunch|dinner|breakfast|coffees?|beers?|pizza|cake|snacks|drinks|parking|taxi|cab|train ticket|flight|hotel|gift|present|bet|raffle|vending)\b|\b(?:owe|owes|lend|lent)\b"
)
"""Speaks of money that no GPU is paid with."""

_SPENDS = regex(rf"\b{_HINT}\b")


_PERIODS = {
    "month": ("m",),
    "hour": ("h", "stunde"),
    "day": ("da", "tag", "jour", "día"),
    "week": ("week", "wk", "woche", "sem"),
    "year": ("year", "yr", "jahr", "an", "año"),
}
"""How the words of each period begin, in the languages that `PERIOD` knows."""


def read_period(match: re.Match[str]) -> str | None:
    """Return the period that a match of `PERIOD` names: hour, day, week, month, year or once."""
    if match["pa"]:
        return "year" if match["pa"].endswith("a") else "month"
    word = match["period"] or match["adverb"]
    return (
        next((name for name, begins in _PERIODS.items() if word.startswith(begins)), "once") if word else None
    )


def _budget(match: re.Match[str], currency: str | None) -> Found:
    if _EVERYDAY.search(match.string, max(0, match.start() - 60), match.end() + 60):
        return ()
    amount = match["amount"]
    if currency not in (None, "USD", "GBP"):
        amount = _EURO_GROUPS.sub(r"\1\2", amount)
    low, high, period = in_months(*read_amount(amount), match)
    period = period or _named_before(match)
    return [("budget", {"amount": figure((low, high)), "currency": currency, "period": period})]


def in_months(low: float, high: float, match: re.Match[str]) -> tuple[float, float, str | None]:
    """Return an amount and its period; what is named per day or week is counted per month."""
    period = read_period(match)
    times = {"day": _DAYS_A_MONTH, "week": _WEEKS_A_MONTH}.get(period or "")
    return (low * times, high * times, "month") if times else (low, high, period)


def _named_before(match: re.Match[str]) -> str | None:
    before = re.split(r"[.,;]", match.string[max(0, match.start() - 30) : match.start()])[-1]
    for word, period in (
        ("month", "month"),
        ("hour", "hour"),
        ("annual", "year"),
        ("year", "year"),
        ("one-off", "once"),
        ("one-time", "once"),
        ("capex", "once"),
        ("upfront", "once"),
    ):
        if word in before:
            return period
    return None


def _with_currency(match: re.Match[str]) -> Found:
    return _budget(match, _SYMBOLS[match["symbol"]])


def _hinted(match: re.Match[str]) -> Found:
    return _budget(match, None)


RULES: tuple[Rule, ...] = (
    rule(
        "money",
        rf"(?<![\w])(?P<symbol>{_SYMBOL}) ?(?P<amount>{AMOUNT}(?: ?(?:-|to|and|or) ?(?:{_SYMBOL}) ?{AMOUNT})?)(?! ?[bt]\b){PERIOD}",
        _with_currency,
    ),
    rule(
        "money",
        rf"(?P<amount>{AMOUNT}) ?(?P<k>k)? ?(?P<symbol>{_SYMBOL})(?![a-z0-9]){PERIOD}",
        _with_currency,
    ),
    rule(
        "money",
        rf"(?P<amount>{AMOUNT}){PERIOD}\)?(?:,? in|,? ?\(|,)(?: us)? ?(?P<symbol>{_SYMBOL})(?![a-z0-9])(?! ?\d)",
        _with_currency,
    ),
    rule(
        "money_grand",
        rf"(?P<amount>(?:{NUMBER} ?(?:-|to|or) ?)?{NUMBER} ?grand)(?![a-z])(?! (?!per |an? |each |every |in |max|at |tops|or |for |to |and |is |once|one|total|up|month|year|week|hour|left|all )[a-z]){PERIOD}",
        lambda m: _budget(m, "USD"),
        0.7,
    ),
    rule(
        "money_target",
        rf"\b(?:target|goal|want|like|need|down|get|reduce|cut|bring)\b[^\d.;]{{0,25}}?(?P<amount>{AMOUNT})(?=(?: ?/ ?| per | an? )(?:month|mo|year|yr|hour|h)\b| monthly| yearly){PERIOD}",
        lambda m: _hinted(m) if _SPENDS.search(m.string, max(0, m.start() - 120), m.start() + 120) else None,
        0.6,
        deniable=False,
    ),
    rule(
        "money_hinted",
        rf"\b{_HINT}\b(?:[^\d.;,\n]{{0,25}}?)(?P<amount>{AMOUNT})(?![a-z0-9%])(?! ?(?:ms|s|sec|seconds?|hours?|h|days?|weeks?|gpus?|tokens?|users?|requests?)\b){PERIOD}",
        _hinted,
        0.7,
        deniable=False,
    ),
    rule(
        "money_capped",
        rf"\b(?:max(?:imum)?|at most|no more than|not more than)(?: of)? (?P<amount>{AMOUNT})(?=(?: ?/ ?| per | an? )(?:month|mo|year|yr|annum)\b| monthly| yearly){PERIOD}(?= ?(?:$|[,.;!)]))",
        _hinted,
        0.7,
        deniable=False,
    ),
    rule(
        "money_capped",
        rf"(?P<amount>{AMOUNT})(?=(?: ?/ ?| per | an? )(?:month|mo|year|yr|annum)\b| monthly| yearly){PERIOD},? (?:max(?:imum)?|at most|tops)(?= ?(?:$|[,.;!)]))",
        _hinted,
        0.7,
        deniable=False,
    ),
    rule(
        "money_granted",
        rf"\b(?:signed off|approved|allocated|set aside|put aside|earmarked|granted|funding of|grant of|limit is|cap is)(?: on| us| up to| about| around| roughly| a){{0,2}} (?P<amount>\d[\d.,]{{0,9}} ?(?:k|thousand)|\d{{1,3}}(?:[,.' ]\d{{3}}){{1,2}}|\d{{4,7}})(?= ?(?:$|[.,;!?)])|(?: for| this| per| a| to spend| max| in total)\b){PERIOD}",
        _hinted,
        0.6,
    ),
)
