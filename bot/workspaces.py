"""Whose token answers for which workspace."""

import logging
import ssl
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.hearing import KINDS

log = logging.getLogger(__name__)

TIMEOUT_S = 10
ASK_AGAIN_S = 60
"""How long a missing scope is believed to be missing."""

_GONE = frozenset({"invalid_auth", "account_inactive", "token_revoked", "not_authed"})


class InstallsError(Exception):
    """The installations cannot be used; the text says what to do."""


class UndecidedError(Exception):
    """Slack could not say just now who the bot is; the delivery has to come again."""


class Workspaces(Protocol):
    """The workspaces that the bot works for."""

    def client(self, team: str) -> WebClient | None:
        """Return a client with the token of that workspace; None where the app is not installed."""

    def identity(self, enterprise: str | None, team: str | None) -> AuthorizeResult | None:
        """Return who the bot is in that workspace; None where the app is not installed."""

    def forget(self, team: str) -> None:
        """Delete that workspace's tokens."""


def web_client(base_url: str, token: str | None = None) -> WebClient:
    """Return a client that makes each call once: the SDK's own retries post twice."""
    return WebClient(token=token, base_url=base_url, timeout=TIMEOUT_S, ssl=_trust(), retry_handlers=[])


@cache
def _trust() -> ssl.SSLContext:
    """Whom to trust, read once. Left to itself the SDK reads all certificates anew for every call: 40 ms."""
    trust = ssl.create_default_context()
    trust.set_alpn_protocols(["http/1.1"])
    return trust


class OneWorkspace:
    """The workspace that the token from the environment belongs to."""

    def __init__(self, client: WebClient) -> None:
        """Take the client; Slack is asked who the bot is when that is first needed."""
        self._client = client
        self._known: AuthorizeResult | None = None
        self._asked_at = 0.0
        self._lock = threading.Lock()

    def client(self, team: str) -> WebClient | None:  # noqa: ARG002 - there is one token only
        """Return the client."""
        return self._client

    def identity(self, enterprise: str | None, team: str | None) -> AuthorizeResult | None:
        """Return who the bot is. Raises UndecidedError where Slack has trouble."""
        with self._lock:
            if self._known is None or self._is_doubtful():
                self._known, self._asked_at = self._asked(), time.monotonic()
            known = self._known
        return AuthorizeResult(
            enterprise_id=enterprise,
            team_id=team,
            bot_user_id=known.bot_user_id,
            bot_id=known.bot_id,
            bot_token=self._client.token,
            url=known.url,
            bot_scopes=known.bot_scopes,
        )

    def _is_doubtful(self) -> bool:
        """Tell whether what was not granted may be by now: installing the app again adds it to this token."""
        lacking = self._known is not None and not KINDS.keys() <= set(self._known.bot_scopes or KINDS)
        return lacking and time.monotonic() > self._asked_at + ASK_AGAIN_S

    def forget(self, team: str) -> None:
        """Do nothing: this token stands in the environment, and Slack takes it no more."""
        log.warning("The app was removed from workspace %s; its token in the environment is void.", team)

    def _asked(self) -> AuthorizeResult:
        try:
            answer = self._client.auth_test()
        except SlackApiError as error:
            code = str(error.response.get("error"))
            saying = "the bot token is not accepted" if code in _GONE else "Slack has trouble"
            # Bolt would acknowledge, and so lose, a delivery whose authorization ends in a SlackApiError.
            raise UndecidedError(f"{saying} ({code})") from None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=None,
            bot_user_id=answer["user_id"],
            bot_id=answer.get("bot_id"),
            url=answer.get("url"),
            bot_scopes=[scope for scope in answer.headers.get("x-oauth-scopes", "").split(",") if scope],
        )


def authorizing(workspaces: Workspaces) -> Callable[..., AuthorizeResult | None]:
    """Return what tells Bolt who the bot is. Installations for a whole organisation are turned away."""

    def authorize(
        enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = None
    ) -> AuthorizeResult | None:
        if is_enterprise_install:
            log.error("Turned away a delivery from an installation for a whole organisation.")
            return None
        return workspaces.identity(enterprise_id, team_id)

    return authorize
