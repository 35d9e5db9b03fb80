"""`gpu-advisor run`: the bot itself."""

from contextlib import ExitStack

import click

from bot.known_errors import told
from bot.memory import long_lived
from bot.signals import stopping


@click.command()
@click.option("--http", is_flag=True, help="Take Slack's requests over HTTP instead of Socket Mode.")
@click.option("--host", default="127.0.0.1", show_default=True, help="For --http: where to listen.")
@click.option("--port", default=3000, show_default=True, help="For --http: where to listen.")
@told
def run(*, http: bool, host: str, port: int) -> None:
    """Connect to Slack, by Socket Mode or with --http, with tokens from the environment."""
    with stopping() as stop_asked, ExitStack() as closing:
        with long_lived():  # what is imported lives as long as the bot, too
            from bot.app import Address, build_app  # noqa: PLC0415
            from bot.catalogue import read_catalogue  # noqa: PLC0415
            from bot.logs import set_up  # noqa: PLC0415
            from bot.settings import Settings  # noqa: PLC0415
            from bot.store.sqlite import open_store  # noqa: PLC0415

            settings = Settings.from_environment("http" if http else "socket")
            set_up(settings.secrets)
            catalogue = read_catalogue(settings)
            store = open_store(settings.gpu_advisor_database_url)
            closing.callback(store.close)
            bot = build_app(settings, store, catalogue, listen=Address(host, port) if http else None)
            closing.callback(bot.stop)
            bot.start()
        click.echo(f"GPU Advisor is ready: {bot.line.where}, waiting for /gpu-advice.")
        stop_asked()
        click.echo("Stopping.")
