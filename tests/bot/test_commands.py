"""The commands beside running: the manifest, data export and deletion, and running over HTTP."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.manifest import http_manifest, read_manifest
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import ALICE, CHANNEL
from tests.bot.store.test_privacy import keep
from tests.bot.test_command_line import lines_until, started
from tests.several import several


def invoked(*arguments: str, **more: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, arguments, **more)  # type: ignore[arg-type] # only text is passed


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the commands find the database."""
    url = f"sqlite:///{tmp_path / 'advisor.db'}"
    monkeypatch.setenv("GPU_ADVISOR_DATABASE_URL", url)
    return url


def filled(database: str, *teams: str) -> None:
    """Keep an interview in each workspace."""
    store: SqliteStore = open_store(database)
    for team in teams:
        keep(store, "i1", team=team)
    store.close()


def test_the_manifest_for_socket_mode_is_the_file() -> None:
    """It is printed as it stands, with the reasons for each scope."""
    assert yaml.safe_load(invoked("manifest").output) == read_manifest()
    assert "# the two slash commands" in invoked("manifest", "--mode", "socket").output


def test_the_manifest_for_http_has_addresses() -> None:
    """What is printed can be pasted, and reads back as it was meant."""
    done = invoked("manifest", "--mode", "http", "--url", "https://bot.example")
    assert yaml.safe_load(done.output) == http_manifest("https://bot.example")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--mode", "http"], "--mode http needs --url"),
        (["--mode", "http", "--url", "http://bot.example"], "an https address without a path"),
        (["--mode", "http", "--url", "https://bot.example/slack/events"], "an https address without a path"),
        (["--url", "https://bot.example"], "--url belongs to --mode http"),
    ],
)
def test_a_wrong_address_is_told(arguments: list[str], words: str) -> None:
    """An address Slack could not use is refused before anybody pastes it."""
    done = invoked("manifest", *arguments)
    assert (done.exit_code, words in done.output) == (2, True)


def test_data_is_exported_line_by_line(database: str) -> None:
    """Each line is one JSON object, and names the table it comes from."""
    filled(database, "T1")
    done = invoked("data", "export", "--user", ALICE)
    tables = [json.loads(line)["table"] for line in done.output.splitlines()]
    assert tables == ["interviews", "answers", "recommendations"]
    assert len(invoked("data", "export", "--workspace", "T1").output.splitlines()) == 4


def test_data_is_exported_while_the_bot_runs(database: str) -> None:
    """Reading needs no lock."""
    filled(database, "T1")
    store = open_store(database)
    assert invoked("data", "export", "--channel", CHANNEL).exit_code == 0
    done = invoked("data", "delete", "--channel", CHANNEL, "--yes")
    store.close()
    assert (done.exit_code, "stop that one first" in done.output) == (1, True)


def test_data_is_deleted_after_a_question(database: str) -> None:
    """Deleting asks, and does it for good."""
    filled(database, "T1")
    refused = invoked("data", "delete", "--user", ALICE, input="n\n")
    assert (refused.exit_code, "for good?" in refused.output) == (1, True)
    assert invoked("data", "export", "--user", ALICE).output != ""
    done = invoked("data", "delete", "--user", ALICE, "--yes")
    assert done.output == f"Deleted 1 interviews of user {ALICE}, with all that hung on them.\n"
    assert invoked("data", "export", "--user", ALICE).output == ""


def test_a_workspace_has_to_be_named_where_there_are_several(database: str) -> None:
    """Ids of people and channels are unique within a workspace only."""
    filled(database, "T1", "T2")
    done = invoked("data", "delete", "--user", ALICE, "--yes")
    assert (done.exit_code, "Several workspaces are kept (T1, T2): add --workspace" in done.output) == (
        2,
        True,
    )
    assert invoked("data", "delete", "--user", ALICE, "--workspace", "T2", "--yes").exit_code == 0
    assert invoked("data", "export", "--workspace", "T2").output == ""
    assert invoked("data", "export", "--workspace", "T1").output != ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [([], "Name whose data it is"), (["--user", "U1", "--channel", "C1"], "not both")],
)
def test_whose_data_has_to_be_clear(database: str, arguments: list[str], words: str) -> None:
    """Nobody deletes by accident what they did not name."""
    open_store(database).close()
    assert words in invoked("data", "delete", "--yes", *arguments).output


def test_deleting_from_an_empty_database_deletes_nothing(database: str) -> None:
    """Where nothing is kept there is nothing to find."""
    open_store(database).close()
    assert invoked("data", "delete", "--user", "U1", "--yes").output.startswith("Deleted 0 interviews")
    assert invoked("data", "export", "--workspace", "T1").output == ""


def test_run_over_http_says_where_and_stops_cleanly(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`run --http` listens where it says, answers the health check, and leaves with status 0."""
    with several() as slack:
        slack.tokens["xoxb-1"] = "T1"
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
        monkeypatch.setenv("SLACK_SIGNING_SECRET", "secret")
        monkeypatch.setenv("SLACK_API_URL", slack.base_url)
        monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)
        assert "ok      signing secret: given" in invoked("check").output
        process = started("run", "--http", "--port", "0")
        said = lines_until(process, "ready")
        address = next(word.rstrip(",") for word in said.split() if word.startswith("http://"))
        with urlopen(address.replace("/slack/events", "/healthz"), timeout=60) as page:  # noqa: S310 - our own
            assert page.read() == b"ok"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err) == (0, "Stopping.", "")


def test_run_over_http_needs_the_secret(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the signing secret nothing is listened to."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "")
    done = invoked("run", "--http")
    assert (done.exit_code, "missing SLACK_SIGNING_SECRET" in done.output) == (1, True)


def test_a_start_of_the_bot_loads_no_command_it_does_not_run() -> None:
    """Nor YAML, which only reads the manifest, nor what decides and draws before there is a connection."""
    unneeded = (
        "yaml",
        "bot.check",
        "bot.commands.check",
        "bot.conversation",
        "bot.handling",
        "bot.messages",
        "core.reading",
    )
    script = (
        f"import sys, bot.commands.run, bot.app; print([m for m in sys.modules if m.startswith({unneeded})])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
