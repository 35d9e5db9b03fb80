"""A workspace that tests and the server share: one at a time, and every change is told to those who wait."""

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.sandbox.model import Json
from bot.sandbox.workspace import Workspace
from tests.sandbox.envelopes import PatientEnvelopes

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Clock:
    """The machine's time, and what tests have let pass."""

    ahead_s = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_s


class WatchedWorkspace(Workspace):
    """Tells those who wait of every change. Whoever reads or writes holds `lock`."""

    def __init__(self, manifest: Json, envelopes: PatientEnvelopes, clock: Clock) -> None:
        super().__init__(manifest)
        self.envelopes, self.clock = envelopes, clock
        self.lock = envelopes.lock
        self.changes = threading.Condition(self.lock)

    def now(self) -> float:
        return self.clock()

    def changed(self) -> None:
        with self.lock:
            super().changed()
            self.changes.notify_all()

    def snapshot(self, user: str) -> Json:
        with self.lock:
            return super().snapshot(user)


def locked(method: Callable[Concatenate[Any, Given], Found]) -> Callable[Concatenate[Any, Given], Found]:
    """Return a method of a sandbox so that nobody else reads or writes its workspace meanwhile."""

    @wraps(method)
    def run(self: Any, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
        with self.workspace.lock:
            return method(self, *args, **kwargs)

    return run
