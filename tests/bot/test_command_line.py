"""The command line does its work, and says in one sentence what is wrong."""

import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.check import _sqlite, checked, prices_found
from bot.manifest import required_scopes
from bot.store.sqlite import open_store
from bot.today import utc_today
from core.catalog.catalogue import default_catalogue
from core.catalog.deployment import load_catalogue
from tests.sandbox import RunningSandbox, Sandbox, declared, start_sandbox

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 6, 1)


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """A local workspace that grants every scope."""
    with start_sandbox() as running:
        yield running


@pytest.fixture
def environment(sandbox: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a bot that is set up right."""
    values = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "GPU_ADVISOR_DATABASE_URL": f"sqlite:///{tmp_path / 'advisor.db'}",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def started(*arguments: str) -> "subprocess.Popen[str]":
    """Start the program, as a person would."""
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def lines_until(process: "subprocess.Popen[str]", word: str) -> str:
    """Return what the program prints up to the line with that word."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if word in line:
            return said
    raise AssertionError(f"{said!r}, and then: {process.communicate()[1]}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_says_ready_and_stops_cleanly(environment: dict[str, str], number: signal.Signals) -> None:
    """`run` connects, says so in a line with "ready", and leaves with status 0 on either signal."""
    process = started("run")
    assert "ready" in lines_until(process, "ready")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err) == (0, "Stopping.", "")


def test_run_without_settings_names_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without tokens `run` says what is missing, and where to get it."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(main, ["run"])
    assert done.exit_code == 1
    assert "missing SLACK_BOT_TOKEN" in done.output
    assert "missing SLACK_APP_TOKEN" in done.output


def test_run_with_a_wrong_token_says_what_slack_said(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused token ends in one sentence, not in a traceback."""
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-wrong")
    done = CliRunner().invoke(main, ["run"])
    assert done.exit_code == 1
    assert "Slack refused: invalid_auth" in done.output


def test_run_without_a_network_says_so(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers, the sentence names what to do."""
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    done = CliRunner().invoke(main, ["run"])
    assert done.exit_code == 1
    assert "gpu-advisor check" in done.output


def test_run_with_a_database_in_use_says_so(environment: dict[str, str]) -> None:
    """A second bot on the same file is refused."""
    store = open_store(environment["GPU_ADVISOR_DATABASE_URL"])
    done = CliRunner().invoke(main, ["run"])
    store.close()
    assert done.exit_code == 1
    assert "in use by another" in done.output


def test_demo_stops_cleanly_with_its_page_open() -> None:
    """Ctrl+C ends the demo without a word too many, though a page still waits for changes."""
    process = started("demo", "--port", "0")
    said = lines_until(process, "ready")
    address = next(word for word in said.split() if word.startswith("http://"))
    with urlopen(f"{address}/sandbox/changes", timeout=60) as page:  # noqa: S310 - the demo's own address
        assert page.readline().startswith(b"data:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err) == (0, "Stopping.", "")


@pytest.mark.usefixtures("sandbox")
def test_demo_serves_the_page_and_stops_cleanly() -> None:
    """`demo` needs nothing, prints where the page is, and ends on SIGTERM."""
    process = started("demo", "--port", "0")
    said = lines_until(process, "ready")
    address = next(word for word in said.split() if word.startswith("http://"))
    with urlopen(address, timeout=60) as page:  # noqa: S310 - the demo's own address
        assert "<html" in page.read().decode()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err) == (0, "Stopping.", "")


def test_demo_on_a_port_in_use_says_so(sandbox: RunningSandbox) -> None:
    """A port that is taken is told in one sentence."""
    done = CliRunner().invoke(main, ["demo", "--port", sandbox.url.rpartition(":")[2]])
    assert done.exit_code == 1
    assert "is the port in use?" in done.output


def test_check_finds_everything_in_order(environment: dict[str, str]) -> None:
    """With everything set up, `check` has no problem to name."""
    open_store(environment["GPU_ADVISOR_DATABASE_URL"]).close()
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 0, done.output
    assert "PROBLEM" not in done.output
    for subject in ("bot token", "scopes", "socket", "database", "SQLite", "catalogue"):
        assert f"ok      {subject}: " in done.output


def test_check_names_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each problem is one line that says what to do, and the status tells scripts."""
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    monkeypatch.setenv("GPU_ADVISOR_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/advisor.db")
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 1
    assert "PROBLEM settings: " in done.output
    assert "create it" in done.output


def found(subject: str, today: date = TODAY) -> list[str]:
    """Return what `check` says of one subject."""
    return [one.line() for one in checked(lambda: today) if one.subject == subject]


def test_check_tells_of_refused_tokens(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack's own word for the refusal stands beside the way to get the token."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-wrong")
    assert found("bot token")[0].startswith("PROBLEM bot token: Slack answered invalid_auth. Check SLACK_BOT")
    assert found("socket")[0].startswith("PROBLEM socket: Slack answered invalid_auth. Check SLACK_APP")


def test_check_tells_of_no_network(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers, the network is named."""
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert "could not be reached" in found("bot token")[0]


def test_check_tells_of_missing_scopes(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Scopes that the manifest asks for and Slack has not granted are named."""
    with start_sandbox(sandbox=Sandbox(declared(scopes=frozenset({"commands"})))) as poor:
        monkeypatch.setenv("SLACK_API_URL", poor.api_url)
        line = found("scopes")[0]
    assert line.startswith("PROBLEM scopes: not granted: app_mentions:read, channels:history")


def test_check_takes_declined_scopes_as_they_are(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Optional scopes that were declined are named, and are no problem."""
    with start_sandbox(sandbox=Sandbox(declared(scopes=required_scopes() | {"users:read"}))) as poor:
        monkeypatch.setenv("SLACK_API_URL", poor.api_url)
        line = found("scopes")[0]
    assert line == "ok      scopes: all that are needed; declined: files:write, im:write (optional)"


def test_check_tells_of_a_wrong_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database address of another kind is named."""
    monkeypatch.setenv("GPU_ADVISOR_DATABASE_URL", "mysql://x")
    assert "is not an address of the form" in found("database")[0]


def test_check_tells_of_a_new_database(environment: dict[str, str]) -> None:
    """A database that does not exist yet is no problem."""
    assert found("database")[0].endswith("will be created")


def test_check_tells_of_a_damaged_database(environment: dict[str, str], tmp_path: Path) -> None:
    """A file that is no database is a problem with its way out."""
    (tmp_path / "advisor.db").write_bytes(b"nonsense" * 1000)
    assert "PROBLEM database: " in found("database")[0]


def test_sqlite_versions() -> None:
    """Only versions with the write-ahead-log fault get the word of caution."""
    assert "rare write-ahead-log fault" in _sqlite((3, 40, 1)).found
    assert _sqlite((3, 44, 6)).found == "3.44.6"
    assert _sqlite((3, 53, 0)).found == "3.53.0"


def test_prices_grow_old() -> None:
    """Prices are called current for a month at the most, and history after three; a future date is wrong."""
    catalogue = default_catalogue()
    ranked = [quote.as_of for tier in catalogue.tiers if (quote := catalogue.rate(tier.gpu.id))]
    oldest = date.fromisoformat(min(ranked))
    said = {days: prices_found(catalogue, oldest + timedelta(days=days)) for days in (-1, 30, 31, 91)}
    assert said[-1].problem
    assert "which is not yet" in said[-1].found
    assert said[30].found.endswith("30 days old")
    assert "may have moved" in said[31].found
    assert "not as current. Run gpu-advisor prices refresh" in said[91].found
    assert utc_today() >= TODAY


def test_check_tells_of_one_price_of_a_day_that_is_not_yet(tmp_path: Path) -> None:
    """It would never grow old; that the others are of the past does not hide it."""
    row = "rtx4090,us,cloud,on_demand,0.4,2031-01-01,us"
    (tmp_path / "prices.csv").write_text(
        f"gpu,provider,market,commitment,usd_per_gpu_hour,date,source\n{row}\n", encoding="utf-8"
    )
    said = prices_found(load_catalogue(tmp_path), date(2026, 11, 27))
    assert said.problem
    assert said.found.endswith("prices of 2031-01-01, which is not yet: correct the date in prices.csv")


def test_check_tells_of_a_wrong_catalogue(environment: dict[str, str], tmp_path: Path) -> None:
    """A row of a deployment's own that cannot be used is a problem, named by file, line and column."""
    own = tmp_path / "advisor-catalogue"
    own.mkdir()
    (own / "tiers.csv").write_text("id,gpu,path,source,date\nx,nothing,X,us,2026-01-01\n", encoding="utf-8")
    assert found("catalogue")[0].startswith("PROBLEM catalogue: tiers.csv line 2 (x): gpu 'nothing' is in no")
    done = CliRunner().invoke(main, ["run"])
    assert done.exit_code == 1
    assert "tiers.csv line 2 (x)" in done.output


def test_version_is_shown() -> None:
    """`--version` names the version that the package has, whose changes head the changelog."""
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[([\d.]+)\]", changes, re.MULTILINE)
    assert newest
    assert newest[1] == package
    assert CliRunner().invoke(main, ["--version"]).output.split()[-1] == package


def test_module_and_command_are_the_same() -> None:
    """`python -m bot` is the command."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    for command in ("advise", "check", "demo", "run"):
        assert command in done.stdout
