"""The app's manifest, as it ships with the bot, for Socket Mode or with the addresses of HTTP."""

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

EVENTS: Final = "/slack/events"
INSTALL: Final = "/slack/install"
REDIRECT: Final = "/slack/oauth_redirect"
"""Where Slack and people's browsers find the bot over HTTP."""


def read_manifest() -> dict[str, Any]:
    """Return the manifest, from the installed package or from the checkout."""
    manifest: dict[str, Any] = yaml.safe_load(manifest_text())
    return manifest


def manifest_text() -> str:
    """Return the manifest as it stands in the file, with its comments."""
    installed = files("bot") / "manifest.yml"
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return (Path(__file__).parents[1] / "manifest.yml").read_text(encoding="utf-8")


def http_manifest(url: str) -> dict[str, Any]:
    """Return the manifest of an app that Slack reaches at `url`, which others can install from there."""
    manifest, address = read_manifest(), url.rstrip("/")
    for command in manifest["features"]["slash_commands"]:
        command["url"] = f"{address}{EVENTS}"
    manifest["oauth_config"]["redirect_urls"] = [f"{address}{REDIRECT}"]
    settings = manifest["settings"]
    settings["event_subscriptions"] = {"request_url": f"{address}{EVENTS}", **settings["event_subscriptions"]}
    settings["interactivity"] = {**settings["interactivity"], "request_url": f"{address}{EVENTS}"}
    settings["socket_mode_enabled"] = False
    return manifest


def required_scopes() -> frozenset[str]:
    """Return the bot scopes without which the bot does not work."""
    return frozenset(read_manifest()["oauth_config"]["scopes"]["bot"]) - optional_scopes()


def optional_scopes() -> frozenset[str]:
    """Return the bot scopes that whoever installs the app may decline."""
    return frozenset(read_manifest()["oauth_config"]["scopes"].get("bot_optional", ()))
