"""Image and video models: parameters by component and what one denoising step takes."""

from typing import NamedTuple


class DiffusionWork(NamedTuple):
    """One model. Parameters are in 1e9 by component, from its files.

    `step_tflop` is for one image (or clip) of `pixels` per frame, both passes of guidance included where they
    are usual. For transformers it is passes x (2 x parameters x tokens + 4 x blocks x tokens^2 x width), for
    U-Nets the published count. `depth` is the length of the network in launches, relative to SD 1.5;
    `tokens` and `width` are those of the widest layer in one step, `frames` of a clip are decoded together,
    in numbers of `decoder_bytes` (SDXL's autoencoder overflows in 16 bits and is lifted to 32). A step
    of a `guided` model passes through the denoiser twice, one of training once. With pictures in the prompt
    each of `scored_heads` writes its scores to memory. `blocks` are those of a transformer, 0 in a U-Net.
    """

    name: str
    denoiser_b: float
    text_encoders_b: float
    step_tflop: float
    steps: int
    pixels: int
    depth: float
    tokens: int
    width: int
    frames: int = 1
    decoder_bytes: int = 2
    guided: bool = True
    scored_heads: int = 0
    blocks: int = 0


_HALF_K, _ONE_K, _VIDEO = 512 * 512, 1024 * 1024, 720 * 480

DIFFUSION_WORKS: dict[str, DiffusionWork] = {
    row.name: row
    for row in (
        DiffusionWork("SD 1.5", 0.86, 0.12, 1.6, 50, _HALF_K, 1.0, 8192, 320),
        DiffusionWork("SD 1.5 ControlNet", 1.22, 0.12, 2.1, 50, _HALF_K, 1.4, 8192, 320),
        DiffusionWork("SD 2.1", 0.87, 0.34, 1.6, 50, _HALF_K, 1.0, 8192, 320),
        DiffusionWork("SDXL", 2.57, 0.82, 12.0, 50, _ONE_K, 1.5, 32_768, 320, decoder_bytes=4),
        DiffusionWork(
            "SDXL Turbo", 2.57, 0.82, 1.5, 1, _HALF_K, 1.5, 4096, 320, decoder_bytes=4, guided=False
        ),
        DiffusionWork("SD 3 medium", 2.03, 5.58, 40.0, 28, _ONE_K, 1.0, 8500, 1536, blocks=24),
        DiffusionWork("SD 3.5 large", 8.06, 5.58, 145.0, 28, _ONE_K, 1.6, 8500, 2432, blocks=38),
        DiffusionWork("FLUX.1", 11.9, 4.9, 125.0, 28, _ONE_K, 2.0, 4608, 3072, guided=False, blocks=57),
        DiffusionWork(
            "FLUX.1-schnell", 11.9, 4.9, 117.0, 4, _ONE_K, 2.0, 4352, 3072, guided=False, blocks=57
        ),
        DiffusionWork("PixArt", 0.61, 4.76, 14.0, 20, _ONE_K, 0.9, 8192, 1152, blocks=28),
        DiffusionWork("Sana", 1.6, 2.6, 7.0, 20, _ONE_K, 0.7, 2048, 2240, blocks=20),
        DiffusionWork("Kandinsky 2.2", 1.25, 0.7, 3.5, 50, _HALF_K, 1.2, 8192, 384),
        DiffusionWork("OmniGen", 3.8, 0.0, 127.0, 50, _ONE_K, 1.0, 12_600, 3072, scored_heads=32, blocks=32),
        DiffusionWork("CogVideoX-2B", 1.7, 4.76, 266.0, 50, _VIDEO, 1.0, 35_552, 1920, 8, blocks=30),
        DiffusionWork("CogVideoX-5B", 5.57, 4.76, 722.0, 50, _VIDEO, 1.4, 35_552, 3072, 8, blocks=42),
        DiffusionWork("ConsisID", 6.0, 4.76, 753.0, 50, _VIDEO, 1.6, 35_552, 3072, 8, blocks=42),
        DiffusionWork("LTX-Video", 1.92, 4.76, 48.0, 50, 768 * 512, 1.0, 9700, 2048, 8, blocks=28),
        DiffusionWork("Mochi", 10.0, 4.76, 4120.0, 64, 848 * 480, 1.6, 89_000, 3072, 6, blocks=48),
        DiffusionWork("HunyuanVideo", 12.8, 8.0, 13_500.0, 50, 1280 * 720, 2.0, 119_000, 3072, 16, blocks=60),
        DiffusionWork("Wan 1.3B", 1.42, 5.7, 582.0, 50, 832 * 480, 1.0, 65_520, 1536, 4, blocks=30),
        DiffusionWork("Wan 14B", 14.3, 5.7, 11_300.0, 50, 1280 * 720, 1.4, 151_200, 5120, 4, blocks=40),
    )
}
