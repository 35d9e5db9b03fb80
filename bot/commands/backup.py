"""`gpu-advisor backup FILE`: a copy of the database, while the bot runs."""

from pathlib import Path

import click

from bot.known_errors import told
from bot.settings import DatabaseSettings
from bot.store.sqlite import open_store


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@told
def backup(file: Path) -> None:
    """Copy the database to a new file. The bot may be running; secrets stay out of the copy."""
    store = open_store(DatabaseSettings.from_environment().gpu_advisor_database_url, read_only=True)
    try:
        store.backup(file)
        health = store.health()
    finally:
        store.close()
    click.echo(
        f"Copied to {file}: {health.recommendations} recommendations, "
        f"{health.interviews_open} open interviews. "
        "To go back to it, stop the bot, put the file in the database's place and start the bot."
    )
