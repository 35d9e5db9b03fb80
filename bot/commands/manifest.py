"""`gpu-advisor manifest`: what to paste where Slack asks for the app's manifest."""

import click
import yaml

from bot.known_errors import told
from bot.manifest import http_manifest, manifest_text
from bot.settings import is_public_url


@click.command()
@click.option("--mode", type=click.Choice(["socket", "http"]), default="socket", show_default=True)
@click.option("--url", help="For http: the https address of the bot, as in https://gpu-advisor.example.com.")
@told
def manifest(mode: str, url: str | None) -> None:
    """Print the app's manifest, to paste at api.slack.com/apps, Create New App, From a manifest."""
    if mode == "socket":
        if url is not None:
            raise click.UsageError("--url belongs to --mode http; Socket Mode needs no address.")
        click.echo(manifest_text(), nl=False)
        return
    if url is None or not is_public_url(url):
        raise click.UsageError("--mode http needs --url, an https address without a path.")
    click.echo(yaml.safe_dump(http_manifest(url), sort_keys=False, allow_unicode=True, width=100), nl=False)
