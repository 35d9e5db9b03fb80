"""`gpu-advisor check`: is everything there that the bot needs, and what to do where it is not."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.catalogue import read_catalogue
from bot.manifest import INSTALL, optional_scopes, required_scopes
from bot.settings import (
    HOW,
    DatabaseSettings,
    Settings,
    SettingsError,
    secret,
    transport_of_environment,
)
from bot.store.errors import StoreError
from bot.store.opening import path_of
from bot.store.sqlite import open_store
from bot.workspaces import InstallsError, web_client
from core.catalog.catalogue import Catalogue
from core.catalog.prices import age_of
from core.catalog.rows import CatalogueError

_ORG_WIDE = (
    "installed for a whole organisation, which is not handled; install the app to one workspace, "
    "with an app whose org deployment is off"
)
_WAL_RESET_FIXED = (3, 51, 3)
_WAL_RESET_BACKPORTS = {(3, 44): 6, (3, 50): 7}


class Checked(NamedTuple):
    """One thing looked at: what was found, and what to do about it where there is a problem."""

    subject: str
    found: str
    problem: bool = False

    def line(self) -> str:
        """Return the finding as one line of the report."""
        return f"{'PROBLEM' if self.problem else 'ok     '} {self.subject}: {self.found}"


def checked(today: Callable[[], date]) -> list[Checked]:
    """Look at everything in turn. Nothing is written, and no message is received or sent."""
    return [*_slack(), *_database(), _sqlite(sqlite3.sqlite_version_info), *_catalogue(today())]


def _slack() -> Iterator[Checked]:
    try:
        settings = Settings.from_environment(transport_of_environment())
    except SettingsError as error:
        yield Checked("settings", str(error), problem=True)
        return
    if settings.slack_client_id is not None:
        yield from _installs(settings)
        return
    client = web_client(settings.slack_api_url, secret(settings.slack_bot_token))
    yield from _token(client)
    if settings.slack_app_token is None:
        yield Checked("signing secret", "given, for gpu-advisor run --http")
        return
    try:
        client.apps_connections_open(app_token=secret(settings.slack_app_token))
        yield Checked("socket", "Slack gives out a Socket Mode address for the app token")
    except (SlackApiError, OSError) as error:
        yield Checked("socket", _refusal(error, "slack_app_token"), problem=True)


def _token(client: WebClient) -> Iterator[Checked]:
    try:
        answer = client.auth_test()
    except (SlackApiError, OSError) as error:
        yield Checked("bot token", _refusal(error, "slack_bot_token"), problem=True)
        return
    if answer.get("is_enterprise_install"):
        yield Checked("bot token", _ORG_WIDE, problem=True)
        return
    yield Checked("bot token", f"accepted, as {answer['user']} in {answer['team']}")
    yield _scopes(str(answer.headers.get("x-oauth-scopes", "")))


def _installs(settings: Settings) -> Iterator[Checked]:
    from bot.oauth import several_workspaces  # noqa: PLC0415 - encryption is needed here only

    try:
        workspaces, _ = several_workspaces(settings)
        teams = workspaces.installations.teams()
    except InstallsError as error:
        yield Checked("installations", str(error), problem=True)
        return
    yield Checked("installations", f"{len(teams)} workspaces, at {settings.gpu_advisor_public_url}{INSTALL}")
    for team in teams:
        client = workspaces.client(team)
        if client is not None:
            yield from _token(client)


def _refusal(error: SlackApiError | OSError, setting: str) -> str:
    if isinstance(error, SlackApiError):
        return f"Slack answered {error.response.get('error', 'nothing')}. Check {HOW[setting]}"
    reason = error.reason if isinstance(error, URLError) else error
    return f"Slack could not be reached ({reason}). Check the network and SLACK_API_URL."


def _scopes(granted: str) -> Checked:
    given = {scope.strip() for scope in granted.split(",")}
    missing = required_scopes() - given
    if missing:
        return Checked(
            "scopes",
            f"not granted: {', '.join(sorted(missing))}. Add them at api.slack.com/apps, your app, "
            "OAuth & Permissions, and install the app to the workspace again.",
            problem=True,
        )
    declined = optional_scopes() - given
    if declined:
        return Checked("scopes", f"all that are needed; declined: {', '.join(sorted(declined))} (optional)")
    return Checked("scopes", "all that the manifest asks for are granted")


def _database() -> Iterator[Checked]:
    try:
        url = DatabaseSettings.from_environment().gpu_advisor_database_url
    except SettingsError as error:
        yield Checked("database", str(error), problem=True)
        return
    path = path_of(url)
    if not path.exists():
        missing = not path.absolute().parent.is_dir()
        found = f"the folder of {path} does not exist; create it" if missing else f"{path} will be created"
        yield Checked("database", found, problem=missing)
        return
    try:
        store = open_store(url, read_only=True)
    except StoreError as error:
        yield Checked("database", str(error), problem=True)
        return
    health = store.health()
    store.close()
    yield Checked(
        "database",
        f"{path}, schema {health.schema}, {health.recommendations} recommendations, "
        f"{health.interviews_open} open interviews, {health.outbox_pending} messages to be sent",
    )
    for key, error_code in health.outbox_parked:
        yield Checked(
            "outbox", f"could not deliver {key}: {error_code}. Invite the bot there, or let it be.", True
        )
    if health.events_parked:
        yield Checked("events", f"{health.events_parked} failed three times; the log has their errors.", True)


def _sqlite(version: tuple[int, int, int]) -> Checked:
    text = ".".join(map(str, version))
    fixed = version >= _WAL_RESET_FIXED or version[2] >= _WAL_RESET_BACKPORTS.get(version[:2], 1_000)
    if fixed:
        return Checked("SQLite", text)
    return Checked(
        "SQLite",
        f"{text} has a rare write-ahead-log fault (mended in 3.51.3); the bot keeps clear of it by writing "
        "and checkpointing on one connection. Update Python's SQLite when you can.",
    )


def _catalogue(today: date) -> Iterator[Checked]:
    try:
        settings = DatabaseSettings.from_environment()
        catalogue = read_catalogue(settings)
    except SettingsError:
        return  # said of the database already
    except CatalogueError as error:
        yield Checked("catalogue", str(error), problem=True)
        return
    yield prices_found(catalogue, today)


def prices_found(catalogue: Catalogue, today: date) -> Checked:
    """Return how old the oldest price is that a tier is ranked by, and what it may be called."""
    dates = {quote.as_of for tier in catalogue.tiers if (quote := catalogue.rate(tier.gpu.id))}
    found = f"{len(catalogue.tiers)} tiers, {len(catalogue.models)} models, prices of "
    if max(dates) > today.isoformat():
        problem = f"{found}{max(dates)}, which is not yet: correct the date in prices.csv"
        return Checked("catalogue", problem, problem=True)
    days, age = age_of(min(dates), today.isoformat())
    found = f"{found}{min(dates)}, {days} days old"
    if age == "current":
        return Checked("catalogue", found)
    word = "treat them as history, not as current" if age == "old" else "they may have moved since"
    return Checked("catalogue", f"{found}: {word}. Run gpu-advisor prices refresh, and start the bot again.")
