"""What the core answers with: verdicts and their reasons as data, for templates to put into words."""

from enum import StrEnum
from typing import Any, Literal

from core.catalog.prices import Quote
from core.figures import ItemFigures, ServingFigures, TrainingFigures
from core.frozen import Frozen
from core.quantity import Estimate, Range
from core.workload import Hardware, Pain, Signal, Slot, Workload

WorkloadClass = Literal["inference_first", "training_first", "both", "unclear"]
Stack = Literal["serving", "training"]


class Verdict(StrEnum):
    """Fits: the pessimistic figure is within what there is. Tight: only the expected one is."""

    FITS = "fits"
    TIGHT = "tight"
    NO = "no"


class Evidence(Frozen):
    """One signal, how strongly it fired (0 to 1), and the answer it was read from."""

    signal: Signal
    weight: float
    slot: Slot
    detail: str
    """The part of that answer: a pain, a work, a signal id. Templates turn it into words."""


class Classification(Frozen):
    """The class, the evidence for it and the evidence that points the other way."""

    workload_class: WorkloadClass
    inference: tuple[Evidence, ...] = ()
    training: tuple[Evidence, ...] = ()
    inference_score: float = 0
    training_score: float = 0


class Assumption(Frozen):
    """A typical value taken because nobody said, and where it comes from.

    `value` is JSON as an `Answer` to this slot would hold it.
    """

    slot: Slot
    value: Any
    basis: str
    worked_out: bool = False
    """Whether it follows from other answers and assumptions, so that nobody has to be asked for it."""


class Check(Frozen):
    """One constraint held against one plan: what is demanded, what there is, who decides.

    `constraint` is one of memory, format, tokens_per_s_each, first_token_s, total_s, throughput, run_hours,
    batch, nodes. `unit` is the unit of both sides. `reads` are the slots that this constraint reads.
    """

    constraint: str
    verdict: Verdict
    demand: Range
    capacity: Range
    unit: str
    reads: tuple[Slot, ...]


class Bill(Frozen):
    """What is billed, in USD: a month always on, or all runs or batches of a month."""

    basis: Literal["month", "runs"]
    usd_per_month: Range
    usd_per_run: Range | None = None
    runs_per_month: float | None = None
    batch_hours: Range | None = None
    """Hours that one batch keeps the plan at work, without its set-up."""
    batch_hours_allowed: float | None = None


class Plan(Frozen):
    """One tier, so many cards, how they are used, and the verdict with the constraint that decides it."""

    stack: Stack
    tier: str
    gpu: str
    memory_gb: int
    gpu_count: int
    nodes: int = 1
    replicas: int = 1
    cards_per_replica: int = 1
    sharding: str = "none"
    engine: str
    verdict: Verdict
    deciding: Check
    checks: tuple[Check, ...]
    memory: Estimate
    """GiB on the fullest card."""
    usable_gib: float
    quote: Quote
    bill: Bill
    serving: ServingFigures | None = None
    training: TrainingFigures | None = None
    items: ItemFigures | None = None
    """In place of `serving` for work that is not counted in tokens."""
    path: str = ""
    """The tier as what one rents: "RTX 4090 VPS"."""
    step: Estimate | None = None
    """Of the chosen plan: seconds of a step that gives all requests a token, of an item, or a micro-step."""
    first_word: Estimate | None = None
    """Of the chosen plan that serves tokens: the wait for the first one, seconds."""
    first_word_together: Estimate | None = None
    """The same for the last, where all who are there at once ask in the same moment."""
    at_brim: bool = False
    """Whether it is tight and holds only just, even if all goes as expected."""
    quotes: tuple[Quote, ...] = ()
    """Of a chosen plan, what its card costs in every market and commitment there is a price for."""


class Relaxation(Frozen):
    """One answer that, changed this far, would let a plan fit (or fit the budget).

    `now` and `then` are JSON as an `Answer` to this slot would hold it.
    """

    slot: Slot
    now: Any
    then: Any
    plan: Plan


class Flip(Frozen):
    """Where one answer would change the plan: up to `at` the present one stands, beyond it another wins.

    `at` is JSON as an `Answer` to this slot would hold it; where the direction is "becomes" it is the value
    that brings the change.
    """

    slot: Slot
    direction: Literal["above", "below", "becomes"]
    at: Any
    now: float | None = None
    """The figure in force, in the terms of `at`; None where another choice brings the change."""
    tier: str
    gpu: str
    memory_gb: int
    gpu_count: int
    stack: Stack
    fits: bool = True
    tight: bool = False
    """Whether the plan beyond holds as expected, but not if all goes badly."""
    nodes: int = 1
    path: str = ""
    """The tier beyond as what one rents."""
    usd_per_month: float | None = None
    """The expected bill of the plan beyond; None where it does not meet the demand."""


class Stair(Frozen):
    """One step of the staircase of serving plans: who serves from `first` to `last` requests at once.

    `last` is None for the highest step that was looked at.
    """

    first: int
    last: int | None = None
    tier: str
    gpu: str
    memory_gb: int
    gpu_count: int
    nodes: int = 1
    path: str
    fits: bool = True
    usd_per_month: float
    """The expected bill."""
    own: bool = False
    """Whether it is the team's own cards, for no rent."""


class StackAdvice(Frozen):
    """The advice for one side: the plan chosen, the best plan of every tier, and the ways around it."""

    stack: Stack
    chosen: Plan
    fits: bool
    tiers: tuple[Plan, ...]
    """For each tier the smallest sufficient plan, of a batch the cheapest, else its nearest one.

    In the catalogue's order.
    """
    usual: Plan | None = None
    """The class's usual path, where another plan won."""
    won_by: Literal[
        "only", "price", "surest", "fewer_servers", "usual_path", "headroom", "fewer_cards", "nearest"
    ]
    cheaper: Plan | None = None
    safer: Plan | None = None
    over_budget: bool = False
    relaxations: tuple[Relaxation, ...] = ()
    quotes: tuple[Quote, ...] = ()
    """What the chosen card costs in the other markets and commitments (marketplace, spot, reserved)."""


class OwnCards(Frozen):
    """Cards that a team has or thinks of, and what they would be for each side, for no more rent.

    Where nobody told their number each plan has as many as it takes. There are no plans for a card that the
    catalogue does not know.
    """

    named: Hardware
    plans: tuple[Plan, ...]
    lighter: Relaxation | None = None
    """Where they would not do, the lighter format or method in which they would; its plan is on them."""
    rent: Range | None = None
    """Of those that are rented today, what they are in USD a month always on, where somebody offers them."""


class SharedBox(Frozen):
    """Whether one server for both sides would do, what it costs, and why or why not."""

    plan: Plan | None
    possible: bool
    reason: Literal[
        "both_fit_at_once", "quiet_hours", "memory", "hours", "no_training_plan", "no_serving_plan"
    ]
    usd_per_month_saved: float = 0


class Recommendation(Frozen):
    """The whole answer: class, plans, evidence, assumptions and where it would change."""

    workload: Workload
    classification: Classification
    pain: tuple[Pain, ...] = ()
    plan: Literal["serving", "training", "both"]
    serving: StackAdvice | None = None
    training: StackAdvice | None = None
    shared: SharedBox | None = None
    budget_usd_per_month: float | None = None
    """What the budget allows a month; None without one, and for a currency of which no rate is known."""
    assumptions: tuple[Assumption, ...] = ()
    flips: tuple[Flip, ...] = ()
    stairs: tuple[Stair, ...] = ()
    """The serving plans around the team's number of requests at once, fewest first."""
    own: tuple[OwnCards, ...] = ()
    """How the cards the team named would do."""
    unlimited: tuple[Plan, ...] = ()
    """What would be led with if no limit kept it away."""
    grown: Plan | None = None
    """What serves the load that is expected."""
    model_name: str
    vision_b: float = 0.0
    """Parameters (1e9) with which the model reads pictures; neither they nor pictures are counted."""
    core_version: str
    catalogue_date: str

    @property
    def sides(self) -> tuple[StackAdvice, ...]:
        """The advice for each side that was planned, serving first."""
        return tuple(side for side in (self.serving, self.training) if side is not None)

    def told_apart(self, stack: Stack) -> Stack | None:
        """Return the name of a side that stands beside another; None where it is the only one."""
        return stack if len(self.sides) > 1 else None

    @property
    def fits(self) -> bool:
        """Whether every side has a plan that is enough, perhaps tightly."""
        return all(side.fits for side in self.sides)
