"""How each row of the outbox is said to Slack: one function per method, each call made once."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.outbox.outcomes import Outcome, Refused, Sent, outcome_of_error, outcome_of_response
from bot.store.owed import RESPONSE_URL_S
from bot.store.protocol import Delivery, Json

log = logging.getLogger(__name__)

_ILL_FORMED: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
_UNSPOKEN: Final = logging.Logger("response_url", level=logging.CRITICAL)  # noqa: LOG001 - nobody listens
"""The webhook client would log addresses, and these are secrets."""


def call(client: WebClient, delivery: Delivery, now: int) -> Outcome:
    """Say a row to Slack once, in plain text where Slack finds its blocks ill-formed."""
    say = _METHODS[delivery.outgoing.method]
    outcome = _tried(lambda: say(client, delivery, now, blocks=True))
    if isinstance(outcome, Refused) and outcome.error in _ILL_FORMED and delivery.outgoing.view is None:
        log.error("Slack found the blocks of %s ill-formed; sent as plain text.", delivery.outgoing.key)
        return _tried(lambda: say(client, delivery, now, blocks=False))
    return outcome


def is_person(address: str) -> bool:
    """Tell whether a post goes to a person's id, whose DM Slack opens by itself."""
    return address.startswith(("U", "W"))


def _tried(say: Callable[[], Outcome]) -> Outcome:
    try:
        return say()
    except Exception as error:  # noqa: BLE001 - whatever broke, the row's state must say that it may be out
        _note(error)
        return outcome_of_error(error)


def _note(error: Exception) -> None:
    if isinstance(error, SlackApiError):
        details = error.response.get("response_metadata") or {}
        log.info("Slack said %s %s", error.response.get("error"), details.get("messages") or "")
    else:
        log.info("No answer from Slack: %s", type(error).__name__)


def _post(client: WebClient, delivery: Delivery, _now: int, *, blocks: bool) -> Outcome:
    row = delivery.outgoing
    answer = client.chat_postMessage(
        channel=delivery.target_channel or row.channel or "",
        thread_ts=delivery.thread_ts,
        metadata=_keyed(row.metadata, row.key),
        unfurl_links=False,
        unfurl_media=False,
        **_content(delivery, blocks=blocks),
    )
    channel, ts = str(answer["channel"]), str(answer["ts"])
    if delivery.thread_ts and "thread_ts" not in (answer.get("message") or {"thread_ts": ""}):
        # The root was deleted, and Slack put the reply into the channel, where nobody expects it.
        _tried(lambda: Sent(ts=client.chat_delete(channel=channel, ts=ts).get("ts")))
        return Refused("thread_not_found")
    return Sent(channel, ts)


def _update(client: WebClient, delivery: Delivery, _now: int, *, blocks: bool) -> Outcome:
    row = delivery.outgoing
    channel, ts = delivery.target_channel or row.channel or "", delivery.target_ts or ""
    # A message keeps the key it was posted under, which is how it is found again.
    metadata = row.metadata or delivery.target_metadata
    kept = None if metadata is None else _keyed(metadata, row.target or row.key)
    client.chat_update(channel=channel, ts=ts, metadata=kept, **_content(delivery, blocks=blocks))
    return Sent(channel, ts)


def _ephemeral(client: WebClient, delivery: Delivery, now: int, *, blocks: bool) -> Outcome:
    row = delivery.outgoing
    if row.response_url and now < delivery.created_at + RESPONSE_URL_S:
        outcome = _respond(client, delivery, row.response_url, blocks=blocks)
        if not isinstance(outcome, Refused):
            return outcome
    channel = delivery.target_channel or row.channel
    content = _content(delivery, blocks=blocks)
    if channel is None:
        return Refused("no_way_left")
    if is_person(channel):
        client.chat_postMessage(channel=channel, unfurl_links=False, unfurl_media=False, **content)
        return Sent()
    client.chat_postEphemeral(channel=channel, user=row.user or "", thread_ts=delivery.thread_ts, **content)
    return Sent()


def _respond(client: WebClient, delivery: Delivery, url: str, *, blocks: bool) -> Outcome:
    if not _is_slacks(url, client.base_url):
        log.warning("A response_url of %s points elsewhere and was not used.", delivery.outgoing.key)
        return Refused("foreign_response_url")
    webhook = WebhookClient(url, timeout=client.timeout, ssl=client.ssl, retry_handlers=[], logger=_UNSPOKEN)
    content = _content(delivery, blocks=blocks)
    row = delivery.outgoing
    where = {"thread_ts": delivery.thread_ts} if delivery.thread_ts and not row.replace else {}
    answer = webhook.send_dict(
        content | where | {"response_type": "ephemeral", "replace_original": row.replace}
    )
    return outcome_of_response(answer)


def _join(client: WebClient, delivery: Delivery, _now: int, *, blocks: bool) -> Outcome:  # noqa: ARG001 - one signature for all methods
    client.conversations_join(channel=delivery.outgoing.channel or "")
    return Sent()


def _publish(client: WebClient, delivery: Delivery, _now: int, *, blocks: bool) -> Outcome:  # noqa: ARG001 - one signature for all methods
    client.views_publish(user_id=delivery.outgoing.user or "", view=delivery.outgoing.view or {})
    return Sent()


def _upload(client: WebClient, delivery: Delivery, _now: int, *, blocks: bool) -> Outcome:  # noqa: ARG001 - one signature for all methods
    file = delivery.outgoing.file or {}
    client.files_upload_v2(
        filename=file["name"],
        title=file["title"],
        content=file["content"],
        channel=delivery.target_channel or delivery.outgoing.channel,
        thread_ts=delivery.thread_ts,
    )
    return Sent()


def _permit(client: WebClient, delivery: Delivery, _now: int, *, blocks: bool) -> Outcome:  # noqa: ARG001 - one signature for all methods
    person: Mapping[str, Any] = client.users_info(user=delivery.outgoing.user or "")["user"] or {}
    allowed = person.get("is_admin") or person.get("is_owner")
    return Sent() if allowed else Refused("not_an_admin")


def _content(delivery: Delivery, *, blocks: bool) -> dict[str, Any]:
    row = delivery.outgoing
    return {"text": row.text, "blocks": list(row.blocks) if blocks else []}


def _keyed(metadata: Json | None, key: str) -> Json:
    given = metadata or {"event_type": "gpu_advice_message"}
    payload: Mapping[str, Any] = given.get("event_payload") or {}
    return {**given, "event_payload": {**payload, "key": key}}


def _is_slacks(url: str, base_url: str) -> bool:
    asked, own = urlsplit(url), urlsplit(base_url)
    if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
        return True
    return asked.scheme == "https" and asked.netloc == "hooks.slack.com"


_METHODS: Final[Mapping[str, Callable[..., Outcome]]] = {
    "post": _post,
    "update": _update,
    "ephemeral": _ephemeral,
    "respond": _ephemeral,
    "join": _join,
    "publish": _publish,
    "upload": _upload,
    "permit": _permit,
}
