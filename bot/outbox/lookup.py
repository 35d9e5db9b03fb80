"""Finding what may have been posted already: a message by the key in its metadata, a file by its name."""

from typing import Any, Final

from slack_sdk import WebClient

from bot.outbox.calls import is_person
from bot.outbox.outcomes import Outcome, Refused, Sent, outcome_of_error
from bot.store.owed import CLOCKS_DIFFER_S
from bot.store.protocol import Delivery, Outgoing, Store

_PER_PAGE: Final = 200
_MOST_PAGES: Final = 50


def look_up(client: WebClient, store: Store, delivery: Delivery) -> Outcome | None:
    """Return where the message is (Sent), None when it is not there, or why Slack could not say.

    Where Slack refuses to show the place, nobody can tell, and the post itself will be refused likewise.
    """
    try:
        channel = _channel(client, store, delivery)
        found = _search(client, delivery, channel)
    except Exception as error:  # noqa: BLE001 - as for any call: whatever broke, nothing is known yet
        outcome = outcome_of_error(error)
        return None if isinstance(outcome, Refused) else outcome
    return Sent(channel, min(found)) if found else None


def keep_first(client: WebClient, delivery: Delivery, posted: Sent) -> Outcome:
    """Take back a post to a person that turns out to be the second; return the one that stays.

    Where a workspace declined the scope to open DMs and no earlier post told which channel the DM is, only
    posting tells it: then the DM shows whether an attempt before had arrived.
    """
    if not is_person(delivery.outgoing.channel or "") or posted.channel is None:
        return posted
    try:
        found = sorted(_search(client, delivery, posted.channel))
        for ts in found[1:]:
            client.chat_delete(channel=posted.channel, ts=ts)
    except Exception as error:  # noqa: BLE001 - as for any call: whatever broke, there may still be two
        outcome = outcome_of_error(error)
        return posted if isinstance(outcome, Refused) else outcome
    return Sent(posted.channel, found[0]) if found else posted


def _search(client: WebClient, delivery: Delivery, channel: str) -> list[str]:
    """Return the timestamps of the messages that carry the row's key, or its file."""
    found: list[str] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = _page(client, delivery, channel, cursor)
        found += [str(said["ts"]) for said in page["messages"] if _carries(said, delivery.outgoing)]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return found


def _channel(client: WebClient, store: Store, delivery: Delivery) -> str:
    """Return where a post went; Slack is asked for the DM of a person whom nothing has reached yet."""
    address = delivery.target_channel or delivery.outgoing.channel or ""
    if not is_person(address):
        return address
    return store.channel_of(delivery.team, address) or str(
        client.conversations_open(users=address)["channel"]["id"]
    )


def _page(client: WebClient, delivery: Delivery, channel: str, cursor: str | None) -> Any:
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": str(max(delivery.created_at - CLOCKS_DIFFER_S, 0)),
        "inclusive": True,
        "include_all_metadata": True,
        "limit": _PER_PAGE,
        "cursor": cursor,
    }
    if delivery.thread_ts:
        return client.conversations_replies(ts=delivery.thread_ts, **asked)
    return client.conversations_history(**asked)


def _carries(message: dict[str, Any], row: Outgoing) -> bool:
    if row.file is not None:
        return any(file.get("name") == row.file["name"] for file in message.get("files") or ())
    return bool(((message.get("metadata") or {}).get("event_payload") or {}).get("key") == row.key)
