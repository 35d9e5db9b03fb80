"""`gpu-advisor advise`: a recommendation in the terminal."""

import textwrap

import click

from bot.catalogue import read_catalogue
from bot.known_errors import told
from bot.settings import DatabaseSettings
from bot.terminal import advise_in_words, terminal_width
from bot.today import utc_today

MORE = "--full adds what would change the advice, how sure it is, how it is worked out and what to measure."


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--full", is_flag=True, help="Also what would change the advice, how sure it is, and the working."
)
@told
def advise(words: tuple[str, ...], full: bool) -> None:
    """Recommend in the terminal, with no Slack: gpu-advisor advise "Llama 3 8B chat for 20 at once"."""
    catalogue = read_catalogue(DatabaseSettings.from_environment())
    today, width = utc_today().isoformat(), terminal_width()
    click.echo(advise_in_words(" ".join(words), catalogue, today, width=width, full=full))
    if not full:
        click.echo(f"\n{textwrap.fill(MORE, width)}")
