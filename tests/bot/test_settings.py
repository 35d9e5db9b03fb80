"""Settings come from the environment, and every problem is told at once."""

import pytest

from bot.settings import DatabaseSettings, Settings, SettingsError

NAMES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
    "GPU_ADVISOR_DATABASE_URL",
)
RIGHT = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Set the environment."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_tokens_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """With both tokens, Slack itself and a file beside the process are the defaults."""
    given(monkeypatch, **RIGHT)
    settings = Settings.from_environment()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.gpu_advisor_database_url == "sqlite:///gpu-advisor.db"


def test_tokens_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A settings object shown in a log holds no token."""
    given(monkeypatch, SLACK_BOT_TOKEN="xoxb-canary", SLACK_APP_TOKEN="xapp-canary")
    assert "canary" not in repr(Settings.from_environment())


def test_every_problem_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One message names all that is missing or wrong, and where to get it."""
    given(
        monkeypatch,
        SLACK_BOT_TOKEN="xoxp-1",
        SLACK_API_URL="https://slack.com/",
        GPU_ADVISOR_DATABASE_URL="mysql://x",
    )
    with pytest.raises(SettingsError) as told:
        Settings.from_environment()
    text = str(told.value)
    assert "SLACK_BOT_TOKEN does not start with xoxb-" in text
    assert "missing SLACK_APP_TOKEN" in text
    assert "connections:write" in text
    assert "SLACK_API_URL is not an address that ends in /api/" in text
    assert "GPU_ADVISOR_DATABASE_URL is not an address of the form sqlite:///path" in text
    assert "gpu-advisor demo" in text


def test_wrong_app_token_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot token in the place of the app token is noticed."""
    given(monkeypatch, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xoxb-1")
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN does not start with xapp-"):
        Settings.from_environment()


def test_another_base_address_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any base address that ends in /api/ will do."""
    given(monkeypatch, SLACK_API_URL="http://127.0.0.1:9/api/", **RIGHT)
    assert Settings.from_environment().slack_api_url == "http://127.0.0.1:9/api/"


def test_database_alone_needs_no_token() -> None:
    """Commands without Slack read the database's address alone."""
    assert DatabaseSettings.from_environment().gpu_advisor_database_url == "sqlite:///gpu-advisor.db"


def test_wrong_database_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong address is told without asking for tokens."""
    given(monkeypatch, GPU_ADVISOR_DATABASE_URL="gpu-advisor.db")
    with pytest.raises(SettingsError) as told:
        DatabaseSettings.from_environment()
    assert "SLACK_BOT_TOKEN" not in str(told.value)
