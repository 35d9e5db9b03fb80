"""Two workspaces that share every id: no request of one shows or changes anything of the other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.handling import Conversation
from bot.listeners import COMMANDS
from tests.bot.outbox import slack as fake
from tests.security.twins import CANARIES, TEAMS, THREAD, Twins

Act = Callable[[Twins, str], str]
ACTS: dict[str, Act] = {
    "start": lambda twins, team: twins.command(team, COMMANDS[0], f"Llama 3 8B chat for {CANARIES[team]}"),
    "start elsewhere": lambda twins, team: twins.command(team, COMMANDS[0], "Llama 3 8B", channel="C2"),
    "answer": lambda twins, team: twins.say(team, f"{CANARIES[team]}, 4k context"),
    "just answer": lambda twins, team: twins.say(team, "just answer"),
    "what if": lambda twins, team: twins.say(team, "what if 30 at once?"),
    "why": lambda twins, team: twins.say(team, "why?"),
    "chatter": lambda twins, team: twins.say(team, "nice, thanks", thread=None),
    "mention": lambda twins, team: twins.say(team, "<@U0BOT> Llama 3 8B", type="app_mention", thread=None),
    "stop": lambda twins, team: twins.say(team, "stop"),
    "history": lambda twins, team: twins.command(team, COMMANDS[1], ""),
    "history of a DM": lambda twins, team: twins.command(team, COMMANDS[1], "", channel="D1"),
    "mine": lambda twins, team: twins.command(team, COMMANDS[1], "mine"),
    "search": lambda twins, team: twins.command(team, COMMANDS[1], "search llama"),
    "show": lambda twins, team: twins.command(team, COMMANDS[1], "record1"),
    "compare": lambda twins, team: twins.command(team, COMMANDS[1], "compare record1 record2"),
    "export": lambda twins, team: twins.command(team, COMMANDS[1], "export json"),
    "home": lambda twins, team: twins.home(team),
    "click an answer": lambda twins, team: twins.click(team, "answer:0", "record1|1|context_tokens|4096"),
    "click stop": lambda twins, team: twins.click(team, "stop", "record1|1"),
    "click change": lambda twins, team: twins.click(team, "change", "record1"),
    "click show": lambda twins, team: twins.click(team, "history_show", "record1"),
    "click older": lambda twins, team: twins.click(team, "history_older", "channel|1795000009.record9|"),
    "click delete": lambda twins, team: twins.click(team, "history_delete", "record1"),
    "click delete by another": lambda twins, team: twins.click(team, "history_delete", "record1", user="U2"),
    "click to the DM": lambda twins, team: twins.click(team, "dm", "record1|0", private=True),
    "click send": lambda twins, team: twins.click(team, "send_dm", "record1"),
    "type in private": lambda twins, team: twins.click(team, "say:record1|1", "4k context", private=True),
}


def other(team: str) -> str:
    """Return the other workspace."""
    return TEAMS[1 - TEAMS.index(team)]


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[Twins]:
    """Both workspaces, each with the same interview under way."""
    with fake.running() as one, fake.running() as two, Twins(tmp_path, {"T1": one, "T2": two}) as made:
        for team in TEAMS:
            ACTS["start"](made, team)
        yield made


def assert_apart(twins: Twins, team: str, got: str, before: object) -> None:
    """Assert that a request of one workspace neither showed nor touched the other."""
    assert CANARIES[other(team)] not in got
    assert twins.rows(other(team)) == before
    assert CANARIES[other(team)] not in str(twins.rows(team))
    assert CANARIES[team] not in str(twins.rows(other(team)))


def test_the_twins_really_share_their_ids(twins: Twins) -> None:
    """Both interviews have the same id and hang on the same thread of the same channel."""
    found = [twins.store.interview_in_thread(team, "C1", THREAD) for team in TEAMS]
    assert [one.interview.id for one in found if one] == ["record1", "record1"]
    for team in TEAMS:
        assert CANARIES[team] in str(twins.rows(team))


@pytest.mark.parametrize("name", ACTS)
def test_every_request_stays_in_its_workspace(twins: Twins, name: str) -> None:
    """Each kind of request, before and after the advice, concerns its own workspace only."""
    for team in TEAMS:
        for act in (name, "just answer", name):
            before = twins.rows(other(team))
            assert_apart(twins, team, ACTS[act](twins, team), before)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(TEAMS), st.sampled_from(sorted(ACTS))), max_size=12))
def test_no_sequence_of_requests_leaks(steps: list[tuple[str, str]]) -> None:
    """Whatever both do in whatever order, neither sees nor changes a row of the other."""
    with (
        TemporaryDirectory() as folder,
        fake.running() as one,
        fake.running() as two,
        Twins(Path(folder), {"T1": one, "T2": two}) as twins,
    ):
        for team, name in [*((team, "start") for team in TEAMS), *steps]:
            before = twins.rows(other(team))
            assert_apart(twins, team, ACTS[name](twins, team), before)


def test_the_acts_do_something(twins: Twins) -> None:
    """The requests are real: most of them are answered, and history shows the workspace its own."""
    ACTS["just answer"](twins, "T1")
    assert isinstance(twins.bot.conversation, Conversation)
    for name in ("history", "mine", "search", "show", "export", "click show", "click send"):
        assert CANARIES["T1"] in ACTS[name](twins, "T1") or "Llama 3 8B" in ACTS[name](twins, "T1"), name
    assert "record1" not in str(twins.rows("T2")["recommendations"])
