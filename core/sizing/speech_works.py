"""Speech recognisers: what their pages say of their size and halves."""

from typing import NamedTuple

PADDED_FRAMES = 1500
"""Frames of half a minute that Whisper hears whatever is said in it."""
CONFORMER_FRAMES = 375
"""The same of conformers, one in 80 ms, of what is said only."""
_LISTENS, _TRANSDUCES = 0, 4
"""Decoder layers of what only labels frames, and that the small network of a transducer counts as."""


class SpeechWork(NamedTuple):
    """A speech recogniser: parameters in 1e9, layers of its two halves, their width, frames of 30 s."""

    name: str
    params_b: float
    encoder_layers: int
    decoder_layers: int
    width: int
    frames: int = PADDED_FRAMES

    @property
    def padded(self) -> bool:
        """Whether a short clip is heard as half a minute."""
        return self.frames == PADDED_FRAMES


SPEECH_WORKS: dict[str, SpeechWork] = {
    row.name: row
    for row in (
        SpeechWork("tiny", 0.039, 4, 4, 384),
        SpeechWork("base", 0.074, 6, 6, 512),
        SpeechWork("small", 0.244, 12, 12, 768),
        SpeechWork("medium", 0.769, 24, 24, 1024),
        SpeechWork("large", 1.55, 32, 32, 1280),
        SpeechWork("turbo", 0.809, 32, 4, 1280),
        SpeechWork("distil-small", 0.166, 12, 4, 768),
        SpeechWork("distil-medium", 0.394, 24, 2, 1024),
        SpeechWork("distil-large", 0.756, 32, 2, 1280),
        SpeechWork("canary-1b", 0.98, 24, 24, 1024, CONFORMER_FRAMES),
        SpeechWork("canary-flash", 0.883, 32, 4, 1024, CONFORMER_FRAMES),
        SpeechWork("cohere-transcribe", 2.0, 48, 8, 1280, CONFORMER_FRAMES),
        SpeechWork("granite-speech-2b", 2.2, 16, 40, 2048, CONFORMER_FRAMES),
        SpeechWork("qwen3-asr-0.6b", 0.78, 18, 28, 1024, CONFORMER_FRAMES),
        SpeechWork("qwen3-asr-1.7b", 2.03, 24, 28, 2048, CONFORMER_FRAMES),
    )
}


def listener(name: str, params_b: float, *, transducer: bool = False) -> SpeechWork:
    """Return the work of a conformer that labels what it hears (CTC), or of a transducer, by its size."""
    layers = 24 if params_b < 1 else 42
    return SpeechWork(name, params_b, layers, _TRANSDUCES if transducer else _LISTENS, 1024, CONFORMER_FRAMES)


def heard_and_written(name: str, params_b: float) -> SpeechWork:
    """Return the work of a recogniser that writes as a language model of its size does."""
    layers, width = (28, 1024) if params_b < 1 else (28, 2048) if params_b < 3 else (32, 3072)
    return SpeechWork(name, params_b, 24, layers, width, CONFORMER_FRAMES)
