"""`gpu-advisor prices`: refresh the prices, and show which ones advice is ranked by."""

import sys

import click

from bot.catalogue import catalogue_folder, read_catalogue
from bot.fetch import Base
from bot.known_errors import told
from bot.prices import Fetched, refresh
from bot.settings import PRICES, LookupSettings
from bot.today import utc_today
from bot.words.figures import usd_span
from core.catalog.prices import age_of
from core.planning.offers import offers


@click.group()
def prices() -> None:
    """Refresh the prices of cards, or show them with their dates."""


@prices.command("refresh")
@told
def refresh_prices() -> None:
    """Read what providers publish today, and store it for the bot; run it daily at most."""
    settings = LookupSettings.from_environment()
    url = settings.gpu_advisor_prices_url
    gpus = read_catalogue(settings).gpus
    found = refresh(Base(url, trusted=url != PRICES), catalogue_folder(settings), gpus, utc_today())
    for one in found.fetched:
        click.echo(_line(one))
    if not found.any_good:
        click.echo(f"Nothing was stored: no provider could be read from {url}. Prices stay as they were.")
        sys.exit(1)
    click.echo(f"Stored in {found.path}. A running bot reads it at its next start.")


@prices.command("show")
@told
def show_prices() -> None:
    """Show the quotes that plans are ranked by: range and median over providers, date and age."""
    catalogue = read_catalogue(LookupSettings.from_environment())
    today = utc_today().isoformat()
    click.echo(_row("On demand", "USD an hour", "Median", "Providers", "Date and age"))
    for offer in offers(catalogue):
        quote, usd = offer.quote, offer.quote.usd_per_hour
        days, age = age_of(quote.as_of, today)
        price, middle = usd_span(usd).removeprefix("USD "), f"{usd.expected:.2f}"
        dated = f"{quote.as_of}, {days} day{'s' if days != 1 else ''}, {age}"
        click.echo(_row(offer.tier.path, price, middle, f"{quote.providers} {quote.market}", dated))


def _row(tier: str, price: str, middle: str, providers: str, dated: str) -> str:
    return f"{tier:<14} {price:<12} {middle:>6}  {providers:<13} {dated}"


def _line(one: Fetched) -> str:
    prices = "1 price" if one.listings == 1 else f"{one.listings} prices"
    stands = f"{prices} of {one.as_of}" if one.listings else "no prices"
    if one.problem is not None:
        return f"{one.provider}: kept {stands}, since {one.problem}"
    refused = sum((one.refused or {}).values())
    rows = "1 row" if refused == 1 else f"{refused} rows"
    reasons = "; ".join(f"{count} x {reason}" for reason, count in (one.refused or {}).items())
    return f"{one.provider}: {stands}" + (f", {rows} refused ({reasons})" if refused else "")
