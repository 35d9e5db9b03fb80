"""The core decides and does nothing else: read from its own import statements."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = sorted((ROOT / "core").rglob("*.py"))

REASONING = frozenset(
    {
        *("core", "pydantic", "typing", "collections", "functools", "dataclasses", "enum", "contextlib"),
        *("math", "statistics", "itertools", "operator", "bisect", "re", "difflib", "datetime"),
    }
)
READING_ITS_OWN_FILES = frozenset({"csv", "io", "pathlib", "importlib"})
"""What core/catalog may import besides: it reads rows."""
CLOCKS_AND_CONSOLES = frozenset({"open", "print", "input", "today", "now", "utcnow"})


def imported(path: Path) -> Iterator[str]:
    """Return the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_nothing_that_acts(path: Path) -> None:
    """The standard library's reasoning part and pydantic; rapidfuzz mends typing errors, rows are read."""
    room = path.relative_to(ROOT).parts[1]
    allowed = REASONING | (READING_ITS_OWN_FILES if room == "catalog" else frozenset())
    allowed |= {"rapidfuzz"} if room == "reading" else frozenset()
    assert {name.split(".")[0] for name in imported(path)} <= allowed


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_asks_no_clock_and_talks_to_nobody(path: Path) -> None:
    """Dates are handed in and words are handed back; only a catalogue's reader opens its rows."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    assert not called & CLOCKS_AND_CONSOLES


def test_only_commands_read_prices_and_models_from_elsewhere() -> None:
    """No Slack request can lead to what the operator's commands fetch: nothing else imports it."""
    importers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot").rglob("*.py")
        if {"bot.fetch", "bot.prices", "bot.lookup"} & set(imported(path))
    }
    assert importers == {"bot/commands/models.py", "bot/commands/prices.py", "bot/lookup.py", "bot/prices.py"}
