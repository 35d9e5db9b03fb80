"""The three teams every change of the core is held against, said in full."""

from core.catalog.catalogue import default_catalogue
from core.workload import Deadline, Latency, Pain, Signal, Workload

CATALOGUE = default_catalogue()


def model_id(name: str) -> str:
    """Return the catalogue's id of a model by the name people use."""
    found = CATALOGUE.find_model(name)
    assert found is not None
    return found.id


CHAT_8B = Workload(
    work="serving",
    focus=(Signal.MODEL_GOOD_ENOUGH,),
    pain=(Pain.LATENCY,),
    model=model_id("Llama 3 8B"),
    precision="awq",
    context_tokens=4096,
    prompt_tokens=1000,
    concurrency=20,
    latency=Latency(first_token_s=1),
)

FINE_TUNES_13B = Workload(
    work="training",
    pain=(Pain.MEMORY,),
    model=model_id("Llama 2 13B"),
    method=("lora", "full"),
    optimizer="adamw",
    cadence="weekly",
    sequence_tokens=4096,
    dataset_tokens=50_000_000,
    deadline=Deadline(hours=24),
    rental="per_run",
)

PLATFORM_70B = Workload(
    work="both",
    focus=(Signal.SERVING_DECIDES, Signal.TUNING_IS_CORE),
    model=model_id("Llama 3 70B"),
    precision="fp8",
    method=("lora",),
    cadence="weekly",
    concurrency=200,
    prompt_tokens=1500,
    output_tokens=300,
    latency=Latency(first_token_s=0.5, tokens_per_s_each=10),
)
