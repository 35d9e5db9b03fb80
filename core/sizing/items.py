"""Serving of images, clips, speech and embeddings on one card: memory and seconds, counted in items.

An item is one image, one clip, thirty seconds of audio, or one text to embed.
"""

from core.catalog.architecture import AUDIO_S, ITEM_OF, Architecture, Item
from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import GIB, Estimate, Range, Term
from core.sizing.diffusion import denoising_step, diffusion_memory, generation_seconds
from core.sizing.diffusion_works import DIFFUSION_WORKS, DiffusionWork
from core.sizing.networks import estimate_embedding_seconds, per_second
from core.sizing.speech import SpeechRuntime, estimate_speech_memory, estimate_transcription
from core.sizing.speech_works import SPEECH_WORKS, SpeechWork

DENOISED: tuple[Item, ...] = ("image", "clip")
"""What is made by denoising, one after the other."""

MOST_CHUNKS = 16
"""Items of audio that one pass takes together (the batch of published batched transcription)."""

_WORK_OF = {
    "Stable Diffusion 1.5": "SD 1.5",
    "Stable Diffusion 2.1": "SD 2.1",
    "Stable Diffusion XL base 1.0": "SDXL",
    "Stable Diffusion 3 medium": "SD 3 medium",
    "Stable Diffusion 3.5 medium": "SD 3.5 medium",
    "Stable Diffusion 3.5 large": "SD 3.5 large",
    "FLUX.1 dev": "FLUX.1",
    "FLUX.2 dev": "FLUX.2",
    "Wan 2.1 1.3B": "Wan 1.3B",
    "Wan 2.1 14B": "Wan 14B",
    "FLUX.1 schnell": "FLUX.1-schnell",
    "Whisper large v3": "large",
    "Whisper large v3 turbo": "turbo",
    "Qwen3 ASR 0.6B": "qwen3-asr-0.6b",
    "Qwen3 ASR 1.7B": "qwen3-asr-1.7b",
}
_CONTEXT = Term("context", Range(0.5, 0.8, 1.2), "CUDA context and allocator of plain PyTorch")
_DENOISER_SHARE = 0.7
"""Share of an unknown image model's parameters in its denoiser; the rest encodes text (SDXL: 0.76)."""
_PASSES = 2
"""Guidance denoises twice a step."""
IMAGE_TOKENS = 4096
"""Latent patches of an image of 1024 by 1024 pixels."""
_CLIPS_ALIKE = "CogVideoX-5B"
"""Whose clips an unknown model of clips is taken to make, with its own parameters."""
_UNKNOWN_STEPS, _UNKNOWN_WIDTH = 30, 3072
"""Steps between those of SDXL (50 in its pipeline) and of FLUX.1 (28), and FLUX.1's width."""


def estimate_item_memory(
    architecture: Architecture, *, weights: WeightFormat, at_once: int, tokens: int
) -> Estimate:
    """Estimate GiB on one card with so many items in work at once, everything kept on the card."""
    size = weights.bits / 8
    if ITEM_OF[architecture.kind] in DENOISED:
        image = diffusion_memory(diffusion_work(architecture), denoiser_bytes=size, encoder_bytes=size)
        return Estimate.of("GiB", (*image.terms, _CONTEXT))
    if ITEM_OF[architecture.kind] == "audio":
        work, batch = speech_work(architecture), min(at_once, MOST_CHUNKS)
        return estimate_speech_memory(work, number_bytes=size, batch=batch, runtime=speech_runtime(work))
    held = at_once * tokens * architecture.hidden * 2 * 8 / GIB
    return Estimate.of(
        "GiB",
        (
            _weights("weights", architecture.params_b, size),
            Term("texts in work", Range(held * 0.5, held, held * 2), "eight vectors a token in 16 bits"),
            _CONTEXT,
        ),
    )


def estimate_item_seconds(architecture: Architecture, *, gpu: Gpu, at_once: int, tokens: int) -> Estimate:
    """Estimate the seconds until the last of so many items is done that one card began at once.

    Images and clips are made one after the other, audio and texts in one batch.
    """
    if ITEM_OF[architecture.kind] in DENOISED:
        work = diffusion_work(architecture)
        step = denoising_step(work, gpu=gpu, pixels=work.pixels)
        return generation_seconds(work, step, gpu=gpu, images=at_once)
    if ITEM_OF[architecture.kind] == "audio":
        heard, batch = speech_work(architecture), min(at_once, MOST_CHUNKS)
        runtime = speech_runtime(heard)
        return estimate_transcription(heard, gpu=gpu, audio_s=AUDIO_S * at_once, batch=batch, runtime=runtime)
    return estimate_embedding_seconds(params_b=architecture.active_params_b, tokens=at_once * tokens, gpu=gpu)


def items_per_s(architecture: Architecture, *, gpu: Gpu, tokens: int) -> Range:
    """Return the items one card finishes per second when there is always one to take up."""
    many = MOST_CHUNKS if ITEM_OF[architecture.kind] == "audio" else 1
    return per_second(estimate_item_seconds(architecture, gpu=gpu, at_once=many, tokens=tokens), many)


def diffusion_work(architecture: Architecture) -> DiffusionWork:
    """Return the work of a model of images or clips: its own where it is known, else by its parameters."""
    known = DIFFUSION_WORKS.get(_WORK_OF.get(architecture.name, architecture.name))
    if known is not None:
        return known
    if ITEM_OF[architecture.kind] == "clip":
        alike = DIFFUSION_WORKS[_CLIPS_ALIKE]
        return alike._replace(name=architecture.name, denoiser_b=architecture.params_b)
    denoiser_b = architecture.params_b * _DENOISER_SHARE
    return DiffusionWork(
        name=architecture.name,
        denoiser_b=denoiser_b,
        text_encoders_b=architecture.params_b - denoiser_b,
        unet_tflop=2 * denoiser_b * 1e9 * IMAGE_TOKENS * _PASSES / 1e12,
        steps=_UNKNOWN_STEPS,
        pixels=1024 * 1024,
        depth=1.5,
        tokens=_PASSES * IMAGE_TOKENS,
        width=_UNKNOWN_WIDTH,
    )


def speech_work(architecture: Architecture) -> SpeechWork:
    """Return the work of a speech model: its known halves, else both as deep as it has layers."""
    known = SPEECH_WORKS.get(_WORK_OF.get(architecture.name, ""))
    return known or SpeechWork(
        architecture.name,
        architecture.params_b,
        architecture.layers,
        architecture.layers,
        architecture.hidden,
    )


def speech_runtime(work: SpeechWork) -> SpeechRuntime:
    """Return what such a model is served with: Whisper with CTranslate2 (faster-whisper), others plainly."""
    return "ctranslate2" if work.padded else "plain"


def _weights(name: str, params_b: float, bytes_each: float) -> Term:
    gib = params_b * 1e9 * bytes_each / GIB
    return Term(name, Range.exact(gib), "parameters times the bytes of their format")
