"""How people of different trades say the same things, and what each of them does not mean."""

from typing import Any

import pytest

from core.reading import read
from core.workload import Slot

SAID: list[tuple[str, Slot, Any]] = [
    # words left out, or put elsewhere
    (
        "first word within a second, whole reply in at most 8",
        Slot.LATENCY,
        {"first_token_s": 1.0, "total_s": 8.0},
    ),
    ("LoRA on a few thousand rows (call it 4k)", Slot.DATASET_SAMPLES, 4_000),
    ("our analysts, 85 of them, would query it", Slot.USERS, 85),
    ("300 employees, maybe 25 of them at the same time", Slot.CONCURRENCY, 25),
    ("students (around 450) will use the bot", Slot.USERS, 450),
    ("12 concurrent, 300 total", Slot.USERS, 300),
    ("LoRA takes 11 hours, want max 4", Slot.DEADLINE, {"hours": 4.0}),
    ("the bot answers in 9 seconds now, 3 would be fine", Slot.LATENCY, {"total_s": 3.0}),
    ("8 t/s on my 3090, want 30+", Slot.LATENCY, {"tokens_per_s_each": 30.0}),
    # what works is not what is wanted
    ("max_model_len 4096 ok but 8192 gives cuda oom", Slot.CONTEXT_TOKENS, 8_192),
    ("we raised ctx from 8k to 24k", Slot.CONTEXT_TOKENS, 24_000),
    ("can 2 A6000 finetune a 13B full parameters? lora works", Slot.METHOD, ["full"]),
    ("finetuned a 7b in 6 hrs last week, now want to do a 32b", Slot.MODEL, "32B"),
    ("finetuned a 7b in 6 hrs last week, now want to do a 32b", Slot.DEADLINE, None),
    ("30k context works on 2x3090 with a 32B q4, I need 60k", Slot.CONTEXT_TOKENS, 60_000),
    ("20 users and 16k", Slot.USERS, 20),
    ("20 users and maybe 120 next year", Slot.USERS, 120),
    ("nothing to train, 12 concurrent", Slot.WORK, "serving"),
    # prompts, samples, lengths
    ("LoRA, I sent you 4 files", Slot.DATASET_SAMPLES, None),
    ("the context was only 4k", Slot.CONTEXT_TOKENS, 4_096),
    ("GRPO on a 7B, 7.5k prompts", Slot.DATASET_SAMPLES, 7_500),
    ("GRPO on a 7B, 7.5k prompts", Slot.PROMPT_TOKENS, None),
    ("LoRA and serving to 20 at once, 1.5k prompts", Slot.PROMPT_TOKENS, 1_500),
    ("a quarterly LoRA with 25k labelled claims", Slot.DATASET_SAMPLES, 25_000),
    ("100 agents in parallel, 64k each", Slot.CONTEXT_TOKENS, 65_536),
    ("notes of 12k tokens in, summary about 400 tokens", Slot.PROMPT_TOKENS, 12_000),
    ("outputs are long, think 6k tokens", Slot.OUTPUT_TOKENS, 6_000),
    ("answer length 1 to 2 pages, so 800-1200 tokens out", Slot.OUTPUT_TOKENS, {"low": 800, "high": 1200}),
    ("there are 3 replies in the thread", Slot.OUTPUT_TOKENS, None),
    ("qlora, 2048 max len", Slot.SEQUENCE_TOKENS, 2_048),
    ("train every Sunday on 6M new tokens", Slot.DATASET_TOKENS, 6_000_000),
    # models
    ("a 124M GPT-2", Slot.MODEL, "0.124B"),
    ("reranker 568M, 20 rps", Slot.MODEL, "0.568B"),
    ("un modelo de 7 mil millones de parámetros", Slot.MODEL, "7B"),
    # formats and quarters
    ("llama 70b at q4", Slot.PRECISION, "4bit"),
    ("we train in Q1 and serve from Q2 on", Slot.PRECISION, None),
    ("the 70B goes live this Q3", Slot.PRECISION, None),
    ("the Q3 forecast is due on the 14th", Slot.PRECISION, None),
    # work
    ("fine-tuning is out of scope", Slot.WORK, "serving"),
    ("we fine-tune once and then only serve", Slot.WORK, "both"),
    ("serve our finetuned model to 50 people at the same time", Slot.WORK, "serving"),
    # latency
    ("no rush on responses", Slot.LATENCY, {"batch": True}),
    ("no rush to buy", Slot.LATENCY, None),
    ("30,000 invoices per month, nothing time critical", Slot.LATENCY, {"batch": True}),
    ("doctors won't wait more than 10 seconds", Slot.LATENCY, {"total_s": 10.0}),
    ("on an L4 ttft 12s, we'd accept 4s", Slot.LATENCY, {"first_token_s": 4.0}),
    ("100 ms per token is too slow, want 25 ms", Slot.LATENCY, {"tokens_per_s_each": 40.0}),
    ("50 ms per token measured, want 20-25 ms", Slot.LATENCY, {"tokens_per_s_each": 40.0}),
    ("50 ms per token measured, want 0 ms", Slot.LATENCY, None),
    # people
    ("25 persons in same time", Slot.CONCURRENCY, 25),
    ("~60 inflight", Slot.CONCURRENCY, 60),
    ("about houndred user paralel", Slot.CONCURRENCY, 100),
    ("me and 4 buddies want to share one box", Slot.USERS, 5),
    ("a 7B for 200 users online", Slot.CONCURRENCY, 200),
    ("16 sequences in flight", Slot.CONCURRENCY, 16),
    ("16 sequences in flight", Slot.SEQUENCE_TOKENS, None),
    ("a board with 3 free slots", Slot.CONCURRENCY, None),
    ("two colleagues join later", Slot.USERS, None),
    ("we hired 2 new engineers!", Slot.USERS, None),
    ("2 people at the door", Slot.USERS, None),
    ("4 imgs/s at peak", Slot.CONCURRENCY, None),
    ("4 imgs/s at peak", Slot.REQUEST_RATE, {"per_s": 4.0, "noun": "images", "item": "image"}),
    # time
    ("full fine-tune of a 7B, turnaround of 48 hours", Slot.DEADLINE, {"hours": 48.0}),
    ("continued pretraining of a 7B, a month at most", Slot.DEADLINE, {"hours": 720.0}),
    ("SFT takes 36 h; goal 12 h", Slot.DEADLINE, {"hours": 12.0}),
    ("training of 9 hours, must shrink to 3 hours", Slot.DEADLINE, {"hours": 3.0}),
    ("training must finish before 12 hours", Slot.DEADLINE, {"hours": 12.0}),
    ("the run may take up to a week, 13b full", Slot.DEADLINE, {"hours": 168.0}),
    ("shipping may take up to a week", Slot.DEADLINE, None),
    ("it can take up to a day for approval", Slot.DEADLINE, None),
    # what is made from scratch
    ("a 1.3B from scratch", Slot.METHOD, ["pretrain"]),
    ("we want to train it from scratch", Slot.METHOD, ["pretrain"]),
    ("fine-tuning would do, but from scratch is the plan", Slot.METHOD, ["pretrain"]),
    ("we had to rewrite it from scratch", Slot.METHOD, None),
    ("we wrote the server from scratch, a 7B for 20 concurrent users", Slot.METHOD, None),
    ("let's start from scratch: 7B, 20 users", Slot.METHOD, None),
    # the least that will do
    ("at least 64k context please, contracts are long", Slot.CONTEXT_TOKENS, {"low": 65_536, "high": None}),
    ("32k context at least", Slot.CONTEXT_TOKENS, {"low": 32_768, "high": None}),
    ("context: minimum 32k", Slot.CONTEXT_TOKENS, {"low": 32_768, "high": None}),
    ("at least 16k to 32k context", Slot.CONTEXT_TOKENS, {"low": 16_384, "high": 32_768}),
    ("5 context switches", Slot.CONTEXT_TOKENS, None),
    # answers of a few tokens
    ("a classifier, output is just 5 tokens", Slot.OUTPUT_TOKENS, 5),
    ("answers are 3 tokens each", Slot.OUTPUT_TOKENS, 3),
    ("answers are 6 words", Slot.OUTPUT_TOKENS, None),
    ("the answer is 7 tokens a second on our card", Slot.OUTPUT_TOKENS, None),
    ("replies are at 9 tokens", Slot.OUTPUT_TOKENS, None),
    # about so many
    ("two hundred people in support, 30ish online at once", Slot.CONCURRENCY, 30),
    ("fortyish people", Slot.USERS, 40),
    ("40-odd users at once", Slot.CONCURRENCY, 40),
    ("me and 4 buddies, never all at once, usually 2", Slot.CONCURRENCY, 2),
    ("they're never all together, 3 usually", Slot.CONCURRENCY, 3),
    # several typing errors
    ("conccurent usrs: 45, promt about 1500 tokns, anwser 300", Slot.CONCURRENCY, 45),
    ("conccurent usrs: 45, promt about 1500 tokns, anwser 300", Slot.PROMPT_TOKENS, 1_500),
    ("conccurent usrs: 45, promt about 1500 tokns, anwser 300", Slot.OUTPUT_TOKENS, 300),
    ("outpt 200 tokns, inpt 1k tokns, usres: 50", Slot.OUTPUT_TOKENS, 200),
    ("outpt 200 tokns, inpt 1k tokns, usres: 50", Slot.USERS, 50),
    # too long, told by two times
    ("stable diffusion xl takes 40 s per image, want it under 10", Slot.PAIN, ["latency"]),
    ("a reply takes 900 ms, want 2 s at most", Slot.PAIN, None),
    ("p95 went from 2 s to 7 s", Slot.PAIN, ["latency"]),
    ("p95 went from 2 s to 7 s", Slot.LATENCY, None),
    ("latency rose from 800 ms to 3 s", Slot.PAIN, ["latency"]),
    ("latency went from 7 s to 2 s", Slot.PAIN, None),
    ("500 ms, 800 at most", Slot.LATENCY, {"total_s": 0.8}),
    ("800 ms, 500 at most 20 users", Slot.LATENCY, {"total_s": 0.8}),
    ("vLLM says no available memory for the cache blocks", Slot.PAIN, ["memory"]),
    ("there is no memory left on the card", Slot.PAIN, ["memory"]),
    ("no memory problems so far", Slot.PAIN, None),
    ("no memory left of that evening", Slot.PAIN, None),
    ("the meeting takes 30 min, 60 at most", Slot.DEADLINE, None),
    # models
    ("stable-diffusion-xl-base-1.0 for a shop", Slot.MODEL, "stabilityai/stable-diffusion-xl-base-1.0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "slot", "value"), SAID, ids=[f"{row[1].value}: {row[0]}" for row in SAID])
def test_it_is_read_as_it_was_meant(text: str, slot: Slot, value: Any) -> None:
    """The value a person means is taken, and no value where none is meant."""
    assert {one.slot: one.value for one in read(text).readings}.get(slot) == value


BUDGETS: list[tuple[str, tuple[float, str | None] | None]] = [
    ("up to $3.50 per GPU hour", (3.5, "hour")),
    ("we have signed off 60k for this year", (60_000, "year")),
    ("the board approved 120,000", (120_000, None)),
    ("the team approved 3 merges", None),
    ("currently spending 11k/month on API calls, target is 5k/month", (5_000, "month")),
    ("load 11k/month, target is 5k/month", None),
    ("we pay 9k a month today", None),
    ("I owe you 20 bucks for lunch", None),
    ("spending limit is 3 dollars an hour", (3, "hour")),
    ("we don't want to burn more than 1k a month", (1_000, "month")),
    ("I meant per month, not per year: 4k€", (4_000, "month")),
    ("something like 20-25k per year, in USD", (25_000, "year")),
    ("5k monthly (EUR)", (5_000, "month")),
    ("20 files per day, in total 80", None),
]


@pytest.mark.parametrize(("text", "budget"), BUDGETS)
def test_money_is_a_budget_where_it_may_be_spent(text: str, budget: tuple[float, str | None] | None) -> None:
    """What was granted or is aimed at is one; what is paid today, and what is no money, is none."""
    found = [one.value for one in read(text).readings if one.slot is Slot.BUDGET]
    assert [(one["high"], one["period"]) for one in found] == ([budget] if budget else [])


REPLIED: list[tuple[Slot, str, Any]] = [
    (Slot.CONCURRENCY, "~150 peak, 40 typical", 150),
    (Slot.CONCURRENCY, "typically 40, 150 at peak", 150),
    (Slot.CONCURRENCY, "idk man, 20?", 20),
    (Slot.CONCURRENCY, "def not more than 100", 100),
    (Slot.CONCURRENCY, "At once it's more like 12", 12),
    (Slot.CONTEXT_TOKENS, "16k should suffice", 16_384),
    (Slot.CONTEXT_TOKENS, "not 8k, 32k", 32_768),
    (Slot.CONTEXT_TOKENS, "32k or even 64k", {"low": 32_768, "high": 65_536}),
    (Slot.DEADLINE, "a day or two", {"hours": 48.0}),
    (Slot.LATENCY, "one second, two at most", {"total_s": 2.0}),
    (Slot.LATENCY, "a second", {"total_s": 1.0}),
    (Slot.DEADLINE, "rebooting the build box, 2 minutes", None),
    (Slot.DEADLINE, "30 minutes", {"hours": 0.5}),
    (Slot.DEADLINE, "by tomorrow", {"hours": 24.0}),
    (Slot.PRECISION, "q4 is fine", "4bit"),
    (Slot.CONTEXT_TOKENS, "32k should be plenty", 32_768),
    (Slot.CONTEXT_TOKENS, "16k would be more than enough", 16_384),
    (Slot.CONCURRENCY, "40 should easily do", 40),
    (Slot.CONCURRENCY, "never all at once, usually 2", 2),
    (Slot.MODEL, "13B will do", "13B"),
    (Slot.DEADLINE, "a day is enough", {"hours": 24.0}),
    (Slot.DEADLINE, "two days ought to be enough", {"hours": 48.0}),
    (Slot.LATENCY, "500 ms, 800 at most", {"total_s": 0.8}),
    (Slot.METHOD, "from scratch", ["pretrain"]),
    (Slot.METHOD, "start from scratch", None),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "text", "value"), REPLIED, ids=[row[1] for row in REPLIED])
def test_a_reply_is_read_for_what_counts(asked: Slot, text: str, value: Any) -> None:
    """The peak beside what is usual, the figure among small words, the longer of two times."""
    assert {one.slot: one.value for one in read(text, asked).readings}.get(asked) == value


@pytest.mark.parametrize("text", ["100k for everything, hardware included", "100k net"])
def test_what_money_covers_is_said_beside_it(text: str) -> None:
    """The words about what an amount covers are no part of it."""
    assert [one.value["high"] for one in read(text, Slot.BUDGET).readings] == [100_000.0]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("skip, not my area", "skip"),
        ("Please go back, I misread the question", "back"),
        ("nvm start over", "restart"),
        ("scrap that, let's start from scratch", "restart"),
        ("scratch all that. begin again", "restart"),
        ("scrap all of it", "restart"),
        ("huh? whats ttft", "help"),
        ("what exactly do you mean by context?", "help"),
        ("just gimme an answer", "just_answer"),
        ("can we skip to the result", "just_answer"),
        ("no need to ask more, what's your suggestion?", "just_answer"),
        ("What would you recommend at this point?", "just_answer"),
        ("why's that matter", "why"),
    ],
)
def test_commands_come_with_small_talk(text: str, command: str) -> None:
    """A reason after it or a filler before it leaves a command one."""
    assert read(text, Slot.LATENCY).command == command


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("It is 12, sorry, not 21 users", Slot.USERS, 12),
        ("i said 20 but meant 200", Slot.CONCURRENCY, 200),
        ("ugh no, other way round: 12 concurrent", Slot.CONCURRENCY, 12),
    ],
)
def test_a_correction_says_so_in_many_ways(text: str, asked: Slot, value: int) -> None:
    """The new figure stands, and is known to correct the old one."""
    assert [(one.value, one.correction) for one in read(text, asked).readings if one.slot is asked] == [
        (value, True)
    ]


@pytest.mark.parametrize("text", ["Bis morgen um 9 Uhr!", "see you, until tomorrow"])
def test_a_farewell_is_no_deadline(text: str) -> None:
    """While something else is asked, a day alone answers nothing."""
    assert read(text, Slot.CONCURRENCY).readings == ()
