"""`gpu-advisor advise`: a recommendation in the terminal."""

import click

from bot.catalogue import read_catalogue
from bot.known_errors import told
from bot.settings import DatabaseSettings
from bot.terminal import advise_in_words
from bot.today import utc_today


@click.command()
@click.argument("words", nargs=-1, required=True)
@told
def advise(words: tuple[str, ...]) -> None:
    """Recommend in the terminal, with no Slack: gpu-advisor advise "Llama 3 8B chat for 20 at once"."""
    catalogue = read_catalogue(DatabaseSettings.from_environment())
    click.echo(advise_in_words(" ".join(words), catalogue, utc_today().isoformat()))
