"""Work beside language models that was measured: facts per model, one row each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingWork:
    """A network whose training throughput was measured on an A100 80 GB SXM.

    `a100_per_s` is the 16-bit rate of one card in its own unit; `arithmetic_share` the share of that time
    which scales with the card's peak, the rest scales with its bandwidth; `tf32_slowdown` what 32 bits
    cost; `scaling` the exponent of the number of cards.
    """

    name: str
    unit: str
    a100_per_s: float
    arithmetic_share: float
    tf32_slowdown: float
    scaling: float


LAMBDA = "Lambda deeplearning-benchmark, NVIDIA DeepLearningExamples on 1 to 8 cards"

TRAINING_WORKS: dict[str, TrainingWork] = {
    row.name: row
    for row in (
        TrainingWork("BERT-base SQuAD", "sequences/s", 396, 0.37, 1.9, 0.96),
        TrainingWork("BERT-large SQuAD", "sequences/s", 124, 0.50, 2.0, 0.86),
        TrainingWork("GNMT", "tokens/s", 202_000, 0.65, 1.8, 0.76),
        TrainingWork("NCF", "samples/s", 43_000_000, 0.25, 1.5, 1.0),
        TrainingWork("ResNet-50", "images/s", 1610, 0.20, 1.4, 0.98),
        TrainingWork("SSD300", "images/s", 455, 0.30, 1.4, 0.98),
        TrainingWork("Tacotron2", "mels/s", 59_000, 0.10, 1.2, 0.65),
        TrainingWork("Transformer-XL base", "tokens/s", 44_700, 0.50, 1.6, 1.0),
        TrainingWork("Transformer-XL large", "tokens/s", 18_800, 0.70, 1.7, 0.98),
        TrainingWork("WaveGlow", "samples/s", 238_000, 0.40, 1.3, 0.83),
    )
}


@dataclass(frozen=True, slots=True)
class DiffusionWork:
    """An image or video model: parameters in 1e9 by component, and operations of one denoising step.

    `step_tflop` is for one image (or clip) at `pixels`, guidance (a second pass) included where it is usual;
    `activation_gib` is what decoding one needs beside the weights.
    """

    name: str
    denoiser_b: float
    text_encoders_b: float
    step_tflop: float
    steps: int
    pixels: int
    activation_gib: float


DIFFUSION_WORKS: dict[str, DiffusionWork] = {
    row.name: row
    for row in (
        DiffusionWork("SD 1.5", 0.86, 0.12, 1.6, 50, 512 * 512, 1.5),
        DiffusionWork("SD 1.5 ControlNet", 1.22, 0.12, 2.1, 50, 512 * 512, 1.8),
        DiffusionWork("SD 2.1", 0.87, 0.34, 1.6, 50, 512 * 512, 1.5),
        DiffusionWork("SDXL", 2.57, 0.82, 12.0, 50, 1024 * 1024, 4.0),
        DiffusionWork("FLUX.1", 11.9, 4.9, 74.0, 28, 1024 * 1024, 3.0),
        DiffusionWork("OmniGen", 3.8, 0.0, 60.0, 50, 1024 * 1024, 2.5),
        DiffusionWork("CogVideoX-2B", 1.7, 4.76, 280.0, 50, 720 * 480, 9.0),
        DiffusionWork("CogVideoX-5B", 5.57, 4.76, 570.0, 50, 720 * 480, 12.0),
        DiffusionWork("ConsisID", 6.0, 4.76, 600.0, 50, 720 * 480, 14.0),
    )
}


@dataclass(frozen=True, slots=True)
class SpeechWork:
    """A speech recogniser of the Whisper family: parameters in 1e9, layers of its two halves."""

    name: str
    params_b: float
    encoder_layers: int
    decoder_layers: int


SPEECH_WORKS: dict[str, SpeechWork] = {
    row.name: row
    for row in (
        SpeechWork("tiny", 0.039, 4, 4),
        SpeechWork("base", 0.074, 6, 6),
        SpeechWork("small", 0.244, 12, 12),
        SpeechWork("medium", 0.769, 24, 24),
        SpeechWork("large", 1.55, 32, 32),
        SpeechWork("turbo", 0.809, 32, 4),
        SpeechWork("distil-small", 0.166, 12, 4),
        SpeechWork("distil-medium", 0.394, 24, 2),
        SpeechWork("distil-large", 0.756, 32, 2),
    )
}
