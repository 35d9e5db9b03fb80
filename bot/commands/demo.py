"""`gpu-advisor demo`: the bot beside a local Slack workspace, in the browser."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from bot.app import build_app
from bot.catalogue import read_catalogue
from bot.known_errors import told
from bot.manifest import read_manifest
from bot.sandbox import RunningSandbox, Sandbox, Workspace
from bot.settings import DatabaseSettings, Settings
from bot.signals import stopping
from bot.store.sqlite import open_store


@click.command()
@click.option("--port", default=8080, show_default=True, help="Where the page is served on this machine.")
@told
def demo(port: int) -> None:
    """Try the whole bot in the browser, against a local Slack workspace; no account, token or network."""
    catalogue = read_catalogue(DatabaseSettings.from_environment())
    with stopping() as stop_asked, ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="gpu-advisor-"))
        workspace = Workspace(read_manifest())
        sandbox = RunningSandbox(Sandbox(workspace), port)
        closing.callback(sandbox.stop)
        settings = Settings(
            slack_bot_token=sandbox.bot_token,
            slack_app_token=sandbox.app_token,
            slack_api_url=sandbox.api_url,
            gpu_advisor_database_url=f"sqlite:///{Path(folder) / 'gpu-advisor.db'}",
        )
        store = open_store(settings.gpu_advisor_database_url)
        closing.callback(store.close)
        bot = build_app(settings, store, catalogue)
        closing.callback(bot.stop)
        bot.start()
        click.echo(f"GPU Advisor is ready. Open {sandbox.url} and type /gpu-advice. Ctrl+C stops it.")
        stop_asked()
        click.echo("Stopping.")
