"""Records for the tests of the store, with every field that a test does not speak of filled in."""

from typing import Any

from bot.store.protocol import Change, Delivery, Event, Interview, Outgoing, Record
from core.answers import Answer
from core.catalog.prices import Quote
from core.figures import ServingFigures
from core.quantity import Estimate, Range, Term
from core.recommendation import (
    Assumption,
    Bill,
    Check,
    Classification,
    Evidence,
    Flip,
    Plan,
    Recommendation,
    StackAdvice,
    Verdict,
)
from core.workload import Latency, Pain, Signal, Slot, Workload

TEAM, CHANNEL, ALICE, BOB = "T1", "C1", "U1", "U2"


def event(key: str, *, team: str = TEAM, digest: str = "d") -> Event:
    """Return a delivery."""
    return Event(team=team, key=key, digest=digest)


def interview(number: str = "i1", **changed: Any) -> Interview:
    """Return a new interview whose root has the key `<id>:root`."""
    made = Interview(
        id=number,
        team=TEAM,
        channel=CHANNEL,
        starter=ALICE,
        status="open",
        revision=1,
        started_at=100,
        touched_at=100,
        root_key=f"{number}:root",
    )
    return made._replace(**changed)


def answer(seq: int, slot: Slot = Slot.CONCURRENCY, value: Any = 20, **changed: Any) -> Answer:
    """Return an answer of Alice's."""
    fields = {"said_by": ALICE, "source": "text", "text": "20 at once", "event": "e", "at": 100 + seq}
    return Answer(seq=seq, slot=slot, value=value, **(fields | changed))


def post(key: str, stream: str = "s", **changed: Any) -> Outgoing:
    """Return a message owed to the channel."""
    fields = {"method": "post", "text": f"text of {key}", "channel": CHANNEL}
    return Outgoing(key=key, stream=stream, **(fields | changed))


def root(number: str = "i1", **changed: Any) -> Outgoing:
    """Return the root message of an interview."""
    return post(f"{number}:root", number, **({"interview_id": number} | changed))


def owing(key: str, *outgoing: Outgoing, at: int = 100, team: str = TEAM) -> Change:
    """Return a change that only owes messages."""
    return Change(event=event(key, team=team), at=at, outgoing=outgoing)


def record(number: str = "r1", **changed: Any) -> Record:
    """Return a recommendation as history keeps it."""
    made = Record(
        id=number,
        team=TEAM,
        channel=CHANNEL,
        interview_id="i1",
        asker=ALICE,
        created_at=100,
        workload_class="inference_first",
        tier="rtx4090",
        gpu_count=1,
        plan="serving",
        fits=True,
        headline="1x RTX 4090 VPS",
        words="Llama 3 8B serving RTX4090 20 at once",
        core_version="0.1.0",
        catalogue_date="2026-11-01",
        result=recommendation(),
        answers=(answer(1), answer(2, Slot.LATENCY, {"first_token_s": 1.0})),
    )
    return made._replace(**changed)


def keys(deliveries: Any) -> list[str]:
    """Return the keys of deliveries, in order."""
    return [delivery.outgoing.key for delivery in deliveries]


def ids(page: Any) -> list[str]:
    """Return the ids of a page's records, in order."""
    return [kept.id for kept in page.records]


def one(deliveries: Any) -> Delivery:
    """Return the only delivery there is."""
    (delivery,) = deliveries
    assert isinstance(delivery, Delivery)
    return delivery


def recommendation() -> Recommendation:
    """Return a whole recommendation, with a figure that has no upper bound."""
    figure = Range(1.5, 2.0, float("inf"))
    memory = Check(
        constraint="memory",
        verdict=Verdict.FITS,
        demand=Range.exact(11.2),
        capacity=figure,
        unit="GiB",
        reads=(Slot.MODEL, Slot.PRECISION),
    )
    plan = Plan(
        stack="serving",
        tier="rtx4090",
        gpu="RTX 4090",
        memory_gb=24,
        gpu_count=1,
        engine="vllm",
        verdict=Verdict.TIGHT,
        deciding=memory,
        checks=(memory,),
        memory=Estimate.of("GiB", (Term("weights", Range.exact(5.3), "model card"),)),
        usable_gib=21.1,
        quote=Quote(
            usd_per_hour=figure, market="cloud", commitment="on_demand", providers=4, as_of="2026-11-01"
        ),
        bill=Bill(basis="month", usd_per_month=figure),
        serving=ServingFigures(
            tokens_per_s_each=figure,
            first_token_s=figure,
            first_token_p95_s=figure,
            total_s=figure,
            throughput_tokens_per_s=figure,
            cold_start_s=figure,
            most_at_once=31,
        ),
    )
    return Recommendation(
        workload=Workload(
            work="serving", pain=(Pain.LATENCY,), concurrency=20, latency=Latency(first_token_s=1.0)
        ),
        classification=Classification(
            workload_class="inference_first",
            inference=(Evidence(signal=Signal.LATENCY_HURTS, weight=0.8, slot=Slot.PAIN, detail="latency"),),
            inference_score=0.8,
        ),
        pain=(Pain.LATENCY,),
        plan="serving",
        serving=StackAdvice(stack="serving", chosen=plan, fits=True, tiers=(plan,), won_by="price"),
        assumptions=(Assumption(slot=Slot.OUTPUT_TOKENS, value=300, basis="typical for chat"),),
        flips=(
            Flip(
                slot=Slot.CONCURRENCY,
                direction="above",
                at=31,
                tier="a100-80",
                gpu="A100",
                memory_gb=80,
                gpu_count=1,
                stack="serving",
            ),
        ),
        model_name="Llama 3 8B",
        core_version="0.1.0",
        catalogue_date="2026-11-01",
    )
