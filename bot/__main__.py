"""The command line: `gpu-advisor demo | run`, and the commands of `bot/commands`."""

import gc
import logging
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from bot import logs
from bot.app import Address, build_app
from bot.catalogue import read_catalogue
from bot.commands import Commands
from bot.known_errors import told
from bot.settings import DatabaseSettings, Settings
from bot.store.sqlite import open_store
from core import VERSION


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="gpu-advisor")
def main() -> None:
    """The Slack bot a team asks before it spends money on GPUs."""
    logs.set_up()
    logging.getLogger("slack").setLevel(logging.ERROR)  # Bolt warns of tokens in the environment, and of 404s


@main.command()
@click.option("--http", is_flag=True, help="Take Slack's requests over HTTP instead of Socket Mode.")
@click.option("--host", default="127.0.0.1", show_default=True, help="For --http: where to listen.")
@click.option("--port", default=3000, show_default=True, help="For --http: where to listen.")
@told
def run(*, http: bool, host: str, port: int) -> None:
    """Connect to Slack, by Socket Mode or with --http, with tokens from the environment."""
    settings = Settings.from_environment("http" if http else "socket")
    logs.set_up(settings.secrets)
    catalogue = read_catalogue(settings)
    with stopping() as stop_asked, ExitStack() as closing:
        store = open_store(settings.gpu_advisor_database_url)
        closing.callback(store.close)
        bot = build_app(settings, store, catalogue, listen=Address(host, port) if http else None)
        closing.callback(bot.stop)
        bot.start()
        gc.freeze()  # what was built to start lives as long as the bot: no collection need walk it again
        gc.set_threshold(20_000, 20, 20)  # what lives on is remembered decisions: walk them seldom
        click.echo(f"GPU Advisor is ready: {bot.line.where}, waiting for /gpu-advice.")
        stop_asked()
        click.echo("Stopping.")


@main.command()
@click.option("--port", default=8080, show_default=True, help="Where the page is served on this machine.")
@told
def demo(port: int) -> None:
    """Try the whole bot in the browser, against a local Slack workspace; no account, token or network."""
    from bot.manifest import read_manifest  # noqa: PLC0415 - the manifest is read here only
    from bot.sandbox import App, RunningSandbox, Sandbox, Workspace  # noqa: PLC0415 - a web server is needed here only

    catalogue = read_catalogue(DatabaseSettings.from_environment())
    with stopping() as stop_asked, ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="gpu-advisor-"))
        workspace = Workspace(App.from_manifest(read_manifest()))
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


@contextmanager
def stopping() -> Iterator[Callable[[], object]]:
    """Keep SIGTERM and SIGINT until they are waited for, so that everything is closed in order.

    Gives what waits for one. There is no handler, which could come while a lock is held that it needs.
    """
    numbers = {signal.SIGTERM, signal.SIGINT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)  # threads that start later inherit it
    try:
        yield lambda: signal.sigwait(numbers)
    finally:
        while again := numbers & signal.sigpending():  # asked twice to stop: it has
            signal.sigwait(again)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


if __name__ == "__main__":
    main(prog_name="gpu-advisor")
