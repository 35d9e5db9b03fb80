"""Hostile texts, one a line with its kind, escaped: `python -m tests.security.hostile` counts them."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[1] / "data" / "hostile" / "corpus.tsv"

THREAD = re.compile(r"<https://\w+\.slack\.com/archives/\w+/p\d+\|its thread>")
"""The one link of the bot's own: to where an interview is held."""
LIVE = re.compile(r"<(?!@U0\w+>|#C0\w+>|!date\^\d+\^\{date_short_pretty\}\|[^<>]*>)[^>]*>")
"""What Slack would make live, but for people who took part, channels and dates of our own."""
BARE = re.compile(r"(?:https?|ftp|file)://|www\.\w|@(?:channel|here|everyone)\b")
"""What Slack's clients make live of plain text, if nothing parts it."""


def corpus(*kinds: str) -> list[tuple[str, str]]:
    """Return kind and text of each line, of these kinds or of all."""
    lines = CORPUS.read_text(encoding="ascii").splitlines()
    split = [line.partition("\t") for line in lines]
    found = [(kind, text.encode("ascii").decode("unicode_escape")) for kind, _, text in split]
    return [(kind, text) for kind, text in found if not kinds or kind in kinds]


def marked(node: Any) -> Iterator[str]:
    """Return every text in Slack's markup in a block, however deep."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield str(node["text"])
        for part in node.values():
            yield from marked(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from marked(part)


def problems(text: str, blocks: Any) -> list[str]:
    """Return what would be live in a message."""
    texts = [THREAD.sub("", one) for one in (text, *marked(blocks))]
    return [found[0] for one in texts for found in [LIVE.search(one) or BARE.search(one)] if found]


def formulas(table: str) -> list[str]:
    """Return the cells that a spreadsheet would run."""
    return [
        cell
        for row in csv.reader(table.splitlines(keepends=True))
        for cell in row
        if cell[:1] in set("=+-@\t\r\n")
    ]


if __name__ == "__main__":
    counts = Counter(kind for kind, _ in corpus())
    for kind, count in counts.items():
        print(f"{kind:10}{count:5}")
    print(f"{'all':10}{counts.total():5}")
