"""The bot's settings: one frozen model read from the environment, every problem told in one message."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK: Final = "https://slack.com/api/"
PRICES: Final = "https://dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3"
MODELS: Final = "https://huggingface.co"
Transport = Literal["socket", "http"]

HOW: Final = {
    "slack_bot_token": "SLACK_BOT_TOKEN: the bot token, which starts with xoxb-. Find it at "
    "api.slack.com/apps, your app, OAuth & Permissions, after installing the app to the workspace.",
    "slack_app_token": "SLACK_APP_TOKEN: the app-level token, which starts with xapp-. Make one at "
    "api.slack.com/apps, your app, Basic Information, App-Level Tokens, with the scope connections:write.",
    "slack_signing_secret": "SLACK_SIGNING_SECRET: what proves over HTTP that a request is Slack's. Find it "
    "at api.slack.com/apps, your app, Basic Information, App Credentials.",
    "slack_client_id": "SLACK_CLIENT_ID: for several workspaces, the app's client id. Find it at "
    "api.slack.com/apps, your app, Basic Information, App Credentials.",
    "slack_client_secret": "SLACK_CLIENT_SECRET: for several workspaces, the app's client secret, which "
    "stands beside its client id.",
    "gpu_advisor_token_key": "GPU_ADVISOR_TOKEN_KEY: for several workspaces, the key that encrypts their "
    "tokens. Make one with: gpu-advisor new-key",
    "gpu_advisor_public_url": "GPU_ADVISOR_PUBLIC_URL: for several workspaces, the https address at which "
    "people reach /slack/install, without a path, as in https://gpu-advisor.example.com.",
    "slack_api_url": "SLACK_API_URL: the base address of Slack's Web API, http(s) and ending in /api/. "
    "Leave it out for Slack itself.",
    "gpu_advisor_database_url": "GPU_ADVISOR_DATABASE_URL: where history is kept, as in "
    "sqlite:///gpu-advisor.db (beside you) or sqlite:////var/lib/gpu-advisor/gpu-advisor.db (absolute).",
    "gpu_advisor_catalogue": "GPU_ADVISOR_CATALOGUE: the folder of your own tiers.csv, gpus.csv, models.csv, "
    "aliases.csv, prices.csv and rates.csv. Leave it out for the folder beside the database.",
    "gpu_advisor_prices_url": "GPU_ADVISOR_PRICES_URL: where prices are published, https: or file: address. "
    "Leave it out for gpuhunt's public catalogue.",
    "gpu_advisor_models_url": "GPU_ADVISOR_MODELS_URL: the base address of Hugging Face or a mirror of it. "
    "Leave it out for Hugging Face itself.",
    "hf_token": "HF_TOKEN: a read token of huggingface.co, for models whose terms you accepted there. "
    "Leave it out for open models.",
    "gpu_advisor_retention_days": "GPU_ADVISOR_RETENTION_DAYS: after how many days without a change "
    "interviews and recommendations are deleted, a whole number from 1. Leave it out to keep them.",
    "gpu_advisor_open_per_person": "GPU_ADVISOR_OPEN_PER_PERSON: how many interviews one person may have "
    "open at a time, a whole number from 1. Left out, 10.",
    "gpu_advisor_open_per_channel": "GPU_ADVISOR_OPEN_PER_CHANNEL: how many interviews may be open in one "
    "channel, a whole number from 1. Left out, 30.",
    "gpu_advisor_on_uninstall": "GPU_ADVISOR_ON_UNINSTALL: what becomes of a workspace's history when it "
    "removes the app: delete or keep. Left out, delete with several workspaces and keep with one.",
}
"""What each setting is and how to get it."""

_OF_MANY: Final = (
    "slack_client_id",
    "slack_client_secret",
    "gpu_advisor_token_key",
    "gpu_advisor_public_url",
)
_BOTH: Final = (
    "- SLACK_BOT_TOKEN serves one workspace, SLACK_CLIENT_ID several. Leave out the one you do not mean."
)
_NEEDS_HTTP: Final = (
    "- SLACK_CLIENT_ID serves several workspaces, which install the app on web pages: start with "
    "gpu-advisor run --http. For one workspace leave it out."
)
_MOST_DAYS: Final = 36_500
_PUBLIC: Final = r"https://[^/\s]+/?|http://(localhost|127\.0\.0\.1)(:\d+)?/?"
_Text = TypeVar("_Text", str, SecretStr)


def _of_form(pattern: str, otherwise: str) -> AfterValidator:
    """Return the check that a setting has a form, with what is said of one that has not."""

    def checked(given: _Text) -> _Text:
        if not re.fullmatch(pattern, given.get_secret_value() if isinstance(given, SecretStr) else given):
            raise ValueError(otherwise)
        return given

    return AfterValidator(checked)


_NO_SLASH: Final = AfterValidator(lambda url: url.rstrip("/"))
_Base = Annotated[
    str,
    _of_form(
        r"(https|file)://\S+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/\S*)?",
        "is not an address of the form https://... or file:///...",
    ),
    _NO_SLASH,
]
_BotToken = Annotated[
    SecretStr,
    _of_form(r"(?!xoxe\.).*", "is a rotating token, which is not handled; use an app without token rotation"),
    _of_form(r"xoxb-\S+", "does not start with xoxb-"),
]
_AppToken = Annotated[SecretStr, _of_form(r"xapp-\S+", "does not start with xapp-")]
_ApiUrl = Annotated[str, _of_form(r"https?://\S+/api/", "is not an address that ends in /api/")]
_PublicUrl = Annotated[str, _of_form(_PUBLIC, "is not an https address without a path"), _NO_SLASH]
_DatabaseUrl = Annotated[str, _of_form(r"sqlite:///.+", "is not an address of the form sqlite:///path")]


class SettingsError(Exception):
    """The settings cannot be used; the text names every problem and how to mend it."""


class DatabaseSettings(BaseSettings):
    """What commands that need no Slack have to know."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, validate_default=False, defer_build=True
    )

    gpu_advisor_database_url: _DatabaseUrl = "sqlite:///gpu-advisor.db"
    gpu_advisor_catalogue: Path | None = None

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings; raises SettingsError with one message for all that is missing or wrong."""
        return cls._read([])

    @classmethod
    def _read(cls, missing: list[str]) -> Self:
        problems = [f"- missing {HOW[name]}" for name in missing]
        try:
            settings = cls()
        except ValidationError as error:
            raise SettingsError(_told([*problems, *_lines(error)])) from None
        if problems:
            raise SettingsError(_told(problems))
        return settings


class LookupSettings(DatabaseSettings):
    """What commands need that read prices or models from elsewhere."""

    gpu_advisor_prices_url: _Base = PRICES
    gpu_advisor_models_url: _Base = MODELS
    hf_token: SecretStr | None = None


class Settings(DatabaseSettings):
    """What `gpu-advisor run` needs to know. Secrets are kept from being printed."""

    slack_bot_token: _BotToken | None = None
    slack_app_token: _AppToken | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    gpu_advisor_token_key: SecretStr | None = None
    gpu_advisor_public_url: _PublicUrl | None = None
    gpu_advisor_retention_days: int | None = Field(default=None, ge=1, le=_MOST_DAYS)
    gpu_advisor_open_per_person: int = Field(default=10, ge=1)
    gpu_advisor_open_per_channel: int = Field(default=30, ge=1)
    gpu_advisor_on_uninstall: Literal["delete", "keep"] | None = None
    slack_api_url: _ApiUrl = SLACK

    @classmethod
    def from_environment(cls, transport: Transport = "socket") -> Self:
        """Read what this way to run needs; raises SettingsError with one message for all problems.

        One workspace is served with a bot token, several with the app's client id and secret.
        """
        given = {name for name in cls.model_fields if os.environ.get(name.upper())}
        many = given & set(_OF_MANY)
        needed = [*(_OF_MANY if many else ["slack_bot_token"])]
        needed.append("slack_signing_secret" if transport == "http" else "slack_app_token")
        settings = cls._read([name for name in needed if name not in given])
        if many and settings.slack_bot_token is not None:
            raise SettingsError(_told([_BOTH]))
        if many and transport == "socket":
            raise SettingsError(_told([_NEEDS_HTTP]))
        return settings

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret in these settings, for keeping them out of logs."""
        held = [value for _, value in self if isinstance(value, SecretStr)]
        return tuple(part for value in held for part in value.get_secret_value().split(",") if part)

    @property
    def deletes_on_uninstall(self) -> bool:
        """Whether a workspace that removes the app takes its history along."""
        by_default = "keep" if self.slack_client_id is None else "delete"
        return (self.gpu_advisor_on_uninstall or by_default) == "delete"


def is_public_url(url: str) -> bool:
    """Tell whether an address may stand before /slack/...: https without a path, or this very machine."""
    return bool(re.fullmatch(_PUBLIC, url))


def transport_of_environment() -> Transport:
    """Return the way to run that the environment is set up for."""
    http = os.environ.get("SLACK_SIGNING_SECRET") and not os.environ.get("SLACK_APP_TOKEN")
    return "http" if http else "socket"


def secret(value: SecretStr | None) -> str:
    """Return a secret that this way to run needs; raises SettingsError where it is not there."""
    if value is None:
        raise SettingsError("A secret that is needed is missing; run gpu-advisor check.")
    return value.get_secret_value()


def _lines(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_input=False):
        name = str(problem["loc"][0])
        reason = str(problem["msg"]).removeprefix("Value error, ")
        reason = reason[:1].lower() + reason[1:]
        yield f"- {HOW[name].split(':')[0]} {reason}. {HOW[name]}"


def _told(lines: list[str]) -> str:
    listed = "\n".join(lines)
    return (
        f"GPU Advisor cannot start with these settings:\n{listed}\nTo try it without Slack: gpu-advisor demo"
    )
