"""Plans, sides and recommendations made by hand: the figures are plausible, the shapes are complete."""

from core.catalog.listings import Commitment
from core.catalog.prices import Market, Quote
from core.figures import ServingFigures, TrainingFigures
from core.flips import Direction
from core.quantity import Estimate, Range, Term
from core.recommendation import (
    Bill,
    Check,
    Classification,
    Evidence,
    Flip,
    Plan,
    Recommendation,
    Stack,
    StackAdvice,
    Stair,
    Verdict,
)
from core.workload import Latency, Signal, Slot, Workload

HOURLY = {"rtx4090": 0.5, "a100-40": 1.2, "a100-80": 1.7, "h100": 3.0}
CARDS = {
    "rtx4090": ("RTX 4090", 24, "RTX 4090 VPS"),
    "a100-40": ("A100", 40, "A100 40 GB VPS"),
    "a100-80": ("A100", 80, "A100 80 GB VPS"),
    "h100": ("H100", 80, "H100 VPS"),
}


def around(expected: float, spread: float = 0.2) -> Range:
    """Return a range of a fifth to both sides."""
    return Range(expected * (1 - spread), expected, expected * (1 + spread))


def memory_check(needed: float, usable: float, verdict: Verdict) -> Check:
    """Return the memory constraint of a plan."""
    return Check(
        constraint="memory",
        verdict=verdict,
        demand=around(needed, 0.1),
        capacity=Range.exact(usable),
        unit="GiB",
        reads=(Slot.MODEL, Slot.CONCURRENCY),
    )


def speed_check(constraint: str, asked: float, got: float, unit: str, verdict: Verdict) -> Check:
    """Return a constraint on time or speed."""
    return Check(
        constraint=constraint,
        verdict=verdict,
        demand=Range.exact(asked),
        capacity=around(got),
        unit=unit,
        reads=(Slot.LATENCY,),
    )


def quote(tier: str) -> Quote:
    """Return the on-demand quote of a tier."""
    return Quote(
        usd_per_hour=around(HOURLY[tier], 0.3),
        market="cloud",
        commitment="on_demand",
        providers=6,
        as_of="2026-05-24",
    )


def plan(
    tier: str,
    gpu_count: int,
    needed: float,
    verdict: Verdict,
    deciding: Check | None = None,
    *,
    stack: Stack = "serving",
    nodes: int = 1,
    usd_per_hour: float | None = None,
) -> Plan:
    """Return a plan with all its figures."""
    gpu, memory_gb, path = CARDS[tier]
    usable = memory_gb * 0.92
    memory = memory_check(needed, usable, Verdict.NO if needed > usable else Verdict.FITS)
    checks = (memory,) if deciding is None else (memory, deciding)
    hourly = around(usd_per_hour or HOURLY[tier], 0.3).scaled(gpu_count)
    serving = ServingFigures(
        tokens_per_s_each=around(38),
        first_token_s=around(0.4),
        first_token_p95_s=around(0.8),
        total_s=around(8),
        throughput_tokens_per_s=around(760),
        cold_start_s=around(45),
        most_at_once=31,
    )
    training = TrainingFigures(
        run_hours=around(18),
        tokens_per_s=around(3_100),
        micro_batch=4,
        mfu=0.42,
        checkpoint_gib=around(24.2),
        gradient_checkpointing=True,
        method="full",
    )
    bill = (
        Bill(basis="month", usd_per_month=hourly.scaled(730))
        if stack == "serving"
        else Bill(
            basis="runs",
            usd_per_month=hourly.scaled(19 * 4.3),
            usd_per_run=hourly.scaled(19),
            runs_per_month=4.3,
        )
    )
    return Plan(
        stack=stack,
        tier=tier,
        path=path,
        gpu=gpu,
        memory_gb=memory_gb,
        gpu_count=gpu_count,
        nodes=nodes,
        cards_per_replica=gpu_count,
        engine="vllm" if stack == "serving" else "pytorch",
        verdict=verdict,
        deciding=deciding or memory,
        checks=checks,
        memory=Estimate.of(
            "GiB",
            (
                Term("weights", around(needed * 0.5, 0.05), "format"),
                Term("KV cache" if stack == "serving" else "optimizer states", around(needed * 0.4), "heads"),
                Term("engine", around(needed * 0.1), "measured"),
            ),
        ),
        usable_gib=usable,
        quote=quote(tier),
        bill=bill,
        serving=serving if stack == "serving" else None,
        training=training if stack == "training" else None,
    )


FIRST_WORD = speed_check("first_token_s", 1.0, 0.4, "s", Verdict.FITS)
SLOW = speed_check("tokens_per_s_each", 10, 6.2, "tokens/s", Verdict.NO)
OVERNIGHT = speed_check("run_hours", 24, 18, "h", Verdict.FITS)
LATE = speed_check("run_hours", 24, 61, "h", Verdict.NO)
NO_FP8 = Check(
    constraint="format",
    verdict=Verdict.NO,
    demand=Range.exact(8.9),
    capacity=Range.exact(8.0),
    unit="compute capability",
    reads=(Slot.PRECISION,),
)

CHAT = Workload(
    work="serving",
    model="llama-3-8b",
    precision="awq",
    concurrency=20,
    context_tokens=4096,
    latency=Latency(first_token_s=1.0),
)
SERVING_EVIDENCE = (
    Evidence(signal=Signal.MODEL_GOOD_ENOUGH, weight=1.0, slot=Slot.FOCUS, detail="I3"),
    Evidence(signal=Signal.LATENCY_HURTS, weight=1.0, slot=Slot.PAIN, detail="latency"),
)
TRAINING_EVIDENCE = (
    Evidence(signal=Signal.TUNING_IS_CORE, weight=0.6, slot=Slot.CADENCE, detail="weekly"),
    Evidence(signal=Signal.MEMORY_OR_DURATION_HURTS, weight=0.9, slot=Slot.PAIN, detail="memory"),
)
INFERENCE_FIRST = Classification(
    workload_class="inference_first", inference=SERVING_EVIDENCE, inference_score=2.0
)
TRAINING_FIRST = Classification(
    workload_class="training_first",
    inference=SERVING_EVIDENCE[1:],
    training=TRAINING_EVIDENCE,
    inference_score=0.5,
    training_score=1.5,
)
CHAT_TIERS = (
    plan("rtx4090", 1, 16.7, Verdict.FITS, FIRST_WORD),
    plan("a100-40", 1, 16.9, Verdict.FITS, FIRST_WORD),
    plan("a100-80", 1, 16.9, Verdict.FITS, FIRST_WORD),
    plan("h100", 1, 17.1, Verdict.FITS, FIRST_WORD),
)


def elsewhere(market: Market, commitment: Commitment, usd: float, *, providers: int = 3) -> Quote:
    """Return what a card costs in another market, in USD an hour."""
    return Quote(
        usd_per_hour=around(usd),
        market=market,
        commitment=commitment,
        providers=providers,
        as_of="2026-05-24",
    )


def stair(first: int, last: int | None, tier: str, gpu_count: int, *, fits: bool = True) -> Stair:
    """Return one step of the staircase, at the price of its plan."""
    gpu, memory_gb, path = CARDS[tier]
    return Stair(
        first=first,
        last=last,
        tier=tier,
        gpu=gpu,
        memory_gb=memory_gb,
        gpu_count=gpu_count,
        path=path,
        fits=fits,
        usd_per_month=HOURLY[tier] * gpu_count * 730,
    )


def flip(slot: Slot, direction: Direction, at: object, tier: str, gpu_count: int, **more: object) -> Flip:
    """Return a flip of serving to so many cards of a tier."""
    gpu, memory_gb, path = CARDS[tier]
    plan_beyond = {"tier": tier, "gpu": gpu, "memory_gb": memory_gb, "path": path, "gpu_count": gpu_count}
    return Flip.model_validate(
        {"slot": slot, "direction": direction, "at": at, "stack": "serving", **plan_beyond, **more}
    )


EASIER = (
    flip(Slot.CONCURRENCY, "below", 12, "h100", 8, usd_per_month=17_520.0),
    flip(Slot.PRECISION, "becomes", "fp8", "h100", 4, usd_per_month=8_760.0),
    flip(Slot.CONCURRENCY, "above", 31, "h100", 32, nodes=4, usd_per_month=70_080.0),
    flip(Slot.CONTEXT_TOKENS, "above", 8_000, "h100", 32, fits=False),
)
STAIRS = (
    stair(1, 31, "rtx4090", 1),
    stair(32, 82, "rtx4090", 2),
    stair(83, 113, "a100-80", 1),
    stair(114, 40_000, "rtx4090", 4),
    stair(40_001, None, "h100", 32, fits=False),
)
SERVING = StackAdvice(
    stack="serving",
    chosen=CHAT_TIERS[0],
    fits=True,
    tiers=CHAT_TIERS,
    won_by="price",
    safer=CHAT_TIERS[2],
    quotes=(
        elsewhere("marketplace", "spot", 0.22, providers=1),
        elsewhere("marketplace", "on_demand", 0.33, providers=4),
    ),
)
TUNING_TIERS = (
    plan("rtx4090", 8, 41.0, Verdict.NO, stack="training"),
    plan("a100-40", 8, 31.2, Verdict.NO, LATE, stack="training"),
    plan("a100-80", 4, 61.4, Verdict.FITS, OVERNIGHT, stack="training"),
    plan("h100", 4, 61.4, Verdict.FITS, OVERNIGHT, stack="training"),
)
TRAINING = StackAdvice(
    stack="training",
    chosen=TUNING_TIERS[2],
    fits=True,
    tiers=TUNING_TIERS,
    won_by="price",
    safer=TUNING_TIERS[3],
)


def recommend(**changes: object) -> Recommendation:
    """Return the plain case, one serving stack that fits, with changes."""
    plain: dict[str, object] = {
        "workload": CHAT,
        "classification": INFERENCE_FIRST,
        "plan": "serving",
        "serving": SERVING,
        "flips": (
            flip(Slot.CONCURRENCY, "above", 31, "rtx4090", 2),
            flip(Slot.REQUEST_RATE, "above", {"per_s": 4.26}, "a100-80", 1, usd_per_month=1241.0),
            flip(Slot.CONTEXT_TOKENS, "above", 6300, "rtx4090", 2),
            flip(Slot.PRECISION, "becomes", "bf16", "a100-40", 1),
            flip(Slot.LATENCY, "below", {"first_token_s": 0.123}, "h100", 8, fits=False),
        ),
        "stairs": STAIRS,
        "model_name": "Llama 3 8B",
        "core_version": "0.1.0",
        "catalogue_date": "2026-05-24",
    }
    return Recommendation.model_validate(plain | changes)


def changed(side: StackAdvice, **changes: object) -> StackAdvice:
    """Return advice for one side with changes."""
    return side.model_copy(update=changes)
