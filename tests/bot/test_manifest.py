"""The manifest asks for exactly what the code registers and calls."""

import ast
import json
from pathlib import Path

import jsonschema
from slack_sdk import WebClient

from bot.listeners import COMMANDS, EVENTS, REMOVALS, SHORTCUTS
from bot.manifest import http_manifest, optional_scopes, read_manifest, required_scopes

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests" / "data" / "manifest.schema.2.0.0.json"
HISTORY = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})
SCOPES_OF_METHODS: dict[str, frozenset[str]] = {
    "auth_test": frozenset(),
    "apps_connections_open": frozenset(),
    "chat_postMessage": frozenset({"chat:write"}),
    "chat_update": frozenset({"chat:write"}),
    "chat_delete": frozenset({"chat:write"}),
    "chat_postEphemeral": frozenset({"chat:write"}),
    "conversations_join": frozenset({"channels:join"}),
    "conversations_open": frozenset({"im:write"}),
    "conversations_replies": HISTORY,
    "conversations_history": HISTORY,
    "views_open": frozenset(),
    "views_publish": frozenset(),
    "files_upload_v2": frozenset({"files:write"}),
    "users_info": frozenset({"users:read"}),
}
EVENTS_OF_SUBSCRIPTIONS: dict[str, tuple[str, str | None]] = {
    "app_home_opened": ("app_home_opened", None),
    "app_mention": ("app_mention", "app_mentions:read"),
    "message.channels": ("message", "channels:history"),
    "message.groups": ("message", "groups:history"),
    "message.im": ("message", "im:history"),
    "message.mpim": ("message", "mpim:history"),
    "app_uninstalled": ("app_uninstalled", None),
    "tokens_revoked": ("tokens_revoked", None),
}


def called_methods() -> set[str]:
    """Return the Web API methods that the bot's own code calls, the sandbox left out."""
    files = [path for path in (ROOT / "bot").rglob("*.py") if "sandbox" not in path.relative_to(ROOT).parts]
    names = {
        node.attr
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    return {name for name in names if hasattr(WebClient, name) and "_" in name and not name.startswith("_")}


def problems_of(manifest: object) -> list[str]:
    """Return what Slack's published schema for version 2 finds wrong."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(manifest)]


def test_manifest_is_valid() -> None:
    """Slack's published schema finds nothing wrong."""
    assert problems_of(read_manifest()) == []


def test_http_manifest_is_valid_and_names_every_address() -> None:
    """Over HTTP every request has its address, and no Socket Mode is asked for; the rest is the same."""
    manifest = http_manifest("https://bot.example/")
    assert problems_of(manifest) == []
    events = "https://bot.example/slack/events"
    assert {command["url"] for command in manifest["features"]["slash_commands"]} == {events}
    assert manifest["settings"]["event_subscriptions"]["request_url"] == events
    assert manifest["settings"]["interactivity"]["request_url"] == events
    assert manifest["oauth_config"]["redirect_urls"] == ["https://bot.example/slack/oauth_redirect"]
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["oauth_config"]["scopes"] == read_manifest()["oauth_config"]["scopes"]


def test_commands_are_those_registered() -> None:
    """Every command in the manifest is registered, and no other."""
    declared = [command["command"] for command in read_manifest()["features"]["slash_commands"]]
    assert declared == list(COMMANDS)


def test_shortcuts_are_those_registered() -> None:
    """Every shortcut in the manifest is registered, and no other; each is short enough for Slack's menus."""
    declared = read_manifest()["features"]["shortcuts"]
    assert [shortcut["callback_id"] for shortcut in declared] == list(SHORTCUTS)
    assert all(len(shortcut["name"]) <= 24 for shortcut in declared)


def test_events_are_those_registered() -> None:
    """Every subscription has its listener, and every listener its subscription."""
    subscribed = read_manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert {EVENTS_OF_SUBSCRIPTIONS[name][0] for name in subscribed} == {*EVENTS, *REMOVALS}


def test_scopes_are_those_needed() -> None:
    """The scopes are those of the commands, the events and the methods called: none more, none fewer."""
    subscribed = read_manifest()["settings"]["event_subscriptions"]["bot_events"]
    of_events = {EVENTS_OF_SUBSCRIPTIONS[name][1] for name in subscribed} - {None}
    of_methods = frozenset().union(*(SCOPES_OF_METHODS[name] for name in called_methods()))
    assert required_scopes() | optional_scopes() == {"commands"} | of_events | of_methods


def test_what_may_be_declined_is_also_asked_for() -> None:
    """Slack takes an optional scope only where it stands among the bot's scopes, too."""
    assert optional_scopes() == {"files:write", "im:write", "users:read"}
    assert optional_scopes() < set(read_manifest()["oauth_config"]["scopes"]["bot"])


def test_every_scope_has_its_reason() -> None:
    """Each scope's line in the manifest says what it is for."""
    lines = (ROOT / "manifest.yml").read_text(encoding="utf-8").splitlines()
    for scope in required_scopes() | optional_scopes():
        assert any(line.strip().startswith(f"- {scope} # ") for line in lines), scope
