"""Training of models that do not write: what one sample is, what a step keeps, how long a micro-step takes.

A sample is one image, one clip, half a minute of audio with its words, or one pair of texts. Of images and
clips tables of memory are at hand, of the others nothing: the arithmetic is that of their layers, and the
ranges are wide.
"""

from typing import NamedTuple

from core.catalog.architecture import ITEM_OF, Architecture, Item
from core.quantity import Estimate, Range, Term
from core.sizing.activations import activation_bytes, logit_bytes
from core.sizing.diffusion_training import (
    ADAPTER_SHARE,
    diffusion_training_memory,
    diffusion_training_step,
)
from core.sizing.items import DENOISED, IMAGE_TOKENS, diffusion_work, speech_work
from core.sizing.lora import Lora
from core.sizing.speed_shape import speed_shape
from core.sizing.training_efficiency import training_stack
from core.sizing.training_exchange import Crew, exchange_seconds
from core.sizing.training_memory import passing_terms, training_peak
from core.sizing.training_runtime import runtime_terms
from core.sizing.training_speed import TrainingSpeed, estimate_training_speed
from core.sizing.training_states import Spread, trained_by
from core.sizing.training_step import MicroStep

AUDIO_FRAMES, SPOKEN_TOKENS = 1500, 224
"""Positions of half a minute in the encoder; tokens in the decoder once a batch is padded, of 448 at most."""
CLIP_TOKENS = 17_776
"""Positions of a clip of six seconds in 480 lines (CogVideoX)."""
PAIR = 2
"""Texts in one sample of an embedding model: a question and its passage."""

_KEPT_DOUBT = 1.5
"""Factor either way on top of a text model's activations: nobody measured these."""
_SPEED_DOUBT = 1.4
"""The same for the seconds of a micro-step."""
_LORA = Lora()


class ItemStep(NamedTuple):
    """One micro-step of one card in seconds, and the share of the peak its useful operations are."""

    seconds: Estimate
    mfu: float


def sample_tokens(item: Item, text_tokens: int) -> int:
    """Return how many positions of the network one sample fills."""
    spoken = AUDIO_FRAMES + SPOKEN_TOKENS
    return {"image": IMAGE_TOKENS, "clip": CLIP_TOKENS, "audio": spoken, "text": PAIR * text_tokens}[item]


def trained_params(arch: Architecture, method: str) -> float | None:
    """Return what a run of images or clips updates: its denoiser, or adapters; None where layers tell it."""
    if ITEM_OF.get(arch.kind) not in DENOISED:
        return None
    return diffusion_work(arch).denoiser_b * 1e9 * (ADAPTER_SHARE if method in ("lora", "qlora") else 1.0)


def estimate_item_training_memory(
    arch: Architecture,
    *,
    method: str,
    optimizer: str,
    text_tokens: int,
    micro_batch: int,
    gpu_count: int,
    sharding: str,
    gradient_checkpointing: bool,
) -> Estimate:
    """Estimate GiB on the fullest card at the peak of one training step of `micro_batch` samples a card."""
    item = ITEM_OF[arch.kind]
    if item in DENOISED:
        tensors = diffusion_training_memory(
            diffusion_work(arch),
            method=method,
            batch=micro_batch,
            optimizer=optimizer,
            gpu_count=gpu_count,
            sharding=sharding,
            gradient_checkpointing=gradient_checkpointing,
        )
        return Estimate.of("GiB", (*tensors.terms, *runtime_terms(tensors.terms)))
    trained = trained_by(method, optimizer=optimizer, adapter=_LORA)

    def kept(half: Architecture, tokens: int) -> float:
        return activation_bytes(
            half,
            sequence_tokens=tokens,
            micro_batch=micro_batch,
            gradient_checkpointing=gradient_checkpointing,
            lora=trained.adapter,
            packed_base=trained.is_packed,
        )

    if item == "audio":
        encoder, decoder = _halves(arch)
        crossed = 4.0 * arch.hidden * AUDIO_FRAMES * micro_batch
        crossed *= 1 if gradient_checkpointing else decoder.layers
        activations = kept(encoder, AUDIO_FRAMES) + kept(decoder, SPOKEN_TOKENS) + crossed
        logits = logit_bytes(arch, tokens=SPOKEN_TOKENS * micro_batch, chunked_loss=False)
    else:
        activations, logits = kept(arch, text_tokens) * PAIR, 0.0
    return training_peak(
        arch,
        trained,
        Spread(gpu_count, sharding),
        passing=tuple(map(_doubted, passing_terms(arch, activations=activations, logits=logits))),
    )


def estimate_item_step(
    arch: Architecture,
    crew: Crew,
    *,
    method: str,
    optimizer: str,
    text_tokens: int,
    micro_batch: int,
    gradient_checkpointing: bool,
    accumulation: float,
) -> ItemStep:
    """Estimate one micro-step of one card, of `micro_batch` samples."""

    def pace(half: Architecture, tokens: int, samples: int) -> TrainingSpeed:
        step = MicroStep(
            arch=half,
            crew=crew,
            method=method,
            precision="bf16",
            sequence_tokens=tokens,
            micro_batch=samples,
            gradient_checkpointing=gradient_checkpointing,
            accumulation=accumulation,
            optimizer=optimizer,
        )
        return estimate_training_speed(step)

    item = ITEM_OF[arch.kind]
    if item == "text":
        return _together({"": pace(_body(arch), text_tokens, PAIR * micro_batch)})
    if item == "audio":
        encoder, decoder = _halves(arch)
        heard = pace(encoder, AUDIO_FRAMES, micro_batch)
        return _together({"encoder ": heard, "decoder ": pace(decoder, SPOKEN_TOKENS, micro_batch)})
    work = diffusion_work(arch)
    step, useful = diffusion_training_step(
        work, method=method, gpu=crew.gpu, batch=micro_batch, gradient_checkpointing=gradient_checkpointing
    )
    denoiser = arch._replace(params_b=work.denoiser_b, active_params_b=work.denoiser_b, vocab=0)
    trained = trained_params(arch, method) or 0.0
    exchange = exchange_seconds(
        speed_shape(denoiser),
        crew,
        trained_params=trained,
        accumulation=accumulation,
    )
    beyond = max(0.0, exchange - training_stack("plain").overlap * step.total.expected)
    shared = Term("exchange", Range(beyond / 2, beyond, beyond * 2), "bytes over the links on the sheet")
    whole = Estimate.of("s", (*step.terms, shared) if beyond else step.terms)
    return ItemStep(whole, useful / whole.total.expected / (crew.gpu.bf16_tflops * 1e12))


def _body(arch: Architecture) -> Architecture:
    """Return the layers alone: embeddings are looked up, and nothing is written."""
    params_b = arch.linear_params / 1e9
    return arch._replace(params_b=params_b, active_params_b=params_b, vocab=0)


def _halves(arch: Architecture) -> tuple[Architecture, Architecture]:
    """Return encoder and decoder; a layer of the encoder has 12 squares of the width, the rest is decoder."""
    work = speech_work(arch)
    heard_b = min(12e-9 * arch.hidden**2 * work.encoder_layers, arch.params_b * 0.9)
    said_b = arch.params_b - heard_b
    return (
        arch._replace(params_b=heard_b, active_params_b=heard_b, layers=work.encoder_layers, vocab=0),
        arch._replace(params_b=said_b, active_params_b=said_b, layers=work.decoder_layers),
    )


def _together(parts: dict[str, TrainingSpeed]) -> ItemStep:
    """Return passes through several networks as one micro-step, with the doubt of what nobody measured."""
    terms = [
        Term(f"{name}{term.name}", _widened(term.amount, _SPEED_DOUBT), term.source)
        for name, pace in parts.items()
        for term in pace.step.terms
    ]
    whole = Estimate.of("s", terms)
    useful = sum(pace.mfu * pace.step.total.expected for pace in parts.values())
    return ItemStep(whole, useful / whole.total.expected)


def _doubted(term: Term) -> Term:
    return Term(term.name, _widened(term.amount, _KEPT_DOUBT), term.source)


def _widened(amount: Range, doubt: float) -> Range:
    return Range(amount.low / doubt, amount.expected, amount.high * doubt)
