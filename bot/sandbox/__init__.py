"""A local Slack workspace: the same protocol as Slack's, with no account, token or network."""

from bot.sandbox.model import Channel, Posted, RefusedError
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.server import RunningSandbox
from bot.sandbox.workspace import Workspace

__all__ = ["Channel", "Posted", "RefusedError", "RunningSandbox", "Sandbox", "Workspace"]
