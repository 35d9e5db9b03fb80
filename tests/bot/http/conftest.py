"""The bot behind real HTTP, in front of a Slack of several workspaces."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography.fernet import Fernet
from slack_sdk.signature import SignatureVerifier

from bot.app import Address, Bot, build_app
from bot.http import HttpServer
from bot.settings import Settings
from bot.store.sqlite import SqliteStore, open_store
from core.catalog.catalogue import default_catalogue
from tests.several import SeveralSlack, several

SECRET = "signing-secret-of-the-tests"
KEY = Fernet.generate_key().decode()
FORM = "application/x-www-form-urlencoded"
HERE = Address("127.0.0.1", 0)


@dataclass
class Web:
    """A running bot, and requests to it as Slack and browsers make them."""

    bot: Bot
    store: SqliteStore
    slack: SeveralSlack
    database: Path
    cookie: str = ""

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, HTTPResponse]:
        """Make a request; returns the status, the body and the response."""
        assert isinstance(self.bot.line, HttpServer)
        connection = HTTPConnection(urlsplit(self.bot.line.url).netloc, timeout=60)
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        said = response.read().decode()
        connection.close()
        return response.status, said, response

    def slacks(
        self, body: str, *, content_type: str = FORM, at: float | None = None, secret: str = SECRET
    ) -> tuple[int, str]:
        """Make a request as Slack signs it."""
        stamp = str(int(time.time() if at is None else at))
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
        headers = {
            "content-type": content_type,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
        }
        return self.request("POST", "/slack/events", body.encode(), headers)[:2]

    def command(self, text: str, *, team: str = "T1", command: str = "/gpu-advice", **more: str) -> Any:
        """Type a command; returns the answer that Slack shows."""
        fields = {
            "team_id": team,
            "channel_id": "C1",
            "channel_name": "general",
            "user_id": "U1",
            "command": command,
            "text": text,
            "trigger_id": f"t.{time.monotonic_ns()}",
            **more,
        }
        status, said = self.slacks(urlencode(fields))
        assert status == 200, said
        return json.loads(said) if said.startswith("{") else said

    def event(self, event: Mapping[str, Any], *, team: str = "T1", **more: Any) -> tuple[int, str]:
        """Deliver an event."""
        body = {"type": "event_callback", "team_id": team, "event_id": "Ev1", "event": event, **more}
        return self.slacks(json.dumps(body), content_type="application/json")

    def install(self, code: str) -> tuple[int, str]:
        """Install the app in one browser, from the first page to the last."""
        _, page, response = self.request("GET", "/slack/install")
        self.cookie = (response.getheader("set-cookie") or "").partition(";")[0]
        state = self.cookie.partition("=")[2]
        assert state in page
        return self.redirected(code, state)

    def redirected(self, code: str, state: str) -> tuple[int, str]:
        """Come back from Slack with a code."""
        query = urlencode({"code": code, "state": state})
        headers = {"cookie": self.cookie}
        return self.request("GET", f"/slack/oauth_redirect?{query}", headers=headers)[:2]

    def deliver(self) -> None:
        """Deliver all that is owed."""
        while self.bot.outbox.run_once():
            pass


@pytest.fixture
def slack() -> Iterator[SeveralSlack]:
    """Several workspaces over real HTTP."""
    with several() as running:
        yield running


@pytest.fixture
def many_settings(slack: SeveralSlack, tmp_path: Path) -> Settings:
    """Settings for several workspaces."""
    return Settings.model_validate(
        {
            "slack_client_id": "111.222",
            "slack_client_secret": "client-secret-canary",
            "slack_signing_secret": SECRET,
            "gpu_advisor_token_key": KEY,
            "gpu_advisor_public_url": "https://bot.example",
            "slack_api_url": slack.base_url,
            "gpu_advisor_database_url": f"sqlite:///{tmp_path / 'advisor.db'}",
        }
    )


def running(settings: Settings, slack: SeveralSlack) -> Iterator[Web]:
    """Run a bot with these settings."""
    store = open_store(settings.gpu_advisor_database_url)
    bot = build_app(settings, store, default_catalogue(), listen=HERE)
    bot.connect()
    yield Web(bot, store, slack, Path(settings.gpu_advisor_database_url.removeprefix("sqlite:///")))
    bot.disconnect()
    store.close()


@pytest.fixture
def many(many_settings: Settings, slack: SeveralSlack) -> Iterator[Web]:
    """A bot for several workspaces, that nobody has installed yet."""
    yield from running(many_settings, slack)


@pytest.fixture
def one(slack: SeveralSlack, tmp_path: Path) -> Iterator[Web]:
    """A bot for one workspace, with its token from the environment."""
    slack.tokens["xoxb-one"] = "T1"
    settings = Settings.model_validate(
        {
            "slack_bot_token": "xoxb-one",
            "slack_signing_secret": SECRET,
            "slack_api_url": slack.base_url,
            "gpu_advisor_database_url": f"sqlite:///{tmp_path / 'one.db'}",
        }
    )
    yield from running(settings, slack)
