"""The bot's settings: one frozen model read from the environment, every problem told in one message."""

import re
from pathlib import Path
from typing import Final, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK: Final = "https://slack.com/api/"
PRICES: Final = "https://dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3"
MODELS: Final = "https://huggingface.co"

HOW: Final = {
    "slack_bot_token": "SLACK_BOT_TOKEN: the bot token, which starts with xoxb-. Find it at "
    "api.slack.com/apps, your app, OAuth & Permissions, after installing the app to the workspace.",
    "slack_app_token": "SLACK_APP_TOKEN: the app-level token, which starts with xapp-. Make one at "
    "api.slack.com/apps, your app, Basic Information, App-Level Tokens, with the scope connections:write.",
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
}
"""What each setting is and how to get it."""


class SettingsError(Exception):
    """The settings cannot be used; the text names every problem and how to mend it."""


class DatabaseSettings(BaseSettings):
    """What commands that need no Slack have to know."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    gpu_advisor_database_url: str = Field(default="sqlite:///gpu-advisor.db")
    gpu_advisor_catalogue: Path | None = None

    @field_validator("gpu_advisor_database_url")
    @classmethod
    def _is_database_url(cls, url: str) -> str:
        if not re.fullmatch(r"sqlite:///.+", url):
            raise ValueError("is not an address of the form sqlite:///path")
        return url

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings; raises SettingsError with one message for all that is missing or wrong."""
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError(_told(error)) from None


class LookupSettings(DatabaseSettings):
    """What commands need that read prices or models from elsewhere."""

    gpu_advisor_prices_url: str = PRICES
    gpu_advisor_models_url: str = MODELS
    hf_token: SecretStr | None = None

    @field_validator("gpu_advisor_prices_url", "gpu_advisor_models_url")
    @classmethod
    def _is_base(cls, url: str) -> str:
        if not re.fullmatch(r"(https|file)://\S+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/\S*)?", url):
            raise ValueError("is not an address of the form https://... or file:///...")
        return url.rstrip("/")


class Settings(DatabaseSettings):
    """What `gpu-advisor run` needs to know. Tokens are kept from being printed."""

    slack_bot_token: SecretStr
    slack_app_token: SecretStr
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, token: SecretStr) -> SecretStr:
        if not re.fullmatch(r"xoxb-\S+", token.get_secret_value()):
            raise ValueError("does not start with xoxb-")
        return token

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, token: SecretStr) -> SecretStr:
        if not re.fullmatch(r"xapp-\S+", token.get_secret_value()):
            raise ValueError("does not start with xapp-")
        return token

    @field_validator("slack_api_url")
    @classmethod
    def _is_api_url(cls, url: str) -> str:
        if not re.fullmatch(r"https?://\S+/api/", url):
            raise ValueError("is not an address that ends in /api/")
        return url


def _told(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        name = str(problem["loc"][0])
        if problem["type"] == "missing":
            lines.append(f"- missing {HOW[name]}")
        else:
            reason = str(problem["msg"]).removeprefix("Value error, ")
            lines.append(f"- {HOW[name].split(':')[0]} {reason}. {HOW[name]}")
    listed = "\n".join(lines)
    return (
        f"GPU Advisor cannot start with these settings:\n{listed}\nTo try it without Slack: gpu-advisor demo"
    )
