"""Which rooms of the program know each other, read from their own import statements."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path


def known(package: Path) -> dict[str, set[str]]:
    """Return for each room, a file or a folder of the package, which others it imports."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        for parts in _imported(path.read_text(encoding="utf-8"), package.name):
            if parts[0] == package.name and parts[1:] and parts[1] != room:
                found[room].add(parts[1])
    return found


def _imported(source: str, package: str) -> Iterator[tuple[str, ...]]:
    """Yield what a file imports of the program itself, as the parts of its name: bot, home."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (tuple(name.name.split(".")) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == package:
            yield from ((package, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield tuple((node.module or "").split("."))
