"""Kill the real bot again and again while people use it, and look whether anything was lost or said twice.

`python -m tests.faults.kill --rounds 200 [--seed N]` prints counts, and ends with status 1 on any violation.
"""

import argparse
import random
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from tests.faults.chaos import Chaos
from tests.faults.crowd import Crowd
from tests.faults.process import PATIENCE_S, Beside, seeded
from tests.faults.rest import finished
from tests.faults.verdict import Verdict, report, traffic


def kill_often(rounds: int, seed: int | None = None) -> tuple[Verdict, dict[str, object], str]:
    """Run the rounds, let the bot finish undisturbed, and judge."""
    chosen, chance = seeded(seed)
    chaos = Chaos(random.Random(chosen + 1))
    ends: Counter[str] = Counter()
    began = time.monotonic()
    with Beside(chaos) as beside:
        crowd = Crowd(beside.sandbox, beside.channels, chance)
        for _ in range(rounds):
            ends[_round(beside, crowd, chance)] += 1
        chaos.calm = True
        beside.start()
        rested = finished(beside)
        verdict = Verdict(beside)
        if not rested:
            verdict.violations.append(f"not at rest {PATIENCE_S} s after the last kill")
        counts: dict[str, object] = {
            "seed": chosen,
            "rounds": rounds,
            **ends,
            "seconds": round(time.monotonic() - began),
            **traffic(beside, chaos, crowd),
        }
        return verdict, counts, beside.log.read_text(errors="replace")


def _round(beside: Beside, crowd: Crowd, chance: random.Random) -> str:
    beside.start()
    if chance.random() < 0.1:
        threading.Event().wait(chance.uniform(0.2, 1.5))
        beside.kill()
        return "killed while starting"
    if not beside.connected():
        beside.kill()
        return "did not connect"
    if chance.random() < 0.8:
        beside.ready()  # else people are faster than what they wait for
    until = time.monotonic() + chance.uniform(0.02, 1.0)
    while time.monotonic() < until:
        crowd.begin() if chance.random() < 0.1 or crowd.begun < 3 else crowd.act()
        threading.Event().wait(chance.uniform(0.0, 0.05))
    if chance.random() < 0.1:
        beside.kill(signal.SIGTERM)
        return "asked to stop"
    beside.kill()
    return "killed"


def main() -> int:
    """Run as told by the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--log", type=Path, help="where to keep what the bot logged")
    given = parser.parse_args()
    verdict, counts, log = kill_often(given.rounds, given.seed)
    if given.log:
        given.log.write_text(log, encoding="utf-8")
    return report("kill loop", verdict, counts, log)


if __name__ == "__main__":
    sys.exit(main())
