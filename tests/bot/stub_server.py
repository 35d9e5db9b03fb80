"""A small web server on a real socket that answers what a test wants it to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.loopback import Quiet, listening


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

    class Handler(Quiet):
        def take(self) -> None:
            stub.asked.append(self.path)
            stub.tokens.append(self.headers.get("Authorization"))
            answer = stub.answers.get(self.path, Answer(b"not found", 404))
            length = {} if answer.length is None else {"Content-Length": str(answer.length)}
            self.answer(answer.body, answer.status, {**answer.headers, **length})

    with listening(Handler) as stub.url:
        yield stub
