"""How long every message and view gets at its worst: `python -m tests.bench.messages`.

Renders each with plain, long and hostile text wherever somebody else's words can get in, and prints the
longest of each: blocks, characters over all blocks, and characters of the notification, with Slack's limits.
"""

import sys
from collections.abc import Iterator
from typing import Any

from bot.blocks import MOST_BLOCKS, MOST_CHARACTERS, MOST_FALLBACK
from tests.bot.messages.every import every_message, every_view

WORST = ("Llama 3 8B", "x" * 200, "&" * 200, "\U0001d54f" * 200, "a " * 100, "<@U01ALICE> " * 16)


def characters(node: Any) -> int:
    """Return how many characters stand in all texts of a block, however deep."""
    if isinstance(node, dict):
        own = node.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(characters(part) for part in node.values())
    return sum(characters(part) for part in node) if isinstance(node, list | tuple) else 0


def measured(text: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Yield each message and view with its blocks, its characters and those of its notification."""
    for name, messages in every_message(text):
        for number, message in enumerate(messages, 1):
            named = f"{name} {number}/{len(messages)}" if len(messages) > 1 else name
            yield named, (len(message.blocks), characters(message.blocks), len(message.text))
    for name, view in every_view(text):
        yield f"{view['type']} {name}", (len(view["blocks"]), characters(view["blocks"]), 0)


def worst() -> dict[str, tuple[int, ...]]:
    """Return the most of each figure over all texts."""
    found: dict[str, tuple[int, ...]] = {}
    for text in WORST:
        for name, figures in measured(text):
            before = found.get(name, figures)
            found[name] = tuple(max(pair) for pair in zip(before, figures, strict=True))
    return found


def main() -> int:
    """Print the table, the longest first."""
    rows = sorted(worst().items(), key=lambda row: -row[1][1])
    print(f"{'message':<44} {'blocks':>8} {'characters':>11} {'notification':>13}")
    for name, (blocks, length, gist) in rows:
        print(f"{name:<44} {blocks:>8} {length:>11,} {gist:>13,}")
    limits = (MOST_BLOCKS["message"], MOST_CHARACTERS, MOST_FALLBACK)
    print("{:<44} {:>8} {:>11,} {:>13,}".format("Slack takes in a message", *limits))
    return 0


if __name__ == "__main__":
    sys.exit(main())
