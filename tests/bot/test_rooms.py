"""The rooms of the shell know each other in one direction: read from their own import statements."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def rooms_imported(source: str) -> Iterator[tuple[str, ...]]:
    """Yield what a file imports of the program itself, as the parts of its name: bot, home."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (tuple(name.name.split(".")) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "bot":
            yield from (("bot", name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield tuple((node.module or "").split("."))


def known(folder: Path) -> dict[str, set[str]]:
    """Return for each room, a file or a folder of the shell, which others it imports."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in folder.rglob("*.py"):
        room = path.relative_to(folder).parts[0].removesuffix(".py")
        for parts in rooms_imported(path.read_text(encoding="utf-8")):
            if parts[0] == "bot" and parts[1:] and parts[1] != room:
                found[room].add(parts[1])
    return found


def test_no_rooms_know_each_other() -> None:
    """Whoever reads a room needs to know only those below it, down to those that know none."""
    rooms = known(ROOT / "bot")
    assert {"conversation", "history"} <= rooms["handling"]
    order = list(TopologicalSorter(rooms).static_order())
    assert order.index("conversation") < order.index("history") < order.index("handling")


def test_a_circle_of_rooms_is_seen(tmp_path: Path) -> None:
    """Two rooms that import each other, however deep in a folder, have no order."""
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "reading.py").write_text("from bot import home\n", encoding="utf-8")
    (tmp_path / "home.py").write_text("import bot.history.reading\n", encoding="utf-8")
    with pytest.raises(CycleError):
        TopologicalSorter(known(tmp_path)).prepare()
