"""A busy workspace: `python -m tests.bench.load [--seconds 60] [--rate 100] [--interviews 1000]`.

The program runs as a process of its own beside the sandbox. A fifth of all events are answers in the open
interviews, the rest other people's messages. Nothing may be lost, and Slack may not be kept waiting. Where
the program waited for a processor longer than it ran (Linux counts both), the machine was too busy to judge.
"""

import argparse
import itertools
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bot.sandbox.model import Posted
from tests.bench.measuring import bars
from tests.faults.chaos import Chaos
from tests.faults.crowd import PEOPLE, Crowd
from tests.faults.process import PATIENCE_S, Beside, wait_until
from tests.faults.rest import at_rest, finished
from tests.faults.verdict import Verdict

ANSWERS = 0.2
P99_MS = 250.0


class Watched(Chaos):
    """A Slack that behaves, and notes how long each delivery waited for its acknowledgement."""

    def __init__(self) -> None:
        super().__init__(random.Random(0), share=0.0, calm=True)
        self.began: dict[str, float] = {}
        self.waits_ms: list[float] = []

    def deliveries(self, envelope: dict[str, Any]) -> Any:
        """Note when a delivery goes out."""
        self.began[envelope["envelope_id"]] = time.perf_counter()
        return super().deliveries(envelope)

    def note(self, frame: dict[str, Any]) -> None:
        """Note how long it took."""
        began = self.began.pop(frame.get("envelope_id", ""), None)
        if began is not None:
            self.waits_ms.append((time.perf_counter() - began) * 1e3)
        super().note(frame)


def shares_s(process: int) -> tuple[float, float]:
    """Return the seconds that a process ran, and that it could have but waited for a processor."""
    threads = [each.read_text().split() for each in Path(f"/proc/{process}/task").glob("*/schedstat")]
    ran, waited = (sum(int(each[column]) for each in threads) / 1e9 for column in (0, 1))
    return ran, waited


def begin(beside: Beside, crowd: Crowd, interviews: int) -> list[Posted]:
    """Open the interviews, no faster than the bot takes them; returns their roots."""
    for _ in range(interviews):
        crowd.begin()
        beside.sandbox.wait_for(lambda: len(beside.sandbox.envelopes.under_way) < 8, PATIENCE_S)
    wait_until(lambda: at_rest(beside), PATIENCE_S)
    return crowd.roots()


def press(beside: Beside, roots: list[Posted], rate: float, seconds: float) -> tuple[int, int]:
    """Send events at that rate; returns how many were answers, and how many were not."""
    chance, numbers = random.Random(1), itertools.count(20)
    answers = others = 0
    began = time.monotonic()
    for number in range(int(rate * seconds)):
        person = chance.choice(PEOPLE)
        if chance.random() < ANSWERS:
            root = chance.choice(roots)
            beside.sandbox.say(person, root.channel, f"actually, {next(numbers)} at once", root.ts)
            answers += 1
        else:
            beside.sandbox.say(person, chance.choice(beside.channels), "lunch at noon?")
            others += 1
        threading.Event().wait(max(began + (number + 1) / rate - time.monotonic(), 0))
    return answers, others


def main() -> int:
    """Run as told by the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--interviews", type=int, default=1_000)
    given = parser.parse_args()
    watched = Watched()
    with Beside(watched, channels=40) as beside:
        crowd = Crowd(beside.sandbox, beside.channels, random.Random(2))
        beside.start()
        beside.connected()
        roots = begin(beside, crowd, given.interviews)
        print(f"{len(roots)} open interviews")
        watched.waits_ms.clear()
        assert beside.process is not None
        before = shares_s(beside.process.pid)
        began = time.monotonic()
        answers, others = press(beside, roots, given.rate, given.seconds)
        took = time.monotonic() - began
        after = shares_s(beside.process.pid)
        rested = finished(beside)
        waits = sorted(watched.waits_ms)
        violations = Verdict(beside).violations
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    print(f"{answers} answers and {others} other messages in {took:.0f} s: {(answers + others) / took:.0f}/s")
    print(f"acknowledged {len(waits)} deliveries: p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {waits[-1]:.0f} ms")
    ran_s, waited_s = (then - now for then, now in zip(after, before, strict=True))
    print(f"the program ran for {ran_s:.1f} s, and waited for a processor for {waited_s:.1f} s")
    print(f"lost, repeated or undelivered: {len(violations)} {violations[:3]}")
    return bars(
        [
            (f"nothing lost of {answers} answers", rested and not violations),
            (f"99 % acknowledged within {P99_MS:.0f} ms ({p99:.0f})", p99 <= P99_MS),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
