"""What a measured row of speech says is heard, whoever spelled it."""

import pytest

from tests.bench.predict_speed_nonllm import predict
from tests.bench.read_speech import heard_of, number_bytes_of, runtime_of, speech_work_of
from tests.bench.read_voices import spoken_s, voice_of


@pytest.mark.parametrize(
    ("said", "audio_s", "clip_s"),
    [
        ("transcribe 150 min of audio", 9000, 30),
        ("transcribe 4160.7 s lecture", 4160.7, 30),
        ("1-hour podcast", 3600, 30),
        ("500 clips, 5000 s", 5000, 10),
        ("500 utterances, one at a time", 5000, 10),
        ("a 12 s clip", 12, 12),
        ("short utterances", 10, 10),
        ("librispeech", 1800, 30),
    ],
)
def test_what_is_heard_comes_whole_or_in_clips(said: str, audio_s: float, clip_s: float) -> None:
    """Lengths are read in any unit; utterances of no said length are ten seconds long."""
    assert heard_of(said) == (audio_s, clip_s)


@pytest.mark.parametrize(
    ("model", "params_b", "decoder_layers"),
    [
        ("openai/whisper-large-v3-turbo", 0.809, 4),
        ("Systran/faster-distil-whisper-large-v3", 0.756, 2),
        ("nvidia/parakeet-tdt-0.6b-v3", 0.6, 4),
        ("parakeet-ctc-1.1b", 1.1, 0),
        ("wav2vec2-base-960h", 0.6, 0),
        ("granite-speech-3.3-2b", 2.2, 40),
        ("a-470m-turboctc", 0.47, 0),
        ("Voxtral-Mini-3B", 3.0, 32),
    ],
)
def test_a_recogniser_is_read_from_its_name(model: str, params_b: float, decoder_layers: int) -> None:
    """Whisper by its size's name, others by family and parameters."""
    work = speech_work_of({"model": model})
    assert work is not None
    assert (work.params_b, work.decoder_layers) == (params_b, decoder_layers)


def test_runtimes_and_precisions_are_read_from_words() -> None:
    """Spellings of engines and of bits."""
    engines = (
        "whisper.cpp (CUDA)",
        "custom ggml",
        "faster-whisper",
        "openai/whisper",
        "transformers",
        "nemo 2.0",
    )
    assert [runtime_of(engine) for engine in engines] == [
        "ggml",
        "ggml",
        "ctranslate2",
        "reference",
        "plain",
        "nemo",
    ]
    said = ("q8_0", "int4", "f16", "fp32", "")
    assert [number_bytes_of(bits, "") for bits in said] == [1.0, 0.5625, 2.0, 4.0, 4.0]


@pytest.mark.parametrize(
    ("unit", "of_real_time"),
    [("x real time", 100.0), ("RTFx (s of audio per s)", 100.0), ("RTF (s of compute per s of audio)", 0.01)],
)
def test_speed_is_told_in_the_rows_unit(unit: str, of_real_time: float) -> None:
    """An hour takes half a minute or so: a hundred times real time, or a hundredth of it."""
    told = predict(_ROW | {"speed_unit": unit})
    assert of_real_time / 2 < told["expected"] < of_real_time * 2


def test_the_encoder_alone_is_timed_where_a_row_says_so() -> None:
    """One pass over half a minute is a small part of transcribing it."""
    unit = {"speed_unit": "ms per encoder pass", "task": "encode one 30 s window", "batch": "1"}
    alone = predict(_ROW | unit)["expected"]
    assert alone < predict(_ROW | unit | {"task": "30 s", "speed_unit": "ms"})["expected"] / 10


def test_a_recogniser_in_training_is_not_one_in_use() -> None:
    """What tunes Whisper is left out rather than taken to transcribe."""
    assert "skipped" in predict(_ROW | {"task": "LoRA fine-tuning", "speed_unit": "steps/s"})


def test_turbo_is_not_the_large_model_it_was_cut_from() -> None:
    """Whisper large v3 turbo has four layers to write with, large has 32."""
    turbo, large, distilled = (
        predict(_ROW | {"model": f"whisper-{name}", "speed_unit": "RTFx", "engine": "transformers"})
        for name in ("large-v3-turbo", "large-v3", "distil-large-v3")
    )
    assert turbo["expected"] > 1.5 * large["expected"]
    assert distilled["expected_gib"] < turbo["expected_gib"] < large["expected_gib"] / 2


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("XTTS v2", "xtts"),
        ("F5-TTS", "f5-tts"),
        ("Qwen3-TTS 0.6B-Base", "qwen3-tts-0.6b"),
        ("Qwen3_TTS-1.7B", "qwen3-tts-1.7b"),
        ("Kokoro-82M", "kokoro"),
    ],
)
def test_a_voice_is_read_from_its_name(model: str, name: str) -> None:
    """Families by their letters, sizes where there are several."""
    work = voice_of({"model": model})
    assert work is not None
    assert work.name == name


def test_a_voice_speaks_as_long_as_its_row_says() -> None:
    """Seconds where they are said, else those of a short reply or of a part of a long one."""
    said = ("20 s of speech", "short reply", "long-form reply, chunked")
    assert [spoken_s(task) for task in said] == [20, 3, 10]
    asked = {"kind": "tts", "model": "XTTS v2", "task": "short reply", "precision": "", "speed_unit": "RTF"}
    told = predict(_ROW | asked)
    assert told["expected"] < 2
    assert told["expected_gib"] > predict(_ROW | asked | {"precision": "fp16"})["expected_gib"]
    assert "skipped" in predict(_ROW | asked | {"model": "nobody's"})


_ROW = {
    "model": "whisper-large-v3",
    "kind": "asr",
    "gpu": "A100 80GB",
    "task": "transcribe 60 min",
    "precision": "fp16",
    "batch": "16",
    "engine": "faster-whisper",
}
