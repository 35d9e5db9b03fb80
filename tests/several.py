"""A Slack of several workspaces over real HTTP: it knows who called by the token, and installs by OAuth."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.loopback import Quiet, listening

Json = dict[str, Any]


@dataclass
class SeveralSlack:
    """What was called with which token, and what a code of OAuth gives."""

    calls: list[tuple[str, str, Json]] = field(default_factory=list)
    """Token, method and payload of each call."""
    codes: dict[str, Json] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    """Token -> team."""
    refusals: dict[str, str] = field(default_factory=dict)
    """Method -> the error it answers."""
    base_url: str = ""
    posted: int = 0

    def offers(self, code: str, team: str, token: str, **more: Any) -> None:
        """Let a code install the app to a workspace."""
        self.tokens[token] = team
        self.codes[code] = {
            "app_id": "A1",
            "access_token": token,
            "token_type": "bot",
            "scope": more.pop("scope", "commands,chat:write"),
            "bot_user_id": f"UBOT{team}",
            "team": {"id": team, "name": f"Team {team}"},
            "enterprise": None,
            "authed_user": {"id": "U1"},
            "is_enterprise_install": False,
            **more,
        }

    def answer(self, method: str, token: str, given: Json) -> Json:
        """Return what Slack would."""
        if method in self.refusals:
            return {"ok": False, "error": self.refusals[method]}
        if method == "oauth.v2.access":
            return {"ok": True, **self.codes.pop(given["code"])} if given["code"] in self.codes else _NO_CODE
        if token not in self.tokens:
            return {"ok": False, "error": "invalid_auth"}
        team = self.tokens[token]
        if method == "auth.test":
            return {"ok": True, "user_id": f"UBOT{team}", "bot_id": f"B{team}", "user": "bot", "team": team}
        self.posted += 1
        ts = f"17{self.posted:08d}.000100"
        return {"ok": True, "channel": given.get("channel"), "ts": ts, "message": {"ts": ts, **given}}

    def made(self, method: str) -> list[tuple[str, Json]]:
        """Return token and payload of each call of a method."""
        return [(token, given) for token, name, given in self.calls if name == method]


_NO_CODE = {"ok": False, "error": "invalid_code"}


@contextmanager
def several() -> Iterator[SeveralSlack]:
    """Serve them for as long as the block lasts."""
    slack = SeveralSlack()

    class Handler(Quiet):
        def take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            json_body = body.startswith("{")
            given = json.loads(body) if json_body else {name: one[0] for name, one in parse_qs(body).items()}
            scheme, _, token = self.headers.get("Authorization", "").partition(" ")
            if scheme == "Basic":
                token = b64decode(token).decode()
            method = self.path.removeprefix("/api/")
            token = given.pop("token", token)
            answer = json.dumps(slack.answer(method, token, given)).encode()
            slack.calls.append((token, method, given))
            scopes = {"x-oauth-scopes": "commands,chat:write"}
            self.answer(answer, headers={"Content-Type": "application/json"} | scopes)

    with listening(Handler) as url:
        slack.base_url = f"{url}/api/"
        yield slack
