"""Exchange rates: what a unit of another currency is counted as in USD, each with its source and date."""

from typing import NamedTuple

from core.catalog.rows import Row


class Rate(NamedTuple):
    """One currency by its ISO 4217 letters: USD for one unit of it, on a date."""

    currency: str
    usd: float
    source: str
    date: str

    @property
    def id(self) -> str:
        """What tells rates apart."""
        return self.currency


def read_rate(row: Row) -> Rate:
    """Return the rate of one row of rates.csv; raises CatalogueError."""
    currency = row.text("currency")
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise row.fail(f"currency should be three capital letters such as EUR, not {currency!r}")
    return Rate(currency, row.number("usd", least=1e-6, most=10), row.text("source"), row.day("date"))
