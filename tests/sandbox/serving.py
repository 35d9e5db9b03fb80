"""The workspace over HTTP, with a way to answer wrongly, to hang up, and to ask for new connections."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol

import bot.sandbox
from bot.sandbox.server import TICK_S
from tests.sandbox.driving import Sandbox
from tests.sandbox.faulty import Fault


class DroppableProtocol(H11Protocol):
    """uvicorn's HTTP, with a way to hang up on a client without an answer."""

    open: ClassVar[dict[int, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it
        super().connection_made(transport)
        self.open[transport.get_extra_info("peername")[1]] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.open.pop(self.transport.get_extra_info("peername")[1], None)
        super().connection_lost(exc)


class RunningSandbox(bot.sandbox.RunningSandbox):
    """A sandbox that answers as its faults say."""

    http = DroppableProtocol
    sandbox: Sandbox

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _application(self) -> Starlette:
        found = super()._application()
        found.router.lifespan_context = self._lifespan
        return found

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        async def tick() -> None:
            while True:
                await asyncio.sleep(TICK_S)
                self.sandbox.run_due()

        ticking = asyncio.create_task(tick())
        yield
        ticking.cancel()

    async def answer(self, request: Request, method: str, payload: dict[str, Any]) -> Response:
        """Answer a call, unless a fault comes before; one that comes after hides the answer."""
        sandbox = self.sandbox
        fault = sandbox.faults.before_method(method, payload) if sandbox.faults else None
        if fault and not fault.after_effect:
            return await _fail(request, fault)
        answer = await super().answer(request, method, payload)
        with sandbox.workspace.lock:
            sandbox.calls.append((method, payload))
            sandbox.workspace.changed()
        return await _fail(request, fault) if fault else answer

    async def transmit(self, link: WebSocket, frame: str) -> None:
        """Send one frame, and close the connection after asking for a new one."""
        await super().transmit(link, frame)
        if json.loads(frame).get("type") == "disconnect":
            await link.close()

    async def _link(self, link: WebSocket) -> None:
        with suppress(RuntimeError):  # the app may still say something when it is closed from here
            await super()._link(link)


async def _fail(request: Request, fault: Fault) -> Response:
    if fault.status == 0 and request.client:
        DroppableProtocol.open[request.client.port].abort()
        await request.is_disconnected()
    return Response(fault.body, fault.status or 500, dict(fault.headers))


def start_sandbox(port: int = 0, sandbox: Sandbox | None = None) -> RunningSandbox:
    """Run a workspace on this machine; port 0 takes any free one."""
    return RunningSandbox(sandbox or Sandbox(), port)
