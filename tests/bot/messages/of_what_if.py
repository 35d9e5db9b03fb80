"""The messages about suppositions, and the choice of an answer to change."""

from collections.abc import Iterator

from bot.messages import Message
from bot.messages.changed import render_which_answer
from bot.messages.what_if import (
    WhatIfView,
    render_dropped,
    render_everybody,
    render_on_cards,
    render_unknown_cards,
    render_unpriced_cards,
    render_what_if,
    render_what_if_early,
    render_what_if_examples,
)
from core.recommendation import Assumption
from core.workload import Slot, Workload
from tests.bot.messages.cases import CASES, TIGHT_PLAN
from tests.bot.messages.heard import ALICE, answers_with
from tests.bot.messages.making import CHAT_TIERS, TUNING_TIERS
from tests.core.archetypes import CATALOGUE


def messages(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return what is said to suppositions by name; `text` stands for a model's name."""
    heard = answers_with(text)[1:3]
    for name, now, then in (
        ("same", "one_stack", "one_stack"),
        ("other_plan", "one_stack", "multi_node"),
        ("second_side", "one_stack", "two_stacks"),
        ("one_side_less", "two_stacks", "training"),
        ("tight", "one_stack", "tight"),
    ):
        view = WhatIfView(supposed=heard, now=CASES[now], then=CASES[then], control="i1|7")
        yield f"what_if_{name}", (render_what_if(view, CATALOGUE),)
    yield "what_if_early", (render_what_if_early(),)
    assumed = Assumption(slot=Slot.CONCURRENCY, value=10, basis="the usual")
    taken = CASES["unclear"].model_copy(update={"assumptions": (assumed,), "workload": Workload()})
    rated = taken.model_copy(update={"assumptions": ()})
    for told, by in (("told", CASES["one_stack"]), ("taken", taken), ("neither", rated)):
        yield f"what_if_everybody_{told}", (render_everybody(by),)
    yield "what_if_examples", (render_what_if_examples(Workload(), CATALOGUE),)
    yield "what_if_dropped", (render_dropped(CASES["one_stack"]),)
    yield "what_if_unpriced_cards", (render_unpriced_cards(CASES["own_cards_may_do"].own),)
    yield "what_if_unknown_cards", (render_unknown_cards(CATALOGUE),)
    for plan in (CHAT_TIERS[1], TIGHT_PLAN, TUNING_TIERS[0]):
        yield (
            f"what_if_on_cards_{plan.verdict}",
            (render_on_cards(CASES["one_stack"], [plan], plan.gpu_count),),
        )
    both = [CHAT_TIERS[1], TUNING_TIERS[0]]
    yield "what_if_on_cards_for_both", (render_on_cards(CASES["two_stacks"], both, 3),)
    settled = WhatIfView(heard, CASES["one_stack"], CASES["multi_node"], ending="kept", by=ALICE)
    yield (
        "what_if_kept",
        (render_what_if(settled, CATALOGUE), render_what_if(settled._replace(ending="dropped"), CATALOGUE)),
    )
    peak = settled._replace(then=CASES["one_stack"], ending="extended", peak=True)
    yield (
        "what_if_of_users",
        (render_what_if(peak, CATALOGUE), render_what_if(peak._replace(control="i1|7"), CATALOGUE)),
    )
    stands = {one.slot: one for one in heard}
    loads = {slot: f"i1|7|{slot}" for slot in (Slot.MODEL, Slot.CONCURRENCY, Slot.LATENCY)}
    yield "which_answer", (render_which_answer(stands, loads, CATALOGUE),)
