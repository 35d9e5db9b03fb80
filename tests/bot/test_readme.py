"""The README is true: it names every command, setting and bench, and nothing that is not there."""

import re
from pathlib import Path

import click
import pytest

from bot.__main__ import main
from bot.settings import HOW

ROOT = Path(__file__).parents[2]
COMMANDS = main.list_commands(click.Context(main))
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_named(command: str) -> None:
    """Each command of `gpu-advisor` stands in the README."""
    assert f"`gpu-advisor {command}" in README


def test_no_other_command_is_named() -> None:
    """What the README calls a command is one."""
    assert set(re.findall(r"`(?:\.venv/bin/)?gpu-advisor ([a-z-]+)", README)) <= set(COMMANDS)


@pytest.mark.parametrize("setting", sorted(HOW))
def test_every_setting_is_named(setting: str) -> None:
    """Each setting stands in the README by the name it has in the environment."""
    assert f"`{setting.upper()}`" in README


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m (tests\.[a-z_.]+)", README))))
def test_every_bench_that_is_named_exists(module: str) -> None:
    """Each `python -m tests...` of the README is a module that can be run."""
    source = (ROOT / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8")
    assert 'if __name__ == "__main__"' in source


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    """Each file or folder the README links to is there."""
    assert (ROOT / link).exists()
