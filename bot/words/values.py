"""One value of one slot as people say it, for buttons and for the echo alike."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bot.words import figures
from bot.words.conditions import condition_words
from bot.words.rates import rate_words
from core.catalog.architecture import AUDIO_S, Item
from core.catalog.catalogue import Catalogue
from core.conditions import conditions_of
from core.workload import Slot

SIGNALS = {
    "I1": "How the model is served matters most",
    "I2": "Slow replies or slow starts are the main pain",
    "I3": "The model is good enough, it must run reliably",
    "I4": "We work on answer quality and user experience",
    "T1": "The model must still improve a lot",
    "T2": "Memory or long runs slow our iterations down",
    "T3": "Fine-tuning and experiments are our core work",
    "T4": "Throughput matters more than response time now",
}
PAINS = {
    "latency": "slow replies",
    "cold_start": "slow starts",
    "concurrency": "too many people at once",
    "memory": "out of memory",
    "job_duration": "runs take too long",
    "model_quality": "answers are not good enough",
    "cost": "it costs too much",
}
_CHOICES: dict[Slot, Mapping[str, str]] = {
    Slot.WORK: {"serving": "serving", "training": "training", "both": "serving and training"},
    Slot.FOCUS: SIGNALS,
    Slot.PAIN: PAINS,
    Slot.TASK: {
        "text-generation": "a language model",
        "embedding": "embeddings",
        "image-generation": "image generation",
        "video-generation": "video generation",
        "speech-to-text": "speech to text",
    },
    Slot.METHOD: {
        "lora": "LoRA",
        "qlora": "QLoRA",
        "full": "full fine-tune",
        "pretrain": "training from scratch",
    },
    Slot.CADENCE: {
        "once": "once",
        "quarterly": "every quarter",
        "monthly": "every month",
        "triweekly": "every three weeks",
        "biweekly": "every two weeks",
        "weekly": "every week",
        "daily": "every day",
        "every 12 months": "every year",
        **{f"2 times a {span}": f"twice a {span}" for span in ("day", "week", "month", "year")},
    },
    Slot.OPTIMIZER: {
        "adamw": "AdamW",
        "adamw_8bit": "8-bit AdamW",
        "adafactor": "Adafactor",
        "sgd": "SGD",
    },
    Slot.RENTAL: {"per_run": "rented per run", "kept": "server kept all month"},
    Slot.PRECISION: {
        "any": "smaller is fine",
        "native": "the published precision",
        "4bit": "4-bit",
        "awq": "AWQ 4-bit",
        "gptq": "GPTQ 4-bit",
        "nf4": "NF4 4-bit",
        "mxfp4": "MXFP4 4-bit",
        "int8": "int8",
        "fp8": "fp8",
        "bf16": "bf16",
        "fp16": "fp16",
        "fp32": "fp32",
    },
}
_NUMBERS: dict[Slot, tuple[Callable[[float], str], str]] = {
    Slot.CONTEXT_TOKENS: (figures.tokens, "{} context"),
    Slot.PROMPT_TOKENS: (figures.tokens, "{}-token prompts"),
    Slot.OUTPUT_TOKENS: (figures.tokens, "{}-token answers"),
    Slot.SEQUENCE_TOKENS: (figures.tokens, "{}-token sequences"),
    Slot.DATASET_TOKENS: (figures.tokens, "{} tokens of data"),
    Slot.DATASET_SAMPLES: (figures.count, "{} samples"),
    Slot.DATASET_GB: (figures.count, "{} GB of data"),
    Slot.CONCURRENCY: (figures.count, "{} at once"),
    Slot.USERS: (figures.count, "{} users"),
    Slot.EPOCHS: (figures.count, "{} epochs"),
    Slot.BATCH_SIZE: (figures.count, "batch of {}"),
}
_SAMPLES: dict[Item, tuple[Callable[[float], str], str]] = {
    "image": (figures.count, "{} images"),
    "clip": (figures.count, "{} clips"),
    "audio": (lambda windows: _hours(windows * AUDIO_S / 3_600), "{} hours of speech"),
    "text": (figures.count, "{} pairs of texts"),
}
_RANGES = {
    Slot.PROMPT_TOKENS: "prompts of {} tokens",
    Slot.OUTPUT_TOKENS: "answers of {} tokens",
    Slot.SEQUENCE_TOKENS: "sequences of {} tokens",
}
"""Lengths of which only the ends are known."""
_LENGTHS = {Slot.CONTEXT_TOKENS: "texts of {} tokens", Slot.PROMPT_TOKENS: "texts of {} tokens"}
"""How long what is embedded is: one text, with no answer to it."""
_ITEMS: dict[Item, str] = {
    "image": "an image",
    "clip": "a clip",
    "audio": "half a minute of audio",
    "text": "a text",
}
"""What is waited for where no words are written."""
MOST_SIZES = 6
"""So many sizes are worth reading one by one."""
_PERIODS = {"hour": " an hour", "month": " a month", "year": " a year", "once": " in all", None: ""}
_ROLES = {"have": "", "candidate": " (considered)", None: ""}


NAMES = {
    Slot.WORK: "the kind of work",
    Slot.FOCUS: "what the team is about",
    Slot.PAIN: "what hurts today",
    Slot.TASK: "the kind of model",
    Slot.MODEL: "the model",
    Slot.PRECISION: "the precision",
    Slot.CONTEXT_TOKENS: "the context length",
    Slot.PROMPT_TOKENS: "the prompt length",
    Slot.OUTPUT_TOKENS: "the answer length",
    Slot.CONCURRENCY: "how many at once",
    Slot.USERS: "how many people",
    Slot.REQUEST_RATE: "the request rate",
    Slot.LATENCY: "what is fast enough",
    Slot.METHOD: "the training method",
    Slot.SEQUENCE_TOKENS: "the sequence length",
    Slot.DATASET_TOKENS: "the amount of data",
    Slot.DATASET_SAMPLES: "the amount of data",
    Slot.DATASET_GB: "the size of the data",
    Slot.EPOCHS: "the number of epochs",
    Slot.OPTIMIZER: "the optimizer",
    Slot.BATCH_SIZE: "the batch size",
    Slot.CADENCE: "how often you train",
    Slot.DEADLINE: "how long it may take",
    Slot.RENTAL: "how you rent",
    Slot.CONDITIONS: "the conditions besides",
    Slot.BUDGET: "the budget",
    Slot.CURRENT_HARDWARE: "the cards you have",
}


def slot_name(slot: Slot) -> str:
    """Return what a slot is about: "the context length"."""
    return NAMES[slot]


def value(slot: Slot, said: Any, kind: Item | None = None) -> str:
    """Return a value, as an `Answer` holds it, in words: "20 at once", "LoRA and full fine-tune".

    Plain text, not escaped. An id that is not known is shown as it is, a model's without its owner: where it
    may have a name of its own, `named` knows it. Samples, and what is waited for, are told as what they are
    to models of this `kind`: images, hours of speech.
    """
    if slot in _NUMBERS:
        write, pattern = _SAMPLES[kind] if kind and slot is Slot.DATASET_SAMPLES else _NUMBERS[slot]
        if isinstance(said, Mapping):
            pattern = _RANGES.get(slot, pattern)
        if kind == "text":
            pattern = _LENGTHS.get(slot, pattern)
        words = pattern.format(_between(said, write))
        if words.startswith("1 hours "):
            return words.replace("hours", "hour", 1)
        return words.removesuffix("s") if said == 1 and words.startswith("1 ") else words
    if slot in _CHOICES:
        chosen = [said] if isinstance(said, str) else said
        return joined(
            [_CHOICES[slot].get(one, str(one)) for one in chosen], "; " if slot is Slot.FOCUS else None
        )
    if kind and slot is Slot.LATENCY and (wait := said.get("total_s") or said.get("first_token_s")):
        return f"{_ITEMS[kind]} within {figures.seconds(wait)}"
    return _SHAPES[slot](_whole(slot, said))


def named(slot: Slot, said: Any, catalogue: Catalogue, kind: Item | None = None) -> str:
    """Return the same with a model by the name that the catalogue has for it."""
    if slot is Slot.MODEL:
        with suppress(KeyError):
            return catalogue.model(said).name
    return value(slot, said, kind)


def sizes_told(sizes: Sequence[str]) -> str:
    """Return the sizes that something comes in: "8B and 70B", or of many the ends: "sizes from 1B to 70B"."""
    return joined(sizes) if len(sizes) <= MOST_SIZES else f"sizes from {sizes[0]} to {sizes[-1]}"


def joined(parts: Sequence[str], mark: str | None = None) -> str:
    """Return parts as one phrase: "a", "a and b", "a, b and c"; or with `mark` between all of them."""
    if mark is not None or len(parts) < 2:
        return (mark or "").join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _whole(slot: Slot, said: Any) -> Any:
    """Return a figure taken out of a value, as a break point is, as the value it stands for."""
    if slot not in _FIGURE or not isinstance(said, int | float):
        return said
    return dict.fromkeys(_FIGURE[slot], said)


def _hours(amount: float) -> str:
    return figures.count(round(amount, 1 if amount < 100 else None))


def _between(said: Any, write: Callable[[float], str]) -> str:
    if not isinstance(said, Mapping):
        return write(said)
    low, high = said.get("low"), said.get("high")
    if low is None:
        return f"up to {write(high or 0)}"
    if high is None:
        return f"{write(low)} or more"
    return write(low) if low == high else f"{write(low)} to {write(high)}"


def _latency(said: Mapping[str, Any]) -> str:
    if said.get("batch"):
        return "no hurry (batch work)"
    first, total, speed = said.get("first_token_s"), said.get("total_s"), said.get("tokens_per_s_each")
    parts = [
        f"first word within {figures.seconds(first)}" if first else "",
        f"whole answer within {figures.seconds(total)}" if total else "",
        f"at least {figures.count(round(speed, 1))} tokens/s each" if speed else "",
    ]
    at = f" ({said['percentile']})" if said.get("percentile") else ""
    return ", ".join(part for part in parts if part) + at


def _deadline(said: Mapping[str, Any]) -> str:
    return f"done within {figures.hours(said['hours'])}"


def _budget(said: Mapping[str, Any]) -> str:
    low, high = figures.count(said["low"]), figures.count(said["high"])
    amount = low if low == high else f"{low} to {high}"
    return f"{said.get('currency', 'USD')} {amount}{_PERIODS[said.get('period')]}"


def _conditions(said: Any) -> str:
    return joined([condition_words(one) for one in conditions_of(said)])


def _hardware(said: Sequence[Mapping[str, Any]]) -> str:
    return joined([_cards(one) for one in said])


def _cards(said: Mapping[str, Any]) -> str:
    number = f"{said['count']}x " if said.get("count") else ""
    memory = f" {figures.count(said['memory_gb'])} GB" if said.get("memory_gb") else ""
    return f"{number}{said['gpu']}{memory}{_ROLES[said.get('role')]}"


def _model(said: str) -> str:
    """Return what stands behind the owner's name in the id of a model."""
    return said.rsplit("/", 1)[-1] or said


_FIGURE = {
    Slot.LATENCY: ("first_token_s",),
    Slot.REQUEST_RATE: ("per_s",),
    Slot.DEADLINE: ("hours",),
    Slot.BUDGET: ("low", "high"),
}
_SHAPES: dict[Slot, Callable[[Any], str]] = {
    Slot.MODEL: _model,
    Slot.LATENCY: _latency,
    Slot.REQUEST_RATE: rate_words,
    Slot.DEADLINE: _deadline,
    Slot.BUDGET: _budget,
    Slot.CONDITIONS: _conditions,
    Slot.CURRENT_HARDWARE: _hardware,
}
