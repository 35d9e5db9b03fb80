"""Tokens of several workspaces: never in clear, under keys that can change, no more than needed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Bot as Installed
from slack_sdk.oauth.installation_store import Installation

from bot.__main__ import main
from bot.app import build_app
from bot.installs import EncryptedInstallations, ManyWorkspaces
from bot.settings import Settings
from bot.workspaces import InstallsError
from core.catalog.catalogue import default_catalogue
from tests.bot.http.conftest import HERE, KEY, Web


def installed(team: str = "T1") -> Installed:
    """Return the installation of a workspace."""
    return Installed(
        app_id="A1", team_id=team, bot_token="xoxb-canary", bot_id="B1", bot_user_id="U0BOT", installed_at=1.0
    )


def kept(path: Path, key: str = KEY) -> EncryptedInstallations:
    """Open the store of installations."""
    return EncryptedInstallations(path / "installs", "111.222", key)


def test_tokens_are_never_in_clear(many: Web) -> None:
    """Neither the database nor the file of installations holds a token; only their owner may read them."""
    many.slack.offers("code1", "T1", "xoxb-canary-token")
    many.install("code1")
    many.command("Llama 3 8B")
    many.deliver()
    for file in many.database.parent.iterdir():
        assert b"canary" not in file.read_bytes(), file
        assert file.stat().st_mode & 0o077 == 0, file


def test_a_wrong_key_stops_the_start(many: Web, many_settings: Settings) -> None:
    """With another key the bot does not start, and says what to do."""
    many.slack.offers("code1", "T1", "xoxb-1")
    many.install("code1")
    other = many_settings.model_copy(
        update={
            "gpu_advisor_token_key": Settings.model_validate(
                {"gpu_advisor_token_key": Fernet.generate_key().decode()}
            ).gpu_advisor_token_key
        }
    )
    with pytest.raises(InstallsError, match="GPU_ADVISOR_TOKEN_KEY does not fit"):
        build_app(other, many.store, default_catalogue(), listen=HERE)


def test_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    """Any text is not a key."""
    with pytest.raises(InstallsError, match="gpu-advisor new-key"):
        kept(tmp_path, "secret")


def test_keys_can_be_changed(tmp_path: Path) -> None:
    """With the new key before the old one every token still opens, and renewed the old key can go."""
    new = Fernet.generate_key().decode()
    kept(tmp_path).save_bot(installed())
    both = kept(tmp_path, f"{new}, {KEY}")
    assert both.renew() == 1
    found = kept(tmp_path, new).find_bot(team_id="T1")
    assert found is not None
    assert found.bot_token == "xoxb-canary"
    with pytest.raises(InstallsError):
        kept(tmp_path).find_bot(team_id="T1")


def test_an_unreadable_file_is_not_taken_for_no_installation(tmp_path: Path) -> None:
    """Where the file cannot be read, a delivery fails and comes again, instead of being turned away."""
    (tmp_path / "installs").write_bytes(b"nonsense" * 1000)
    with pytest.raises(InstallsError, match="cannot be used"):
        kept(tmp_path).find_bot(team_id="T1")


def test_only_one_workspaces_bot_is_kept(tmp_path: Path) -> None:
    """Users' tokens and organisations' installations never reach the file."""
    store = kept(tmp_path)
    store.save(
        Installation(
            app_id="A1",
            team_id="T1",
            bot_token="xoxb-1",
            bot_id="B1",
            bot_user_id="U0",
            user_id="U1",
            user_token="xoxp-canary",
            incoming_webhook_url="https://hooks.slack.com/canary",
        )
    )
    with closing(sqlite3.connect(tmp_path / "installs")) as db:
        assert "canary" not in "".join(db.iterdump())
    with pytest.raises(InstallsError):
        store.save_bot(Installed(bot_token="x", bot_id="B", bot_user_id="U", installed_at=1.0, team_id=None))
    assert store.find_bot(team_id=None) is None
    assert store.find_bot(team_id="T1", is_enterprise_install=True) is None
    store.delete_installation(enterprise_id=None, team_id="T1")
    assert store.teams() == ["T1"]
    store.delete_bot(team_id=None)
    assert store.logger.name == "bot.installs"
    assert ManyWorkspaces(store, "http://127.0.0.1:9/api/").identity(None, "T2") is None


def test_a_failure_to_keep_is_told(many: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the token cannot be kept, the page says so, and no token is in the log."""

    def broken(*_: object) -> None:
        raise InstallsError("The installations cannot be used: disk I/O error.")

    monkeypatch.setattr(EncryptedInstallations, "save_bot", broken)
    many.slack.offers("code1", "T1", "xoxb-1")
    status, page = many.install("code1")
    assert (status, "went wrong on our side" in page) == (500, True)


def test_a_new_key_is_a_key(tmp_path: Path) -> None:
    """What `new-key` prints can be used at once."""
    key = CliRunner().invoke(main, ["new-key"]).output.strip()
    kept(tmp_path, key).save_bot(installed())
