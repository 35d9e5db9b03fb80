"""Settings come from the environment, and every problem is told at once."""

import pytest

from bot.settings import (
    DatabaseSettings,
    Settings,
    SettingsError,
    secret,
    transport_of_environment,
)

NAMES = (
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "GPU_ADVISOR_TOKEN_KEY",
    "GPU_ADVISOR_PUBLIC_URL",
    "GPU_ADVISOR_RETENTION_DAYS",
    "GPU_ADVISOR_ON_UNINSTALL",
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


MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "client-canary",
    "SLACK_SIGNING_SECRET": "signing-canary",
    "GPU_ADVISOR_TOKEN_KEY": "new-canary,old-canary",
    "GPU_ADVISOR_PUBLIC_URL": "https://bot.example/",
}


def test_http_needs_the_signing_secret_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over HTTP no app token is asked for, and the signing secret is; an empty one is none."""
    given(monkeypatch, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="")
    with pytest.raises(SettingsError, match="missing SLACK_SIGNING_SECRET") as told:
        Settings.from_environment("http")
    assert "SLACK_APP_TOKEN" not in str(told.value)
    given(monkeypatch, SLACK_SIGNING_SECRET="s")
    assert Settings.from_environment("http").slack_app_token is None


def test_several_workspaces_need_all_of_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the settings for several workspaces asks for the others, and not for a bot token."""
    given(monkeypatch, SLACK_CLIENT_ID="1.2")
    with pytest.raises(SettingsError) as told:
        Settings.from_environment("http")
    for name in MANY.keys() - {"SLACK_CLIENT_ID"}:
        assert f"missing {name}" in str(told.value)
    assert "missing SLACK_BOT_TOKEN" not in str(told.value)
    given(monkeypatch, **MANY)
    settings = Settings.from_environment("http")
    assert settings.gpu_advisor_public_url == "https://bot.example"
    assert sorted(settings.secrets) == ["client-canary", "new-canary", "old-canary", "signing-canary"]


def test_one_workspace_and_several_exclude_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both kinds of settings at once are told, instead of one silently winning."""
    given(monkeypatch, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1", **MANY)
    for transport in ("http", "socket"):
        with pytest.raises(SettingsError, match="Leave out the one you do not mean"):
            Settings.from_environment(transport)
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    with pytest.raises(SettingsError, match="gpu-advisor run --http"):
        Settings.from_environment("socket")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1", "is a rotating token"),
        ("GPU_ADVISOR_PUBLIC_URL", "http://bot.example", "is not an https address"),
        ("GPU_ADVISOR_PUBLIC_URL", "https://bot.example/path", "is not an https address"),
        ("GPU_ADVISOR_RETENTION_DAYS", "0", "greater than or equal to 1"),
        ("GPU_ADVISOR_RETENTION_DAYS", "soon", "valid integer"),
        ("GPU_ADVISOR_ON_UNINSTALL", "sometimes", "'delete' or 'keep'"),
    ],
)
def test_wrong_values_are_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    """Each wrong value is named with what it should be."""
    given(monkeypatch, **RIGHT | {name: value})
    with pytest.raises(SettingsError, match=name) as told:
        Settings.from_environment()
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("many", "setting", "deletes"),
    [
        (False, None, False),
        (False, "delete", True),
        (True, None, True),
        (True, "keep", False),
    ],
)
def test_what_an_uninstall_deletes(many: bool, setting: str | None, deletes: bool) -> None:
    """Left out, somebody else's history goes and one's own stays."""
    settings = Settings.model_validate(
        {"slack_client_id": "1.2" if many else None, "gpu_advisor_on_uninstall": setting}
    )
    assert settings.deletes_on_uninstall == deletes


def test_the_environment_tells_the_way_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signing secret without an app token means HTTP."""
    assert transport_of_environment() == "socket"
    given(monkeypatch, SLACK_SIGNING_SECRET="s")
    assert transport_of_environment() == "http"
    given(monkeypatch, SLACK_APP_TOKEN="xapp-1")
    assert transport_of_environment() == "socket"


def test_a_secret_that_is_missing_is_told() -> None:
    """Whoever builds the bot without a secret it needs learns so at once."""
    with pytest.raises(SettingsError, match="gpu-advisor check"):
        secret(None)
