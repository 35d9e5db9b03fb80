"""A workspace that may misbehave, and the connections of an app to it."""

from collections.abc import Iterator

import pytest

from bot.sockets import Sockets
from tests.bot.sockets.talking import COMMANDS, app_of
from tests.sandbox import RunningSandbox, Sandbox, start_sandbox
from tests.sandbox_faults import ScriptedFaults


@pytest.fixture
def faults() -> ScriptedFaults:
    """Misbehaviour of Slack to be chosen by the test."""
    return ScriptedFaults()


@pytest.fixture
def slack(faults: ScriptedFaults) -> Iterator[RunningSandbox]:
    """A workspace that may misbehave."""
    with start_sandbox(sandbox=Sandbox(COMMANDS, faults=faults, ack_timeout_s=60)) as running:
        yield running


@pytest.fixture
def connected(slack: RunningSandbox) -> Iterator[Sockets]:
    """Both connections, open."""
    opened = Sockets(app_of(slack, lambda: None), slack.app_token)
    opened.connect()
    yield opened
    opened.close()
