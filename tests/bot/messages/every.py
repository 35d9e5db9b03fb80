"""Every message there is, with one text wherever somebody else's words can get in."""

from collections.abc import Iterator
from typing import Any

from bot.messages import Message, notices
from bot.messages.advice import headline, render_headline
from bot.messages.changed import render_changed, render_which_answer
from bot.messages.help import render_help
from bot.messages.history import (
    render_history_help,
    render_history_list,
    render_history_record,
    render_not_found,
    render_nothing_yet,
)
from bot.messages.question import AnsweredView, QuestionView, Replaced, render_answered, render_question
from bot.messages.recommendation import BUTTONS, MENU, render_recommendation
from bot.messages.root import RootView, render_root
from bot.messages.what_if import (
    WhatIfView,
    render_dropped,
    render_on_cards,
    render_unknown_cards,
    render_what_if,
    render_what_if_examples,
)
from bot.store.protocol import Page, Record
from core.answers import Answer
from core.interview import Choice, Question
from core.questions import QUESTIONS
from core.recommendation import Recommendation
from core.workload import Slot
from tests.bot.messages.cases import CASES, CHAT_TIERS, TIGHT_PLAN, TUNING_TIERS

ALICE, BOB = "U01ALICE", "U02BOB"
OBSTACLES: tuple[notices.Obstacle, ...] = (
    "not_in_channel",
    "private",
    "direct",
    "archived",
    "read_only",
    "other",
)


def answer(seq: int, slot: Slot, value: Any, said_by: str = ALICE, **more: Any) -> Answer:
    """Return an answer somebody gave."""
    return Answer.model_validate(
        {
            "seq": seq,
            "slot": slot,
            "value": value,
            "said_by": said_by,
            "source": "text",
            "event": "e",
            "at": 0,
        }
        | more
    )


def answers_with(text: str) -> tuple[Answer, ...]:
    """Return answers of two people, one of them in somebody's own words."""
    return (
        answer(1, Slot.WORK, "serving"),
        answer(2, Slot.MODEL, text),
        answer(3, Slot.CONCURRENCY, {"low": 10, "high": 20}, BOB),
        answer(4, Slot.PRECISION, None, BOB, kind="unknown"),
        answer(5, Slot.CURRENT_HARDWARE, [{"gpu": text, "count": 2, "role": "have"}]),
    )


def record_of(advice: Recommendation, text: str) -> Record:
    """Return a record of a recommendation."""
    return Record(
        id="r42",
        team="T1",
        channel="C1",
        interview_id="i1",
        asker=ALICE,
        created_at=1_780_000_000,
        workload_class=advice.classification.workload_class,
        tier="rtx4090",
        gpu_count=1,
        plan=advice.plan,
        fits=True,
        headline=headline(advice),
        words=text,
        core_version="0.1.0",
        catalogue_date="2026-05-24",
        result=advice,
        answers=answers_with(text),
    )


def every_message(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return every message by name; `text` stands for a model, a card, words searched for, and the like."""
    yield from _questions(text)
    yield from _roots(text)
    yield from _notices(text)
    yield from _recommendations(text)
    yield from _what_ifs(text)
    yield from _history(text)
    yield "help", (render_help(),)


def _load(value: Any) -> str:
    return f"i1|7|{value}"[:150]


def _questions(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    for number, row in enumerate(QUESTIONS):
        asked = Question(
            slot=row.slot,
            several=row.several,
            choices=tuple(Choice(value=value) for value in row.values()),
            number=min(number + 1, 6),
            at_most_more=max(0, 5 - number),
        )
        yield (
            f"question_{row.slot}",
            (
                render_question(QuestionView(question=asked, load=_load)),
                render_answered(AnsweredView(row.slot, [answer(1, row.slot, row.values()[0])])),
            ),
        )
    heard = answers_with(text)
    open_question = Question(slot=Slot.MODEL, several=False, choices=(), number=6, at_most_more=0)
    full = QuestionView(
        question=open_question,
        load=_load,
        heard=heard,
        replaced=[
            Replaced(answer(6, Slot.MODEL, text, BOB), heard[1]),
            Replaced(answer(7, Slot.CONCURRENCY, 20, BOB), heard[2]),
        ],
        assumed=Slot.LATENCY,
    )
    yield "question_after_much", (render_question(full),)
    yield "question_passed_over", (render_answered(AnsweredView(Slot.MODEL, ())),)


def _roots(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    heard = answers_with(text)
    lines = render_headline(CASES["one_stack"])
    yield "root_open", (render_root(RootView(ALICE, answers=heard, stop="i1|7", form="i1|7")),)
    yield "root_fresh", (render_root(RootView(text)),)
    yield "root_done", (render_root(RootView(ALICE, status="done", answers=heard, headline=lines)),)
    yield "root_stopped", (render_root(RootView(ALICE, status="stopped", stop="i1|7")),)
    yield "root_expired", (render_root(RootView(ALICE, status="expired", headline=lines)),)
    yield "root_stranded", (render_root(RootView(ALICE, status="stranded")),)
    yield "root_elsewhere", (render_root(RootView(ALICE, here=False)),)


def _notices(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    yield "unreadable", (notices.render_unreadable(Slot.CONTEXT_TOKENS),)
    yield "impossible", (notices.render_impossible(Slot.MODEL, text),)
    yield "opening_unread", (notices.render_opening_unread(),)
    yield "unknown_command", (notices.render_unknown_command(text),)
    yield "why", (notices.render_why(Slot.CONCURRENCY),)
    yield "help_in_thread", (notices.render_help_in_thread(),)
    yield "stopped", (notices.render_stopped(text),)
    yield "expired", (notices.render_expired(),)
    yield "nudge", (notices.render_nudge(Slot.LATENCY),)
    yield "stale", (notices.render_stale(),)
    yield "nothing_to_take_back", (notices.render_nothing_to_take_back(),)
    yield "not_yours", (notices.render_not_yours(ALICE),)
    yield "error", (notices.render_error("5c0ffee5"),)
    yield "store_full", (notices.render_store_error("full"),)
    yield "joined", (notices.render_joined(),)
    yield "store_error", (notices.render_store_error("locked"),)
    yield "moved_to_dm", (notices.render_moved_to_dm(),)
    for obstacle in OBSTACLES:
        yield f"cannot_post_{obstacle}", (notices.render_cannot_post(obstacle, dm="i1|0", form="i1|0"),)
    yield "cannot_post_at_all", (notices.render_cannot_post("other"),)
    heard = answers_with(text)
    yield "changed", (render_changed(heard, before="1x RTX 4090 VPS (24 GB)", now="2x RTX 4090 VPS (24 GB)"),)
    yield "changed_nothing", (render_changed(heard, before="1x RTX 4090 VPS", now="1x RTX 4090 VPS"),)
    yield "taken_back", (render_changed((), before="1x RTX 4090 VPS", now="2x RTX 4090 VPS"),)


def _recommendations(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    people = {Slot.FOCUS: ALICE, Slot.PAIN: BOB, Slot.CADENCE: BOB}
    heard = answers_with(text)
    for name, advice in CASES.items():
        named = advice.model_copy(update={"model_name": text}) if name == "one_stack" else advice
        yield (
            f"recommendation_{name}",
            render_recommendation(
                named,
                record_id="r42",
                asker=ALICE,
                people=people,
                answers=() if name == "unclear" else heard,
                wired=() if name == "tight" else (*BUTTONS, *MENU),
            ),
        )


def _what_ifs(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    heard = answers_with(text)[1:3]
    for name, now, then in (
        ("same", "one_stack", "one_stack"),
        ("other_plan", "one_stack", "multi_node"),
        ("second_side", "one_stack", "two_stacks"),
        ("one_side_less", "two_stacks", "training"),
        ("tight", "one_stack", "tight"),
    ):
        view = WhatIfView(supposed=heard, now=CASES[now], then=CASES[then], control="i1|7")
        yield f"what_if_{name}", (render_what_if(view),)
    yield "what_if_examples", (render_what_if_examples(),)
    yield "what_if_dropped", (render_dropped(CASES["one_stack"]),)
    yield "what_if_unknown_cards", (render_unknown_cards(),)
    for plan in (CHAT_TIERS[1], TIGHT_PLAN, TUNING_TIERS[0]):
        yield f"what_if_on_cards_{plan.verdict}", (render_on_cards(CASES["one_stack"], plan),)
    stands = {one.slot: one for one in heard}
    loads = {slot: f"i1|7|{slot}" for slot in (Slot.MODEL, Slot.CONCURRENCY, Slot.LATENCY)}
    yield "which_answer", (render_which_answer(stands, loads),)


def _history(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    record = record_of(CASES["one_stack"].model_copy(update={"model_name": text}), text)
    two = record_of(CASES["two_stacks"], text)
    page = Page((record, two), older="cursor")
    yield "history_channel", (render_history_list(page, scope="channel", older="channel|cursor|"),)
    yield "history_mine", (render_history_list(page, scope="mine"),)
    yield "history_search", (render_history_list(page, scope=text),)
    yield "history_empty", (render_history_list(Page(()), scope="channel"),)
    yield "history_record", (render_history_record(record, record.result),)
    yield "history_record_today", (render_history_record(two, CASES["one_stack"]),)
    silent = record_of(CASES["unclear"], text)
    yield "history_record_silent", (render_history_record(_without_answers(silent)),)
    yield "history_help", (render_history_help(),)
    yield "history_nothing_yet", (render_nothing_yet(),)
    yield "history_not_found", (render_not_found(text),)


def _without_answers(record: Record) -> Record:
    return Record(**{name: getattr(record, name) for name in record.__slots__} | {"answers": ()})
