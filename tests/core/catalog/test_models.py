"""Models by id, by the names people type, and by a bare size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.model_rows import own_models, read_model
from core.catalog.models import (
    earlier_release,
    find_model,
    index_models,
    model,
    model_key,
    sizes_named,
    typical_model,
)
from core.catalog.rows import Row
from tests.core.catalog.test_model_rows import GOOD


@pytest.mark.parametrize(
    ("said", "model_id"),
    [
        ("llama 70b", "meta-llama/Llama-3.3-70B-Instruct"),
        ("Llama 3 8B", "meta-llama/Meta-Llama-3-8B-Instruct"),
        ("llama3-8b-instruct", "meta-llama/Meta-Llama-3-8B-Instruct"),
        ("Llama 3 70B", "meta-llama/Meta-Llama-3-70B-Instruct"),
        ("Llama 2 13B", "meta-llama/Llama-2-13b-chat-hf"),
        ("meta-llama/llama-3.1-8b-INSTRUCT", "meta-llama/Llama-3.1-8B-Instruct"),
        ("Qwen2.5-7B-Instruct", "Qwen/Qwen2.5-7B-Instruct"),
        ("qwen 2.5 7b", "Qwen/Qwen2.5-7B-Instruct"),
        ("qwen3 30b a3b", "Qwen/Qwen3-30B-A3B"),
        ("mixtral", "mistralai/Mixtral-8x7B-Instruct-v0.1"),
        ("mixtral 8x22b", "mistralai/Mixtral-8x22B-Instruct-v0.1"),
        ("mistral", "mistralai/Mistral-7B-Instruct-v0.3"),
        ("deepseek r1 distill 32b", "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B"),
        ("DeepSeek-R1", "deepseek-ai/DeepSeek-R1"),
        ("deepseek v3", "deepseek-ai/DeepSeek-V3"),
        ("gpt-oss-20b", "openai/gpt-oss-20b"),
        ("gemma 3 27b", "google/gemma-3-27b-it"),
        ("phi-4", "microsoft/phi-4"),
        ("TheBloke/Llama-2-13B-chat-GPTQ", "meta-llama/Llama-2-13b-chat-hf"),
        ("Llama 3.1 8B Instruct AWQ 4-bit", "meta-llama/Llama-3.1-8B-Instruct"),
        ("llama 3.1 8 billion", "meta-llama/Llama-3.1-8B-Instruct"),
        ("whisper", "openai/whisper-large-v3"),
        ("SD1.5", "stable-diffusion-v1-5/stable-diffusion-v1-5"),
        ("Stable Diffusion v1.5", "stable-diffusion-v1-5/stable-diffusion-v1-5"),
        ("stable diffusion 3.5 large", "stabilityai/stable-diffusion-3.5-large"),
        ("stable diffusion", "stabilityai/stable-diffusion-xl-base-1.0"),
        ("SDXL", "stabilityai/stable-diffusion-xl-base-1.0"),
        ("our Llama 3 8B model", "meta-llama/Meta-Llama-3-8B-Instruct"),
        ("llama3.3", "meta-llama/Llama-3.3-70B-Instruct"),
        ("qwen3.8 27b", "Qwen/Qwen3.8-27B"),
        ("Qwen3.6-27B-FP8", "Qwen/Qwen3.6-27B"),
        ("qwen 3.6 35b", "Qwen/Qwen3.6-35B-A3B"),
        ("unsloth/Qwen3.8-27B-GGUF", "Qwen/Qwen3.8-27B"),
        ("gemma4 31b", "google/gemma-4-31B-it"),
        ("gemma 4 26b a4b", "google/gemma-4-26B-A4B-it"),
        ("gemma-4-E4B-it", "google/gemma-4-E4B-it"),
        ("glm 4.7 flash", "zai-org/GLM-4.7-Flash"),
        ("ministral 3 14b", "mistralai/Ministral-3-14B-Instruct-2512"),
        ("Ministral-3-14B-Reasoning-2512", "mistralai/Ministral-3-14B-Instruct-2512"),
        ("nemotron 3 nano", "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16"),
        ("NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4", "nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16"),
        ("kimi k3", "moonshotai/Kimi-K3"),
        ("Qwen3.9-27B", "Qwen/Qwen3.8-27B"),
        ("Devstral", "mistralai/Mistral-Small-3.2-24B-Instruct-2506"),
        ("Command R Plus", "CohereLabs/c4ai-command-r-plus-08-2024"),
        ("qwen2.5-vl-72b-instruct", "Qwen/Qwen2.5-VL-72B-Instruct"),
        ("phi-3.5-mini-instruct", "microsoft/Phi-3.5-mini-instruct"),
        ("deepseek-v3.2", "deepseek-ai/DeepSeek-V3"),
        ("qwen3-embedding-8b", "Qwen/Qwen3-Embedding-8B"),
        ("starcoder2-15b", "bigcode/starcoder2-15b-instruct-v0.1"),
        ("13B", "13B"),
        ("0.5b", "0.5B"),
        ("350m", "0.35B"),
        ("30B-A3B", "30B-A3B"),
        ("foo-7b", "7B"),
        ("a 13b model", "13B"),
    ],
)
def test_a_model_is_found_as_people_type_it(said: str, model_id: str) -> None:
    """Versions, sizes, decorations and quantisations in any order lead to the catalogue's id."""
    found = find_model(said)
    assert found is not None
    assert found.id == model_id


@pytest.mark.parametrize("said", ["", "hello", "the model", "8x7b", "0b", "99999b", "7b or 13b"])
def test_what_names_no_model_finds_none(said: str) -> None:
    """No name, no size, or two sizes: nothing rather than a guess."""
    assert find_model(said) is None


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("Qwen3.9-27B", "Qwen3.8 27B"),
        ("qwen 3.7 27b", "Qwen3.6 27B"),
        ("gemma 4.1 31b", "Gemma 4 31B"),
        ("Kimi K2.9", "Kimi K2.6"),
        ("GLM-5.4", "GLM 5.3"),
    ],
)
def test_an_unknown_release_is_taken_as_the_nearest_before_it(said: str, taken: str) -> None:
    """Releases of one size mostly share their shape, which a size alone does not tell."""
    found = earlier_release(said)
    assert found is not None
    assert (found.name, find_model(said)) == (taken, found)


@pytest.mark.parametrize(
    "said",
    [
        "Qwen3.8-27B",
        "Qwen/Qwen3.8-27B",
        "qwen 3.9",
        "Qwen3.9-333B",
        "Qwen3.9 7b or 27b",
        "mixtral 2.1 8x7b",
        "13B",
    ],
)
def test_no_release_is_taken_as_one_of_another_size(said: str) -> None:
    """A known model is itself; a name that comes in several sizes, or in none of this one, is not guessed."""
    assert earlier_release(said) is None


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(said: str) -> None:
    """Whatever people write, the answer is a model with an id, or none."""
    found = find_model(said)
    assert found is None or found.id


def test_every_own_id_finds_its_own_model() -> None:
    """No model hides behind another's name or alias."""
    assert [find_model(known.id) for known in own_models()] == list(own_models())


def test_an_id_is_known_in_any_case_and_a_size_is_an_id() -> None:
    """The id of a workload leads back to the model it was read as."""
    assert model("QWEN/qwen3-8b").id == "Qwen/Qwen3-8B"
    assert model("13B").architecture.params_b == 13.0


@pytest.mark.parametrize(
    ("said", "some"), [("Llama 3.1", {"8B", "70B"}), ("nobody", set()), ("instruct", set())]
)
def test_a_name_without_a_size_comes_in_these(said: str, some: set[str]) -> None:
    """What a family is published in, smallest first; nothing for a name that is none."""
    sizes = sizes_named(said)
    assert some <= set(sizes)
    assert bool(sizes) == bool(some)


def test_an_unknown_id_is_an_error() -> None:
    """Ids come from the reader, so that a wrong one is a defect."""
    with pytest.raises(KeyError):
        model("acme/nothing")


def test_a_name_is_not_a_size() -> None:
    """Only a bare size has a typical model."""
    assert typical_model("llama") is None


def test_a_key_keeps_only_what_tells_models_apart() -> None:
    """Organisation, release dates and decorations go; family, version and size stay."""
    assert model_key("mistralai/Mistral-Small-24B-Instruct-2501") == "mistral small 24b"


@pytest.mark.parametrize(
    ("said", "model_id"),
    [
        ("qwen2.5-coder:7b-instruct-q4_K_M", "Qwen/Qwen2.5-Coder-7B-Instruct"),
        ("mixtral-8x7b-instruct-v0.1.Q4_K_M.gguf", "mistralai/Mixtral-8x7B-Instruct-v0.1"),
        ("LoneStriker/Mixtral-8x7B-Instruct-v0.1-3.5bpw-h6-exl2", "mistralai/Mixtral-8x7B-Instruct-v0.1"),
        ("unsloth/Qwen2.5-7B-Instruct-unsloth-bnb-4bit", "Qwen/Qwen2.5-7B-Instruct"),
        ("RedHatAI/Llama-3.3-70B-Instruct-quantized.w4a16", "meta-llama/Llama-3.3-70B-Instruct"),
        ("nvidia/DeepSeek-R1-FP4", "deepseek-ai/DeepSeek-R1"),
        ("microsoft/Phi-3-mini-128k-instruct", "microsoft/Phi-3-mini-4k-instruct"),
        ("Qwen2.5-7B-Instruct-1M", "Qwen/Qwen2.5-7B-Instruct"),
        ("deepseek-v3-0925", "deepseek-ai/DeepSeek-V3"),
        ("lmsys/vicuna-7b-v1.5", "Vicuna-7B"),
        ("TinyLlama-1.1B-Chat-v1.0", "TinyLlama-1.1B"),
        ("Llama-3.1-8B-Lexi-Uncensored", "meta-llama/Llama-3.1-8B-Instruct"),
        ("r1 70b distill", "deepseek-ai/DeepSeek-R1-Distill-Llama-70B"),
        ("70b llama 3.3", "meta-llama/Llama-3.3-70B-Instruct"),
        ("Llama-3_3-70B", "meta-llama/Llama-3.3-70B-Instruct"),
        ("llama-3-1-8b-instruct", "meta-llama/Llama-3.1-8B-Instruct"),
        ("command r+", "CohereLabs/c4ai-command-r-plus-08-2024"),
        ("c4ai-command-r-plus-4bit", "CohereLabs/c4ai-command-r-plus-08-2024"),
        ("mistral-large:123b", "mistralai/Mistral-Large-Instruct-2411"),
        ("llamma 70b", "meta-llama/Llama-3.3-70B-Instruct"),
        ("quen 2.5 7b", "Qwen/Qwen2.5-7B-Instruct"),
        ("mixtrl", "mistralai/Mixtral-8x7B-Instruct-v0.1"),
        ("deepseak r1", "deepseek-ai/DeepSeek-R1"),
        ("Qwen3.9-27B-Foo", "Qwen/Qwen3.8-27B"),
        ("gpt neox 20b", "20B"),
    ],
)
def test_a_name_that_is_nearly_known_is_the_one_it_is_near_to(said: str, model_id: str) -> None:
    """Packages, fine-tunes, typing errors and another order leave the shape of the model as it is."""
    found = find_model(said)
    assert found is not None
    assert found.id == model_id


@pytest.mark.parametrize(
    "said", ["deepseek ocr", "mistral saba", "phi silica", "deepseek v5", "claude 3 opus"]
)
def test_another_model_of_a_family_is_none_of_the_known(said: str) -> None:
    """Without a size, a word or a version that nobody knows makes another model."""
    assert find_model(said) is None


def test_a_deployment_is_understood_as_generously() -> None:
    """Names of its own models are near to what people type, too."""
    own = read_model(Row("models.csv", 2, GOOD | {"id": "acme/helpdesk-3b"}))
    assert find_model("helpdesc 3b v2", index_models([own])) == own
