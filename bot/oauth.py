"""The pages by which a workspace installs the app: OAuth, as Slack's SDK does it, with our own words."""

import html
import logging
from typing import Final

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk.oauth.installation_store import Installation

from bot.installs import (
    STATE_S,
    EncryptedInstallations,
    ManyWorkspaces,
    OneUseStates,
    installs_path,
)
from bot.manifest import INSTALL, REDIRECT, required_scopes
from bot.settings import Settings, secret
from bot.store.opening import path_of
from bot.words import say_plain
from bot.workspaces import InstallsError, web_client

log = logging.getLogger(__name__)
_TOLD: Final = frozenset(
    {"access_denied", "invalid_browser", "invalid_state", "missing_code", "invalid_code"}
)
"""Reasons of Slack and its SDK that have a sentence."""

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body style="font: 1.1rem/1.5 sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">
<h1>{title}</h1><p>{words}</p></body></html>
"""


class _TurnedAwayError(BoltError):
    """An installation of a kind that is not handled; the text names the sentence."""


class _Flow(OAuthFlow):
    """The SDK's flow, which turns away what is not handled before it is kept."""

    def store_installation(self, request: BoltRequest, installation: Installation) -> None:
        """Keep the installation; raises BoltError where it cannot be."""
        if installation.is_enterprise_install or not installation.team_id:
            raise _TurnedAwayError("org_wide")
        if installation.bot_refresh_token:
            raise _TurnedAwayError("rotation")
        try:
            super().store_installation(request, installation)
        except InstallsError as error:
            log.exception("an installation could not be kept")
            raise BoltError(str(error)) from error


def several_workspaces(settings: Settings) -> tuple[ManyWorkspaces, OAuthFlow]:
    """Return the workspaces that installed the app, and the pages by which more do.

    Raises InstallsError where the key does not fit the tokens that are there.
    """
    path = installs_path(path_of(settings.gpu_advisor_database_url))
    client_id = settings.slack_client_id or ""
    installations = EncryptedInstallations(path, client_id, secret(settings.gpu_advisor_token_key))
    installations.teams()
    oauth = OAuthSettings(
        client_id=client_id,
        client_secret=secret(settings.slack_client_secret),
        scopes=sorted(required_scopes()),
        user_scopes=[],
        redirect_uri=f"{settings.gpu_advisor_public_url}{REDIRECT}",
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        callback_options=CallbackOptions(success=_succeeded, failure=_failed),
        installation_store=installations,
        installation_store_bot_only=True,
        state_store=OneUseStates(path),
        state_expiration_seconds=STATE_S,
    )
    # The SDK would write the code into the log when Slack refuses it.
    silent = logging.Logger("oauth", level=logging.CRITICAL)  # noqa: LOG001 - nobody listens
    flow = _Flow(client=web_client(settings.slack_api_url), logger=silent, settings=oauth)
    return ManyWorkspaces(installations, settings.slack_api_url), flow


def _succeeded(args: SuccessArgs) -> BoltResponse:
    installed = args.installation
    missing = sorted(required_scopes() - set(installed.bot_scopes or ()))
    words = say_plain("installs", "installed", team=installed.team_name or installed.team_id)
    if missing:
        words += " " + say_plain("installs", "installed_missing", missing=", ".join(missing))
    return _page(200, "installed_title", words, args)


def _failed(args: FailureArgs) -> BoltResponse:
    reason = str(args.error) if isinstance(args.error, _TurnedAwayError) else args.reason
    log.warning("an installation failed: %s", reason if reason in _TOLD else args.suggested_status_code)
    told = reason in _TOLD or isinstance(args.error, _TurnedAwayError)
    words = say_plain("installs", f"failed_{reason}" if told else "failed_other")
    status = 400 if isinstance(args.error, _TurnedAwayError) else args.suggested_status_code
    return _page(status, "failed_title", words, args)


def _page(status: int, title: str, words: str, args: SuccessArgs | FailureArgs) -> BoltResponse:
    return BoltResponse(
        status=status,
        body=_PAGE.format(title=html.escape(say_plain("installs", title)), words=html.escape(words)),
        headers={
            "Content-Type": "text/html; charset=utf-8",
            "Set-Cookie": args.settings.state_utils.build_set_cookie_for_deletion(),
        },
    )
