"""How long a recommendation takes: `python -m tests.bench.core`.

CPU time of this process, as an idle 3 GHz core would take it: each call stands beside a fixed piece of plain
Python, since neighbours on a busy machine slow even the processor's own time down. Every run is of a workload
nobody asked about before: its numbers are moved a little each time, so that nothing is answered from a cache,
but for what every team's questions share.
"""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from statistics import median
from time import process_time

from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.request_rate import RequestRate
from core.workload import Latency, Workload
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B, PLATFORM_70B

RUNS = 60
VERDICTS_MS, FLIPS_MS = 3.0, 40.0
"""What a recommendation may take, and what it may take with its flip points (median)."""

IDLE_FLOOR_MS = 4.0
"""What an idle 3 GHz core takes for the floor."""

CASES: dict[str, Workload] = {
    "one stack: chat of 20": CHAT_8B,
    "one stack: 70B for 400": Workload(
        work="serving", model="70B", precision="fp8", concurrency=400, prompt_tokens=1500, output_tokens=300
    ),
    "one stack: mixture for 250": Workload(
        work="serving", model="Qwen/Qwen3-30B-A3B", concurrency=250, context_tokens=16_384
    ),
    "one stack: 2,000 in batch": Workload(
        work="serving", model="8B", concurrency=2_000, latency=Latency(batch=True), prompt_tokens=800
    ),
    "one stack: by request rate": Workload(
        work="serving", model="32B", precision="awq", request_rate=RequestRate(per_s=6), prompt_tokens=900
    ),
    "training: full 13B": FINE_TUNES_13B,
    "training: LoRA 70B": Workload(work="training", model="70B", method=("lora",), dataset_tokens=80_000_000),
    "two stacks: 70B for 200": PLATFORM_70B,
    "two stacks: 8B for 40": Workload(work="both", model="8B", concurrency=40, method=("qlora",)),
}


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds on an idle core of one kind of call: the median, and the worst of a hundred."""

    median_ms: float
    p99_ms: float


def moved(workload: Workload, seed: int) -> Workload:
    """Return a workload like this one that has not been asked about: each number within a fifth of it."""
    random = Random(seed)
    numbers = (
        "concurrency",
        "context_tokens",
        "prompt_tokens",
        "output_tokens",
        "sequence_tokens",
        "dataset_tokens",
    )
    changed = {
        name: max(1, round(said * random.uniform(0.8, 1.25)))
        for name in numbers
        if (said := getattr(workload, name)) is not None
    }
    if workload.request_rate is not None:
        changed["request_rate"] = RequestRate(
            per_s=workload.request_rate.arriving(0, 1) * random.uniform(0.8, 1.25)
        )
    return workload.model_copy(update=changed)


def timed(workloads: Iterator[Workload], call: Callable[[Workload], object]) -> Timing:
    """Return how long a call takes over so many workloads, the first few (which warm up) left out."""
    took: list[float] = []
    for workload in workloads:
        slowness = floor_ms() / IDLE_FLOOR_MS
        begun = process_time()
        call(workload)
        took.append((process_time() - begun) * 1000 / slowness)
    kept = sorted(took[5:])
    return Timing(kept[len(kept) // 2], kept[min(len(kept) - 1, len(kept) * 99 // 100)])


def measure(workload: Workload, *, with_flips: bool, runs: int = RUNS) -> Timing:
    """Return how long recommending on workloads like this one takes."""
    catalogue = default_catalogue()
    fresh = (moved(workload, seed) for seed in range(runs + 5))
    return timed(fresh, lambda one: recommend(one, catalogue, with_flips=with_flips))


def floor_ms() -> float:
    """Return the CPU milliseconds of a fixed piece of plain Python, to tell how fast the machine is now."""
    begun = process_time()
    total = 0.0
    for step in range(30_000):
        total += max(step, 3) * 0.5
    return (process_time() - begun) * 1000


def main() -> None:
    """Print a table of milliseconds on an idle core, and which medians miss their bar."""
    default_catalogue()
    gc.freeze()  # as the bot does when it has started
    print(f"{'workload':28} {'verdicts':>9} {'p99':>7} {'with flips':>11} {'p99':>7}   ms")
    for name, workload in CASES.items():
        plain, whole = measure(workload, with_flips=False), measure(workload, with_flips=True)
        missed = [
            word
            for word, timing, bar in (("verdicts", plain, VERDICTS_MS), ("flips", whole, FLIPS_MS))
            if timing.median_ms > bar
        ]
        figures = f"{plain.median_ms:9.2f} {plain.p99_ms:7.2f} {whole.median_ms:11.1f} {whole.p99_ms:7.1f}"
        print(f"{name:28} {figures}{'   misses: ' + ', '.join(missed) if missed else ''}")
    slowness = median(floor_ms() for _ in range(50)) / IDLE_FLOOR_MS
    print(f"ms are those of an idle 3 GHz core; this one takes {slowness:.1f} times as long at present")
    print(f"bars (median): verdicts {VERDICTS_MS:g} ms, with flips {FLIPS_MS:g} ms")


if __name__ == "__main__":
    main()
