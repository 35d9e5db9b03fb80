"""Memory and speed of models that speak."""

import pytest

from core.catalog.gpus import gpu
from core.sizing.voices import VOICE_WORKS, estimate_speaking, estimate_voice_memory

RTX_3060 = gpu("rtx3090")._replace(bf16_tflops=25.5, bandwidth_gbs=360.0)


@pytest.mark.parametrize(
    ("name", "audio_s", "of_real_time", "gib"),
    [
        ("xtts", 5.0, 0.59, 1.85),
        ("qwen3-tts-0.6b", 5.0, 2.7, 2.45),
        ("f5-tts", 3.0, 0.388, 1.94),
    ],
)
def test_voices_take_what_was_measured(name: str, audio_s: float, of_real_time: float, gib: float) -> None:
    """On an RTX 3060 a second of sound takes 0.6, 2.7 and 0.4 seconds, and about two GiB."""
    work = VOICE_WORKS[name]
    seconds = estimate_speaking(work, gpu=RTX_3060, audio_s=audio_s).total
    assert seconds.low < of_real_time * audio_s < seconds.high
    assert estimate_voice_memory(work).total.expected == pytest.approx(gib, rel=0.25)


def test_tokens_follow_each_other_and_steps_wait_for_launches() -> None:
    """Twice the sound takes twice the tokens; a short text in steps waits for launches alone."""
    talks, steps = VOICE_WORKS["xtts"], VOICE_WORKS["f5-tts"]
    short, long = (estimate_speaking(talks, gpu=RTX_3060, audio_s=s).total.expected for s in (5, 10))
    assert long == pytest.approx(2 * short)
    brief = estimate_speaking(steps, gpu=RTX_3060, audio_s=0.2).total.expected
    assert brief == pytest.approx(32 * 22 * 0.0009)


def test_half_the_bytes_are_half_the_weights() -> None:
    """A voice in 16 bits instead of 32."""
    wide, narrow = (estimate_voice_memory(VOICE_WORKS["xtts"], number_bytes=size).terms[0] for size in (4, 2))
    assert wide.amount.expected == pytest.approx(2 * narrow.amount.expected)
