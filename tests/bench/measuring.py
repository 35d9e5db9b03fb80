"""How a bench measures: contestants take turns, so that a busy machine slows all of them alike."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial


@dataclass
class Times:
    """What each run of one contestant took, in seconds: by the clock, and of this thread's CPU."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, work: Callable[[], object]) -> None:
        """Do the work once."""
        wall, cpu = time.perf_counter(), time.thread_time()
        work()
        self.cpu.append(time.thread_time() - cpu)
        self.wall.append(time.perf_counter() - wall)

    @property
    def cpu_ms(self) -> float:
        """The median CPU, in milliseconds."""
        return statistics.median(self.cpu) * 1e3

    @property
    def wall_ms(self) -> float:
        """The median duration, in milliseconds."""
        return statistics.median(self.wall) * 1e3

    def percentile_ms(self, share: float) -> float:
        """The duration that this share of all runs stay below, in milliseconds."""
        return sorted(self.wall)[min(int(len(self.wall) * share), len(self.wall) - 1)] * 1e3

    def line(self) -> str:
        """Return the figures as a row of a table."""
        rate = len(self.wall) / sum(self.wall)
        return (
            f"{rate:9.0f} {self.percentile_ms(0.5):9.2f} {self.percentile_ms(0.99):9.2f} {self.cpu_ms:9.3f}"
        )


def in_turn(contestants: Mapping[str, Callable[[int], object]], rounds: int) -> dict[str, Times]:
    """Run every contestant once in each round; each is told the number of the round."""
    times = {name: Times() for name in contestants}
    for number in range(rounds):
        for name, work in contestants.items():
            times[name].run(partial(work, number))
    return times


def bars(found: Sequence[tuple[str, bool]]) -> int:
    """Print each bar and whether it is met; returns the exit status."""
    print()
    for words, met in found:
        print(f"bar: {words}: {'met' if met else 'NOT met'}")
    return 0 if all(met for _, met in found) else 1
