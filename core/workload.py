"""What a team can tell us about its workload: every slot optional, every unit in a name."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.catalog.architecture import TASK_OF, Task
from core.conditions import Condition
from core.frozen import Frozen
from core.request_rate import RequestRate


class Slot(StrEnum):
    """The name of one thing a team can tell us. Names are stored and public, and never change."""

    WORK = "work"
    FOCUS = "focus"
    PAIN = "pain"
    TASK = "task"
    MODEL = "model"
    PRECISION = "precision"
    CONTEXT_TOKENS = "context_tokens"
    PROMPT_TOKENS = "prompt_tokens"
    OUTPUT_TOKENS = "output_tokens"
    CONCURRENCY = "concurrency"
    USERS = "users"
    REQUEST_RATE = "request_rate"
    LATENCY = "latency"
    METHOD = "method"
    SEQUENCE_TOKENS = "sequence_tokens"
    DATASET_TOKENS = "dataset_tokens"
    DATASET_SAMPLES = "dataset_samples"
    DATASET_GB = "dataset_gb"
    EPOCHS = "epochs"
    OPTIMIZER = "optimizer"
    BATCH_SIZE = "batch_size"
    CADENCE = "cadence"
    DEADLINE = "deadline"
    RENTAL = "rental"
    CONDITIONS = "conditions"
    BUDGET = "budget"
    CURRENT_HARDWARE = "current_hardware"


Work = Literal["serving", "training", "both"]
Method = Literal["lora", "qlora", "full", "pretrain"]
NamedCadence = Literal["once", "quarterly", "monthly", "triweekly", "biweekly", "weekly", "daily"]
_OTHER_CADENCE = r"^(?:every [1-9][0-9]? (?:days|weeks|months)|[1-9][0-9]? times a (?:day|week|month|year))$"
Cadence = NamedCadence | Annotated[str, StringConstraints(pattern=_OTHER_CADENCE)]
"""How often a team trains: by name, or as "every 6 weeks" or "3 times a week"."""
Optimizer = Literal["adamw", "adamw_8bit", "adafactor", "sgd"]
Rental = Literal["per_run", "kept"]


class Signal(StrEnum):
    """The eight signals of the decision framework, I for inference and T for training."""

    SERVING_DECIDES = "I1"
    LATENCY_HURTS = "I2"
    MODEL_GOOD_ENOUGH = "I3"
    REQUEST_QUALITY = "I4"
    MODEL_MUST_IMPROVE = "T1"
    MEMORY_OR_DURATION_HURTS = "T2"
    TUNING_IS_CORE = "T3"
    THROUGHPUT_FIRST = "T4"


class Pain(StrEnum):
    """What hurts a team today."""

    LATENCY = "latency"
    COLD_START = "cold_start"
    CONCURRENCY = "concurrency"
    MEMORY = "memory"
    JOB_DURATION = "job_duration"
    MODEL_QUALITY = "model_quality"
    COST = "cost"


class Latency(Frozen):
    """What "fast enough" means. All targets are for one request; `batch` says that none matters."""

    first_token_s: float | None = Field(default=None, gt=0, le=86_400)
    total_s: float | None = Field(default=None, gt=0, le=86_400)
    tokens_per_s_each: float | None = Field(default=None, gt=0, le=10_000)
    percentile: Literal["mean", "p50", "p90", "p95", "p99"] | None = None
    batch: bool = False

    @property
    def streamed(self) -> "Latency | None":
        """The limit of the whole answer as one of its first word, where no more than the former was told."""
        if self.total_s is None or self.first_token_s is not None:
            return None
        return self.model_copy(update={"first_token_s": self.total_s, "total_s": None})


class Deadline(Frozen):
    """How long one training run may take, in hours."""

    hours: float = Field(gt=0, le=100_000)


class Budget(Frozen):
    """What may be spent, in one currency, per period or once. One figure: low and high are equal."""

    low: float = Field(ge=0, le=1e10)
    high: float = Field(gt=0, le=1e10)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    period: Literal["hour", "month", "year", "once"] | None = None


class Hardware(Frozen):
    """Cards a team has or considers, as it names them."""

    gpu: str = Field(max_length=60)
    count: int | None = Field(default=None, ge=1, le=100_000)
    memory_gb: float | None = Field(default=None, gt=0, le=1_000)
    role: Literal["have", "candidate"] | None = None
    rented: bool = False
    """Whether those that they have are rented today."""


class Workload(Frozen):
    """One point in the space of workloads: field names are the slots, None means nobody said.

    Lengths are in tokens, `dataset_gb` in decimal gigabytes, `concurrency` counts requests in flight at the
    peak, `users` counts people overall, `model` is a catalogue id or a bare size such as "13B", `task` what
    kind of model it is, which one that is named tells by itself.
    """

    work: Work | None = None
    focus: tuple[Signal, ...] = ()
    pain: tuple[Pain, ...] = ()
    task: Task | None = None
    model: str | None = Field(default=None, max_length=200)
    precision: str | None = Field(default=None, max_length=20)
    context_tokens: int | None = Field(default=None, ge=16, le=10_000_000)
    prompt_tokens: int | None = Field(default=None, ge=1, le=10_000_000)
    output_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    concurrency: int | None = Field(default=None, ge=1, le=1_000_000)
    users: int | None = Field(default=None, ge=1, le=1_000_000_000)
    request_rate: RequestRate | None = None
    latency: Latency | None = None
    method: tuple[Method, ...] = ()
    sequence_tokens: int | None = Field(default=None, ge=16, le=10_000_000)
    dataset_tokens: int | None = Field(default=None, ge=1, le=10**15)
    dataset_samples: int | None = Field(default=None, ge=1, le=10**12)
    dataset_gb: float | None = Field(default=None, gt=0, le=10**7)
    epochs: float | None = Field(default=None, gt=0, le=1_000)
    optimizer: Optimizer | None = None
    batch_size: int | None = Field(default=None, ge=1, le=1_000_000)
    cadence: Cadence | None = None
    deadline: Deadline | None = None
    rental: Rental | None = None
    conditions: tuple[Condition, ...] = ()
    budget: Budget | None = None
    current_hardware: tuple[Hardware, ...] = ()

    def times(self, factor: float) -> "Workload":
        """Return the workload with so many times the load that was told; the same one where none was."""
        told = {"concurrency": self.concurrency, "users": self.users}
        more: dict[str, object] = {
            name: max(1, round(count * factor)) for name, count in told.items() if count is not None
        }
        if self.request_rate is not None:
            more["request_rate"] = self.request_rate.times(factor)
        return self.model_copy(update=more)

    @property
    def task_told(self) -> Task | None:
        """The kind of model that was told: by itself, or by what its requests are."""
        item = self.request_rate.kind if self.request_rate else None
        return self.task or (TASK_OF[item] if item else None)

    @property
    def waits_for_hours(self) -> bool:
        """Whether a deadline, or a typical one, says how long a batch may take."""
        return waits_for_hours(self.work, self.request_rate)


def waits_for_hours(work: Work | None, rate: RequestRate | None) -> bool:
    """Tell whether work comes in a batch that was given no hours; who trains gives a deadline for a run."""
    untimed = rate is not None and rate.batch is not None and rate.batch.hours is None
    return untimed and work in (None, "serving")
