"""How large a picture or clip is that a measured row describes."""

import re

from core.sizing.diffusion_works import DiffusionWork

Row = dict[str, str]

_TIMES = "\N{MULTIPLICATION SIGN}"
_CLIP = re.compile(r"\b(\d{2,3}) ?x ?(\d{3,4}) ?x ?(\d{3,4})|(\d{3,4}) ?x ?(\d{3,4}) ?x ?(\d{2,3})\b")
_PICTURE = re.compile(r"(\d{3,4}) ?x ?(\d{3,4})")
_LINES = {
    "240": 426 * 240,
    "360": 640 * 360,
    "480": 832 * 480,
    "540": 960 * 544,
    "720": 1280 * 720,
    "1080": 1920 * 1088,
}
"""Pixels of a frame by its number of lines, as models of videos round them."""


def pixels_of(row: Row, work: DiffusionWork) -> int:
    """Return the pixels of a picture or frame; the work's usual ones where none are said."""
    said = f"{row['task']} {row['model']}".lower().replace(_TIMES, "x")
    if clip := _CLIP.search(said):
        first, second = (clip[2], clip[3]) if clip[1] else (clip[4], clip[5])
        return int(first) * int(second)
    if found := _PICTURE.search(said):
        return int(found[1]) * int(found[2])
    if found := re.search(r"\b(\d{3,4}) ?(?:px|pixels?|\^ ?2|\N{SUPERSCRIPT TWO})", said):
        return int(found[1]) ** 2
    lines = re.search(r"\b(240|360|480|540|720|1080)p\b", said)
    return _LINES[lines[1]] if lines else work.pixels


def frames_of(row: Row, work: DiffusionWork) -> int | None:
    """Return the frames of a clip, from its seconds where it counts those; None where it says neither."""
    if work.clip == 1:
        return None
    said = row["task"].lower()
    if clip := _CLIP.search(said):
        return int(clip[1] or clip[6])
    if found := re.search(r"(\d+)[ -]?frames?\b", said):
        return int(found[1])
    seconds = re.search(r"\b(\d+)[ -]?s(?:ec(?:onds?)?)?\b", said)
    return int(seconds[1]) * work.fps + 1 if seconds else None


def prompt_pixels(task: str) -> int:
    """Return the pixels of all pictures in a prompt."""
    found = re.search(r"(\d+) input images?\D+(\d+)", task)
    return int(found[1]) * int(found[2]) ** 2 if found else 0
