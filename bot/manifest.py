"""The app's manifest, as it ships with the bot."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml


def read_manifest() -> dict[str, Any]:
    """Return the manifest, from the installed package or from the checkout."""
    installed = files("bot") / "manifest.yml"
    text = (
        installed.read_text(encoding="utf-8")
        if installed.is_file()
        else (Path(__file__).parents[1] / "manifest.yml").read_text(encoding="utf-8")
    )
    manifest: dict[str, Any] = yaml.safe_load(text)
    return manifest


def required_scopes() -> frozenset[str]:
    """Return the bot scopes that the manifest asks for."""
    return frozenset(read_manifest()["oauth_config"]["scopes"]["bot"])
