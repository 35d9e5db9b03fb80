"""What all tests share: how patient properties are on a busy machine, and a bot of a test's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:  # tests of the core alone load no bot
    from tests.advisor import Advisor
    from tests.sandbox_faults import ScriptedFaults

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def faults() -> "ScriptedFaults":
    """Misbehaviour of Slack, none until the test chooses some."""
    from tests.sandbox_faults import ScriptedFaults

    return ScriptedFaults()


@pytest.fixture
def advisor(tmp_path: Path, faults: "ScriptedFaults") -> "Iterator[Advisor]":
    """A bot of its own, beside a workspace that misbehaves as the test chooses."""
    from tests.advisor import Advisor

    with Advisor(tmp_path, faults) as running:
        yield running
