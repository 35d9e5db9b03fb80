"""What was read and does not count: kinds of models without arithmetic, and a second model."""

import pytest

from core.reading import Problem, family_of, read
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("train a vision transformer on 10 million images", "vision transformer"),
        ("TTS with 50 streams at once", "TTS"),
        ("a 2B for text-to-speech", None),
        ("whisper large v3 and then text to speech", None),
        ("fine-tune an 8B on image captions", None),
    ],
)
def test_a_kind_of_model_without_arithmetic_is_named(text: str, words: str | None) -> None:
    """It is told, unless a model or a size is named; all else that was said is taken."""
    heard = read(text)
    told = heard.problem
    assert (told and (told.slot, told.kind, told.text)) == (words and (Slot.MODEL, "unsized", words))
    assert heard.readings


@pytest.mark.parametrize(
    ("text", "words", "family"),
    [
        ("YOLOv8 object detection on 20 cameras", "YOLOv8", "seeing"),
        ("fine-tune a ViT-L on 50k images", "ViT-L", "seeing"),
        ("classify 2M product photos a day", "classify 2M product photos", "seeing"),
        ("text to speech with XTTS, 20 at once", "text to speech", "speaking"),
        ("XTTS, 20 at once", "XTTS", "speaking"),
        ("people count in our stores, 200 cameras", "people count", "seeing"),
        ("CLIP embeddings for 10 million photos", "CLIP embeddings", "seeing"),
        ("recommend movies to our users", "recommend movies", "other"),
        ("video upscaling for our archive", "upscaling", "other"),
        ("train a wake word model", "wake word", "other"),
        ("xgboost on 2 GB of rows", "xgboost", "other"),
    ],
)
def test_a_kind_without_arithmetic_belongs_to_a_family(text: str, words: str, family: str) -> None:
    """By it one is told what to do instead."""
    told = read(text).problem
    assert told is not None
    assert (told.kind, told.text, family_of(told.text)) == ("unsized", words, family)


@pytest.mark.parametrize(
    ("text", "model", "words"),
    [
        ("serve an 8B and a 14B to 20 people", "8B", "14B"),
        ("a 13B in 8 bit or a 30B in 4 bit?", "13B", "30B"),
        ("fine-tuned a 7B last week, now we want to do a 32B", "32B", None),
        ("Llama 3 70B, the 13B was too small", "meta-llama/Meta-Llama-3-70B-Instruct", None),
        ("a 30B mixture with 3B active", "30B", None),
        ("make it a 13B instead of a 7B", "13B", None),
        ("Qwen 72B or Llama 70B", "Qwen/Qwen2.5-72B-Instruct", "Llama 70B"),
        ("Llama 3 8B with bge-m3 embeddings", "meta-llama/Meta-Llama-3-8B-Instruct", "bge-m3"),
        ("Llama 3.1 8B (meta-llama/Llama-3.1-8B-Instruct)", "meta-llama/Llama-3.1-8B-Instruct", None),
        ("we move away from GPT-4 to Llama 70B", "meta-llama/Llama-3.3-70B-Instruct", None),
    ],
)
def test_one_model_is_sized_and_another_is_told(text: str, model: str, words: str | None) -> None:
    """A second size is left out aloud, unless it was there before, is denied or is a part of the first."""
    heard = read(text)
    assert [one.value for one in heard.readings if one.slot is Slot.MODEL] == [model]
    told = heard.problem
    assert (told and (told.slot, told.kind, told.text)) == (words and (Slot.MODEL, "another_model", words))


def test_each_further_model_is_told() -> None:
    """Of three models one is sized and both others are left out aloud; a name said twice is told once."""
    told = read(
        "Llama 3.1 8B for chat, Qwen2.5-72B for code, bge-m3 for search, Qwen2.5-72B for mails"
    ).problem
    assert told == Problem(Slot.MODEL, "another_model", "Qwen2.5-72B", ("bge-m3",))


@pytest.mark.parametrize(
    ("text", "model", "words", "taken"),
    [
        ("serve Qwen3.9-27B to 20 people", "Qwen/Qwen3.8-27B", "Qwen3.9-27B", "Qwen3.8 27B"),
        ("minimax m2.9 for 10 users", "MiniMaxAI/MiniMax-M2.5", "minimax m2.9", "MiniMax M2.5"),
    ],
)
def test_an_unknown_release_is_taken_as_an_earlier_one_aloud(
    text: str, model: str, words: str, taken: str
) -> None:
    """The workload holds the model that is sized; the words that are not in the catalogue are told."""
    heard = read(text)
    assert [one.value for one in heard.readings if one.slot is Slot.MODEL] == [model]
    assert heard.problem == Problem(Slot.MODEL, "earlier", words, (taken,))


@pytest.mark.parametrize(
    ("text", "words", "sizes"),
    [
        ("serve Llama 3.1 to 20 people", "Llama 3.1", ("8B", "70B", "405B")),
        ("llama 3.2", "llama 3.2", ("1B", "3B", "11B", "90B")),
        ("a llama of our own, 20 at once", "llama", None),
    ],
)
def test_a_name_without_a_size_is_asked_back(text: str, words: str, sizes: tuple[str, ...] | None) -> None:
    """Models that come in several sizes are not guessed; the sizes there are, are told."""
    told = read(text).problem
    assert told is not None
    assert (told.slot, told.kind, told.text) == (Slot.MODEL, "sizes", words)
    assert told.choices[-1] == (sizes or ("405B",))[-1]
    assert sizes is None or told.choices == sizes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("GPT-4", "GPT-4"),
        ("gpt-4o mini for 50 users", "gpt-4o mini"),
        ("we self-host Claude Sonnet", "Claude Sonnet"),
        ("Gemini 2.5 flash for chat", "Gemini 2.5 flash"),
        ("a ChatGPT-like assistant", None),
        ("replace GPT-4 with something of ours", None),
        ("as good as GPT-4, for 50 users", None),
        ("gpt-oss 120b", None),
    ],
)
def test_a_model_that_only_its_maker_hosts_is_told(text: str, words: str | None) -> None:
    """It cannot be hosted by anybody else; where it is only compared with or left behind, nothing is said."""
    told = read(text).problem
    assert (told and (told.slot, told.kind, told.text)) == (words and (Slot.MODEL, "closed", words))


@pytest.mark.parametrize("size", ["tiny", "base", "small", "medium"])
def test_a_speech_model_is_known_by_the_word_of_its_size(size: str) -> None:
    """Whisper's sizes are words, of which "base" only decorates other names."""
    for text in (f"whisper {size}", f"whisper-{size} for 20 streams"):
        assert [one.value for one in read(text).readings if one.slot is Slot.MODEL] == [
            f"openai/whisper-{size}"
        ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("chatbot with Phi-3-medium for 500 users", "Phi-3-medium"),
        ("serve gemma 3n E4B to 30 people", "gemma 3n E4B"),
        ("DeepSeek-OCR for 20k pages a day", "DeepSeek-OCR"),
        ("Hunyuan A13B for 30 devs", "Hunyuan A13B"),
        ("tencent/Hunyuan-A13B-Instruct", "Hunyuan-A13B"),
        ("we want qwen max in our own data centre", "qwen max"),
        ("a bot on mistral medium", "mistral medium"),
        ("llama 5 for 20 users", "llama 5"),
    ],
)
def test_a_model_without_a_row_is_not_taken_for_another(text: str, named: str) -> None:
    """Neither a size of its family nor its active parameters stand in for a shape that nobody knows."""
    heard = read(text)
    assert heard.problem == Problem(Slot.MODEL, "unlisted", named)
    assert Slot.MODEL not in {one.slot for one in heard.readings}


@pytest.mark.parametrize(
    ("text", "model"),
    [("DeepSeek-OCR, 3B", "3B"), ("hunyuan 80B-A13B", "80B-A13B"), ("Qwen3-ASR", "Qwen/Qwen3-ASR-1.7B")],
)
def test_its_size_is_enough(text: str, model: str) -> None:
    """Where the words tell how large it is, a typical model of that size can be sized."""
    heard = read(text)
    assert heard.problem is None
    assert [one.value for one in heard.readings if one.slot is Slot.MODEL] == [model]


@pytest.mark.parametrize(
    "text", ["finetune whisper for speech recognition", "fine-tune sdxl, our image model"]
)
def test_what_is_trained_and_named_can_be_sized(text: str) -> None:
    """The name is enough, whatever the words call it beside."""
    heard = read(text)
    assert heard.problem is None
    assert Slot.MODEL in {one.slot for one in heard.readings}
