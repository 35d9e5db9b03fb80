"""Many interviews at once while Slack misbehaves: each has to finish, and every message has to stand once.

`python -m tests.faults.soak --minutes 5 [--interviews 200] [--seed N]` prints counts, and ends with status 1
on any violation.
"""

import argparse
import random
import sys
import threading
import time

from tests.faults.chaos import Chaos
from tests.faults.crowd import Crowd
from tests.faults.process import PATIENCE_S, Beside, seeded
from tests.faults.rest import finished
from tests.faults.verdict import Verdict, report, traffic

MOST_AT_ONCE = 12
"""How many deliveries people wait for at once: a machine that is busy with other things makes them slower."""


def soak(minutes: float, interviews: int, seed: int | None = None) -> tuple[Verdict, dict[str, object], str]:
    """Hold the interviews for that long, let each come to its end, and judge."""
    chosen, chance = seeded(seed)
    chaos = Chaos(random.Random(chosen + 1))
    with Beside(chaos, channels=20) as beside:
        crowd = Crowd(beside.sandbox, beside.channels, chance)
        beside.start()
        if not beside.connected():
            raise SystemExit(f"the bot did not connect:\n{beside.log.read_text(errors='replace')}")
        until = time.monotonic() + minutes * 60
        while time.monotonic() < until:
            crowd.begin() if crowd.begun < interviews else crowd.act()
            threading.Event().wait(chance.uniform(0.0, 0.06))
            beside.sandbox.wait_for(
                lambda: len(beside.sandbox.envelopes.under_way) < MOST_AT_ONCE, PATIENCE_S
            )
        chaos.calm = True
        rested = finished(beside, lambda: _all_advised(crowd))
        verdict = Verdict(beside)
        if not rested:
            verdict.violations.append(f"not at rest after {PATIENCE_S} s, or some have no advice")
        counts: dict[str, object] = {
            "seed": chosen,
            "minutes": minutes,
            "interviews that finished": len(crowd.recommended()),
            "declined at once": len(chaos.declined),
            **traffic(beside, chaos, crowd),
        }
        return verdict, counts, beside.log.read_text(errors="replace")


def _all_advised(crowd: Crowd) -> bool:
    """Tell whether every interview has its advice, and ask for it wherever there is none."""
    advised = crowd.recommended()
    waiting = [
        root
        for root in crowd.roots()
        if root.metadata and root.metadata["event_payload"]["interview_id"] not in advised
    ]
    for root in waiting:
        crowd.hurry(root)
    return not waiting


def main() -> int:
    """Run as told by the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--interviews", type=int, default=200)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    verdict, counts, log = soak(given.minutes, given.interviews, given.seed)
    return report("soak", verdict, counts, log)


if __name__ == "__main__":
    sys.exit(main())
