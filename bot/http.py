"""The bot behind HTTP: Slack's requests verified and bounded, a health check, and the pages to install it."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from typing import Any, Final

import uvicorn
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_bolt.oauth import OAuthFlow
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.manifest import EVENTS, INSTALL, REDIRECT
from bot.store.errors import StoreError
from bot.store.protocol import Store

log = logging.getLogger(__name__)

MOST_BYTES: Final = 1_000_000
"""Slack's own payloads stay far below."""


def web_application(app: App, store: Store, flow: OAuthFlow | None) -> Starlette:
    """Return the addresses: Slack's requests, the health check and, for several workspaces, installing."""

    async def handle_slack(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("This is more than Slack ever sends.", 413)
        try:
            asked = to_bolt_request(request, body)
        except (UnicodeDecodeError, ValueError):
            return PlainTextResponse("This is no request of Slack's.", 400)
        return to_starlette_response(await run_in_threadpool(app.dispatch, asked))

    async def handle_health(_: Request) -> Response:
        try:
            await run_in_threadpool(store.next_due)
        except StoreError as error:
            log.warning("not healthy: %s", error)
            return PlainTextResponse("the database cannot be read", 503)
        return PlainTextResponse("ok")

    routes = [
        Route(EVENTS, handle_slack, methods=["POST"]),
        Route("/healthz", handle_health, methods=["GET"]),
    ]
    if flow is not None:
        routes.append(Route(INSTALL, _page(flow.handle_installation), methods=["GET"]))
        routes.append(Route(REDIRECT, _page(flow.handle_callback), methods=["GET"]))
    return Starlette(routes=routes)


def _page(show: Callable[[BoltRequest], BoltResponse]) -> Callable[[Request], Any]:
    async def handle_page(request: Request) -> Response:
        answer = to_starlette_response(await run_in_threadpool(show, to_bolt_request(request, b"")))
        # An address with a code in it must not travel on, and no other page may frame this one.
        answer.headers.update(
            {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Frame-Options": "DENY"}
        )
        return answer

    return handle_page


async def _read(request: Request) -> bytes | None:
    """Return the body, or None as soon as it is too large, whatever its headers promised."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


class HttpServer:
    """The web server, in a thread of its own."""

    def __init__(self, application: Starlette, host: str, port: int) -> None:
        """Serve there once connected; port 0 takes any free one."""
        self._application, self._host, self._port = application, host, port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def connect(self) -> None:
        """Listen; returns when requests are taken. Raises OSError where the port is in use."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            listening = socket.create_server((self._host, self._port), family=family)
        except OSError as error:
            raise OSError(f"cannot listen on {self._host}:{self._port} ({error.strerror})") from error
        config = uvicorn.Config(
            self._application,
            ws="none",
            log_config=None,
            access_log=False,  # addresses of installing carry codes
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._server.serve([listening])),  # type: ignore[union-attr] # set above
            name="http",
            daemon=True,
        )
        self._thread.start()
        host, port = listening.getsockname()[:2]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    @property
    def where(self) -> str:
        """How the bot is reached, in words."""
        return f"listening at {self.url}{EVENTS}"

    def close(self) -> None:
        """Take no further request, and finish those under way."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(15)
