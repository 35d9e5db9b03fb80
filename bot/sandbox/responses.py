"""The response_url of commands and clicks, and the messages that acknowledgements carry."""

import secrets
from dataclasses import dataclass

from bot.sandbox.conversations import Conversations
from bot.sandbox.model import BOT_USER, Channel, Json, Message
from bot.sandbox.web_api import SlackError, WebApi
from bot.sandbox.workspace import Workspace

USES, LIFE_S = 5, 30 * 60.0


@dataclass(slots=True)
class _Ticket:
    user: str
    channel: Channel
    message: Message | None
    until: float
    uses: int = 0


class Responses:
    """Hands out response_urls and does what is posted to them."""

    def __init__(self, workspace: Workspace, conversations: Conversations, api: WebApi) -> None:
        """Begin with none; `base` is set once the server has its port."""
        self.base = "http://127.0.0.1"
        self._workspace, self._conversations, self._api = workspace, conversations, api
        self._tickets: dict[str, _Ticket] = {}

    def url(self, user: str, channel: Channel, message: Message | None = None) -> str:
        """Return a new response_url: five uses within thirty minutes."""
        secret = secrets.token_urlsafe(16)
        self._tickets[secret] = _Ticket(user, channel, message, self._workspace.now() + LIFE_S)
        return f"{self.base}/response/{secret}"

    def post(self, secret: str, payload: Json) -> tuple[int, str]:
        """Do what was posted to a response_url; return the HTTP status and body."""
        with self._workspace.lock:
            ticket = self._tickets.get(secret)
            if ticket is None or self._workspace.now() > ticket.until:
                return 404, "expired_url"
            if ticket.uses >= USES:
                return 404, "used_url"
            ticket.uses += 1
            try:
                self.take(payload, ticket.user, ticket.channel, ticket.message)
            except SlackError as refusal:
                return 400, str(refusal)
            return 200, "ok"

    def take(self, payload: Json, user: str, channel: Channel, message: Message | None) -> None:
        """Post, replace or delete as an answer to a command or click asks."""
        if payload.get("delete_original") and message:
            self._conversations.remove(channel, message)
            return
        public = payload.get("response_type") == "in_channel"
        if not payload.get("text") and not payload.get("blocks"):
            return
        content = self._api.checked_content(payload)
        if payload.get("replace_original") and message:
            self._conversations.change(channel, message, **content)
            return
        self._conversations.post(
            channel,
            BOT_USER,
            by_app=True,
            visible_to=None if public else user,
            thread_ts=payload.get("thread_ts"),
            **content,
        )
