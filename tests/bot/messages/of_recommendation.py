"""The recommendation of every kind, and the help that explains it."""

from collections.abc import Iterator

from bot.messages import Message
from bot.messages.help import render_help
from bot.messages.recommendation import BUTTONS, MENU, render_recommendation
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.request_rate import Batch, RequestRate
from core.workload import Latency, Slot, Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import ALICE, BOB, TODAY, answer, answers_with, reasons_given
from tests.core.archetypes import CATALOGUE

ITEMS = {
    "images": Workload(work="serving", model="stabilityai/stable-diffusion-xl-base-1.0", concurrency=12),
    "clips": Workload(
        work="serving", model="Wan-AI/Wan2.1-T2V-14B", request_rate=RequestRate(per_s=12 / 3600)
    ),
    "audio": Workload(
        work="serving", model="openai/whisper-large-v3", request_rate=RequestRate(per_s=20), precision="fp16"
    ),
    "texts": Workload(work="serving", model="BAAI/bge-m3", latency=Latency(batch=True)),
    "batch": Workload(
        work="serving",
        model="8B",
        request_rate=RequestRate(
            per_s=2.5, batch=Batch(amount=72_000, hours=8, per_month=30, noun="reports")
        ),
        latency=Latency(batch=True),
    ),
}
"""Work that is not counted in tokens, or there at once, as the core itself advises on it."""

DAYS = {"tight": "2026-07-10", "over_budget": "2026-06-10"}
"""When some are read: long after the prices of 24 May, or soon after them."""


def messages(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return the recommendations by name, and the help; `text` stands for a model's name."""
    heard = (*answers_with(text), *reasons_given())
    unsure = (*heard, answer(6, Slot.CONTEXT_TOKENS, None, BOB, kind="unknown"))
    unsure += (answer(7, Slot.OUTPUT_TOKENS, None, BOB, kind="unknown"),)
    for name, advice in CASES.items():
        named = advice.model_copy(update={"model_name": text}) if name == "one_stack" else advice
        yield (
            f"recommendation_{name}",
            render_recommendation(
                named,
                CATALOGUE,
                record_id="r42",
                asker=ALICE,
                answers=() if name == "unclear" else unsure if name == "not_certain" else heard,
                today=DAYS.get(name, TODAY),
                wired=() if name == "tight" else (*BUTTONS, *MENU),
            ),
        )
    for name, work in ITEMS.items():
        advice = recommend(work, default_catalogue())
        yield (
            f"recommendation_{name}",
            render_recommendation(
                advice,
                CATALOGUE,
                record_id="r43",
                asker=ALICE,
                answers=heard,
                today="2026-06-10",
                wired=BUTTONS,
            ),
        )
    yield "help", (render_help(),)
