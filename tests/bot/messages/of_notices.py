"""The short words of the bot: what went wrong, what was done, and what was changed."""

from collections.abc import Iterator
from typing import get_args

from bot.conversation.aside import ways
from bot.messages import Message, notices
from bot.messages.aside import render_aside
from bot.messages.changed import render_changed, render_left
from bot.messages.echo import Echo, Replaced
from bot.messages.resuming import render_another_begins, render_goes_on_in_its_thread, render_open_already
from bot.messages.terms import TERMS, render_question_explained, render_term
from bot.words import Safe
from core.reading import Problem, ProblemKind
from core.workload import Slot, Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import ALICE, answers_with
from tests.core.archetypes import CATALOGUE

OBSTACLES: tuple[notices.Obstacle, ...] = get_args(notices.Obstacle)


def _unread(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    problem, slot = Problem(Slot.CONTEXT_TOKENS, "unreadable", text), Slot.CONTEXT_TOKENS
    asked = (
        notices.render_left_out(problem, slot),
        notices.render_left_out(problem, slot, "text"),
        notices.render_left_out(problem, slot, again=True),
    )
    yield "unreadable", asked
    yield "noted_already", (notices.render_noted_already(Slot.CONTEXT_TOKENS, Safe("8B")),)


def messages(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return the notices by name; `text` stands for somebody's own words."""
    yield from _unread(text)
    kinds: tuple[ProblemKind, ...] = ("impossible", "another_model", "unsized", "unlisted", "closed")
    for kind in kinds:
        problem = Problem(Slot.MODEL, kind, text)
        yield kind, (notices.render_left_out(problem, Slot.MODEL),)
    for name, sizes in (("sizes", ("8B", "70B")), ("sizes_many", tuple(f"{size}B" for size in range(1, 9)))):
        problem = Problem(Slot.MODEL, "sizes", text, sizes)
        yield name, (notices.render_left_out(problem, Slot.PRECISION),)
    earlier = Problem(Slot.MODEL, "earlier", text, ("Qwen3.8 27B",))
    yield "earlier", (notices.render_left_out(earlier, Slot.MODEL),)
    yield "opening_unread", (notices.render_opening_unread(),)
    yield "unknown_command", (notices.render_unknown_command(text),)
    yield "why", (notices.render_why(Slot.CONCURRENCY),)
    for name in TERMS:
        yield f"term_{name}", (render_term(name, Slot.CONCURRENCY),)
    yield "term_alone", (render_term("context", None),)
    yield "question_explained", (render_question_explained(Slot.LATENCY),)
    yield "help_in_thread", (notices.render_help_in_thread(Workload(), CATALOGUE),)
    yield "stopped", (notices.render_stopped(text),)
    yield "expired", (notices.render_expired(advised=True), notices.render_expired(advised=False))
    yield "nudge", (notices.render_nudge(Slot.LATENCY, ALICE),)
    known = answers_with(text)
    yield (
        "open_already",
        (
            render_open_already(known, Slot.LATENCY, CATALOGUE, since=1_795_000_000, control="i1|7"),
            render_open_already((), None, CATALOGUE, since=1_795_000_000, control="i1|7"),
        ),
    )
    yield "goes_on_in_its_thread", (render_goes_on_in_its_thread(),)
    yield "another_begins", (render_another_begins(),)
    yield "stale", (notices.render_stale(),)
    yield "nothing_to_take_back", (notices.render_nothing_to_take_back(),)
    yield "may_not_stop", (notices.render_may_not_stop(ALICE, known=True),)
    yield "may_not_stop_unknown", (notices.render_may_not_stop(ALICE, known=False),)
    yield "error", (notices.render_error("5c0ffee5"),)
    yield "store_full", (notices.render_store_error("full"),)
    yield "joined", (notices.render_joined(),)
    yield "store_error", (notices.render_store_error("locked"),)
    yield "moved_to_dm", (notices.render_moved_to_dm(),)
    for obstacle in OBSTACLES:
        here = notices.render_cannot_post(obstacle, ways("i1", "join", "here", "dm", "form"))
        yield f"cannot_post_{obstacle}", (here, notices.render_cannot_post(obstacle, channel="C01ABC"))
    yield "cannot_post_in_dm", (notices.render_cannot_post("deleted", channel="D01ABC"),)
    yield "cannot_post_nowhere", (notices.render_cannot_post("other", channel=text),)
    yield "again_here", (notices.render_again_here(),)
    yield "for_members", (notices.render_for_members(),)
    yield from _too_many()
    yield "cut", (notices.render_cut(3000),)
    yield "aside", (render_aside(notices.render_stale(), "i1|7", ways("i1", "dm")),)
    heard = answers_with(text)
    echo = Echo(heard=heard, replaced=[Replaced(heard[0], heard[0])])
    yield (
        "left_as_it_is",
        (render_left(heard[0].slot, {heard[0].slot: heard[0]}, CATALOGUE), render_left(None, {}, CATALOGUE)),
    )
    yield "not_opened", (notices.render_not_opened(),)
    for name in ("one_stack", "two_stacks", "unclear"):
        yield f"why_advice_{name}", (notices.render_why_advice(CASES[name], ()),)
    yield (
        "changed",
        (render_changed(echo, CATALOGUE, before="1x RTX 4090 VPS (24 GB)", now="2x RTX 4090 VPS (24 GB)"),),
    )
    yield (
        "changed_nothing",
        (render_changed(echo, CATALOGUE, before="1x RTX 4090 VPS", now="1x RTX 4090 VPS"),),
    )
    yield "taken_back", (render_changed(Echo(), CATALOGUE, before="1x RTX 4090 VPS", now="2x RTX 4090 VPS"),)


def _too_many() -> Iterator[tuple[str, tuple[Message, ...]]]:
    named = [
        notices.OpenInterview(channel, 1_700_000_000, "https://example.slack.com/archives/C01ABC/p1")
        for channel in ("C01ABC", "D01ABC")
    ]
    yield "too_many_yours", (notices.render_too_many(named, 10, yours=True),)
    yield "too_many_here", (notices.render_too_many(named[:1], 30, yours=False),)
