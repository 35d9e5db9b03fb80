"""Fit the constants of engines again from some of the sources only.

An engine without a source starts from the medians of its kind, as others measured them, but launches and
reads its cache as the one of its kind by which what is left of its measurements is told best. These then move
it: a source votes by the mean of its groups' errors, the more the more groups tell it, and a constant is held
the closer to its kind the fewer sources are left and the less engines of a kind differ in it. Habits that are
documented (how cards share a model, eager launches or compiled ones, copies of the cache) stay: they are
read there.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from math import log
from statistics import fmean, median
from typing import Any, NamedTuple
from unittest.mock import patch

from core.sizing.efficiency import EngineSpeed
from core.sizing.engines import ENGINES
from core.sizing.engines_local import DIVIDED, LOCAL, PORTABLE
from core.sizing.engines_pytorch import PYTORCH
from core.sizing.engines_servers import SERVERS
from tests.bench.pooled import Pool, Prediction, Truth, log_error
from tests.bench.predict import configurations
from tests.bench.predict_speed_inference import Asked, asked, predict

_KINDS = (SERVERS, LOCAL, DIVIDED, PORTABLE, PYTORCH)


class Knob(NamedTuple):
    """Constants of an engine that are turned together, and how far engines of one kind differ in them."""

    fields: tuple[str, ...]
    doubt: float
    """A factor's logarithm."""


KNOBS = (
    Knob(("stream_16", "stream_fp8", "stream_8", "stream_4", "stream_awq"), 0.12),
    Knob(("layer_us", "step_us"), 1.2),
    Knob(("request_us",), 0.8),
    Knob(("matmul_16", "matmul_fp8", "matmul_4"), 0.2),
    Knob(("cache",), 0.3),
    Knob(("attention",), 0.4),
    *(Knob((name,), 0.15) for name in ("stream_16", "stream_8", "stream_4", "stream_awq")),
)
_FIELDS = {field for knob in KNOBS for field in knob.fields}
_HABITS = ("layer_us", "step_us", "cache")
"""What engines of a kind differ in most: how they launch kernels and read their cache."""
_ALIKE = 0.2
"""By how many votes another engine has to tell more than the medians, to be taken in these."""
_SHARES = {"stream_16", "stream_fp8", "stream_8", "stream_4", "stream_awq", "cache"}
_STEPS = (0.7, 0.83, 0.93, 1.08, 1.2, 1.4)
_PASSES = 2
_PULL = 0.15
"""How many votes' worth of error a constant's kind pulls with: about the mean error of a source."""
_GROUP_TO_SOURCE = 0.5
"""How much groups of one source vary to how much sources do, as variances: 0.14 squared to 0.19 squared of
one request, 0.17 to 0.24 of many, 0.15 to 0.22 of prompts."""
_MOST = 0.7
_CEILING = 0.97
"""The most that a share of a bandwidth may be."""

Turns = tuple[float, ...]


class Told(NamedTuple):
    """One row of an engine: what it asks, and what it tells."""

    truth: Truth
    asked: Sequence[Asked]


class Measured:
    """Rows of engines, and how far constants are from them: publishers vote by the mean of their groups."""

    def __init__(self, told: Pool, truths: Sequence[Truth]) -> None:
        """Read what the rows ask, once."""
        self.configurations = list(configurations(told.rows))
        self.engines: dict[str, list[Told]] = defaultdict(list)
        for truth in truths:
            wanted = asked(self.configurations[truth.place])
            if not isinstance(wanted, str):
                self.engines[wanted[0].engine].append(Told(truth, wanted))
        self.votes = cache(self._votes)

    def _votes(self, constants: EngineSpeed) -> dict[str, float]:
        """Return the vote of each publisher of an engine on these constants: its mean error, weighed."""
        groups: dict[str, dict[tuple[str, ...], list[float]]] = defaultdict(lambda: defaultdict(list))
        with patch.dict(ENGINES, {constants.engine: constants}):
            for truth, wanted in self.engines[constants.engine]:
                error = log_error(truth, fmean(each.expected() for each in wanted))
                groups[truth.source][truth.group].append(min(abs(error), _MOST))
        return {
            source: _weight(len(errors)) * fmean(map(fmean, errors.values()))
            for source, errors in groups.items()
        }

    def sources(self, engine: str) -> set[str]:
        """Return who measured an engine."""
        return {told.truth.source for told in self.engines.get(engine, ())}

    def without(self, source: str) -> Iterator[EngineSpeed]:
        """Yield each engine that a source measured as others know it."""
        for name in sorted(set(ENGINES) & set(self.engines)):
            if source in self.sources(name):
                yield self.fitted(self.start(name, source), source)

    def start(self, name: str, source: str) -> EngineSpeed:
        """Return an engine with the medians of those of its kind that others measured, if any are."""
        kin = [
            ENGINES[other]
            for other in ENGINES
            if other != name and _kind(other) == _kind(name) and self.sources(other) - {source}
        ]
        told = _FIELDS if kin else ()
        medians = ENGINES[name]._replace(
            **{field: median(getattr(each, field) for each in kin) for field in told}
        )
        alike = [medians._replace(**{field: getattr(each, field) for field in _HABITS}) for each in kin]
        least, nearest = min(
            ((self._error(each, source), each) for each in alike), default=(float("inf"), medians)
        )
        return nearest if least < self._error(medians, source) - _ALIKE else medians

    def fitted(self, start: EngineSpeed, source: str) -> EngineSpeed:
        """Return the engine with each knob turned, one after the other, to where the errors are least."""
        turns: Turns = (1.0,) * len(KNOBS)
        least = self._error(start, source)
        for place in [*range(len(KNOBS))] * _PASSES:
            base = turns
            for step in _STEPS:
                tried = (*base[:place], base[place] * step, *base[place + 1 :])
                if (cost := self._cost(start, tried, source)) < least:
                    turns, least = tried, cost
        return _turned(start, turns)

    def _cost(self, start: EngineSpeed, turns: Turns, source: str) -> float:
        """Return the votes of all sources but one, and of the engine's kind, which pulls as well."""
        pull = sum(abs(log(turn)) / knob.doubt for knob, turn in zip(KNOBS, turns, strict=True))
        return self._error(_turned(start, turns), source) + _PULL * pull

    def _error(self, constants: EngineSpeed, source: str) -> float:
        """Return the votes of all sources but one."""
        return sum(vote for each, vote in self.votes(constants).items() if each != source)


def held_out(told: Pool, truths: Sequence[Truth]) -> list[Prediction]:
    """Return a prediction of every row by constants of engines that never saw its source."""
    measured = Measured(told, truths)
    said = told.predict()
    for source in sorted({truth.source for truth in truths}):
        with patch.dict(ENGINES, {engine.engine: engine for engine in [*measured.without(source)]}):
            for truth in truths:
                if truth.source == source:
                    said[truth.place] = predict(measured.configurations[truth.place])
    return said


def _weight(groups: int) -> float:
    """Return how much a source's vote weighs by how many groups tell its mean, of a single one 1."""
    return groups * (1 + _GROUP_TO_SOURCE) / (groups + _GROUP_TO_SOURCE)


def _kind(name: str) -> int:
    """Return which of the kinds an engine is of: servers, those of one person and card, PyTorch's, others."""
    return next(place for place, rows in enumerate(_KINDS) if any(row.engine == name for row in rows))


def _turned(start: EngineSpeed, turns: Turns) -> EngineSpeed:
    turned: dict[str, Any] = {}
    for knob, turn in zip(KNOBS, turns, strict=True):
        if turn != 1:
            turned |= {field: turned.get(field, getattr(start, field)) * turn for field in knob.fields}
    return start._replace(
        **{field: min(value, _CEILING) if field in _SHARES else value for field, value in turned.items()}
    )
