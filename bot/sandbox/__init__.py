"""A local Slack workspace: the same protocol as Slack's, with no account, token or network."""

from bot.sandbox.delivery import Fault, Faults
from bot.sandbox.model import App, Channel, Message, RefusedError, User, View
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.server import RunningSandbox, start_sandbox

__all__ = [
    "App",
    "Channel",
    "Fault",
    "Faults",
    "Message",
    "RefusedError",
    "RunningSandbox",
    "Sandbox",
    "User",
    "View",
    "start_sandbox",
]
