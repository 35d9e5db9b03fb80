"""The sandbox over HTTP and WebSocket, on this machine only, in a thread of its own."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.delivery import Fault
from bot.sandbox.model import Json, RefusedError
from bot.sandbox.sandbox import APP_TOKEN, BOT_TOKEN, Sandbox

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
TICK_S = 0.05
PING_S = 0.1
"""Often, since Slack's client notices that it was closed only when something arrives."""
_DONE_BY_PEOPLE = (
    "command",
    "say",
    "edit",
    "delete",
    "act",
    "act_in_view",
    "shortcut",
    "open_home",
    "submit",
    "close_modal",
)


class _DroppableProtocol(H11Protocol):
    """uvicorn's HTTP, with a way to hang up on a client without an answer."""

    open: ClassVar[dict[int, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.open[transport.get_extra_info("peername")[1]] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.open.pop(self.transport.get_extra_info("peername")[1], None)
        super().connection_lost(exc)


class _Routes:
    """Slack's addresses, and the page's."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self._workspace = sandbox, sandbox.workspace
        self._tickets: set[str] = set()
        self._ending = False

    def end(self) -> None:
        """Let the pages go, which would wait for changes for ever."""
        self._ending = True
        with self._workspace.lock:
            self._workspace.changed()

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/{method}", self.method, methods=["GET", "POST"]),
                Route("/response/{secret}", self.response, methods=["POST"]),
                Route("/files/{file_id}", self.file, methods=["GET", "POST"]),
                WebSocketRoute("/link", self.link),
                Route("/sandbox/state", self.state),
                Route("/sandbox/changes", self.changes),
                Route("/sandbox/do/{action}", self.do, methods=["POST"]),
                Mount("/", StaticFiles(directory=PAGE, html=True)),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(self._tick())
        yield
        ticking.cancel()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._workspace.run_due()

    async def method(self, request: Request) -> Response:
        """Answer one call of the Web API."""
        method, payload = request.path_params["method"], await _read_payload(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ") or payload.pop("token", "")
        needed = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if token != needed:
            error = "not_allowed_token_type" if token in (APP_TOKEN, BOT_TOKEN) else "invalid_auth"
            return JSONResponse({"ok": False, "error": error if token else "not_authed"})
        fault = self._sandbox.faults.before_method(method, payload) if self._sandbox.faults else None
        if fault and not fault.after_effect:
            return await _fail(request, fault)
        answer = self._connection(request) if needed == APP_TOKEN else self._sandbox.api.call(method, payload)
        with self._workspace.lock:
            self._sandbox.calls.append((method, payload))
            self._workspace.changed()
        if fault:
            return await _fail(request, fault)
        scopes = ",".join(sorted(self._sandbox.app.scopes))
        return JSONResponse(answer, headers={"x-oauth-scopes": scopes})

    def _connection(self, request: Request) -> Json:
        ticket = self._workspace.new_id("ticket")
        self._tickets.add(ticket)
        return {"ok": True, "url": f"ws://{request.url.netloc}/link?ticket={ticket}"}

    async def response(self, request: Request) -> Response:
        """Take what is posted to a response_url."""
        status, body = self._sandbox.responses.post(request.path_params["secret"], await request.json())
        return PlainTextResponse(body, status)

    async def file(self, request: Request) -> Response:
        """Take a file's bytes, and hand them out."""
        file = self._sandbox.api.files.get(request.path_params["file_id"])
        if file is None:
            return PlainTextResponse("no such file", 404)
        if request.method == "POST":
            file.content = await request.body()
            return PlainTextResponse(f"OK - {len(file.content)}")
        return Response(file.content or b"", media_type="application/octet-stream")

    async def link(self, socket: WebSocket) -> None:
        """Hold one Socket Mode connection."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(1008)
            return
        self._tickets.remove(ticket)
        await socket.accept()
        loop, frames = asyncio.get_running_loop(), asyncio.Queue[str]()

        def send(frame: str) -> None:
            with suppress(RuntimeError):  # the loop is closed once the server has stopped
                loop.call_soon_threadsafe(frames.put_nowait, frame)

        hello = {"type": "hello", "num_connections": len(self._sandbox.delivery.sockets) + 1}
        await socket.send_text(json.dumps(hello | {"debug_info": {"approximate_connection_time": 18060}}))
        self._sandbox.delivery.connect(send)
        sending = asyncio.create_task(_send_frames(socket, frames))
        try:
            while True:
                self._sandbox.delivery.acknowledge(json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError):
            self._sandbox.delivery.disconnect(send)
        finally:
            sending.cancel()

    async def state(self, request: Request) -> Response:
        """Return everything one user sees."""
        user = self._workspace.user(request.query_params.get("user", "alice")).id
        declared = {"commands": self._sandbox.app.commands, "shortcuts": self._sandbox.app.shortcuts}
        return JSONResponse(self._workspace.snapshot(user) | declared)

    async def changes(self, _request: Request) -> Response:
        """Stream the workspace's version, each time it has changed."""
        return StreamingResponse(self._versions(), media_type="text/event-stream")

    async def _versions(self) -> AsyncIterator[str]:
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def watcher() -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(changed.set)

        self._workspace.watchers.add(watcher)
        try:
            while not self._ending:
                changed.clear()
                yield f"data: {self._workspace.version}\n\n"
                await changed.wait()
        finally:
            self._workspace.watchers.discard(watcher)

    async def do(self, request: Request) -> Response:
        """Do what a person does on the page; the body names the arguments."""
        action, arguments = request.path_params["action"], await _read_payload(request)
        if action not in _DONE_BY_PEOPLE:
            return JSONResponse({"error": f"nobody can {action}"}, 404)
        try:
            getattr(self._sandbox, action)(**arguments)
        except (RefusedError, TypeError) as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        return JSONResponse({})


async def _send_frames(socket: WebSocket, frames: "asyncio.Queue[str]") -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            frame = await frames.get()
            await socket.send_text(frame)
            if json.loads(frame).get("type") == "disconnect":
                await socket.close()


async def _read_payload(request: Request) -> dict[str, Any]:
    if "application/json" in request.headers.get("content-type", "") and await request.body():
        found = await request.json()
        return found if isinstance(found, dict) else {}
    fields = {**request.query_params, **await request.form()}
    return {
        key: json.loads(value) if key in ("blocks", "metadata", "view", "attachments") else value
        for key, value in fields.items()
        if isinstance(value, str)
    }


async def _fail(request: Request, fault: Fault) -> Response:
    if fault.status == 0 and request.client:
        _DroppableProtocol.open[request.client.port].abort()
        await request.is_disconnected()
    return Response(fault.body, fault.status or 500, dict(fault.headers))


class RunningSandbox:
    """A sandbox with its server running; a context manager that stops it."""

    bot_token, app_token = BOT_TOKEN, APP_TOKEN

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        """Start listening; port 0 takes any free one."""
        self.sandbox = sandbox
        started = threading.Event()
        self._routes = _Routes(sandbox)
        config = uvicorn.Config(
            self._routes.application(),
            host=HOST,
            port=port,
            http=_DroppableProtocol,
            ws="websockets-sansio",
            ws_ping_interval=PING_S,
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        try:
            listening = socket.create_server((HOST, port))
        except OSError as error:
            raise OSError(f"cannot listen on {HOST}:{port}; is the port in use?") from error
        self._server = _Server(config, started.set)
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name="sandbox", daemon=True
        )
        self._thread.start()
        started.wait(10.0)
        self.url = f"http://{HOST}:{listening.getsockname()[1]}"
        self.api_url = f"{self.url}/api/"
        sandbox.responses.base = sandbox.api.base = self.url

    def stop(self) -> None:
        """Stop the server and wait for its thread."""
        self._routes.end()
        self._server.should_exit = True
        self._thread.join(10.0)

    def __enter__(self) -> Self:
        """Return the running sandbox."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, said: Callable[[], None]) -> None:
        super().__init__(config)
        self._said = said

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        self._said()


def start_sandbox(port: int = 0, sandbox: Sandbox | None = None) -> RunningSandbox:
    """Run a local Slack workspace on this machine; port 0 takes any free one.

    Raises OSError when the port is in use.
    """
    return RunningSandbox(sandbox or Sandbox(), port)
