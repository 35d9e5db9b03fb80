"""Random workloads, as wild as answers can be, for properties that hold of every recommendation."""

from hypothesis import strategies as st

from core.catalog.catalogue import default_catalogue
from core.request_rate import Batch, RequestRate
from core.workload import Budget, Deadline, Latency, Pain, Signal, Workload

MODELS = [
    *(model.id for model in default_catalogue().models),
    *("1B", "8B", "13B", "70B", "405B", "30B-A3B", "1000B"),
]
PRECISIONS = ["any", "bf16", "fp16", "fp8", "int8", "awq", "gptq", "nf4", "mxfp4", "q4_k_m"]


def _maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


LATENCIES = st.just(Latency(batch=True)) | st.builds(
    Latency,
    first_token_s=_maybe(st.sampled_from([0.1, 0.5, 1, 5])),
    tokens_per_s_each=_maybe(st.sampled_from([2, 10, 50, 200])),
    total_s=_maybe(st.sampled_from([0.5, 3, 30])),
    percentile=st.sampled_from([None, "mean", "p95"]),
)
BUDGETS = st.builds(
    Budget,
    low=st.sampled_from([0, 100]),
    high=st.sampled_from([100, 900, 5_000, 100_000]),
    currency=st.sampled_from(["USD", "EUR", "XXX"]),
    period=st.sampled_from([None, "hour", "month", "year", "once"]),
)

WORKLOADS: st.SearchStrategy[Workload] = st.builds(
    Workload,
    work=st.sampled_from([None, "serving", "training", "both"]),
    focus=st.lists(st.sampled_from(list(Signal)), max_size=2, unique=True).map(tuple),
    pain=st.lists(st.sampled_from(list(Pain)), max_size=2, unique=True).map(tuple),
    model=_maybe(st.sampled_from(MODELS)),
    precision=_maybe(st.sampled_from(PRECISIONS)),
    context_tokens=_maybe(st.sampled_from([16, 512, 4_096, 32_768, 200_000, 1_000_000])),
    prompt_tokens=_maybe(st.sampled_from([1, 200, 3_000, 100_000])),
    output_tokens=_maybe(st.sampled_from([1, 300, 8_000])),
    concurrency=_maybe(st.sampled_from([1, 7, 64, 500, 20_000])),
    users=_maybe(st.sampled_from([1, 300, 1_000_000])),
    request_rate=_maybe(
        st.builds(
            RequestRate,
            per_s=st.sampled_from([0.01, 2, 300]),
            batch=_maybe(
                st.builds(
                    Batch,
                    amount=st.just(1000),
                    hours=st.sampled_from([1, 48, 900]),
                    per_month=st.sampled_from([1, 30]),
                )
            ),
        )
        | st.builds(
            RequestRate,
            batch=st.builds(
                Batch,
                amount=st.sampled_from([200, 50e6]),
                of=st.sampled_from(["requests", "audio_hours"]),
                noun=st.sampled_from([None, "documents"]),
            ),
        )
    ),
    latency=_maybe(LATENCIES),
    method=st.lists(st.sampled_from(["full", "lora", "qlora", "pretrain"]), max_size=2, unique=True).map(
        tuple
    ),
    sequence_tokens=_maybe(st.sampled_from([128, 2_048, 32_768])),
    dataset_tokens=_maybe(st.sampled_from([1_000, 50_000_000, 10**12])),
    dataset_samples=_maybe(st.sampled_from([10, 100_000])),
    epochs=_maybe(st.sampled_from([0.5, 3])),
    optimizer=st.sampled_from([None, "adamw", "adamw_8bit", "adafactor", "sgd"]),
    batch_size=_maybe(st.sampled_from([1, 8, 512])),
    cadence=st.sampled_from([None, "once", "weekly", "daily"]),
    deadline=_maybe(st.builds(Deadline, hours=st.sampled_from([0.5, 24, 1_000]))),
    rental=st.sampled_from([None, "per_run", "kept"]),
    budget=_maybe(BUDGETS),
)
