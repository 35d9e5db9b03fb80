"""Which voice a measured row names, and how long it speaks."""

import re

from core.sizing.voices import VOICE_WORKS, VoiceWork
from tests.bench.read_speech import LENGTH, SECONDS

Row = dict[str, str]

_NAMED = (
    (r"xtts", "xtts"),
    (r"\bf5|e2.?tts", "f5-tts"),
    (r"qwen3?.?tts.*1\.7", "qwen3-tts-1.7b"),
    (r"qwen3?.?tts", "qwen3-tts-0.6b"),
    (r"cosyvoice", "cosyvoice"),
    (r"chatterbox", "chatterbox"),
    (r"orpheus", "orpheus"),
    (r"parler", "parler"),
    (r"bark", "bark"),
    (r"kokoro|styletts", "kokoro"),
    (r"vits|piper|melo", "vits"),
)
_SHORT_S, _LONG_S = 3.0, 10.0
"""Sound of a short reply, and of one text or part of a long one."""


def voice_of(row: Row) -> VoiceWork | None:
    """Return the work a row names; None where none is known."""
    wanted = re.sub(r"[\s_]+", "-", row["model"].lower())
    name = next((name for pattern, name in _NAMED if re.search(pattern, wanted)), None)
    return VOICE_WORKS[name] if name else None


def spoken_s(said: str) -> float:
    """Return the seconds of sound that are made at once."""
    if found := LENGTH.search(said):
        return float(found[1].replace(",", "")) * SECONDS[found[2][0]]
    return _SHORT_S if re.search("short|reply|sentence", said) and "long" not in said else _LONG_S
