"""How many requests come: so many a second, what a day brings, or a batch that is there at once."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from core.catalog.architecture import AUDIO_S, Item
from core.frozen import Frozen

_Length = Annotated[float, Field(gt=0, le=86_400)]
"""Seconds of each recording, where hours of audio are so many of them."""


class Daily(Frozen):
    """What a day brings, as it was said: so many requests, so many hours of audio, or so many tokens."""

    amount: float = Field(gt=0, le=1e15)
    of: Literal["requests", "audio_hours", "tokens"] = "requests"
    each_s: _Length | None = None

    @property
    def mean_per_s(self) -> float:
        """Requests or tokens per second if spread over the day; audio comes in requests of a fixed length."""
        each = 3_600 / AUDIO_S if self.of == "audio_hours" else 1.0
        return self.amount * each / 86_400


NOUN = r"^[a-z]{2,20}$"
MOST_PER_S = 1_000_000.0
MOST_TOKENS_PER_S = 1e9


class Batch(Frozen):
    """Work that is there at once: how much of it, how long it may take, and how often a month it comes.

    `hours` is None where nobody said; those of a `night` are what a night is taken to have, until somebody
    says. `noun` is what people call the requests: "documents", "images".
    """

    amount: float = Field(gt=0, le=1e12)
    of: Literal["requests", "audio_hours"] = "requests"
    noun: str | None = Field(default=None, pattern=NOUN)
    item: Item | None = None
    each_s: _Length | None = None
    hours: float | None = Field(default=None, gt=0, le=100_000)
    night: bool = False
    per_month: float = Field(default=1, gt=0, le=1_000)

    @property
    def requests(self) -> float:
        """How many requests it is; audio comes as `Daily` has it."""
        return self.amount * (3_600 / AUDIO_S if self.of == "audio_hours" else 1.0)

    def per_s(self, hours: float) -> float:
        """Return the requests per second if spread over so many hours.

        There are no more of them than a rate holds, which is far beyond any plan.
        """
        return min(MOST_PER_S, self.requests / (hours * 3_600))

    def within(self, hours: float) -> "Batch":
        """Return the batch as somebody said how long it may take."""
        return self.model_copy(update={"hours": hours, "night": False})


class RequestRate(Frozen):
    """How many requests arrive per second at the peak, or how many tokens; what a day or a batch brings, too.

    Tokens are those of the answers, or with `prompts_too` all that goes in and out, as it is billed. A batch
    for which nobody said how long it may take has no rate yet. `noun` and `item` are those of the requests
    where they are not those of a batch.
    """

    per_s: float | None = Field(default=None, gt=0, le=MOST_PER_S)
    tokens_per_s: float | None = Field(default=None, gt=0, le=MOST_TOKENS_PER_S)
    prompts_too: bool = False
    daily: Daily | None = None
    batch: Batch | None = None
    noun: str | None = Field(default=None, pattern=NOUN)
    item: Item | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        told = (self.per_s is not None) + (self.tokens_per_s is not None)
        if told != (0 if self.batch is not None and self.batch.hours is None else 1):
            raise ValueError("a rate is of requests or of tokens")
        return self

    @property
    def kind(self) -> Item | None:
        """What the work is counted in, where it was told; None for what a language model may do."""
        counted = self.daily or self.batch
        if counted is not None and counted.of == "audio_hours":
            return "audio"
        return self.batch.item if self.batch else self.item

    def times(self, factor: float) -> "RequestRate":
        """Return a rate with so many times the amount, in all the terms that it was told in."""
        if self.batch is not None:
            batch = self.batch.model_copy(update={"amount": self.batch.amount * factor})
            return RequestRate(per_s=batch.hours and batch.per_s(batch.hours), batch=batch)
        daily = self.daily and self.daily.model_copy(update={"amount": self.daily.amount * factor})
        more: dict[str, Any] = {"daily": daily}
        if self.per_s is not None:
            more["per_s"] = min(MOST_PER_S, self.per_s * factor)
        if self.tokens_per_s is not None:
            more["tokens_per_s"] = min(MOST_TOKENS_PER_S, self.tokens_per_s * factor)
        return self.model_copy(update=more)

    def lasting(self, each_s: float) -> "RequestRate":
        """Return a rate of recordings as they are so many seconds long each, as hours of audio.

        Hours that were told as such stay as many, however long each recording is.
        """
        counted, noun = self.batch or self.daily, self.batch.noun if self.batch else self.noun
        if counted is None:
            return self
        hours, before_s = counted.amount, counted.each_s if noun else each_s
        if counted.of == "requests":
            hours, before_s = hours * AUDIO_S / 3_600, AUDIO_S
        gone = {"item": None} if self.batch else {}
        audio = counted.model_copy(update={"amount": hours, "of": "audio_hours", "each_s": each_s, **gone})
        told = {"batch": audio} if self.batch else {"daily": audio, "item": None}
        return self.model_copy(update=told).times(each_s / (before_s or each_s))

    def within(self, hours: float) -> "RequestRate":
        """Return the rate at which a batch of which nothing else is known is done in so many hours."""
        if self.batch is None or self.batch.hours is not None:
            return self
        return RequestRate(per_s=self.batch.per_s(hours), batch=self.batch.within(hours))

    def arriving(self, prompt_tokens: float, answer_tokens: float) -> float:
        """Return the requests per second, each of so many tokens."""
        if self.per_s is not None:
            return self.per_s
        each = answer_tokens + (prompt_tokens if self.prompts_too else 0)
        return (self.tokens_per_s or 0) / max(1, each)
