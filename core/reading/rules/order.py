"""Every rule, in the order in which they claim words: what one has claimed, none after it reads."""

from core.reading.facts import Rule, rule
from core.reading.rules import (
    conditions,
    data,
    feel,
    formats,
    hardware,
    instances,
    latency,
    lengths,
    lengths_of_each,
    limits,
    models,
    money,
    people,
    rates,
    rental,
    scans,
    signals,
    time,
    training,
    volumes,
    work,
)
from core.reading.scene import Rules

_NOISE: tuple[Rule, ...] = (
    rule(
        "noise",
        r"\bpass@\d+|(?<![\w])#\d{1,6}\b|\b(?:issue|pr|ticket|room|page|version|step|line|chapter|section|floor|python|cuda|torch|driver|pytorch) #?\d[\d.]{0,9}\b|(?<![\w-])v\d{1,3}\.\d[\d.]{0,9}\b|\b\d{1,2}(?::\d\d)? ?(?:am|pm|o'clock|uhr)\b|\b\d{1,2}:\d\d\b|\b20[12]\d-\d\d-\d\d\b",
        lambda _: (),
    ),
)
RULES = Rules(
    (
        *time.CLOCK,
        *_NOISE,
        *limits.RULES,
        *training.WHOLE,
        *models.NAMED,
        *instances.RULES,
        *hardware.RULES,
        *money.RULES,
        *training.OPTIMIZERS,
        *formats.RULES,
        *rates.RULES,
        *volumes.RULES,
        *latency.RULES,
        *feel.RULES,
        *lengths_of_each.RULES,
        *lengths.RULES,
        *people.AT_ONCE,
        *data.RULES,
        *people.RULES,
        *time.RULES,
        *models.SIZES,
        *conditions.RULES,
        *signals.FOCUS,
        *signals.PAINS,
        *rental.RULES,
        *training.METHODS,
        *work.RULES,
        *scans.RULES,
    )
)
