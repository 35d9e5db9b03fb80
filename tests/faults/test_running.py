"""Small runs of the kill loop and the soak: the whole program against a Slack that misbehaves."""

from tests.faults.kill import kill_often
from tests.faults.soak import soak


def test_killed_again_and_again() -> None:
    """A few kills at random lose nothing, repeat nothing and leave nothing half done."""
    verdict, counts, _ = kill_often(4, seed=7)
    assert verdict.violations == []
    assert counts["rounds"] == 4


def test_many_interviews_while_slack_misbehaves() -> None:
    """Each of a few interviews finishes, with every message once."""
    verdict, counts, _ = soak(0.05, 4, seed=7)
    assert verdict.violations == []
    assert counts["interviews that finished"] == verdict.counts["interviews"] > 0
