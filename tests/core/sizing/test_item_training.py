"""Training of models that do not write: images, speech, embeddings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.catalogue import default_catalogue
from core.catalog.gpus import gpu, own_gpus
from core.quantity import Estimate
from core.sizing.item_training import (
    ItemStep,
    estimate_item_step,
    estimate_item_training_memory,
    sample_tokens,
    trained_params,
)
from tests.core.sizing.training_cases import crew_with

CATALOGUE = default_catalogue()
SDXL, FLUX, WHISPER, BGE, LLAMA = (
    CATALOGUE.model(name).architecture
    for name in (
        "stabilityai/stable-diffusion-xl-base-1.0",
        "black-forest-labs/FLUX.1-dev",
        "openai/whisper-large-v3",
        "BAAI/bge-large-en-v1.5",
        "8B",
    )
)
A100 = gpu("a100-80-sxm")


def memory(arch: object, **changes: object) -> Estimate:
    """Estimate a step of four samples on one card, with changes."""
    plain = {
        "method": "full",
        "optimizer": "adamw",
        "text_tokens": 512,
        "micro_batch": 4,
        "gpu_count": 1,
        "sharding": "none",
        "gradient_checkpointing": False,
    }
    return estimate_item_training_memory(arch, **(plain | changes))  # type: ignore[arg-type]  # a table of keywords


def step(arch: object, **changes: object) -> ItemStep:
    """Estimate the seconds of such a step on an A100, with changes."""
    plain = {
        "method": "full",
        "optimizer": "adamw",
        "text_tokens": 512,
        "micro_batch": 4,
        "gradient_checkpointing": False,
        "accumulation": 8,
    }
    crew = crew_with(A100, changes)
    return estimate_item_step(arch, crew, **(plain | changes))  # type: ignore[arg-type]  # a table of keywords


def part(estimate: Estimate, name: str) -> float:
    """Return one term of an estimate, as expected."""
    return next(term.amount.expected for term in estimate.terms if term.name == name)


def test_a_full_update_of_sdxl_keeps_sixteen_bytes_for_each_of_its_denoiser() -> None:
    """2.57 billion at 14 bytes are 33.5 GiB, and 0.82 billion frozen ones that read the prompt 1.5 GiB.

    Gradients of 2 bytes are there beside the activations while they are added up.
    """
    found, kept = memory(SDXL), memory(SDXL, method="lora")
    assert part(found, "weights") + part(found, "states") == pytest.approx(33.5 + 1.53, abs=0.1)
    name = "gradients and activations"
    assert part(found, name) - part(kept, name) == pytest.approx((2 - 0.016) * 2.57e9 / 2**30, rel=0.01)


def test_adapters_of_an_image_model_fit_a_small_card() -> None:
    """LoRA of SDXL at 1024 pixels takes 8 to 16 GB, as its trainers are known for; in 4 bits less."""
    lora, packed = (
        memory(SDXL, method=way, micro_batch=1, gradient_checkpointing=True).total
        for way in ("lora", "qlora")
    )
    assert 8 < lora.expected < 16
    assert lora.expected - packed.expected == pytest.approx(2.57e9 * (2 - 0.5625) / 2**30, rel=0.05)


def test_states_of_flux_are_spread_over_cards() -> None:
    """16 bytes for each of 11.9 billion fit no card; sharded over eight the weights are divided as well."""
    alone, spread = memory(FLUX), memory(FLUX, gpu_count=8, sharding="zero3")
    assert alone.total.low > 80
    assert part(spread, "states") == pytest.approx(part(alone, "states") / 8)
    assert part(alone, "weights") - part(spread, "weights") == pytest.approx(2 * 11.9e9 * 7 / 8 / 2**30)


def test_speech_keeps_frames_and_words_apart() -> None:
    """Half a minute is 1,500 frames in the encoder; logits are those of its 224 tokens alone."""
    logits = part(memory(WHISPER), "logits")
    assert logits == pytest.approx(4 * 224 * 51_866 * 10 / 2**30)
    assert part(memory(WHISPER), "states") == pytest.approx(16 * 1.55e9 / 2**30)


def test_embeddings_have_no_logits_and_two_texts_a_sample() -> None:
    """A pair of texts is compared by its vectors: nothing is written, and both are kept."""
    found = memory(BGE)
    assert "logits" not in {term.name for term in found.terms}
    assert part(found, "activations") == pytest.approx(2 * part(memory(BGE, micro_batch=2), "activations"))
    assert sample_tokens("text", 512) == 1024


def test_recomputed_activations_take_less_memory_and_more_time() -> None:
    """Checkpointing trades one for the other, for each kind of model."""
    for arch in (SDXL, WHISPER, BGE):
        kept, again = (memory(arch, gradient_checkpointing=way).total for way in (False, True))
        assert again.expected < kept.expected
        soon, late = (step(arch, gradient_checkpointing=way).seconds.total for way in (False, True))
        assert late.expected > soon.expected


def test_an_image_passes_the_denoiser_once_and_back() -> None:
    """6 TFLOP for a pass of SDXL, three passes, 22 % of 312 TFLOPS: 1.05 s for four images."""
    found = step(SDXL).seconds
    assert part(found, "arithmetic") == pytest.approx(4 * 18 / (312 * 0.22), rel=0.01)
    assert next(term.amount.low for term in found.terms if term.name == "encoding") == 0.0


def test_adapters_skip_the_gradients_of_frozen_weights() -> None:
    """Two passes of three are left: less time, and fewer useful operations."""
    full, lora = step(FLUX), step(FLUX, method="lora")
    assert part(lora.seconds, "arithmetic") == pytest.approx(part(full.seconds, "arithmetic") * 2 / 3)


def test_cards_without_fast_links_wait_for_each_other() -> None:
    """Eight RTX 4090 exchange the gradients of FLUX over PCIe; one card exchanges nothing."""
    card = gpu("rtx4090")
    eight = step(FLUX, gpu=card, micro_batch=1, gpu_count=8, sharding="zero3").seconds
    assert part(eight, "exchange") > 0
    assert "exchange" not in {term.name for term in step(FLUX, gpu=card).seconds.terms}


def test_speech_is_the_sum_of_its_two_halves() -> None:
    """The encoder reads 1,500 frames, the decoder 224 tokens: most of the time is the encoder's."""
    terms = step(WHISPER).seconds.terms
    heard, said = (sum(t.amount.expected for t in terms if t.name.startswith(h)) for h in ("enc", "dec"))
    assert heard > said > 0


def test_only_image_models_need_telling_what_is_trained() -> None:
    """The denoiser of SDXL, or four thousandths of it; of others the layers tell."""
    assert trained_params(SDXL, "full") == 2.57e9
    assert trained_params(SDXL, "lora") == pytest.approx(1.028e7)
    assert trained_params(WHISPER, "full") is trained_params(LLAMA, "full") is None


@given(
    st.sampled_from([SDXL, FLUX, WHISPER, BGE]),
    st.sampled_from(own_gpus()),
    st.sampled_from(["full", "lora", "qlora"]),
    st.integers(1, 8),
    st.sampled_from([(1, "none"), (4, "ddp"), (8, "zero2"), (8, "zero3")]),
)
def test_more_at_once_never_takes_less(
    arch: object, card: object, method: str, batch: int, spread: tuple[int, str]
) -> None:
    """A larger micro-batch never takes less memory or time, no step beats the peak, and ranges are wide."""
    cards, sharding = spread
    shared = {"method": method, "gpu_count": cards, "sharding": sharding}
    few = memory(arch, micro_batch=batch, **shared).total
    assert memory(arch, micro_batch=batch + 1, **shared).total.expected >= few.expected >= few.low > 0
    one, more = (step(arch, gpu=card, micro_batch=size, **shared) for size in (batch, batch + 1))
    assert more.seconds.total.expected >= one.seconds.total.expected
    assert one.seconds.total.high / one.seconds.total.low >= 2.6
    assert 0 < one.mfu < 1
