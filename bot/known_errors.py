"""Known errors of the command line, each as one sentence and exit status 1."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from slack_sdk.errors import SlackApiError

from bot.settings import SettingsError
from bot.store.errors import StoreError
from bot.workspaces import InstallsError
from core.catalog.rows import CatalogueError

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def told(command: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Return a command that ends a known error in one sentence, without a traceback."""

    @wraps(command)
    def telling(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        try:
            return command(*args, **kwargs)
        except (SettingsError, StoreError, CatalogueError, InstallsError) as error:
            raise click.ClickException(str(error)) from None
        except SlackApiError as error:
            code = error.response.get("error", "no answer")
            raise click.ClickException(
                f"Slack refused: {code}. Run gpu-advisor check for what to do."
            ) from None
        except OSError as error:
            raise click.ClickException(f"{error}. Run gpu-advisor check for what to do.") from None

    return telling
