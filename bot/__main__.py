"""The command line: `gpu-advisor`, with the commands of `bot/commands`."""

import logging

import click

from bot import logs
from bot.commands import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gpu-advisor", prog_name="gpu-advisor")
def main() -> None:
    """The Slack bot a team asks before it spends money on GPUs."""
    logs.set_up()
    logging.getLogger("slack").setLevel(logging.ERROR)  # Bolt warns of tokens in the environment, and of 404s


if __name__ == "__main__":
    main(prog_name="gpu-advisor")
