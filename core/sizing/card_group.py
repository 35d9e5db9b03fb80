"""The cards of one server that share a copy of a model, and how fast they serve it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.decode import DecodeCosts, decode_costs, step_of
from core.sizing.engines import engine_speed
from core.sizing.prefill import estimate_prefill, prefill_parts, prefill_spread
from core.sizing.serving_load import STEP, ServingLoad, serving_load
from core.sizing.speed_shape import speed_shape


@dataclass(frozen=True, eq=False)
class CardGroup:
    """So many cards with a model in the formats it is served in, by an engine; its figures are in seconds."""

    architecture: Architecture
    weight_format: WeightFormat
    kv_format: KvFormat
    gpu: Gpu
    tensor_parallel: int
    engine: str

    @cached_property
    def step(self) -> DecodeCosts:
        """What a step costs."""
        return decode_costs(
            self.architecture,
            weight_format=self.weight_format,
            kv_format=self.kv_format,
            gpu=self.gpu,
            tensor_parallel=self.tensor_parallel,
            engine=self.engine,
        )

    @property
    def spread(self) -> float:
        """The factor either way within which a step stays."""
        return self.step.spread * self.architecture.spread

    @property
    def prompt_spread(self) -> float:
        """The same of reading a prompt."""
        own = prefill_spread(self.step.shape, self.step.engine, self.gpu, self.tensor_parallel)
        return own * self.architecture.spread

    def estimate_step(self, batch: float, tokens_each: float) -> Estimate:
        """Estimate one step for so many requests of so many live tokens, as a sum of its parts."""
        return step_of(self.step, batch=batch, tokens_each=tokens_each, doubt=self.architecture.spread)

    def estimate_prefill(self, prompt_tokens: float, batch: float) -> Estimate:
        """Estimate the time to read so many prompts together, with nothing else on the cards."""
        return estimate_prefill(
            self.architecture,
            weight_format=self.weight_format,
            gpu=self.gpu,
            tensor_parallel=self.tensor_parallel,
            engine=self.engine,
            prompt_tokens=prompt_tokens,
            batch=batch,
        )

    def load(
        self, *, concurrency: float, prompt_tokens: float, output_tokens: float, history_tokens: float = 0
    ) -> ServingLoad:
        """Estimate what each of so many requests in flight sees.

        `history_tokens` are in the cache already: read in every step, never prefilled.
        """
        return serving_load(
            self.step,
            spread=self.spread,
            prompt_spread=self.prompt_spread,
            prefill_s=prefill_s(self, prompt_tokens),
            concurrency=concurrency,
            live_tokens=history_tokens + prompt_tokens + output_tokens / 2,
            output_tokens=output_tokens,
        )

    def estimate_together(self, *, at_once: float, prompt_tokens: float, step: Range) -> Estimate:
        """Estimate how long the last of so many that ask in the same moment waits for its first token.

        Their prompts are read together, which takes less than one after the other where they are short.
        """
        read = self.estimate_prefill(prompt_tokens, at_once)
        return Estimate.of("s", (*read.terms, Term("step", step, STEP)))


@lru_cache(maxsize=512)
def prefill_s(group: CardGroup, prompt_tokens: float, batch: float = 1) -> float:
    """Return what is expected of it alone: the cards' seconds for so many prompts, one as it stands."""
    parts = prefill_parts(
        speed_shape(group.architecture),
        engine_speed(group.engine),
        weight_format=group.weight_format,
        gpu=group.gpu,
        tensor_parallel=group.tensor_parallel,
        prompt_tokens=prompt_tokens,
        batch=batch,
    )
    return sum(parts)
