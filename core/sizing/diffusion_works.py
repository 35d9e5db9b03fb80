"""Image and video models: parameters by component and what one denoising step takes."""

from typing import NamedTuple


class DiffusionWork(NamedTuple):
    """One model. Parameters are in 1e9 by component, from its files.

    One step is of an image (or of a clip of `clip` frames, `fps` a second) of `pixels` per frame. `tokens`
    and `width` are those of the widest layer in one step; a step of a `guided` model passes through the
    denoiser twice, one of training once. `blocks` are those of a transformer, 0 in a U-Net, whose
    `unet_tflop` are the published count of a step. `active_b` is what one step uses of a denoiser of two
    halves. `depth` is the length of the network in launches, relative to SD 1.5; `decoded` frames of a clip
    are decoded together, in numbers of `decoder_bytes` (SDXL's autoencoder overflows in 16 bits and is lifted
    to 32), in tiles where the model's own code is `tiled`. `scored_heads` write their scores to memory.
    """

    name: str
    denoiser_b: float
    text_encoders_b: float
    steps: int
    pixels: int
    depth: float
    tokens: int
    width: int
    blocks: int = 0
    clip: int = 1
    decoded: int = 1
    fps: int = 0
    decoder_bytes: int = 2
    guided: bool = True
    scored_heads: int = 0
    active_b: float = 0.0
    unet_tflop: float = 0.0
    tiled: bool = False

    @property
    def passes(self) -> int:
        """Passes through the denoiser in one step of making a picture."""
        return 2 if self.guided else 1

    def pass_operations(self, grown: float = 1.0) -> float:
        """Return the operations of one pass over `grown` times the usual pixels and frames.

        Two for each parameter and token, and attention over all pairs; a U-Net's grow with its pixels.
        """
        if not self.blocks:
            return self.unet_tflop * 1e12 / self.passes * grown
        tokens = self.tokens / self.passes * grown
        return 2e9 * (self.active_b or self.denoiser_b) * tokens + self.attention_operations(grown)

    def attention_operations(self, grown: float = 1.0) -> float:
        """Return those of a transformer's attention: a U-Net's are in its count."""
        return 4.0 * self.blocks * self.width * (self.tokens / self.passes * grown) ** 2

    def scores(self, grown: float = 1.0) -> float:
        """Return the attention scores of one pass that are written to memory, of all layers."""
        return self.scored_heads * self.blocks * (self.tokens / self.passes * grown) ** 2


_HALF_K, _ONE_K, _VIDEO, _HD = 512 * 512, 1024 * 1024, 720 * 480, 1280 * 720
_T5 = 4.76
"""Parameters of the encoder of T5 v1.1 XXL, in 1e9."""

DIFFUSION_WORKS: dict[str, DiffusionWork] = {
    row.name: row
    for row in (
        DiffusionWork("SD 1.5", 0.86, 0.12, 50, _HALF_K, 1.0, 8192, 320, unet_tflop=1.6),
        DiffusionWork("SD 1.5 ControlNet", 1.22, 0.12, 50, _HALF_K, 1.4, 8192, 320, unet_tflop=2.1),
        DiffusionWork("SD 2.1", 0.87, 0.34, 50, _HALF_K, 1.0, 8192, 320, unet_tflop=1.6),
        DiffusionWork("SDXL", 2.57, 0.82, 50, _ONE_K, 1.5, 32_768, 320, decoder_bytes=4, unet_tflop=12.0),
        DiffusionWork(
            *("SDXL Turbo", 2.57, 0.82, 1, _HALF_K, 1.5, 4096, 320),
            decoder_bytes=4,
            guided=False,
            unet_tflop=1.5,
        ),
        DiffusionWork("Kolors", 2.58, 6.24, 50, _ONE_K, 1.5, 32_768, 320, decoder_bytes=4, unet_tflop=12.0),
        DiffusionWork("Kandinsky 2.2", 1.25, 0.7, 50, _HALF_K, 1.2, 8192, 384, unet_tflop=3.5),
        DiffusionWork("SD 3 medium", 2.03, 5.58, 28, _ONE_K, 1.0, 8500, 1536, 24),
        DiffusionWork("SD 3.5 medium", 2.24, 5.58, 40, _ONE_K, 1.0, 8500, 1536, 24),
        DiffusionWork("SD 3.5 large", 8.06, 5.58, 28, _ONE_K, 1.6, 8500, 2432, 38),
        DiffusionWork("FLUX.1", 11.9, 4.9, 28, _ONE_K, 2.0, 4608, 3072, 57, guided=False),
        DiffusionWork("FLUX.1-schnell", 11.9, 4.9, 4, _ONE_K, 2.0, 4352, 3072, 57, guided=False),
        DiffusionWork("FLUX.2", 32.2, 24.0, 50, _ONE_K, 2.0, 4608, 6144, 56, guided=False),
        DiffusionWork("FLUX.2 klein 4B", 3.88, 4.02, 4, _ONE_K, 1.0, 4608, 3072, 25, guided=False),
        DiffusionWork("FLUX.2 klein 9B", 9.03, 8.19, 4, _ONE_K, 1.2, 4608, 4096, 32, guided=False),
        DiffusionWork("Qwen-Image", 20.4, 8.3, 50, 1328 * 1328, 2.0, 14_200, 3072, 60),
        DiffusionWork("Z-Image Turbo", 6.15, 4.0, 9, _ONE_K, 1.2, 4352, 3840, 30, guided=False),
        DiffusionWork("Z-Image", 6.15, 4.0, 50, _ONE_K, 1.2, 8704, 3840, 30),
        DiffusionWork("HiDream", 17.1, 13.7, 50, _ONE_K, 2.0, 8700, 2560, 48),
        DiffusionWork("Lumina 2", 2.6, 2.6, 50, _ONE_K, 1.0, 8700, 2304, 26),
        DiffusionWork("PixArt", 0.61, _T5, 20, _ONE_K, 0.9, 8192, 1152, 28),
        DiffusionWork("Sana", 1.6, 2.6, 20, _ONE_K, 0.7, 2048, 2240, 20),
        DiffusionWork("OmniGen", 3.8, 0.0, 50, _ONE_K, 1.0, 8500, 3072, 32, scored_heads=32),
        DiffusionWork("CogVideoX-2B", 1.7, _T5, 50, _VIDEO, 1.0, 35_552, 1920, 30, 49, 8, 8),
        DiffusionWork("CogVideoX-5B", 5.57, _T5, 50, _VIDEO, 1.4, 35_552, 3072, 42, 49, 8, 8),
        DiffusionWork("CogVideoX1.5-5B", 5.57, _T5, 50, 1360 * 768, 1.4, 90_200, 3072, 42, 81, 8, 16),
        DiffusionWork("ConsisID", 6.0, _T5, 50, _VIDEO, 1.6, 35_552, 3072, 42, 49, 8, 8),
        DiffusionWork("LTX-Video", 1.92, _T5, 50, 768 * 512, 1.0, 9700, 2048, 28, 97, 8, 24),
        DiffusionWork("LTX-Video 13B", 13.0, _T5, 50, 768 * 512, 1.6, 9700, 4096, 48, 97, 8, 24),
        DiffusionWork(
            *("LTX-2 19B", 19.0, 12.2, 40, 768 * 512, 1.6, 12_540, 4096, 48, 121, 8, 24), active_b=14.0
        ),
        DiffusionWork("Mochi", 10.0, _T5, 64, 848 * 480, 1.6, 89_000, 3072, 48, 163, 6, 30),
        DiffusionWork(
            *("HunyuanVideo", 12.8, 8.0, 50, _HD, 2.0, 119_000, 3072, 60, 129, 16, 24),
            guided=False,
            tiled=True,
        ),
        DiffusionWork("Wan 1.3B", 1.42, 5.7, 50, 832 * 480, 1.0, 65_520, 1536, 30, 81, 4, 16),
        DiffusionWork("Wan 14B", 14.3, 5.7, 50, 832 * 480, 1.4, 65_520, 5120, 40, 81, 4, 16),
        DiffusionWork("Wan 2.2 5B", 5.0, 5.7, 50, 1280 * 704, 1.0, 54_560, 3072, 30, 121, 4, 24),
        DiffusionWork(
            *("Wan 2.2 14B", 28.6, 5.7, 40, 832 * 480, 1.4, 65_520, 5120, 40, 81, 4, 16), active_b=14.3
        ),
    )
}
