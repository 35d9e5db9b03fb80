"""`gpu-advisor new-key` and `renew-tokens`: the key that encrypts the tokens of several workspaces."""

import click

from bot.known_errors import told
from bot.settings import Settings


@click.command("new-key")
def new_key() -> None:
    """Print a new key for GPU_ADVISOR_TOKEN_KEY."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - encryption is needed here only

    click.echo(Fernet.generate_key().decode())


@click.command("renew-tokens")
@told
def renew_tokens() -> None:
    """Encrypt the tokens anew with the first key of GPU_ADVISOR_TOKEN_KEY, so that older ones can go."""
    from bot.oauth import several_workspaces  # noqa: PLC0415 - encryption is needed here only

    workspaces, _ = several_workspaces(Settings.from_environment("http"))
    click.echo(f"Renewed the tokens of {workspaces.installations.renew()} workspaces.")
