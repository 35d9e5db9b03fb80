"""A small web server on a real socket that answers what a test wants it to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Answer:
    """What is answered for one path. With `length`, that is claimed to come, whatever does."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass
class Stub:
    """The running server: its address, its answers by path (with query), and what it was asked."""

    url: str
    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)


@contextmanager
def serving(answers: dict[str, Answer]) -> Iterator[Stub]:
    """Serve these answers on this machine until the block ends; any other path is not found."""
    stub = Stub("", answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stub.asked.append(self.path)
            stub.tokens.append(self.headers.get("Authorization"))
            answer = stub.answers.get(self.path, Answer(b"not found", 404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(answer.length or len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
