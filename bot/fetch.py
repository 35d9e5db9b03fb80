"""One careful GET: from an address an operator chose, with a size cap, time limits and no way elsewhere.

Only https and file addresses are read (http on this machine). Redirects stay on the host that was asked. The
hosts that ship as defaults must have a public address; a base that an operator set may be anywhere.
"""

import http.client
import ipaddress
import socket
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

SOCKET_S, WHOLE_S = 10.0, 120.0
"""Seconds a server may be silent, and seconds one answer may take altogether."""

_CHUNK = 64 * 1024


class FetchError(Exception):
    """Nothing was read; the text says why in a clause. `status` is the server's, where it answered."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Base:
    """Where things are read from. `trusted` says that an operator chose it, so it may be a private host."""

    url: str
    trusted: bool
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def host(self) -> str:
        """The host's name, or the folder's path, for messages."""
        parts = urlsplit(self.url)
        return parts.hostname or parts.path

    def get(self, path: str, *, limit: int) -> bytes:
        """Return what stands at a path below the base; raises FetchError, also for more than `limit` bytes.

        `path` is made of plain segments, with a query or without; whoever puts foreign text into it checks
        that text first.
        """
        url = f"{self.url}/{quote(path, safe='/?=&[]')}"
        try:
            if url.startswith("file://"):
                with Path(urllib.request.url2pathname(urlsplit(url).path)).open("rb") as file:
                    return _read(file, limit)
            with self._opened(url) as answer:
                return _read(answer, limit)
        except FetchError:
            raise
        except HTTPError as error:
            error.close()
            raise FetchError(f"{self.host} answered {error.code} for {path}", error.code) from None
        except FileNotFoundError:
            raise FetchError(f"{path} is not in {self.host}", 404) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(f"{self.host} could not be read ({getattr(error, 'reason', error)})") from None

    def _opened(self, url: str) -> IO[bytes]:
        connection = http.client.HTTPSConnection if self.trusted else _PublicHttps
        opener = urllib.request.build_opener(_SameHost, _Https(connection))
        request = urllib.request.Request(url, headers={"User-Agent": "gpu-advisor", **self.headers})  # noqa: S310 - the scheme was checked with the settings
        opened: IO[bytes] = opener.open(request, timeout=SOCKET_S)
        return opened


def _read(answer: _Readable, limit: int) -> bytes:
    """Read to the end, but no more than `limit` bytes and no longer than the whole time."""
    until = time.monotonic() + WHOLE_S
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and (part := answer.read(min(_CHUNK, left))):
        parts.append(part)
        left -= len(part)
        if time.monotonic() > until:
            raise FetchError(f"it took longer than {WHOLE_S:.0f} s")
    if left <= 0:
        raise FetchError(f"it is larger than {limit:,} bytes")
    return b"".join(parts)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect on the same host only."""

    max_redirections = 3

    def redirect_request(self, *arguments: Any) -> urllib.request.Request | None:
        request, target = arguments[0], urlsplit(arguments[-1])
        asked = urlsplit(request.full_url)
        if (target.scheme, target.netloc) != (asked.scheme, asked.netloc):
            arguments[1].close()
            raise FetchError(f"{asked.hostname} sends elsewhere, to {target.hostname}, which is not followed")
        return super().redirect_request(*arguments)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, connection: type[http.client.HTTPSConnection]) -> None:
        super().__init__()
        self._connection = connection

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _PublicHttps(http.client.HTTPSConnection):
    """A connection that is given up where a public name leads to a private address."""

    def connect(self) -> None:
        through_proxy = getattr(self, "_tunnel_host", None) is not None
        if not through_proxy:
            self._create_connection = partial(_connected, socket.create_connection)
        super().connect()


def _connected(connect: Any, *arguments: Any) -> socket.socket:
    found: socket.socket = connect(*arguments)
    address = ipaddress.ip_address(found.getpeername()[0])
    if not address.is_global:
        found.close()
        raise FetchError(f"it leads to the private address {address}")
    return found
