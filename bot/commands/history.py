"""`gpu-advisor history list | show | export`: past recommendations, for whoever runs the bot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from bot.catalogue import read_catalogue
from bot.export import FORMATS, Format, exported
from bot.known_errors import told
from bot.messages.record import render_record_kept
from bot.settings import DatabaseSettings
from bot.store.protocol import Page, Record
from bot.store.scopes import Everywhere, Scope
from bot.store.sqlite import SqliteStore, open_store
from bot.terminal import in_words, terminal_width
from core.replay import replay

MOST_LISTED = 20
_PER_READ = 100


def _whose(command: Callable[..., Any]) -> Callable[..., Any]:
    for option, words in (
        ("--search", "Only those with all of these words."),
        ("--user", "Only those this person asked for (U... or W...)."),
        ("--channel", "Only those of this channel (C..., G... or D...)."),
        ("--workspace", "The workspace's id (T...), where the database has several."),
    ):
        command = click.option(option, metavar="WORDS" if option == "--search" else "ID", help=words)(command)
    return command


@click.group()
def history() -> None:
    """List, show and export past recommendations. The bot may be running; nothing is changed."""


@history.command("list")
@_whose
@click.option("--limit", default=MOST_LISTED, show_default=True, help="How many, newest first.")
@told
def list_(limit: int, **whose: str | None) -> None:
    """List recommendations, newest first: id, day, who asked, where, and what was advised."""
    with _reading(**whose) as (store, scope):
        records = _found(store, scope, whose["search"], limit)
    for record in records:
        day = datetime.fromtimestamp(record.created_at, UTC).date().isoformat()
        click.echo(f"{record.id}  {day}  {record.asker}  {record.channel}  {record.headline}")
    if not records:
        click.echo("No recommendation was found.")


@history.command()
@click.argument("record_id", metavar="ID")
@click.option("--workspace", metavar="ID", help="The workspace's id, where the database has several.")
@told
def show(record_id: str, workspace: str | None) -> None:
    """Show one recommendation with the answers behind it, and what today would say."""
    with _reading(workspace=workspace) as (store, scope):
        record = _one(store, scope, record_id)
    catalogue = read_catalogue(DatabaseSettings.from_environment())
    today = replay(record.result, record.answers, catalogue)
    click.echo(in_words(render_record_kept(record, catalogue, today), terminal_width()))


@history.command()
@click.argument("form", type=click.Choice(FORMATS), metavar="|".join(FORMATS))
@click.argument("record_id", metavar="[ID]", required=False)
@_whose
@told
def export(form: Format, record_id: str | None, **whose: str | None) -> None:
    """Print recommendations as CSV, JSON or Markdown: one by its id, or all."""
    with _reading(**whose) as (store, scope):
        found = (
            [_one(store, scope, record_id)]
            if record_id
            else _found(store, scope, whose["search"], limit=None)
        )
    catalogue = read_catalogue(DatabaseSettings.from_environment())
    click.echo(exported(found, form, catalogue), nl=False)


@contextmanager
def _reading(
    workspace: str | None = None, channel: str | None = None, user: str | None = None, **_: str | None
) -> Iterator[tuple[SqliteStore, Scope | Everywhere]]:
    """Open the database for reading, and say whose records are meant."""
    if channel and user:
        raise click.UsageError("Name a channel or a person, not both.")
    store = open_store(DatabaseSettings.from_environment().gpu_advisor_database_url, read_only=True)
    try:
        teams = store.workspaces()
        if workspace is None and len(teams) > 1:
            raise click.UsageError(f"Several workspaces are kept ({', '.join(teams)}): add --workspace.")
        team = workspace or next(iter(teams), "")
        named = Scope(team, user or "", channel)
        yield store, named if channel or user else Everywhere(team)
    finally:
        store.close()


def _found(
    store: SqliteStore, scope: Scope | Everywhere, words: str | None, limit: int | None = None
) -> list[Record]:
    """Return records, newest first, up to a limit; page by page, so that a running bot is not held up."""
    found: list[Record] = []
    page = Page((), older=None)
    while limit is None or len(found) < limit:
        page = store.page(scope, limit=_PER_READ, words=words or "", cursor=page.older)
        found += page.records
        if page.older is None:
            break
    return found[:limit]


def _one(store: SqliteStore, scope: Scope | Everywhere, record_id: str) -> Record:
    record = store.record(scope, record_id)
    if record is None:
        raise click.ClickException(
            f"There is no recommendation {record_id}. List them: gpu-advisor history list"
        )
    return record
