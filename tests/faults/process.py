"""The real bot as a process of its own, beside a sandbox that misbehaves and keeps a record."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Self

from bot.manifest import read_manifest
from bot.sandbox import Channel
from bot.sandbox.model import BOT_USER
from bot.sandbox.workspace import EVERYONE
from tests.faults.chaos import Chaos
from tests.sandbox import Sandbox, start_sandbox

PATIENCE_S = 600
"""How long anything may take, on a machine that is busy with other things."""


class Beside:
    """A sandbox with channels of its own, and the program `gpu-advisor run` on a database file."""

    def __init__(self, chaos: Chaos, *, channels: int = 8) -> None:
        self.chaos = chaos
        self._folder = tempfile.TemporaryDirectory(prefix="gpu-advisor-faults-")
        self.database = Path(self._folder.name) / "advisor.db"
        self.sandbox = Sandbox(
            read_manifest(),
            faults=chaos,
            ack_timeout_s=2.0,
            retry_delays_s=(0.1, 0.5, 2.0),
        )
        acknowledge = self.sandbox.envelopes.acknowledge

        def acknowledged(frame: dict[str, Any]) -> None:
            chaos.note(frame)
            acknowledge(frame)

        self.sandbox.envelopes.acknowledge = acknowledged  # type: ignore[method-assign] # the record
        self.channels = [f"C{number:03d}CROWD" for number in range(channels)]
        for one in self.channels:
            self.sandbox.workspace.channels[one] = Channel(one, one.lower(), "channel", EVERYONE | {BOT_USER})
        self.running = start_sandbox(sandbox=self.sandbox)
        self.process: subprocess.Popen[bytes] | None = None
        self.log = Path(self._folder.name) / "log.txt"
        self._begins_at = 0

    def start(self) -> None:
        """Start the bot; it is not yet connected."""
        environment = os.environ | {
            "SLACK_BOT_TOKEN": self.running.bot_token,
            "SLACK_APP_TOKEN": self.running.app_token,
            "SLACK_API_URL": self.running.api_url,
            "GPU_ADVISOR_DATABASE_URL": f"sqlite:///{self.database}",
            "GPU_ADVISOR_OPEN_PER_PERSON": "10000",
            "GPU_ADVISOR_OPEN_PER_CHANNEL": "10000",
        }
        with self.log.open("ab") as log:
            self._begins_at = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], env=environment, stdout=log, stderr=log
            )

    def connected(self, patience_s: float = PATIENCE_S) -> bool:
        """Wait until the bot is connected."""
        try:
            self.sandbox.wait_for(lambda: len(self.sandbox.envelopes.sockets) >= 2, patience_s)
        except TimeoutError:
            return False
        return True

    def ready(self) -> bool:
        """Wait until the bot, connected, has loaded all it needs to answer, and says so."""
        return wait_until(lambda: b"is ready" in self.log.read_bytes()[self._begins_at :], PATIENCE_S)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the bot with a signal, and wait until it and its connections are gone."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(PATIENCE_S)
        self.sandbox.wait_for(lambda: not self.sandbox.envelopes.sockets, PATIENCE_S)

    def close(self) -> None:
        """Stop everything, and delete what it left."""
        if self.process is not None and self.process.poll() is None:
            self.kill(signal.SIGTERM)
        self.running.stop()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def wait_until(reached: Any, patience_s: float) -> bool:
    """Look again and again, as nothing tells when another process is done; False where it never was."""
    until = time.monotonic() + patience_s
    pause = threading.Event()
    while time.monotonic() < until:
        if reached():
            return True
        pause.wait(0.2)
    return False


def seeded(seed: int | None) -> tuple[int, random.Random]:
    """Return a seed that can be given again, and chance that follows from it."""
    chosen = random.randrange(10**6) if seed is None else seed
    return chosen, random.Random(chosen)
