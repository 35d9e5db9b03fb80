"""Models as people type them, in a sentence and as a reply."""

import pytest

from core.reading import read
from core.reading.understand import understand
from core.workload import Slot


@pytest.mark.parametrize(
    ("said", "model_id"),
    [
        ("mixtral:8x22b", "mistralai/Mixtral-8x22B-Instruct-v0.1"),
        ("mixtral-8x7b-instruct-v0.1.Q4_K_M.gguf", "mistralai/Mixtral-8x7B-Instruct-v0.1"),
        ("llama4:maverick", "meta-llama/Llama-4-Maverick-17B-128E-Instruct"),
        ("mistral-small3.1", "mistralai/Mistral-Small-24B-Instruct-2501"),
        ("mistral-large:123b", "mistralai/Mistral-Large-Instruct-2411"),
        ("microsoft/Phi-3-mini-128k-instruct", "microsoft/Phi-3-mini-4k-instruct"),
        ("Llama 3.1 8 B", "meta-llama/Llama-3.1-8B-Instruct"),
        ("llama 3.1 8 billion", "meta-llama/Llama-3.1-8B-Instruct"),
        ("llama-3-1-8b-instruct", "meta-llama/Llama-3.1-8B-Instruct"),
        ("Llama-3_3-70B", "meta-llama/Llama-3.3-70B-Instruct"),
        ("lama 3 8b", "meta-llama/Meta-Llama-3-8B-Instruct"),
        ("llamma 70b", "meta-llama/Llama-3.3-70B-Instruct"),
        ("quen 2.5 7b", "Qwen/Qwen2.5-7B-Instruct"),
        ("r1 70b distill", "deepseek-ai/DeepSeek-R1-Distill-Llama-70B"),
        ("gptoss 20b", "openai/gpt-oss-20b"),
        ("TheBloke/Llama-2-13B-chat-GPTQ", "meta-llama/Llama-2-13b-chat-hf"),
        ("unsloth/llama-3-8b-bnb-4bit", "meta-llama/Meta-Llama-3-8B-Instruct"),
        ("qwen2.5-coder:32b", "Qwen/Qwen2.5-Coder-32B-Instruct"),
        ("FLUX.2-dev", "black-forest-labs/FLUX.2-dev"),
        ("FLUX.2 klein 9B", "black-forest-labs/FLUX.2-klein-9B"),
        ("Z-Image-Turbo", "Tongyi-MAI/Z-Image-Turbo"),
        ("LTX-2", "Lightricks/LTX-2"),
        ("Qwen3-ASR-1.7B", "Qwen/Qwen3-ASR-1.7B"),
        ("qwen3-asr 0.6b", "Qwen/Qwen3-ASR-0.6B"),
        ("Mistral Large 3", "mistralai/Mistral-Large-3-675B-Instruct-2512"),
    ],
)
def test_a_spelling_means_its_model_wherever_it_stands(said: str, model_id: str) -> None:
    """Tags of Ollama, ids of Hugging Face, names of files and typing errors: in a message and as a reply."""
    for text, asked in ((f"serve {said} for 20 people at once", None), (said, Slot.MODEL)):
        (reading,) = (one for one in read(text, asked).readings if one.slot is Slot.MODEL)
        assert reading.value == model_id


@pytest.mark.parametrize(
    ("said", "model_id"),
    [
        ("350M", "0.35B"),
        ("125 million", "0.125B"),
        ("r1", "deepseek-ai/DeepSeek-R1"),
        ("the bloom", "BLOOM-176B"),
    ],
)
def test_a_reply_may_be_shorter_than_a_message(said: str, model_id: str) -> None:
    """Asked for the model, millions are parameters, and words that mean other things elsewhere are names."""
    (reading,) = read(said, Slot.MODEL).readings
    assert (reading.slot, reading.value) == (Slot.MODEL, model_id)
    assert not [one for one in read(f"release {said} for 20 users").readings if one.slot is Slot.MODEL]


@pytest.mark.parametrize(
    "said",
    [
        *("deepseek ocr", "deepseek-ai/DeepSeek-OCR", "deepseek-vl2", "mistral saba", "kimi linear"),
        *("codestral mamba", "phi-4-multimodal", "minimax-text-01"),
    ],
)
def test_another_model_of_a_maker_is_not_its_best_known_one(said: str) -> None:
    """DeepSeek-OCR has 3 billion parameters, not 671: who names it is asked, not advised 32 cards."""
    found = read(f"{said} for 2M pages").readings + read(said, Slot.MODEL).readings
    assert [one for one in found if one.slot is Slot.MODEL] == []
    (sized,) = (one for one in read(f"{said} 3b", Slot.MODEL).readings if one.slot is Slot.MODEL)
    assert sized.value == "3B"


@pytest.mark.parametrize("said", ["LLaVA-1.5-13b", "gamma 7b"])
def test_a_name_that_is_near_to_another_is_no_typing_error(said: str) -> None:
    """What exists is not repaired to what is better known."""
    understood = understand(f"serve {said}")
    family = understood.get("family")
    assert understood.get("params_b")
    assert family is None or family.value not in ("llama", "gemma")
