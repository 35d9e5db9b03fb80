"""Rules of security that hold for every line of the program, read from its own source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for name in ("bot", "core") for path in (ROOT / name).rglob("*.py"))
STORE = [path for path in FILES if path.parent.name == "store"]
TENANT_TABLES = ("interviews", "answers", "recommendations", "outbox", "events", "people", "waiting")
OVER_ALL_TEAMS = {
    "idle_interviews": "the timers look after every workspace, and act on each interview with its own team",
    "postpone": "it gives back the very row that was leased, by its number",
    "due": "the outbox delivers for every workspace, each row with the token of its team",
    "next_due": "as above",
    "recover": "a restart concerns every workspace's rows",
    "erase_response_urls": "secrets expire in every workspace",
    "aged": "what nobody touches ages in every workspace",
    "purge": "as above; interviews are deleted by team and id",
    "workspaces": "it lists the workspaces, for whoever runs the bot",
    "health": "it counts over all workspaces, for whoever runs the bot",
    "tidy": "old events are forgotten in every workspace",
    "kept": "what waits is heard again in every workspace, each delivery with its own team",
    "write": "a backup holds every workspace",
}
"""Functions of the store that read or write over all workspaces, and why they may."""

FORBIDDEN = {
    "eval": "runs text as code",
    "exec": "runs text as code",
    "compile": "turns text into code",
    "__import__": "imports by a name from outside",
    "pickle": "runs code while it reads",
    "marshal": "as above",
    "shelve": "as above",
    "dill": "as above",
    "tempfile.mktemp": "is a race",
    "yaml.load": "builds any object; use safe_load",
    "yaml.unsafe_load": "as above",
    "yaml.full_load": "as above",
    "os.system": "runs a shell",
    "os.popen": "runs a shell",
    "subprocess": "the bot starts no programs",
    "atomic": "begins a transaction that fails under load; use Connections.writing",
    "executescript": "commits behind the caller's back",
    "markupsafe": "escapes for another medium",
}


def trees(files: list[Path] = FILES) -> Iterator[tuple[Path, ast.Module]]:
    """Return each file with its syntax tree."""
    for path in files:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Return every name, dotted name and import, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                yield name, node.lineno
            case ast.Attribute(value=ast.Name(id=left), attr=right):
                yield f"{left}.{right}", node.lineno
                yield right if right in ("atomic", "executescript") else "", node.lineno
            case ast.Attribute(attr=right):
                yield right if right in ("atomic", "executescript") else "", node.lineno
            case ast.Import(names=found):
                yield from ((one.name, node.lineno) for one in found)
            case ast.ImportFrom(module=module):
                yield module or "", node.lineno


def calls(tree: ast.AST, *wanted: str) -> Iterator[ast.Call]:
    """Return every call of a function or method by these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in wanted:
                yield node


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_forbidden_is_used(path: Path) -> None:
    """No code from text, no unsafe readers, no shells, no transactions that break."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {(name, line): FORBIDDEN[name] for name, line in names(tree) if name in FORBIDDEN}
    assert found == {}


def test_templates_come_from_files_only() -> None:
    """No text becomes a template, and the one environment is sandboxed and strict."""
    for path, tree in trees():
        assert list(calls(tree, "from_string", "Template")) == [], path
    (environment,) = (
        call
        for _, tree in trees()
        for call in calls(tree, "Environment", "ImmutableSandboxedEnvironment", "SandboxedEnvironment")
    )
    assert ast.unparse(environment.func) == "ImmutableSandboxedEnvironment"
    assert {"undefined", "finalize"} <= {keyword.arg for keyword in environment.keywords}


def constants(tree: ast.Module) -> set[str]:
    """Return the names of a module's constants, its own and those it imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            found |= {name.id for name in node.targets if isinstance(name, ast.Name)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name for one in node.names}
    return {name for name in found if name.isupper()}


def test_no_value_is_written_into_sql() -> None:
    """Where a statement is put together, then of words of the store itself; values are parameters."""
    outside = {"scope", "subject.id", "record.", "answer.", "interview.", "event.", "row.", "text", "words"}
    for path, tree in trees(STORE):
        for call in calls(tree, "execute", "executemany", "query"):
            for part in ast.walk(call.args[0]):
                if isinstance(part, ast.FormattedValue):
                    put_in = ast.unparse(part.value)
                    assert not any(put_in.startswith(name) for name in outside), f"{path.name}: {put_in}"
        for node in ast.walk(tree):
            percent = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)
            assert not (percent and "SELECT" in ast.unparse(node)), f"{path.name}: SQL by %"


def statements(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Return every SQL statement, as far as it is written out, with the function it stands in."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            texts = [
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
            whole = ast.unparse(function)
            for text in texts:
                if re.search(r"\b(SELECT|UPDATE|DELETE)\b", text):
                    yield function.name, whole


def test_every_statement_on_tenants_tables_names_the_team() -> None:
    """Whatever reads or changes rows of workspaces says of which one; the exceptions have their reasons."""
    touched = re.compile(rf"\b(?:FROM|UPDATE|JOIN)\s+(?:{'|'.join(TENANT_TABLES)})\b")
    seen = set()
    for path, tree in trees(STORE):
        if path.name in ("migrations.py", "opening.py"):
            continue
        for name, whole in statements(tree):
            if touched.search(whole):
                seen.add(name)
                assert name in OVER_ALL_TEAMS or re.search(r"\bteam\b", whole), f"{path.name}: {name}"
    assert seen >= OVER_ALL_TEAMS.keys()


def test_history_is_read_with_a_scope_only() -> None:
    """No method of the store hands out records without being told who looks, and from where."""
    tree = ast.parse((ROOT / "bot/store/protocol.py").read_text(encoding="utf-8"))
    store = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Store")
    firsts = {
        method.name: method.args.args[1].arg
        for method in store.body
        if isinstance(method, ast.FunctionDef)
        and re.search(r"\b(Page|Record)\b", ast.unparse(method.returns) if method.returns else "")
    }
    assert firsts == {"page": "scope", "record": "scope"}


def test_the_scope_of_all_is_made_on_the_command_line_only() -> None:
    """What shows a whole workspace is never made from what Slack sends."""
    makers = {path.parent.name for path, tree in trees() if list(calls(tree, "Everywhere"))}
    assert makers == {"commands"}


def test_addresses_are_opened_in_one_place_only() -> None:
    """Only the look-ups of prices and models open an address, and only through their guarded fetch."""
    openers = {"urllib.request", "requests", "httpx", "urlopen"}
    opening = {path.name for path, tree in trees() if openers & {name for name, _ in names(tree)}}
    assert opening == {"fetch.py"}


def test_nobody_is_notified_by_accident() -> None:
    """No post asks Slack to make links of names, or parses more than was written."""
    posts = {"chat_postMessage", "chat_update", "chat_postEphemeral"}
    made = [call for _, tree in trees() for call in calls(tree, *posts)]
    assert {call.func.attr for call in made if isinstance(call.func, ast.Attribute)} == posts
    given = {keyword.arg for call in made for keyword in call.keywords}
    assert not given & {"link_names", "parse", "as_user", "username", "icon_url"}
