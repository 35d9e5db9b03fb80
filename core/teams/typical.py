"""Typical values for what nobody said, each with its basis, so that an assumption can be argued with."""

from typing import NamedTuple

from core.catalog.architecture import Task
from core.workload import Slot


class TypicalRow(NamedTuple):
    """A value taken for a slot nobody answered, as an answer would hold it, and why that one."""

    slot: Slot
    value: str | float | int
    basis: str


TYPICAL_ROWS = (
    TypicalRow(Slot.MODEL, "8B", "the size most teams start with on a card of their own"),
    TypicalRow(Slot.PRECISION, "native", "the precision the model was published in"),
    TypicalRow(Slot.CONTEXT_TOKENS, 4096, "a chat turn with some history or a few retrieved passages"),
    TypicalRow(Slot.PROMPT_TOKENS, 1000, "a short history, or one or two retrieved passages"),
    TypicalRow(Slot.OUTPUT_TOKENS, 300, "an answer of about 220 English words"),
    TypicalRow(Slot.CONCURRENCY, 10, "a small team's tool at its busiest moment"),
    TypicalRow(Slot.METHOD, "lora", "the usual first step of adapting a model"),
    TypicalRow(Slot.SEQUENCE_TOKENS, 2048, "the usual length of packed training sequences"),
    TypicalRow(Slot.DATASET_TOKENS, 10_000_000, "about twenty thousand examples of 500 tokens"),
    TypicalRow(Slot.EPOCHS, 1, "one pass over the data"),
    TypicalRow(Slot.OPTIMIZER, "adamw", "the default of the common training frameworks"),
    TypicalRow(Slot.BATCH_SIZE, 64, "sequences per update in common fine-tuning recipes"),
    TypicalRow(Slot.CADENCE, "monthly", "a new version of the data every month"),
    TypicalRow(Slot.RENTAL, "per_run", "a server rented for the run and given back"),
)

TYPICAL = {row.slot: row for row in TYPICAL_ROWS}
"""Every slot that has one typical value; what is derived from other answers is made in `core.demand`."""

_MODEL_FOR: dict[Task, TypicalRow] = {
    "text-generation": TYPICAL[Slot.MODEL],
    "speech-to-text": TypicalRow(
        Slot.MODEL, "openai/whisper-large-v3", "the open model that most who write speech down start with"
    ),
    "embedding": TypicalRow(
        Slot.MODEL, "BAAI/bge-m3", "an encoder of many languages that most stores of vectors take"
    ),
    "image-generation": TypicalRow(
        Slot.MODEL,
        "stabilityai/stable-diffusion-xl-base-1.0",
        "the open model of images that fits on every card",
    ),
    "video-generation": TypicalRow(
        Slot.MODEL, "Wan-AI/Wan2.1-T2V-1.3B", "the open model of clips that fits on every card"
    ),
}


def model_for(task: Task | None) -> TypicalRow:
    """Return the model taken where none was named: of the kind that was told, else one that writes."""
    return _MODEL_FOR[task or "text-generation"]


FIRST_TOKEN_S = 2.0
"""Longest wait for the first word of a chat answer before people notice (seconds, mean)."""

PATIENCE_TOKENS_PER_S = 4000.0
"""Who hands in a long text waits longer for the first word: a second for each so many tokens of it."""

TOKENS_PER_S_EACH = 10.0
"""Speed at which a streamed answer stays ahead of a reader: about 7.5 English words a second."""

LATENCY_BASIS = "a streamed answer that starts soon and stays ahead of its reader"

BATCH_AT_ONCE = 64
"""Requests in work at once where nobody waits for any of them: more only take memory."""

BATCH_BASIS = "in a batch the others wait their turn"

BATCH_HOURS = 72.0
"""How long a batch may take when nobody said: as long as a training run that there is but once."""

BATCH_HOURS_BASIS = "three days for the whole batch"

NIGHT_BASIS = "from the evening to the morning"

PEAK_SHARE = 0.05
"""Share of all users who wait for an answer at the busiest moment."""

PEAK_SHARE_BASIS = "one in twenty users waits for an answer at the busiest moment"

TOKENS_PER_SAMPLE = 500
"""Tokens in one example, row or page of text: about 375 English words."""

TOKENS_PER_SAMPLE_BASIS = "500 tokens for each example or page"

TOKENS_PER_GB = 250_000_000
"""Tokens in a decimal gigabyte of plain English text, at about four bytes each."""

TOKENS_PER_GB_BASIS = "250 million tokens in a gigabyte of text"

DEADLINE_HOURS = {
    "daily": 12.0,
    "weekly": 24.0,
    "biweekly": 36.0,
    "triweekly": 42.0,
    "monthly": 48.0,
    "quarterly": 72.0,
    "once": 72.0,
}
"""How long a run may take when nobody said: short against the time between two runs."""

DEADLINE_BASIS = "short against the time between two runs"

PRETRAIN_CADENCE_BASIS = "a model is trained from scratch once"

PRETRAIN_DEADLINE_HOURS = 720.0
"""How long training from scratch may take when nobody said: a month, as such runs are planned."""

PRETRAIN_DEADLINE_BASIS = "training from scratch is planned in weeks"

RUNS_PER_MONTH = {
    "daily": 365 / 12,
    "weekly": 52 / 12,
    "biweekly": 26 / 12,
    "triweekly": 52 / 36,
    "monthly": 1.0,
    "quarterly": 1 / 3,
    "once": 1.0,
}
"""Runs billed in one month; a single run is billed in the month it happens."""

ITEM_S = {
    "image": (30.0, "an image while somebody waits for it"),
    "clip": (3_600.0, "a clip that somebody comes back for"),
    "audio": (30.0, "speech written down as fast as it is spoken"),
    "text": (1.0, "a search that feels immediate"),
}
"""Longest wait for one item of work that is not counted in tokens (seconds), and why."""

ITEM_SAMPLES = {
    "image": (1_000, "enough images for a style or a line of products"),
    "clip": (200, "enough clips for a style or a motion"),
    "audio": (12_000, "half-minutes in a hundred hours of speech"),
    "text": (100_000, "pairs of a question and its passage"),
}
"""Samples in the data of a run of such models, and what they are."""

ITEMS_PER_GB = {
    "image": (2_000, "an image of half a megabyte"),
    "clip": (200, "a clip of a few seconds is about five megabytes"),
    "audio": (1_000, "half a minute of plain 16-bit sound at 16 kHz is about one megabyte"),
    "text": (500_000, "about two kilobytes for a passage"),
}
"""Samples in a decimal gigabyte, and why so many."""

IMAGES_SEEN, IMAGE_EPOCHS = 20_000, 20
ITEM_EPOCHS = {
    "image": (IMAGE_EPOCHS, "few images are seen many times, 20,000 in all"),
    "clip": (30, "few clips are seen many times"),
    "audio": (3, "a few passes over transcribed speech"),
    "text": (1, "one pass over the pairs"),
}
"""Passes over the data, and why so many; fewer over so many images that each need not be seen as often."""

ARRIVE_TOGETHER_BASIS = "what arrives within one second begins together"

RECORDING_MIN = 5.0
RECORDING_BASIS = "five minutes for each recording"

TEXT_TOKENS = 512
"""Tokens of one text to embed: a passage of about 380 English words, where most encoders end."""

TEXT_TOKENS_BASIS = "a passage of about 380 English words"
