"""`gpu-advisor check`: what is found, and whether the bot can run with it."""

import sys

import click

from bot.check import checked
from bot.known_errors import told
from bot.today import utc_today


@click.command()
@told
def check() -> None:
    """Verify tokens, scopes, socket, database and catalogue, and say what to do about each problem."""
    findings = checked(utc_today)
    for finding in findings:
        click.echo(finding.line())
    if any(finding.problem for finding in findings):
        sys.exit(1)
