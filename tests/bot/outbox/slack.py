"""A Web API over real HTTP on the loopback, which misbehaves as it is told."""

import json
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from slack_sdk import WebClient

from tests.loopback import Quiet, listening

Json = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """One misbehaviour: an answer in place of the right one, or none (`drop`), before or after the effect."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    effect: bool = False
    drop: bool = False
    hang: bool = False


def refusal(error: str, **more: Any) -> Fault:
    """Slack answers that it will not."""
    return Fault(body=json.dumps({"ok": False, "error": error, **more}))


def limited(seconds: int) -> Fault:
    """Slack answers that it is too much at once."""
    return Fault(429, '{"ok": false, "error": "ratelimited"}', {"Retry-After": str(seconds)})


DROPPED = Fault(drop=True)
DROPPED_AFTER = Fault(drop=True, effect=True)
BROKEN = Fault(500, "oops")
BROKEN_AFTER = Fault(503, "oops", effect=True)
HTML = Fault(200, "<html>We will be back</html>", effect=True)
HUNG_AFTER = Fault(hang=True, effect=True)


class Slack:
    """What the workspace holds, and what goes wrong next with each method."""

    def __init__(self) -> None:
        self.messages: list[Json] = []
        self.ephemerals: list[Json] = []
        self.responses: list[Json] = []
        self.views: dict[str, Json] = {}
        self.joined: list[str] = []
        self.calls: list[str] = []
        self.admins: set[str] = set()
        self.uploads: list[str] = []
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.base_url = ""
        self.per_page = 100
        self.free = threading.Event()
        self._lock = threading.Lock()
        self._posted = 0

    def client(self, timeout: int = 5) -> WebClient:
        """Return a client as the bot makes it."""
        return WebClient(
            token="xoxb-canary",
            base_url=f"{self.base_url}/api/",
            timeout=timeout,
            retry_handlers=[],
        )

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one fault each."""
        self.faults[method].extend(faults)

    def texts(self) -> list[str]:
        """Return the texts of the messages in the order Slack got them."""
        return [message["text"] for message in self.messages]

    def take(self, method: str, given: Json) -> tuple[Fault | None, Json]:
        """Have the effect of a call, unless a fault prevents it; return the fault and the answer."""
        with self._lock:
            self.calls.append(method)
            faults = self.faults[method]
            fault = faults.popleft() if faults else None
            if fault is not None and not fault.effect:
                return fault, {}
            return fault, {"ok": True} | self._do(method, given)

    def _do(self, method: str, given: Json) -> Json:
        match method:
            case "chat.postMessage":
                return self._post(given)
            case "chat.update":
                return self._update(given)
            case "chat.delete":
                self.messages = [message for message in self.messages if message["ts"] != given["ts"]]
            case "chat.postEphemeral":
                self.ephemerals.append(given)
            case "conversations.join":
                self.joined.append(given["channel"])
            case "conversations.open":
                return {"channel": {"id": f"D{given['users'][1:]}"}}
            case "conversations.history" | "conversations.replies":
                return self._page(method, given)
            case "views.publish":
                self.views[given["user_id"]] = given["view"]
            case _:
                return self._more(method, given)
        return {}

    def _update(self, given: Json) -> Json:
        changed: Json = {name: given[name] for name in ("text", "blocks", "metadata") if name in given}
        for message in self.messages:
            if (message["channel"], message["ts"]) == (given["channel"], given["ts"]):
                message.update(changed)
        return {"channel": given["channel"], "ts": given["ts"]}

    def _post(self, given: Json) -> Json:
        ts = f"{1000 + self._posted}.000100"
        self._posted += 1
        channel = given["channel"]
        posted = {**given, "ts": ts, "channel": f"D{channel[1:]}" if channel.startswith("U") else channel}
        self.messages.append(posted)
        return {"channel": posted["channel"], "ts": ts, "message": {**posted}}

    def _more(self, method: str, given: Json) -> Json:
        match method:
            case "users.info":
                return {"user": {"id": given["user"], "is_admin": given["user"] in self.admins}}
            case "files.getUploadURLExternal":
                self.uploads.append(given["filename"])
                return {"file_id": "F1", "upload_url": f"{self.base_url}/bytes"}
            case "files.completeUploadExternal":
                return self._share(given)
        self.responses.append(given | {"path": method})
        return {}

    def _share(self, given: Json) -> Json:
        (shared,) = given["files"]
        files = [shared | {"name": self.uploads[-1]}]
        place = {"channel": given["channel_id"], "thread_ts": given["thread_ts"]}
        self._post(place | {"files": files, "text": ""})
        return {"files": files}

    def _page(self, method: str, given: Json) -> Json:
        assert given["include_all_metadata"] in (True, "1", 1)
        assert not given["channel"].startswith("U")
        found = [
            message
            for message in self.messages
            if message["channel"] == given["channel"]
            and (method.endswith("history") or given["ts"] in (message["ts"], message.get("thread_ts")))
        ]
        start = int(given.get("cursor") or 0)
        end = start + self.per_page
        more = str(end) if end < len(found) else ""
        return {"messages": found[start:end], "response_metadata": {"next_cursor": more}}


@contextmanager
def running() -> Iterator[Slack]:
    """Serve a workspace for as long as the block lasts."""
    slack = Slack()

    class Handler(Quiet):
        def take(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            fault, answer = slack.take(
                _method(self.path), _read(self.path, self.rfile.read(size), self.headers)
            )
            if fault is not None and fault.hang:
                slack.free.wait(60)
            if fault is not None and (fault.drop or fault.hang):
                self.close_connection = True
                return
            if fault is None:
                self.answer(json.dumps(answer).encode())
            else:
                self.answer(fault.body.encode(), fault.status, fault.headers)

    with listening(Handler) as slack.base_url:
        try:
            yield slack
        finally:
            slack.free.set()


def _method(path: str) -> str:
    return urlsplit(path).path.removeprefix("/api/")


def _read(path: str, body: bytes, headers: Any) -> Json:
    if path == "/bytes":
        return {"bytes": body.decode()}
    if "json" in headers.get("Content-Type", ""):
        return dict(json.loads(body))
    form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    return {name: _parsed(value) for name, value in form.items()}


def _parsed(value: str) -> Any:
    return json.loads(value) if value[:1] in ("{", "[") else value
