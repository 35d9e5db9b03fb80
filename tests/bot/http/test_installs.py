"""Several workspaces: installing by OAuth, tokens that are never in clear, and taking the app away."""

import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from bot.__main__ import main
from bot.app import build_app
from bot.installs import EncryptedInstallations, OneUseStates, installs_path
from bot.manifest import required_scopes
from bot.settings import Settings
from core.catalog.catalogue import default_catalogue
from tests.bot.http.conftest import HERE, KEY, Web, running
from tests.several import SeveralSlack


def test_two_workspaces_install_and_are_served_with_their_own_tokens(many: Web) -> None:
    """Each workspace's messages go out with the token that it gave, whatever ids they share."""
    for number in ("1", "2"):
        many.slack.offers(f"code{number}", f"T{number}", f"xoxb-{number}")
        status, page = many.install(f"code{number}")
        assert (status, f"Team T{number}" in page) == (200, True)
        many.command(f"Llama 3 8B chat for {number}0 at once", team=f"T{number}")
    many.deliver()
    for number in ("1", "2"):
        said = [given for token, given in many.slack.made("chat.postMessage") if token == f"xoxb-{number}"]
        assert f"{number}0 at once" in str(said)
        assert f"{3 - int(number)}0 at once" not in str(said)


def test_installing_asks_for_what_the_manifest_asks(many: Web) -> None:
    """The page leads to Slack with the app's id, exactly the manifest's scopes, and the way back."""
    _, page, _ = many.request("GET", "/slack/install")
    assert "client_id=111.222" in page
    assert f"scope={','.join(sorted(required_scopes()))}" in page
    assert "redirect_uri=https://bot.example/slack/oauth_redirect" in page


def test_a_state_serves_once(many: Web) -> None:
    """Coming back with the same state again installs nothing, and says what to do."""
    many.slack.offers("code1", "T1", "xoxb-1")
    assert many.install("code1")[0] == 200
    many.slack.offers("code2", "T2", "xoxb-2")
    status, page = many.redirected("code2", many.cookie.partition("=")[2])
    assert (status, "used already" in page) == (401, True)
    assert many.slack.codes.keys() == {"code2"}


def test_a_state_serves_once_in_a_race(tmp_path: Path) -> None:
    """Of many requests with one state at the same moment, exactly one gets through."""
    states = OneUseStates(tmp_path / "states")
    for _ in range(20):
        state, together = states.issue(), threading.Barrier(8)

        def taken(_: int, state: str = state, together: threading.Barrier = together) -> bool:
            together.wait()
            return states.consume(state)

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(taken, range(8))) == 1


def test_old_states_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state of ten minutes ago does not serve, and does not fill the file."""
    states, now = OneUseStates(tmp_path / "states"), [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    state = states.issue()
    now[0] += 601
    assert not states.consume(state)
    states.issue()
    with closing(sqlite3.connect(tmp_path / "states")) as db:
        assert db.execute("SELECT count(*) FROM oauth_states").fetchone() == (1,)


def test_another_browser_cannot_finish(many: Web) -> None:
    """A link passed on to somebody else installs nothing for whoever passed it on."""
    many.slack.offers("code1", "T1", "xoxb-1")
    _, _, response = many.request("GET", "/slack/install")
    state = (response.getheader("set-cookie") or "").partition(";")[0].partition("=")[2]
    status, page = many.redirected("code1", state)
    assert (status, "same browser" in page) == (400, True)


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("error=access_denied", 200, "cancelled"),
        ("error=<script>alert(1)</script>", 200, "went wrong"),
    ],
)
def test_a_cancelled_installation_is_told(many: Web, query: str, status: int, words: str) -> None:
    """Slack's own reasons are told in words, and nothing of the address is repeated on the page."""
    found, page, response = many.request("GET", f"/slack/oauth_redirect?{query.replace('<', '%3C')}")
    assert (found, words in page, "<script" in page) == (status, True, False)
    assert response.getheader("referrer-policy") == "no-referrer"


def test_a_wrong_code_is_told(many: Web, caplog: pytest.LogCaptureFixture) -> None:
    """A code that Slack refuses is told, and does not stand in the log."""
    status, page = many.install("code-canary")
    assert (status, "did not accept" in page) == (401, True)
    assert "code-canary" not in caplog.text


def test_a_missing_code_is_told(many: Web) -> None:
    """Coming back without a code is told."""
    many.request("GET", "/slack/install")
    _, _, response = many.request("GET", "/slack/install")
    many.cookie = (response.getheader("set-cookie") or "").partition(";")[0]
    query = f"state={many.cookie.partition('=')[2]}"
    found = many.request("GET", f"/slack/oauth_redirect?{query}", headers={"cookie": many.cookie})
    assert (found[0], "no code" in found[1]) == (401, True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"is_enterprise_install": True, "enterprise": {"id": "E1"}}, "whole organisation"),
        ({"refresh_token": "xoxe-1-canary", "expires_in": 43_200}, "token rotation"),
    ],
)
def test_what_is_not_handled_is_turned_away(many: Web, more: dict[str, object], words: str) -> None:
    """Installations for an organisation, and rotating tokens, are refused in words, and not kept."""
    many.slack.offers("code1", "T1", "xoxb-1", **more)
    status, page = many.install("code1")
    assert (status, words in page) == (400, True)
    assert kept_teams(many) == []


def kept_teams(web: Web) -> list[str]:
    """Return the workspaces whose tokens are kept."""
    return EncryptedInstallations(installs_path(web.database), "111.222", KEY).teams()


def test_missing_scopes_are_told(many: Web) -> None:
    """Whoever grants less than asked learns what for."""
    many.slack.offers("code1", "T1", "xoxb-1", scope="commands,chat:write")
    _, page = many.install("code1")
    assert "channels:join" in page
    many.slack.offers("code2", "T2", "xoxb-2", scope=",".join(required_scopes()))
    assert "not granted" not in many.install("code2")[1]


def test_a_workspace_that_did_not_install_is_told(many: Web) -> None:
    """A command from elsewhere gets one sentence, and leaves nothing behind."""
    assert "not installed in this workspace" in many.command("Llama 3 8B", team="T9")
    assert "not installed" in many.command("Llama 3 8B", team="T9", is_enterprise_install="true")
    many.deliver()
    assert many.slack.made("chat.postMessage") == []
    assert many.store.workspaces() == []


def test_an_organisations_installation_is_turned_away(many: Web) -> None:
    """A delivery for a whole organisation is not taken for one of its workspaces."""
    many.slack.offers("code1", "T1", "xoxb-1")
    many.install("code1")
    assert "not installed" in many.command("Llama 3 8B", team="T1", is_enterprise_install="true")


@pytest.mark.parametrize(
    "order", [("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled")]
)
def test_taking_the_app_away_deletes_tokens_and_history(many: Web, order: tuple[str, str]) -> None:
    """Whichever of the two events comes first, and however often, nothing of that workspace stays."""
    for number in ("1", "2"):
        many.slack.offers(f"code{number}", f"T{number}", f"xoxb-{number}")
        many.install(f"code{number}")
        many.command("Llama 3 8B chat", team=f"T{number}")
    for kind in (*order, *order):
        tokens = {"oauth": [], "bot": ["U0BOT"]}
        assert many.event({"type": kind, "tokens": tokens}, team="T1")[0] == 200
    assert kept_teams(many) == ["T2"]
    assert many.store.workspaces() == ["T2"]
    many.deliver()
    assert {token for token, _ in many.slack.made("chat.postMessage")} == {"xoxb-2"}


def test_a_users_revoked_token_is_none_of_ours(many: Web) -> None:
    """Only the bot's own tokens count."""
    many.slack.offers("code1", "T1", "xoxb-1")
    many.install("code1")
    many.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})
    assert kept_teams(many) == ["T1"]


def test_history_may_be_kept(many_settings: Settings, slack: SeveralSlack) -> None:
    """By policy a workspace that removes the app finds its history again when it comes back."""
    settings = many_settings.model_copy(update={"gpu_advisor_on_uninstall": "keep"})
    for web in running(settings, slack):
        slack.offers("code1", "T1", "xoxb-1")
        web.install("code1")
        web.command("Llama 3 8B chat")
        web.event({"type": "app_uninstalled"})
        web.deliver()
        assert (kept_teams(web), web.store.workspaces()) == ([], ["T1"])
        assert [error for _, error in web.store.health().outbox_parked][:1] == ["not_installed"]


def test_one_workspace_keeps_its_history_by_default(one: Web) -> None:
    """With the token in the environment, removing the app deletes nothing unless asked for."""
    one.command("Llama 3 8B chat")
    assert one.event({"type": "app_uninstalled"})[0] == 200
    assert one.store.workspaces() == ["T1"]


def test_installing_again_takes_the_new_token(many: Web) -> None:
    """A second installation within the same second replaces the first."""
    for number in range(3):
        many.slack.offers("code", "T1", f"xoxb-{number}")
        many.install("code")
    many.command("Llama 3 8B chat")
    many.deliver()
    assert {token for token, _ in many.slack.made("chat.postMessage")} == {"xoxb-2"}


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment that gives these settings."""
    given = json.loads(settings.model_dump_json())
    secrets = {"slack_client_secret": "s", "slack_signing_secret": "s", "gpu_advisor_token_key": KEY}
    return {name.upper(): str(value) for name, value in (given | secrets).items() if value is not None}


def test_check_looks_at_every_workspace(
    many: Web, many_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`check` names the installations, each token, and the scopes that were not granted."""
    many.slack.offers("code1", "T1", "xoxb-1")
    many.install("code1")
    for name, value in environment(many_settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)
    done = CliRunner().invoke(main, ["check"])
    assert "ok      installations: 1 workspaces, at https://bot.example/slack/install" in done.output
    assert "ok      bot token: accepted, as bot in T1" in done.output
    assert "PROBLEM scopes: not granted: app_mentions:read" in done.output
    assert "Renewed the tokens of 1 workspaces." in CliRunner().invoke(main, ["renew-tokens"]).output
    monkeypatch.setenv("GPU_ADVISOR_TOKEN_KEY", Fernet.generate_key().decode())
    assert (
        "PROBLEM installations: GPU_ADVISOR_TOKEN_KEY does not fit"
        in CliRunner().invoke(main, ["check"]).output
    )
    assert CliRunner().invoke(main, ["renew-tokens"]).exit_code == 1


def test_client_id_in_the_environment_turns_nothing_on(
    one: Web, slack: SeveralSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack's framework would begin to look for installations by itself; ours stays as it was told."""
    monkeypatch.setenv("SLACK_CLIENT_ID", "111.222")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "secret")
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings.model_validate(
        {
            "slack_bot_token": "xoxb-one",
            "slack_signing_secret": "signing-secret-of-the-tests",
            "slack_api_url": slack.base_url,
            "slack_client_id": None,
        }
    )
    before = set(tmp_path.iterdir())
    bot = build_app(settings, one.store, default_catalogue(), listen=HERE)
    bot.connect()
    web = Web(bot, one.store, slack, one.database)
    assert "serving" in web.command("help")["text"]
    assert web.request("GET", "/slack/install")[0] == 404
    bot.disconnect()
    assert set(tmp_path.iterdir()) == before
