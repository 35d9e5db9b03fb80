"""Hostile texts through everything that repeats what people say: messages, the bot, exports, the log."""

import csv
import io
import json
import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.export import exported
from bot.logs import RedactingFormatter
from bot.typed import clean
from bot.words.environment import _labels, _markup, escaped
from tests.advisor import Advisor
from tests.bot.messages.cases import CASES
from tests.bot.messages.every import every_message
from tests.bot.messages.heard import record_of
from tests.core.archetypes import CATALOGUE
from tests.security.hostile import corpus, formulas, problems


def test_the_corpus_is_large_and_of_every_kind() -> None:
    """Every kind of attack has its examples, each once."""
    kinds = {kind for kind, _ in corpus()}
    assert kinds == {"mention", "link", "markup", "template", "formula", "control", "query", "size"}
    assert len(corpus()) == len(set(corpus())) >= 180


def test_the_measure_finds_what_is_live() -> None:
    """What the other tests look for is found where it is."""
    for text in (
        "<!channel>",
        "<http://evil.example|x>",
        "see https://evil.example",
        "@here",
        "<@W99>",
    ):
        assert problems(text, []), text
        assert problems("", [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]), text
    for text in ("<@U01ALICE> asked", "in <#C01GENERAL>", "plain", "4 < 5", "a&lt;!channel&gt;"):
        assert problems(text, []) == [], text
    assert formulas('"=1"\r\n"\'=1"\r\n') == ["=1"]


def side_by_side(texts: Iterable[str], most: int = 300) -> Iterator[str]:
    """Yield texts that hold all of these, several in each, as to draw every message takes long."""
    held = ""
    for text in texts:
        if held and len(held) + len(text) >= most:
            yield held
            held = ""
        held = f"{held} {text[:most]}" if held else text[:most]
    yield held


@pytest.mark.parametrize("kind", ["mention", "link", "markup", "template", "control", "size"])
def test_no_message_comes_alive(kind: str) -> None:
    """Every message there is, with every text of this kind in it: Slack makes nothing of it."""
    for text in side_by_side(text for _, text in corpus(kind)):
        for name, messages in every_message(text):
            for message in messages:
                assert problems(message.text, message.blocks) == [], (name, text)


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """One bot for all hostile people."""
    with Advisor(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.mark.parametrize(
    "kind", ["mention", "link", "markup", "template", "formula", "control", "query", "size"]
)
def test_the_whole_bot_takes_it(advisor: Advisor, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Typed with commands, in threads and in searches: nothing live, nothing lost, nothing dies."""
    caplog.set_level(logging.INFO)
    sandbox, channel = advisor.sandbox, advisor.begin("Llama 3 8B")
    root = sandbox.channel(channel).messages[0]
    for _, text in corpus(kind)[::3]:
        sandbox.command("alice", channel, f"/gpu-history search {text}")
        sandbox.say("bob", channel, f"we run {text} for 20 at once", root.ts)
        sandbox.command("alice", channel, f"/gpu-advice {text}")
        advisor.settle()
    sandbox.command("alice", channel, "/gpu-history export csv")
    advisor.settle()
    for message in sandbox.channel(channel).messages:
        if message.bot_id:
            assert problems(message.text, message.blocks) == [], message.text
            assert "Something went wrong" not in message.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("text", [text for _, text in corpus("formula", "control", "query", "markup")])
def test_no_export_runs(text: str) -> None:
    """As CSV no cell is a formula and no row breaks; JSON can be read; in Markdown nothing is live."""
    said = clean(text) or "x"
    record = record_of(CASES["one_stack"].model_copy(update={"model_name": said}), said)
    table = exported([record, record], "csv", CATALOGUE)
    assert formulas(table) == []
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 3
    assert json.loads(exported([record], "json", CATALOGUE))["recommendations"]
    assert re.search(r"(?<!\\)<script", exported([record], "md", CATALOGUE)) is None


@pytest.mark.parametrize("text", [text for _, text in corpus("control", "template")])
def test_no_line_of_the_log_is_forged(text: str) -> None:
    """Whatever stands in a record, it stays one line, and steers no terminal."""
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "said %s", (text,), None)
    line = RedactingFormatter().format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


@pytest.mark.parametrize("text", [text for _, text in corpus("template")])
def test_text_is_never_a_template(text: str) -> None:
    """Text goes through templates as it is: nothing in it is computed."""
    said = escaped(text)
    assert "49" not in said
    for environment in (_markup(), _labels()):
        assert isinstance(environment, ImmutableSandboxedEnvironment)


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ x.__init__.__globals__ }}",
        "{{ x.append(1) }}",
        "{{ ''.format.__self__.__class__ }}",
    ],
)
def test_a_template_of_ours_could_not_break_out(template: str) -> None:
    """Should a template ever be written badly, the sandbox still holds."""
    for environment in (_markup(), _labels()):
        with pytest.raises(SecurityError):
            environment.from_string(template).render(x=[])


def test_the_corpus_reaches_the_store_and_comes_back(advisor: Advisor, tmp_path: Path) -> None:
    """After all that, the database is whole, and a backup of it can be read."""
    advisor.store.backup(tmp_path / "backup.db")
    assert advisor.store.health().events_parked == 0
