"""What a row's metric counts, and what its engine takes where the row does not say."""

import pytest

from core.catalog.formats import WEIGHT_FORMATS
from tests.bench.predict_engines import memory_engine
from tests.bench.predict_memory_serving import predict

ROW = {
    "model": "Llama-2-7B",
    "params_b": "6.74",
    "quant": "GPTQ 4bit",
    "gpu": "RTX 3090 24GB",
    "gpu_count": "1",
    "context": "",
    "input_len": "2048",
    "output_len": "128",
    "batch": "1",
    "mem_metric": "max_memory_allocated",
    "engine": "Transformers 4.46",
}


def expected(**changes: str) -> float:
    """Return the GiB expected of the row with these fields."""
    return float(predict(ROW | changes)["expected_gib"])


def test_a_driver_sees_the_context_that_an_allocator_does_not() -> None:
    """Allocated tensors, the blocks they lie in, and all that the driver counts: each more than the last."""
    allocated, reserved, seen = (
        expected(mem_metric=metric)
        for metric in ("max_memory_allocated", "peak reserved memory", "nvidia-smi")
    )
    assert reserved == pytest.approx(allocated * 1.025)
    assert seen == pytest.approx(reserved + 0.5)


def test_a_metric_that_nobody_explains_may_be_either() -> None:
    """What is expected are the tensors; the most is what a driver would see."""
    said = predict(ROW | {"mem_metric": "GPU memory"})
    assert said["expected_gib"] == expected()
    assert said["high_gib"] == predict(ROW | {"mem_metric": "nvidia-smi"})["high_gib"]


def test_what_is_loaded_is_more_than_weights_where_the_cache_is_loaded_with_them() -> None:
    """llama.cpp allocates its cache before the first request; PyTorch has its weights alone by then."""
    loaded = {"mem_metric": "VRAM in use (nvidia-smi) after load"}
    gguf = {"engine": "llama.cpp b7000", "quant": "Q4_K_M", "input_len": "", "output_len": ""}
    short, long = (expected(**loaded, **gguf, context=context) for context in ("4096", "8192"))
    assert long > short + 2
    assert expected(**loaded, context="8192") == expected(**loaded, context="4096")


@pytest.mark.parametrize(
    ("engine", "model", "packed", "profile"),
    [
        ("llama.cpp build 4000", "Llama-2-7B", False, "llama.cpp-2024"),
        ("llama.cpp build 4000", "Llama-2-7B", True, "llama.cpp"),
        ("llama.cpp b10472", "Llama-2-7B", False, "llama.cpp"),
        ("Ollama", "Llama-2-7B", False, "llama.cpp-2024"),
        ("Ollama", "Qwen3-8B", False, "llama.cpp"),
        ("Ollama 0.5", "Qwen3-8B", False, "llama.cpp-2024"),
    ],
)
def test_llama_cpp_has_flash_attention_where_it_must(
    engine: str, model: str, packed: bool, profile: str
) -> None:
    """A packed cache asks for it, builds of 2025 and models that came out with them have it by themselves."""
    stored = WEIGHT_FORMATS["q4_k_m"]
    assert memory_engine(engine, stored, model=model, packed_cache=packed) == profile


@pytest.mark.parametrize(
    ("engine", "model", "profile"),
    [
        ("HF Transformers", "Llama-2-7B", "transformers-4.45"),
        ("HF Transformers", "Qwen3-8B", "transformers"),
        ("HF Transformers, torch 2.12.1", "Llama-2-7B", "transformers"),
        ("HF Transformers 4.40", "Qwen3-8B", "transformers-4.45"),
        ("HF Transformers, PyTorch 2.0.1", "Llama-2-7B", "transformers-4.35"),
        ("Transformers 5.1", "Llama-2-7B", "transformers"),
    ],
)
def test_transformers_is_no_older_than_its_model_and_its_pytorch(
    engine: str, model: str, profile: str
) -> None:
    """Where its release is not told, what came out with it tells whether it keeps all logits."""
    assert memory_engine(engine, WEIGHT_FORMATS["bf16"], model=model) == profile


def test_what_reads_pictures_is_loaded_as_well() -> None:
    """0.46 billion parameters in 16 bits beside Qwen3.8 27B; llama.cpp loads them where it is told to."""
    asked = ROW | {"model": "Qwen3.8-27B", "params_b": "27", "quant": "Q4_K_M"}
    ollama, plain = (predict(asked | {"engine": engine}) for engine in ("Ollama", "llama.cpp"))
    assert ollama["expected_gib"] - plain["expected_gib"] == pytest.approx(0.46e9 * 2 / 2**30)
    assert ollama["high_gib"] == pytest.approx(plain["high_gib"])
    int4 = {"model": "Gemma-3-12b-it", "params_b": "12", "quant": "int4", "input_len": "", "output_len": ""}
    reserved = {"mem_metric": "peak reserved memory", "engine": "Transformers (2025)"}
    assert expected(**int4, **reserved) == pytest.approx(8.57, rel=0.05)
    blind = asked | {"model": "Llama-2-7B", "params_b": "6.74"}
    told, bare = (
        predict(blind | {"engine": each}) for each in ("Ollama (llama.cpp b7000)", "llama.cpp b7000")
    )
    assert told == bare


def test_exllama_has_its_whole_cache_from_the_start() -> None:
    """The cache of 2,048 positions of Llama 2 7B, where a row counts a short answer only."""
    short = {"engine": "ExLlama (2023)", "input_len": "", "output_len": "200"}
    assert expected(**short) == expected(**short | {"context": "2048"})
    assert expected(**short) - expected(**short | {"context": "256"}) > 0.7
    later = short | {"engine": "ExLlamaV3 1.4"}
    assert expected(**later) == expected(**later | {"context": "2048"}) < expected(**short)


def test_kernels_of_early_2023_write_their_scores() -> None:
    """32 heads x 2,048 x 2,048 scores of ten bytes, unless the logits of the window were more."""
    early = expected(engine="GPTQ-for-LLaMa CUDA (March 2023)", context="2048", output_len="")
    late = expected(engine="GPTQ-for-LLaMa (August 2023)", context="2048", output_len="")
    assert early > late + 1


def test_a_long_cache_of_no_said_format_may_be_packed() -> None:
    """Where 16 bits a number do not fit and eight do, llama.cpp ran in those; in said ones it has not."""
    asked = {"engine": "llama.cpp b8148", "input_len": "", "output_len": "", "context": "40960"}
    unsaid, said = (predict(ROW | asked | {"quant": quant}) for quant in ("q4_k_m", "q4_k_m, fp16 KV"))
    eight = predict(ROW | asked | {"quant": "q4_k_m, q8_0 KV"})
    assert unsaid["expected_gib"] == eight["expected_gib"] < said["expected_gib"]
    assert unsaid["low_gib"] < said["low_gib"]
    assert (unsaid["fits"], said["fits"]) == (True, False)
    longer = asked | {"context": "131072"}
    neither, said_longer = (
        predict(ROW | longer | {"quant": quant}) for quant in ("q4_k_m", "q4_k_m, fp16 KV")
    )
    assert neither["fits"] is False
    assert neither["expected_gib"] == said_longer["expected_gib"]


def test_an_arena_may_hold_twice_what_was_asked() -> None:
    """ONNX Runtime grows to the next power of two; no more is expected of it for that."""
    arena, plain = (
        predict(ROW | {"quant": "int4", "engine": engine}) for engine in ("ONNX Runtime", "PyTorch")
    )
    assert arena["expected_gib"] == pytest.approx(plain["expected_gib"])
    assert arena["high_gib"] == pytest.approx(2 * plain["high_gib"])
