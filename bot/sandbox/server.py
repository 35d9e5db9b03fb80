"""The sandbox over HTTP and WebSocket, on this machine only, in a thread of its own."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from bot.sandbox.model import Json, RefusedError
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.workspace import ALICE

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
BOT_TOKEN, APP_TOKEN = "xoxb-sandbox", "xapp-sandbox"
TICK_S = 0.05
PING_S = 0.1
"""Often, since Slack's client notices that it was closed only when something arrives."""


class RunningSandbox:
    """A sandbox behind Slack's addresses and the page's."""

    bot_token, app_token = BOT_TOKEN, APP_TOKEN
    http: type[asyncio.Protocol] | str = "h11"

    def __init__(self, sandbox: Sandbox, port: int = 0) -> None:
        """Start listening; port 0 takes any free one. Raises OSError when the port is in use."""
        self.sandbox, self._tickets = sandbox, set[str]()
        try:
            listening = socket.create_server((HOST, port))
        except OSError as error:
            raise OSError(f"cannot listen on {HOST}:{port}; is the port in use?") from error
        self.url = sandbox.api.base = f"http://{HOST}:{listening.getsockname()[1]}"
        self.api_url = f"{self.url}/api/"
        config = uvicorn.Config(
            self._application(),
            http=self.http,
            ws="websockets-sansio",
            ws_ping_interval=PING_S,
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        run = self._server.run
        self._thread = threading.Thread(target=run, args=([listening],), name="sandbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the server and wait for its thread."""
        self._server.should_exit = True
        self._thread.join(10.0)

    def _application(self) -> Starlette:
        routes = [
            Route("/api/{method}", self._method, methods=["GET", "POST"]),
            Route("/response/{secret}", self._response, methods=["POST"]),
            Route("/files/{file_id}", self._file, methods=["GET", "POST"]),
            WebSocketRoute("/link", self._link),
            Route("/sandbox/changes", self._changes),
            Route("/sandbox/do/{action}", self._do, methods=["POST"]),
            Mount("/", StaticFiles(directory=PAGE, html=True)),
        ]
        local = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
        return Starlette(routes=routes, middleware=[local])

    # What the bot calls

    async def _method(self, request: Request) -> Response:
        method = request.path_params["method"]
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        needed = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if token == needed:
            return await self.answer(request, method, await _payload(request))
        known = "not_allowed_token_type" if token in (APP_TOKEN, BOT_TOKEN) else "invalid_auth"
        return JSONResponse({"ok": False, "error": known if token else "not_authed"})

    async def answer(self, request: Request, method: str, payload: Json) -> Response:
        """Answer one call of the Web API, whose token is right."""
        if method == "apps.connections.open":
            ticket = self.sandbox.workspace.new_id("ticket")
            self._tickets.add(ticket)
            found = {"ok": True, "url": f"ws://{request.url.netloc}/link?ticket={ticket}"}
        else:
            found = self.sandbox.api.call(method, payload)
        granted = ",".join(sorted(self.sandbox.workspace.scopes))
        return JSONResponse(found, headers={"x-oauth-scopes": granted})

    async def _response(self, request: Request) -> Response:
        status, body = self.sandbox.api.respond(request.path_params["secret"], await request.json())
        return PlainTextResponse(body, status)

    async def _file(self, request: Request) -> Response:
        file_id, contents = request.path_params["file_id"], self.sandbox.api.contents
        if file_id not in self.sandbox.api.files:
            return PlainTextResponse("no such file", 404)
        if request.method == "POST":
            contents[file_id] = await request.body()
        return Response(contents.get(file_id, b""), media_type="application/octet-stream")

    async def _link(self, link: WebSocket) -> None:
        """Hold one Socket Mode connection."""
        ticket = link.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await link.close(1008)
            return
        self._tickets.remove(ticket)
        await link.accept()
        loop, workspace = asyncio.get_running_loop(), self.sandbox.workspace

        def send(frame: str) -> None:
            asyncio.run_coroutine_threadsafe(self.transmit(link, frame), loop)

        hello = {"type": "hello", "num_connections": len(workspace.envelopes.sockets) + 1}
        await link.send_text(json.dumps(hello | {"debug_info": {"approximate_connection_time": 18060}}))
        workspace.envelopes.sockets.append(send)
        workspace.changed()
        try:
            async for frame in link.iter_text():
                workspace.envelopes.acknowledge(json.loads(frame))
                workspace.changed()
        finally:
            workspace.envelopes.sockets.remove(send)
            workspace.changed()

    async def transmit(self, link: WebSocket, frame: str) -> None:
        """Send one frame over one connection."""
        await link.send_text(frame)

    # What the page calls

    async def _changes(self, request: Request) -> Response:
        """Stream all that one user sees, now and whenever something has changed."""
        user, workspace = request.query_params.get("user", ALICE), self.sandbox.workspace

        async def states() -> AsyncIterator[str]:
            shown = -1
            while not self._server.should_exit:
                if shown != workspace.version:
                    shown = workspace.version
                    yield f"data: {json.dumps(workspace.snapshot(user))}\n\n"
                await asyncio.sleep(TICK_S)

        return StreamingResponse(states(), media_type="text/event-stream")

    async def _do(self, request: Request) -> Response:
        """Do what a person does on the page; the body names the arguments."""
        action = request.path_params["action"]
        if action.startswith("_") or action not in vars(Sandbox):
            return JSONResponse({"error": f"nobody can {action}"}, 404)
        try:
            getattr(self.sandbox, action)(**await request.json())
        except (RefusedError, TypeError) as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        return JSONResponse({})


async def _payload(request: Request) -> Json:
    if "application/json" in request.headers.get("content-type", ""):
        return dict(json.loads(await request.body() or "{}"))
    return {**request.query_params, **await request.form()}
