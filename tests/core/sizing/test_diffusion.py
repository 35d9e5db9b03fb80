"""Memory and speed of image and video models."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.gpus import Gpu, gpu
from core.quantity import Estimate
from core.sizing.diffusion import (
    DiffusionRuntime,
    denoising_step,
    diffusion_memory,
    generation_seconds,
)
from core.sizing.diffusion_training import diffusion_training_memory
from core.sizing.diffusion_works import DIFFUSION_WORKS, DiffusionWork
from tests.core.sizing.speed_cases import cards

RTX_4090 = gpu("rtx4090")
SD, SDXL, FLUX = (DIFFUSION_WORKS[name] for name in ("SD 1.5", "SDXL", "FLUX.1"))
VIDEO = DIFFUSION_WORKS["CogVideoX-5B"]
works = st.sampled_from(tuple(DIFFUSION_WORKS.values()))


def test_engines_denoise_faster_than_plain_pytorch() -> None:
    """On an RTX 4090 SD 1.5 waits for Python, less when compiled, least in an engine: 60 steps/s."""
    steps = [
        denoising_step(SD, gpu=RTX_4090, pixels=512 * 512, runtime=name).total.expected
        for name in ("plain", "compiled", "engine")
    ]
    assert steps == sorted(steps, reverse=True)
    assert 1 / steps[2] == pytest.approx(62, rel=0.25)


@pytest.mark.parametrize(("name", "printed"), [("plain", 8.43), ("compiled", 9.53), ("engine", 12.18)])
def test_sdxl_takes_what_its_layers_move_as_well(name: DiffusionRuntime, printed: float) -> None:
    """Steps a second on an A100 with decoding: Diffusers, compiled, TensorRT; a large L2 keeps a part."""
    a100 = gpu("a100-80-sxm")
    step = denoising_step(SDXL, gpu=a100, pixels=1024**2, runtime=name)
    assert 50 / generation_seconds(SDXL, step, gpu=a100).total.expected == pytest.approx(printed, rel=0.12)
    small = a100._replace(compute_capability=8.9)
    kept = denoising_step(SDXL, gpu=small, pixels=1024**2, runtime=name)
    assert kept.total.expected < step.total.expected


@pytest.mark.parametrize(("card", "printed"), [("a100-80-sxm", 3000), ("h100-sxm", 1904)])
def test_attention_over_a_whole_clip_is_fast_but_on_hopper(card: str, printed: float) -> None:
    """HunyuanVideo took an A100 2,820 to 3,234 seconds, an H100 1,904 for three times the peak."""
    work = DIFFUSION_WORKS["HunyuanVideo"]
    step = denoising_step(work, gpu=gpu(card), pixels=work.pixels)
    whole = generation_seconds(work, step, gpu=gpu(card))
    assert whole.total.expected == pytest.approx(printed, rel=0.15)
    assert work.attention_operations() / work.pass_operations() == pytest.approx(0.77, abs=0.02)


@pytest.mark.parametrize(("bandwidth", "tflops", "printed"), [(2039.0, 312.0, 31), (936.0, 71.0, 77)])
def test_scores_that_are_not_fused_are_moved(bandwidth: float, tflops: float, printed: float) -> None:
    """OmniGen took an A800 31 seconds and an RTX 3090 77: two passes of 32 heads over 4,250 tokens."""
    work = DIFFUSION_WORKS["OmniGen"]
    card = gpu("a100-80-sxm")._replace(bandwidth_gbs=bandwidth, bf16_tflops=tflops)
    step = denoising_step(work, gpu=card, pixels=work.pixels)
    fused = denoising_step(work._replace(scored_heads=0), gpu=card, pixels=work.pixels)
    moved = 2 * 8 * 32 * 32 * 4250**2 / (bandwidth * 1e9)
    assert step.terms[0].amount.expected - fused.terms[0].amount.expected == pytest.approx(moved)
    assert generation_seconds(work, step, gpu=card).total.expected == pytest.approx(printed, rel=0.25)


def test_flux_takes_half_a_minute_on_an_rtx_4090() -> None:
    """28 steps of 125 TFLOP at 99 of 165 TFLOPS are 35 s, within the range of 26 to 33 s measured."""
    step = denoising_step(FLUX, gpu=RTX_4090, pixels=1024 * 1024)
    whole = generation_seconds(FLUX, step, gpu=RTX_4090)
    assert whole.total.low < 26
    assert whole.total.high > 33
    assert [term.name for term in whole.terms] == ["denoising", "encode and decode"]
    assert generation_seconds(FLUX, step, gpu=RTX_4090, steps=4).total.expected == pytest.approx(
        whole.total.expected / 7
    )


def test_memory_of_sdxl_is_its_components_and_its_decoder() -> None:
    """2.57 and 0.82 billion parameters in 16 bits, and twice 2.4 kB per pixel for a decoder in 32 bits."""
    found = diffusion_memory(SDXL)
    assert found.explain() == "denoiser 4.79 + text encoders 1.53 + decode 4.69 = 11.00 GiB"
    assert diffusion_memory(SDXL, tiled=True).total.expected == pytest.approx(4.79 + 1.53 + 0.59, abs=0.01)


def test_offloading_leaves_the_stage_that_needs_the_most() -> None:
    """The denoiser with its step; with blocks sent one by one, the decoder of a video, unless in tiles."""
    flux = [diffusion_memory(FLUX, offload=way).total.expected for way in ("none", "model", "sequential")]
    assert flux == sorted(flux, reverse=True)
    assert [term.name for term in diffusion_memory(FLUX, offload="model").terms] == [
        "denoiser",
        "activations",
    ]
    assert [term.name for term in diffusion_memory(VIDEO, offload="sequential").terms] == ["decode"]
    tiled = diffusion_memory(VIDEO, offload="sequential", tiled=True)
    assert [term.name for term in tiled.terms] == ["one block", "activations"]


def test_cogvideox_decodes_in_what_its_authors_print() -> None:
    """CogVideoX-5B needs 33 GB with everything on the card, 19 GB with model offloading."""
    assert diffusion_memory(VIDEO).total.expected == pytest.approx(33, rel=0.1)
    offloaded = diffusion_memory(VIDEO, offload="model").total
    assert offloaded.low < 19 < offloaded.high


def test_four_bits_shrink_the_weights_only() -> None:
    """FLUX.1 in nf4 needs a quarter of its weights and the same decoder."""
    packed = {
        term.name: term.amount.expected
        for term in diffusion_memory(FLUX, denoiser_bytes=0.5, encoder_bytes=0.5).terms
    }
    plain = {term.name: term.amount.expected for term in diffusion_memory(FLUX).terms}
    assert packed["denoiser"] == pytest.approx(plain["denoiser"] / 4)
    assert packed["decode"] == plain["decode"]


def test_a_video_step_needs_more_than_its_weights() -> None:
    """With components in turn CogVideoX-5B takes 19 GB as printed: 11.1 of its denoiser, and a step."""
    found = diffusion_memory(DIFFUSION_WORKS["CogVideoX-5B"], offload="model").total
    assert found.expected == pytest.approx(19 / 1.074, rel=0.1)


def test_pictures_in_the_prompt_grow_with_the_square_of_their_tokens() -> None:
    """OmniGen with two pictures of 512 and of 1,024 pixels: 17 and 40 GB as printed, 9 without any."""
    work = DIFFUSION_WORKS["OmniGen"]
    for side, printed in ((0, 9), (512, 17), (1024, 40)):
        found = diffusion_memory(work, prompt_pixels=2 * side**2).total
        assert found.expected == pytest.approx(printed / 1.074, rel=0.15)


def test_training_keeps_states_of_what_is_trained() -> None:
    """LoRA of CogVideoX-2B takes 47 GB as printed; a full update 14 bytes more for each of 1.7 billion."""
    lora, full = (
        diffusion_training_memory(DIFFUSION_WORKS["CogVideoX-2B"], method=way) for way in ("lora", "full")
    )
    assert lora.total.low < 47 < lora.total.high
    assert full.total.expected - lora.total.expected == pytest.approx((14 - 0.064) * 1.7e9 / 2**30)


def test_training_stable_diffusion_takes_what_a_small_card_shows() -> None:
    """DreamBooth on a T4, two pictures a sample, 8-bit Adam: 9.9 GB with checkpointing, 11.2 without."""
    for again, printed in ((True, 9.92), (False, 11.17)):
        found = diffusion_training_memory(
            DIFFUSION_WORKS["SD 1.5"],
            method="full",
            batch=2,
            optimizer="adamw_8bit",
            gradient_checkpointing=again,
            encoded_before=True,
            accumulates=False,
        )
        assert found.total.expected + 1.1 == pytest.approx(printed, rel=0.12)


def test_recomputed_blocks_of_a_video_model_grow_with_its_clips() -> None:
    """LoRA of CogVideoX on four clips reserves 21.8 GiB with 30 blocks, 46.5 GiB with 42 wider ones."""
    for name, printed in (("CogVideoX-2B", 21.8), ("CogVideoX-5B", 46.5)):
        found = diffusion_training_memory(
            DIFFUSION_WORKS[name], method="lora", batch=4, gradient_checkpointing=True, encoded_before=True
        )
        assert found.total.expected == pytest.approx(printed, rel=0.1)


def test_gradients_come_as_kept_tensors_go() -> None:
    """Without accumulation the larger of both counts; in 32 bits weights and kept tensors are doubled."""
    work = DIFFUSION_WORKS["SD 1.5"]
    both, turns = (
        diffusion_training_memory(work, method="full", accumulates=way).total for way in (True, False)
    )
    assert both.expected - turns.expected == pytest.approx(2 * 0.86e9 / 2**30)
    wide = diffusion_training_memory(work, method="lora", single_precision=True).total
    narrow = diffusion_training_memory(work, method="lora").total
    assert 1.9 * narrow.expected < wide.expected < 2 * narrow.expected


def test_a_clip_takes_the_time_of_its_pixels_and_frames() -> None:
    """HunyuanVideo on an A100: 3,234 s for 129 frames in 720 lines, 704 s for 93 in 544, as printed."""
    a100, work = gpu("a100-80-sxm"), DIFFUSION_WORKS["HunyuanVideo"]
    for pixels, frames, printed in ((1280 * 720, 129, 3234), (960 * 544, 93, 704)):
        step = denoising_step(work, gpu=a100, pixels=pixels, frames=frames)
        whole = generation_seconds(work, step, gpu=a100, pixels=pixels, frames=frames).total
        assert whole.expected == pytest.approx(printed, rel=0.25)
        assert whole.low < printed < whole.high


def test_cards_share_the_steps_of_a_clip_but_not_its_decoding() -> None:
    """HunyuanVideo over 1, 2, 4 and 8 H100: 1,904, 925, 514 and 338 s as printed, each within the range."""
    h100, work = gpu("h100-sxm"), DIFFUSION_WORKS["HunyuanVideo"]

    def over(count: int) -> Estimate:
        step = denoising_step(work, gpu=h100, pixels=work.pixels, gpu_count=count)
        return generation_seconds(work, step, gpu=h100, gpu_count=count)

    for count, printed in ((1, 1904), (2, 925), (4, 514), (8, 338)):
        assert over(count).total.low < printed < over(count).total.high
    assert over(1).terms[1] == over(8).terms[1]
    picture = [
        generation_seconds(
            SDXL, denoising_step(SDXL, gpu=h100, pixels=1024**2, gpu_count=n), gpu=h100, gpu_count=n
        )
        for n in (1, 4)
    ]
    assert picture[1].terms[1].amount.expected > picture[0].terms[1].amount.expected / 4


def test_a_clip_is_decoded_in_tiles_where_its_code_does() -> None:
    """HunyuanVideo peaks at 60 GB in 720 lines and at 45 GB in 544, as its authors print."""
    work = DIFFUSION_WORKS["HunyuanVideo"]
    for pixels, printed in ((1280 * 720, 60), (960 * 544, 45)):
        assert diffusion_memory(work, pixels=pixels).total.expected == pytest.approx(printed, rel=0.15)


def test_adapters_grow_with_their_rank() -> None:
    """From rank 16 to 256 CogVideoX-2B reserves 2.1 GiB more for weights and states, as measured."""
    few, many = (
        diffusion_training_memory(DIFFUSION_WORKS["CogVideoX-2B"], method="lora", rank=rank).total.expected
        for rank in (16, 256)
    )
    assert many - few == pytest.approx(2.07, rel=0.3)


def test_a_denoiser_of_two_halves_steps_in_one() -> None:
    """Wan 2.2 keeps 28.6 billion parameters, and each step takes what the 14 billion of Wan 2.1 take."""
    halves, whole = (DIFFUSION_WORKS[name] for name in ("Wan 2.2 14B", "Wan 14B"))
    assert halves.pass_operations() == whole.pass_operations()
    assert diffusion_memory(halves).total.expected > diffusion_memory(whole).total.expected + 25


@given(cards, works, st.integers(64, 2048), st.floats(1, 8))
def test_more_pixels_never_take_less(card: Gpu, work: DiffusionWork, side: int, batch: float) -> None:
    """A larger image or batch never takes less time or memory, and every range is in order."""
    small = denoising_step(work, gpu=card, pixels=side * side).total
    large = denoising_step(work, gpu=card, pixels=2 * side * side, batch=batch).total
    assert large.expected >= small.expected
    assert 0 < small.low <= small.expected <= small.high
    few = diffusion_memory(work, pixels=side * side).total
    many = diffusion_memory(work, pixels=2 * side * side, batch=batch).total
    assert many.expected >= few.expected >= few.low > 0


@pytest.mark.parametrize("runtime", ["plain", "compiled", "engine"])
def test_products_in_eight_bits_are_sooner_done_where_the_card_has_them(runtime: DiffusionRuntime) -> None:
    """An Ada multiplies in 8 bits, an A100 does not; attention stays in 16."""
    a100 = gpu("a100-40-sxm")
    wide = denoising_step(FLUX, gpu=RTX_4090, pixels=1024**2, runtime=runtime).total
    narrow = denoising_step(FLUX, gpu=RTX_4090, pixels=1024**2, runtime=runtime, in_fp8=True).total
    assert wide.expected / 1.7 < narrow.expected < wide.expected / 1.1
    same = denoising_step(FLUX, gpu=a100, pixels=1024**2, runtime=runtime, in_fp8=True)
    assert same == denoising_step(FLUX, gpu=a100, pixels=1024**2, runtime=runtime)
