"""The commands beside running the bot, each loaded when it is asked for: a start of the bot needs none."""

from importlib import import_module

import click

_MODULES = {
    "advise": "advise",
    "backup": "backup",
    "check": "check",
    "data": "data",
    "history": "history",
    "manifest": "manifest",
    "models": "models",
    "new-key": "keys",
    "prices": "prices",
    "renew-tokens": "keys",
}


class Commands(click.Group):
    """A group that has these commands beside its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all, in order."""
        return sorted((*super().list_commands(ctx), *_MODULES))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, or None where there is none of it."""
        module = _MODULES.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(import_module(f"bot.commands.{module}"), cmd_name.replace("-", "_"))
        return found
