"""`gpu-advisor data export | delete`: everything kept of a person, a channel or a workspace."""

import json
from collections.abc import Callable
from typing import Any

import click

from bot.known_errors import told
from bot.settings import DatabaseSettings
from bot.store.scopes import Subject
from bot.store.sqlite import SqliteStore, open_store


def _of_whom(command: Callable[..., Any]) -> Callable[..., Any]:
    for option, words in (
        ("--workspace", "The workspace's id (T...). Alone: everything of that workspace."),
        ("--channel", "A channel's id (C..., G... or D...)."),
        ("--user", "A person's id (U... or W...)."),
    ):
        command = click.option(option, metavar="ID", help=words)(command)
    return command


@click.group()
def data() -> None:
    """Export or delete everything kept of a person, a channel or a workspace."""


@data.command()
@_of_whom
@told
def export(user: str | None, channel: str | None, workspace: str | None) -> None:
    """Print everything as JSON, one object a line. The bot may be running."""
    store = open_store(DatabaseSettings.from_environment().gpu_advisor_database_url, read_only=True)
    try:
        for row in store.export(_subject(store, user, channel, workspace)):
            click.echo(json.dumps(row, ensure_ascii=False))
    finally:
        store.close()


@data.command()
@_of_whom
@click.option("--yes", is_flag=True, help="Do not ask.")
@told
def delete(user: str | None, channel: str | None, workspace: str | None, *, yes: bool) -> None:
    """Delete everything for good, from the database and its log. Stop the bot first.

    In interviews that others started, a person's words and name go, and the values the team works with stay.
    Messages in Slack and backups are not touched.
    """
    store = open_store(DatabaseSettings.from_environment().gpu_advisor_database_url)
    try:
        subject = _subject(store, user, channel, workspace)
        named = subject.id or subject.team
        if not yes:
            click.confirm(f"Delete everything of {subject.kind} {named} for good?", abort=True)
        gone = store.erase(subject)
        click.echo(f"Deleted {gone} interviews of {subject.kind} {named}, with all that hung on them.")
    finally:
        store.close()


def _subject(store: SqliteStore, user: str | None, channel: str | None, workspace: str | None) -> Subject:
    if user and channel:
        raise click.UsageError("Name a person or a channel, not both.")
    if not (user or channel or workspace):
        raise click.UsageError("Name whose data it is: --user, --channel or --workspace.")
    teams = store.workspaces()
    if workspace is None and len(teams) > 1:
        raise click.UsageError(f"Several workspaces are kept ({', '.join(teams)}): add --workspace.")
    team = workspace or (teams[0] if teams else "")
    if user:
        return Subject(team, "user", user)
    return Subject(team, "channel", channel) if channel else Subject(team)
