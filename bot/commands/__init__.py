"""The commands, each loaded when it is asked for: a start of the bot needs no other."""

from importlib import import_module

import click

_MODULES = {
    "advise": "advise",
    "backup": "backup",
    "check": "check",
    "data": "data",
    "demo": "demo",
    "history": "history",
    "manifest": "manifest",
    "models": "models",
    "new-key": "keys",
    "prices": "prices",
    "renew-tokens": "keys",
    "run": "run",
}


class Commands(click.Group):
    """A group of these commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - they are the same everywhere
        """Return the names of all, in order."""
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return a command by its name, or None where there is none of it."""
        module = _MODULES.get(cmd_name)
        if module is None:
            return None
        found: click.Command = getattr(import_module(f"bot.commands.{module}"), cmd_name.replace("-", "_"))
        return found
