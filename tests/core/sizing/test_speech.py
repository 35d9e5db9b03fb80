"""Memory and speed of speech recognisers."""

import pytest

from core.catalog.gpus import gpu
from core.sizing.speech import SpeechRuntime, estimate_speech_memory, estimate_transcription
from core.sizing.speech_works import SPEECH_WORKS, heard_and_written, listener

A100 = gpu("a100-80-sxm")
LARGE, SMALL = SPEECH_WORKS["large"], SPEECH_WORKS["small"]


def test_batches_and_leaner_runtimes_transcribe_faster() -> None:
    """Whisper large in batches of 24, or by CTranslate2, beats one chunk at a time in plain PyTorch."""
    alone = estimate_transcription(LARGE, gpu=A100, audio_s=9000).total.expected
    assert estimate_transcription(LARGE, gpu=A100, audio_s=9000, batch=24).total.expected < alone / 5
    lean = estimate_transcription(LARGE, gpu=A100, audio_s=9000, runtime="ctranslate2").total.expected
    assert lean == pytest.approx(563, rel=0.1)
    assert alone == pytest.approx(1861, rel=0.1)


def test_transcription_is_a_sum_of_named_parts() -> None:
    """300 chunks of Whisper large: glue 60 s, encoder 3.6 s or its launches, decoder 110 x 32 layers each."""
    parts, many = (
        {
            term.name: term.amount.expected
            for term in estimate_transcription(LARGE, gpu=A100, audio_s=9000, batch=batch).terms
        }
        for batch in (1, 24)
    )
    assert parts["features"] == pytest.approx(60)
    each = 32 * (2 * 12 * 1280**2 * 1500 + 4 * 1280 * 1500**2)
    assert many["encoder"] == pytest.approx(300 * each / (312e12 * 0.6))
    assert each == pytest.approx(2.26e12, rel=0.01)
    assert parts["encoder"] == pytest.approx(300 * 32 * 0.0016)
    assert parts["decoder"] == pytest.approx(300 * 110 * 32 * 0.0016, rel=0.01)


@pytest.mark.parametrize(("name", "printed_s"), [("base", 0.007), ("small", 0.0187), ("medium", 0.0532)])
def test_ggml_hears_at_a_part_of_the_peak(name: str, printed_s: float) -> None:
    """A V100 encodes half a minute in 7, 19 and 53 ms with whisper.cpp."""
    whole = estimate_transcription(SPEECH_WORKS[name], gpu=gpu("v100-32-sxm"), audio_s=30, runtime="ggml")
    encoder = next(term.amount for term in whole.terms if term.name == "encoder")
    assert encoder.low <= printed_s <= encoder.high


def test_nemo_transcribes_batches_thousands_of_times_faster_than_they_last() -> None:
    """Parakeet CTC 1.1B is at 2,728 times real time on an A100, its features made there, too."""
    work = listener("parakeet-ctc-1.1b", 1.1)
    found = estimate_transcription(work, gpu=A100, audio_s=36_000, batch=128, runtime="nemo")
    assert 36_000 / found.total.expected == pytest.approx(2728, rel=0.2)


def test_short_clips_are_padded_only_for_whisper() -> None:
    """Ten seconds cost Whisper's encoder a whole half a minute, a conformer's a third of it."""
    conformer = heard_and_written("some model", 2.0)
    for work, part in ((LARGE, 1.0), (conformer, 1 / 3)):
        clip, whole = (
            estimate_transcription(work, gpu=A100, audio_s=s, clip_s=s, batch=64).terms[1].amount.expected
            for s in (10, 30)
        )
        assert clip == pytest.approx(whole * part)


def test_what_labels_frames_writes_nothing() -> None:
    """A CTC model has no decoder to wait for, a transducer a small one, what writes a deep one."""
    works = (listener("ctc", 0.6), listener("tdt", 0.6, transducer=True), heard_and_written("writes", 0.6))
    decoders = [estimate_transcription(work, gpu=A100, audio_s=600).terms[2].amount for work in works]
    assert decoders[0].high == 0
    assert 0 < decoders[1].expected < decoders[2].expected / 5
    assert decoders[2].low < decoders[2].expected / 4
    assert listener("large", 1.1).encoder_layers > works[0].encoder_layers
    assert [heard_and_written("more", size).width for size in (0.6, 2, 4)] == [1024, 2048, 3072]


def test_desktops_of_2025_launch_faster() -> None:
    """Where launches are all, a card of compute capability 12 has half of them to wait for."""
    newer = A100._replace(compute_capability=12.0)
    seconds = [estimate_transcription(LARGE, gpu=card, audio_s=9000).total for card in (A100, newer)]
    assert seconds[1].expected == pytest.approx(seconds[0].expected / 2, rel=0.05)


def test_a_batch_reads_what_each_of_its_beams_heard() -> None:
    """Whisper large on 13 minutes by CTranslate2 on an RTX 3070 Ti: 63 s one by one, 17 s in eights."""
    small = gpu("rtx3090")._replace(bandwidth_gbs=608.0, bf16_tflops=43.5)
    for batch, printed in ((1, 63), (8, 17)):
        found = estimate_transcription(LARGE, gpu=small, audio_s=780, batch=batch, runtime="ctranslate2")
        assert found.total.expected == pytest.approx(printed, rel=0.15)


def test_whisper_needs_about_what_its_authors_say() -> None:
    """About 10 GB are asked for large and 2 GB for small: 32 bits, and the file while it loads."""
    assert estimate_speech_memory(LARGE).total.expected == pytest.approx(10 / 1.07, rel=0.1)
    assert estimate_speech_memory(SMALL).total.expected == pytest.approx(2, rel=0.1)
    weights, loading, _ = estimate_speech_memory(LARGE).terms
    assert weights.amount.expected == pytest.approx(1.55e9 * 4 / 2**30)
    assert loading.amount.expected == pytest.approx(1.55e9 * 2 / 2**30)


@pytest.mark.parametrize(("runtime", "beams"), [("ctranslate2", 5), ("plain", 1)])
def test_other_runtimes_keep_caches_of_their_beams(runtime: SpeechRuntime, beams: int) -> None:
    """Six half-minutes: 32 layers x 2 x 1,280 numbers of 1,500 frames and 224 words a beam."""
    weights, caches, _ = estimate_speech_memory(LARGE, number_bytes=2, batch=6, runtime=runtime).terms
    assert weights.amount.expected == pytest.approx(1.55e9 * 2 / 2**30)
    assert caches.amount.expected == pytest.approx(6 * 32 * 2 * (1500 + beams * 224) * 1280 * 2 / 2**30)


@pytest.mark.parametrize(
    ("name", "runtime", "printed"),
    [("turbo", "ctranslate2", 10.0), ("turbo", "plain", 2.71), ("large", "plain", 9.56)],
)
def test_a_large_batch_takes_its_scores_or_its_caches(
    name: str, runtime: SpeechRuntime, printed: float
) -> None:
    """24 half-minutes on a T4: 20 heads of 1,500 x 1,500 scores in CTranslate2, fused in Transformers."""
    found = estimate_speech_memory(SPEECH_WORKS[name], number_bytes=2, batch=24, runtime=runtime)
    assert found.total.expected == pytest.approx(printed, rel=0.15)
