"""Several workspaces: the SDK's installation store with tokens encrypted, and states that serve once."""

import contextlib
import copy
import os
import sqlite3
import threading
import time
from logging import Logger, getLogger
from pathlib import Path
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import Bot, Installation, InstallationStore
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.oauth.state_store.sqlite3 import SQLite3OAuthStateStore

from bot.workspaces import InstallsError, web_client

STATE_S: Final = 600
"""How long an installation may take between Slack's page and ours."""


class EncryptedInstallations(InstallationStore):
    """The SDK's store of installations, which sees tokens only encrypted.

    Kept are the bot's tokens alone, one row for each workspace; ids of workspaces are unique over all of
    Slack, so that an organisation's id is not needed to find them.
    """

    def __init__(self, path: Path, client_id: str, keys: str) -> None:
        """Take the file and the Fernet keys: the first encrypts, each may decrypt. Raises InstallsError."""
        try:
            self._cipher = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        except ValueError:
            raise InstallsError(
                "GPU_ADVISOR_TOKEN_KEY is not a Fernet key. Make one with: gpu-advisor new-key"
            ) from None
        _private(path)
        self._path = path
        self._inner = SQLite3InstallationStore(database=str(path), client_id=client_id)
        self._known: dict[str, Bot | None] = {}
        self._lock = threading.RLock()

    @property
    def logger(self) -> Logger:
        """Where problems are told."""
        return getLogger(__name__)

    def save(self, installation: Installation) -> None:
        """Keep a workspace's token in place of the one before."""
        self.save_bot(installation.to_bot())

    def save_bot(self, bot: Bot) -> None:
        """Keep a workspace's token in place of the one before."""
        if not bot.team_id or bot.is_enterprise_install:
            raise InstallsError("Only installations to one workspace can be kept.")
        kept = copy.copy(bot)
        kept.enterprise_id = None
        kept.bot_token = self._cipher.encrypt(bot.bot_token.encode()).decode()
        with self._lock:
            with self._told():
                self._inner.save_bot(kept)
            # The SDK keeps every installation, and finds the latest by the second.
            self._delete(bot.team_id, but_newest=True)
            self._known.pop(bot.team_id, None)

    def find_bot(
        self,
        *,
        enterprise_id: str | None = None,  # noqa: ARG002 - the SDK's signature
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """Return a workspace's token; raises InstallsError where the key does not fit."""
        if team_id is None or is_enterprise_install:
            return None
        with self._lock:
            if team_id not in self._known:
                self._known[team_id] = self._read(team_id)
            return self._known[team_id]

    def delete_bot(self, *, enterprise_id: str | None = None, team_id: str | None) -> None:  # noqa: ARG002 - the SDK's signature
        """Delete a workspace's tokens."""
        with self._lock:
            self._delete(team_id or "")
            self._known.pop(team_id or "", None)

    def delete_installation(self, **_: Any) -> None:
        """Do nothing: only bots are kept."""

    def teams(self) -> list[str]:
        """Return the workspaces that installed the app; raises InstallsError where a key does not fit."""
        with self._told(), contextlib.closing(self._inner.connect()) as db:
            found = [str(row[0]) for row in db.execute("SELECT DISTINCT team_id FROM slack_bots ORDER BY 1")]
        for team in found:
            self.find_bot(team_id=team)
        return found

    def renew(self) -> int:
        """Encrypt every token anew with the first key; return how many there are."""
        renewed = [self.find_bot(team_id=team) for team in self.teams()]
        for bot in renewed:
            if bot is not None:
                self.save_bot(bot)
        return len(renewed)

    def _read(self, team: str) -> Bot | None:
        found = self._inner.find_bot(enterprise_id=None, team_id=team)
        if found is None:
            # The SDK also says None where it could not read, and a delivery would be lost for that.
            with self._told(), contextlib.closing(self._inner.connect()) as db:
                db.execute("SELECT count(*) FROM slack_bots").fetchone()
            return None
        try:
            found.bot_token = self._cipher.decrypt(found.bot_token.encode()).decode()
        except InvalidToken:
            raise InstallsError(
                f"GPU_ADVISOR_TOKEN_KEY does not fit the tokens in {self._path}. Give the key they were "
                "encrypted with (several keys, separated by commas, the newest first), or move the file away "
                "and let every workspace install the app again."
            ) from None
        return found

    def _delete(self, team: str, *, but_newest: bool = False) -> None:
        with self._told(), contextlib.closing(self._inner.connect()) as db, db:
            db.execute("PRAGMA secure_delete=ON")
            kept = db.execute("SELECT max(id) FROM slack_bots WHERE team_id = ?", (team,)).fetchone()[0]
            db.execute(
                "DELETE FROM slack_bots WHERE team_id = ? AND id <> ?", (team, kept if but_newest else -1)
            )

    @contextlib.contextmanager
    def _told(self) -> Any:
        try:
            yield
        except sqlite3.Error as error:
            raise InstallsError(f"The installations in {self._path} cannot be used: {error}.") from error


class ManyWorkspaces:
    """The workspaces that installed the app."""

    def __init__(self, installations: EncryptedInstallations, api_url: str) -> None:
        """Take the installations and the address of Slack's Web API."""
        self.installations = installations
        self._api_url = api_url

    def client(self, team: str) -> WebClient | None:
        """Return a client with the token of that workspace; None where the app is not installed."""
        found = self.installations.find_bot(team_id=team)
        return None if found is None else web_client(self._api_url, found.bot_token)

    def identity(self, enterprise: str | None, team: str | None) -> AuthorizeResult | None:
        """Return who the bot is in that workspace; None where the app is not installed."""
        found = self.installations.find_bot(team_id=team)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise,
            team_id=team,
            bot_user_id=found.bot_user_id,
            bot_id=found.bot_id,
            bot_token=found.bot_token,
            bot_scopes=found.bot_scopes,
        )

    def forget(self, team: str) -> None:
        """Delete that workspace's tokens."""
        self.installations.delete_bot(team_id=team)


class OneUseStates(SQLite3OAuthStateStore):
    """States that serve exactly once, also where two requests bring the same one at the same moment."""

    def __init__(self, path: Path) -> None:
        """Keep the states in this file."""
        _private(path)
        super().__init__(database=str(path), expiration_seconds=STATE_S)

    def issue(self, *args: Any, **kwargs: Any) -> str:
        """Return a new state; those that nobody came back with are forgotten."""
        with contextlib.closing(self.connect()) as db, db:
            db.execute("DELETE FROM oauth_states WHERE expire_at <= ?", (time.time(),))
        return str(super().issue(*args, **kwargs))

    def consume(self, state: str) -> bool:
        """Take a state; False where there is none, or somebody took it already."""
        # The SDK looks first and deletes second, so that two requests may both find it.
        with contextlib.closing(self.connect()) as db, db:
            taken = db.execute(
                "DELETE FROM oauth_states WHERE state = ? AND expire_at > ?", (state, time.time())
            )
            return taken.rowcount == 1


def installs_path(database: Path) -> Path:
    """Return where installations are kept: beside the database, and in no backup of it."""
    return database.with_name(f"{database.name}.installs")


def _private(path: Path) -> None:
    """Create the file so that only its owner may read it."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
