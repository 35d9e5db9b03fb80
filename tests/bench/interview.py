"""Play random teams against the real core and count questions, wrong plans, contradictions and milliseconds.

    python -m tests.bench.interview --workloads 1000 --seed 1 [--json]

A team that writes answers every part of a question that it knows; one that taps answers a part by each
tap that says what is true, and writes the rest. A question counts once, however many taps it takes. Six
runs: from an empty command (where a single part is tapped every other time), after a first message with
four slots, with a fifth of all answers not known, and, of a fifth of the teams, with every other question
tapped, with all of them tapped, and tapped with a fifth not known. `right_plan` compares tiers, cards and
nodes with the advice for all that the team knows; `too_small` is advice that stands worse under that than
the right plan; `contradictions` completes what was not asked after a settled stop with other teams'
answers. Times are of the processor; `floor_ms` is what a fixed piece of work took between the choices, some
1.9 ms where nothing else runs, and `p99_floors` is the p99 as a multiple of it.
"""

import argparse
import gc
import json
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.advising.stacks import side_of
from core.answers import Answer, standing, workload_of
from core.catalog.catalogue import Catalogue, default_catalogue
from core.choosing.decision import Chosen, Decide, Decided, Decider
from core.interview import Done, Part, Question, next_question
from core.planning.offers import offers
from core.recommendation import Stack, Verdict
from core.workload import Slot, Workload
from tests.bench.teams import Team, Truth, first_message, random_team
from tests.core.choosing.answering import said

COMPLETIONS = 20
MOST_ANSWERS = 60
"""Far more than any interview takes; one that goes on is a fault of the chooser."""
FEWEST_TEAMS = 50
_BY_BUTTON = 0.5
_RANK = {Verdict.NO: 0, Verdict.TIGHT: 1, Verdict.FITS: 2}


@dataclass
class Interview:
    """One interview as it was played."""

    team: Team
    answers: list[Answer] = field(default_factory=list)
    questions: int = 0
    stop: str = ""
    milliseconds: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Manner:
    """How a team answers: what it does not know, and how often it taps where it could write."""

    unknown: float = 0.0
    taps: float = 0.0


def play(
    team: Team, catalogue: Catalogue, chance: random.Random, manner: Manner, said: Truth | None = None
) -> Interview:
    """Interview one team until the chooser is done."""
    played = Interview(team)
    known = {slot: value for slot, value in team.truth.items() if chance.random() >= manner.unknown}
    for slot, value in (said or {}).items():
        _say(played, slot, value, "opening", "text")
    shown: Question | None = None
    while len(played.answers) < MOST_ANSWERS:
        start = time.process_time()
        step = next_question(played.answers, catalogue)
        played.milliseconds.append((time.process_time() - start) * 1e3)
        played.floors.append(_floor_ms())
        if isinstance(step, Done):
            played.stop = step.reason
            return played
        if shown is None or step.number != shown.number:
            played.questions += 1
            tapping = chance.random() < (manner.taps if step.also else max(manner.taps, _BY_BUTTON))
        shown = step
        _reply(played, step, known, tapping=tapping)
    raise RuntimeError(f"an interview did not end: {team}")


def _floor_ms() -> float:
    """Return how long the processor takes at the moment for a piece of work that is always the same."""
    start = time.process_time()
    sums: dict[int, int] = {}
    for number in range(12_000):
        sums[number & 255] = sums.get(number & 127, 0) + number * number % 7
    return (time.process_time() - start) * 1e3


def _reply(played: Interview, question: Question, known: Truth, *, tapping: bool) -> None:
    """Answer one part by a tap, else in words every part that is known; not to know any passes it over."""
    event = f"reply {len(played.answers)}"
    parts = [part for part in (question, *question.also) if part.slot in known]
    if not parts:
        _say(played, question.slot, None, event, "button", kind="unknown")
        return
    for part in parts if tapping else ():
        value = _tapped(part, known[part.slot])
        if value is not None:
            _say(played, part.slot, value, event, "button")
            return
    for part in parts:
        _say(played, part.slot, known[part.slot], event, "text")


def _tapped(part: Part, value: Any) -> Any:
    """Return what a tap says where one says what is true: the very value, or a range that holds it."""
    offered = [choice.value for choice in part.choices]
    if part.several:
        return value if all([item] in offered for item in value) else None
    if isinstance(value, int):
        return next((bucket for bucket in offered if _inside(value, bucket)), None)
    return value if value in offered else None


def _inside(value: int, bucket: dict[str, int | None]) -> bool:
    low, high = bucket["low"], bucket["high"]
    return (low is None or value >= low) and (high is None or value <= high)


def _say(played: Interview, slot: Slot, value: Any, event: str, source: Any, kind: Any = "value") -> None:
    played.answers += said({slot: value}, event=event, source=source, kind=kind, start=len(played.answers))


def plan_of(decision: Decided) -> tuple[Any, ...]:
    """Return what one would rent: tier, cards and nodes of each side."""
    return tuple(None if pick is None else pick[:3] for pick in (decision.serving, decision.training))


def too_small(advised: Decided, right: Decided, truth: Workload, catalogue: Catalogue) -> bool:
    """Return whether an advised plan stands worse under the whole truth than the right plan does."""
    sides: tuple[tuple[Stack, Chosen | None, Chosen | None], ...] = (
        ("serving", advised.serving, right.serving),
        ("training", advised.training, right.training),
    )
    return any(
        right_pick is not None
        and _rank(pick, stack, truth, catalogue) < _rank(right_pick, stack, truth, catalogue)
        for stack, pick, right_pick in sides
    )


def _rank(plan: Chosen | None, stack: Stack, truth: Workload, catalogue: Catalogue) -> int:
    if plan is None:
        return -1
    offer = next(offer for offer in offers(catalogue) if offer.tier.id == plan.tier)
    return max(
        _RANK[option.verdict] for option in side_of(stack, truth, catalogue).options(offer, plan.gpu_count)
    )


def contradictions(played: Interview, decide: Decide, chance: random.Random) -> int:
    """Return how many completions of the unasked slots lead to other advice than the settled one.

    A prompt and answer that do not fit the context that was said complete nothing: they cannot be.
    """
    stands = standing(played.answers)
    said = workload_of(stands.values())
    advised = decide(dict(said))
    found = 0
    for _ in range(COMPLETIONS if played.stop == "settled" else 0):
        other = _other_team(played.team.work, chance).truth
        missing = {slot: value for slot, value in other.items() if slot not in stands}
        whole = Workload.model_validate({**said.model_dump(exclude_unset=True), **missing})
        if (
            whole.context_tokens
            and (whole.prompt_tokens or 0) + (whole.output_tokens or 0) > whole.context_tokens
        ):
            continue
        completed = decide(dict(whole))
        found += completed.workload_class != advised.workload_class or plan_of(completed) != plan_of(advised)
    return found


def _other_team(work: str, chance: random.Random) -> Team:
    while True:
        team = random_team(chance)
        if team.work == work:
            return team


def figures(played: Sequence[Interview], catalogue: Catalogue, seed: int) -> dict[str, Any]:
    """Return the figures of one run."""
    decide = Decider(catalogue)
    chance = random.Random(seed)
    right = wrong_class = small = contradicted = 0
    stops: Counter[str] = Counter()
    for interview in played:
        truth = Workload.model_validate(interview.team.truth)
        best = decide(dict(truth))
        advised = decide(dict(workload_of(standing(interview.answers).values())))
        right += plan_of(advised) == plan_of(best)
        wrong_class += advised.workload_class != best.workload_class
        small += too_small(advised, best, truth, catalogue)
        contradicted += contradictions(interview, decide, chance)
        stops[interview.stop] += 1
    questions = [interview.questions for interview in played]
    return {
        "mean_questions": round(statistics.fmean(questions), 3),
        "median_questions": statistics.median(questions),
        "p90_questions": sorted(questions)[int(0.9 * (len(questions) - 1))],
        "right_plan": round(right / len(played), 4),
        "right_class": round(1 - wrong_class / len(played), 4),
        "too_small": round(small / len(played), 4),
        "contradictions": contradicted,
        "stops": dict(stops),
    }


def speed(played: Sequence[Interview]) -> dict[str, float]:
    """Return how long one choice took, and how fast the machine was meanwhile."""
    times = sorted(took for interview in played for took in interview.milliseconds)
    floor = statistics.median(took for interview in played for took in interview.floors)
    p99 = times[int(0.99 * (len(times) - 1))]
    return {
        "choices": len(times),
        "median_ms": round(statistics.median(times), 2),
        "p99_ms": round(p99, 2),
        "max_ms": round(times[-1], 2),
        "floor_ms": round(floor, 2),
        "p99_floors": round(p99 / floor, 1),
    }


def run(workloads: int, seed: int) -> dict[str, Any]:
    """Play all runs over the same teams and return their figures."""
    catalogue = default_catalogue()
    chance = random.Random(seed)
    teams = [random_team(chance) for _ in range(workloads)]
    empty = [play(team, catalogue, chance, Manner()) for team in teams]
    four = [play(team, catalogue, chance, Manner(), first_message(team, 4, chance)) for team in teams]
    some_teams = teams[: max(FEWEST_TEAMS, workloads // 5)]
    manners = {
        "with_unknowns": (Manner(unknown=0.2), teams),
        "with_taps": (Manner(taps=0.5), some_teams),
        "with_taps_only": (Manner(taps=1.0), some_teams),
        "with_taps_and_unknowns": (Manner(unknown=0.2, taps=1.0), some_teams),
    }
    others = {
        name: figures([play(team, catalogue, chance, manner) for team in those], catalogue, seed)
        for name, (manner, those) in manners.items()
    }
    by_class: dict[str, list[Interview]] = defaultdict(list)
    for interview in empty:
        by_class[interview.team.work].append(interview)
    from_four = figures(four, catalogue, seed)
    return {
        **figures(empty, catalogue, seed),
        "mean_questions_after_4_slots": from_four["mean_questions"],
        **speed([*empty, *four]),
        "after_4_slots": from_four,
        **others,
        "by_work": {work: figures(some, catalogue, seed) for work, some in sorted(by_class.items())},
    }


def main() -> None:
    """Run the bench from the command line."""
    parser = argparse.ArgumentParser(description="Play random teams against the real core.")
    parser.add_argument("--workloads", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    arguments = parser.parse_args()
    default_catalogue()
    gc.freeze()  # this and the next as the bot does when it has started
    gc.set_threshold(20_000, 20, 20)
    result = run(arguments.workloads, arguments.seed)
    if arguments.json:
        print(json.dumps(result))
        return
    for key, value in result.items():
        print(f"{key:30} {value}")


if __name__ == "__main__":
    main()
