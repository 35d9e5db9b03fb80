"""Known errors of the command line, each as one sentence and exit status 1."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def told(command: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Return a command that ends a known error in one sentence, without a traceback."""

    @wraps(command)
    def telling(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        try:
            return command(*args, **kwargs)
        except Exception as error:
            words = _words(error)
            if words is None:
                raise
            raise click.ClickException(words) from None

    return telling


def _words(error: Exception) -> str | None:
    """Return what a known error says; None for any other."""
    # Known where one was raised: a command that needs none of this is not kept waiting for it.
    from slack_sdk.errors import SlackApiError  # noqa: PLC0415

    from bot.settings import SettingsError  # noqa: PLC0415
    from bot.store.errors import StoreError  # noqa: PLC0415
    from bot.workspaces import InstallsError  # noqa: PLC0415
    from core.catalog.rows import CatalogueError  # noqa: PLC0415

    if isinstance(error, SettingsError | StoreError | CatalogueError | InstallsError):
        return str(error)
    if isinstance(error, SlackApiError):
        code = error.response.get("error", "no answer")
        return f"Slack refused: {code}. Run gpu-advisor check for what to do."
    return f"{error}. Run gpu-advisor check for what to do." if isinstance(error, OSError) else None
