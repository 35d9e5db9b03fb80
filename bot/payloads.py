"""Slack's payloads, each read into the one shape in which the bot hears of everything."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.incoming import Action, Incoming, Submission
from bot.store.protocol import Event
from bot.typed import MOST_CHARACTERS, clean, plain


def read_command(body: Mapping[str, Any]) -> Incoming:
    """Read a slash command. Its key holds what Slack makes unique, and what the person typed."""
    said = clean(body.get("text") or "")
    team, channel, user = body["team_id"], body["channel_id"], body["user_id"]
    parts = [body.get("trigger_id"), body.get("response_url"), channel, user, body["command"], said]
    return Incoming(
        kind="history" if body["command"] == "/gpu-history" else "advice",
        event=_unique(team, "cmd", parts),
        channel=channel,
        user=user,
        text=said,
        response_url=body.get("response_url"),
        direct=body.get("channel_name") == "directmessage",
        cut=len(body.get("text") or "") > MOST_CHARACTERS,
    )


def installed_team(body: Mapping[str, Any]) -> str:
    """Return the workspace an event was delivered for: the installation's, also in shared channels."""
    authorizations = body.get("authorizations") or [{}]
    return authorizations[0].get("team_id") or body.get("team_id") or body["event"].get("team") or ""


def thread_of(event: Mapping[str, Any]) -> str | None:
    """Return the thread that a message event is about, new, edited or deleted; None outside of threads."""
    about = event.get("message") or event.get("previous_message") or event
    thread_ts = about.get("thread_ts")
    return str(thread_ts) if thread_ts else None


def is_own(event: Mapping[str, Any]) -> bool:
    """Tell whether a message event is about what an app wrote, as the bot's own posts are."""
    return bool((event.get("message") or event.get("previous_message") or event).get("bot_id"))


def read_message(body: Mapping[str, Any], bot_user: str) -> Incoming | None:
    """Read a message event or a mention; None for what the bot must leave alone.

    In channels a message that mentions the bot also comes as a mention, and is left to that.

    A message and a mention of the same words have the same key, so that only one of them has an effect.
    """
    read = _read_message(body, bot_user)
    if read is None:
        return None
    event = body["event"]
    said = event.get("message") or event.get("previous_message") or event
    home = said.get("user_team") or said.get("team")
    own = {None, read.team, (body.get("authorizations") or [body])[0].get("enterprise_id")}
    return read._replace(outsider=home not in own, cut=len(said.get("text") or "") > MOST_CHARACTERS)


def _read_message(body: Mapping[str, Any], bot_user: str) -> Incoming | None:
    event = body["event"]
    team = installed_team(body)
    channel, subtype = event.get("channel"), event.get("subtype")
    if subtype == "message_changed":
        return _read_edit(team, channel, event, bot_user)
    if subtype == "message_deleted":
        return _read_deletion(team, channel, event)
    ordinary = subtype in (None, "file_share", "thread_broadcast", "me_message")
    if not ordinary or event.get("bot_id") or event.get("hidden") or event.get("user") in (None, "USLACKBOT"):
        return None
    said, direct = event.get("text") or "", event.get("channel_type") == "im"
    if event["type"] == "message" and not direct and f"<@{bot_user}>" in said:
        return None
    said = said.replace(f"<@{bot_user}>", " ")
    return Incoming(
        kind="mention" if event["type"] == "app_mention" else "reply",
        event=_event(team, f"msg:{channel}:{event['ts']}", [event["user"], said]),
        channel=channel,
        user=event["user"],
        text=plain(said),
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        direct=direct,
    )


def _read_edit(team: str, channel: str, event: Mapping[str, Any], bot_user: str) -> Incoming | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("bot_id") or not now.get("user") or now.get("text") == before.get("text"):
        return None
    said, stamp = now.get("text") or "", (now.get("edited") or {}).get("ts") or event.get("ts")
    return Incoming(
        kind="edited",
        event=_event(team, f"edit:{channel}:{now['ts']}:{stamp}", [now["user"], said]),
        channel=channel,
        user=now["user"],
        text=plain(said.replace(f"<@{bot_user}>", " ")),
        before=plain((before.get("text") or "").replace(f"<@{bot_user}>", " ")),
        ts=now["ts"],
        thread_ts=now.get("thread_ts"),
        direct=event.get("channel_type") == "im",
    )


def _read_deletion(team: str, channel: str, event: Mapping[str, Any]) -> Incoming | None:
    before = event.get("previous_message") or {}
    if before.get("bot_id") or not before.get("user") or not before.get("thread_ts"):
        return None
    return Incoming(
        kind="deleted",
        event=_event(team, f"del:{channel}:{event['deleted_ts']}", [before["user"]]),
        channel=channel,
        user=before["user"],
        ts=event["deleted_ts"],
        thread_ts=before["thread_ts"],
        direct=event.get("channel_type") == "im",
    )


def read_click(body: Mapping[str, Any]) -> Incoming:
    """Read the first action of a block_actions payload."""
    action, container = body["actions"][0], body.get("container") or {}
    message = body.get("message") or {}
    team, user = _team(body), body["user"]["id"]
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    message_ts = container.get("message_ts") or message.get("ts")
    values = tuple(_values(action))
    parts = [channel, message_ts, action["action_id"], user, action.get("action_ts"), list(values)]
    in_thread = container.get("thread_ts") or message.get("thread_ts")
    return Incoming(
        kind="click",
        event=_unique(team, "act", parts),
        channel=channel,
        user=user,
        ts=message_ts,
        thread_ts=in_thread,
        action=Action(
            id=action["action_id"],
            values=values,
            message_ts=message_ts,
            thread_ts=in_thread,
            private=bool(container.get("is_ephemeral")),
        ),
        response_url=body.get("response_url"),
        direct=(body.get("channel") or {}).get("name") == "directmessage",
        outsider=_is_outsider(body),
    )


def read_submission(body: Mapping[str, Any]) -> Incoming:
    """Read a submitted view. It comes from no channel; the key holds what was filled in."""
    view, user = body["view"], body["user"]["id"]
    team = _team(body)
    held = {
        block_id: tuple(clean(value) for value in _values(next(iter(inputs.values()))))
        for block_id, inputs in view["state"]["values"].items()
    }
    parts = [view["id"], user, view.get("private_metadata"), sorted(held.items())]
    return Incoming(
        kind="submission",
        event=_unique(team, "view", parts),
        channel="",
        user=user,
        submission=Submission(view["callback_id"], view.get("private_metadata") or "", held),
        outsider=_is_outsider(body),
    )


def read_home(body: Mapping[str, Any]) -> Incoming:
    """Read that somebody opened the app's Home or its Messages tab; `text` is which."""
    event = body["event"]
    parts = [event["user"], event.get("tab")]
    return Incoming(
        kind="home",
        event=_event(installed_team(body), f"home:{body['event_id']}", parts),
        channel=event.get("channel") or "",
        user=event["user"],
        text=event.get("tab") or "home",
        direct=True,
    )


def read_shortcut(body: Mapping[str, Any]) -> Incoming:
    """Read a shortcut: the words of the message it was chosen on, and the thread that stands or would begin.

    Chosen from Slack's own menu it has no message and no channel.
    """
    message, channel, user = body.get("message") or {}, body.get("channel") or {}, body["user"]["id"]
    team, ts = _team(body), body.get("message_ts")
    said = clean(message.get("text") or "")
    parts = [body["callback_id"], channel.get("id"), ts, user, body.get("action_ts"), said]
    return Incoming(
        kind="shortcut",
        event=_unique(team, "shortcut", parts),
        channel=channel.get("id") or "",
        user=user,
        text=plain(said),
        ts=ts,
        thread_ts=message.get("thread_ts") or ts,
        response_url=body.get("response_url"),
        direct=channel.get("name") == "directmessage",
        outsider=_is_outsider(body),
    )


def _team(body: Mapping[str, Any]) -> str:
    """Return the workspace where somebody clicked, submitted or chose."""
    return str((body.get("team") or {}).get("id") or body["user"]["team_id"])


def _is_outsider(body: Mapping[str, Any]) -> bool:
    """Tell whether that somebody is of another workspace."""
    return (body["user"].get("team_id") or _team(body)) != _team(body)


def _values(action: Mapping[str, Any]) -> Sequence[str]:
    if action.get("value") is not None:
        return [action["value"]]
    if action.get("selected_option"):
        return [action["selected_option"]["value"]]
    if action.get("selected_conversation"):
        return [action["selected_conversation"]]
    return [option["value"] for option in action.get("selected_options") or ()]


def _event(team: str, key: str, body: Sequence[object]) -> Event:
    return Event(team=team, key=key, digest=_digest(body))


def _unique(team: str, kind: str, parts: Sequence[object]) -> Event:
    """Return an event whose key is its content: a repetition is all alike."""
    digest = _digest(parts)
    return Event(team=team, key=f"{kind}:{digest}", digest=digest)


def _digest(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:32]
