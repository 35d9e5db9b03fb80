"""The rooms of the shell know each other in one direction."""

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.rooms import known

ROOT = Path(__file__).parents[2]


def test_no_rooms_know_each_other() -> None:
    """Whoever reads a room needs to know only those below it, down to those that know none."""
    rooms = known(ROOT / "bot")
    assert {"conversation", "history"} <= rooms["handling"]
    order = list(TopologicalSorter(rooms).static_order())
    assert order.index("conversation") < order.index("history") < order.index("handling")


def test_a_circle_of_rooms_is_seen(tmp_path: Path) -> None:
    """Two rooms that import each other, however deep in a folder, have no order."""
    package = tmp_path / "bot"
    (package / "history").mkdir(parents=True)
    (package / "history" / "reading.py").write_text("from bot import home\n", encoding="utf-8")
    (package / "home.py").write_text("import bot.history.reading\n", encoding="utf-8")
    with pytest.raises(CycleError):
        TopologicalSorter(known(package)).prepare()
