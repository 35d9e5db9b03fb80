"""What a message says of people, traffic and speed: slot, words, value."""

from typing import Any

import pytest


def _tokens(peak: float, a_day: float, *, prompts_too: bool) -> dict[str, Any]:
    daily = {"amount": pytest.approx(a_day), "of": "tokens"}
    return {"tokens_per_s": peak, "prompts_too": prompts_too, "daily": daily}


def _batch(
    per_s: float, amount: float, hours: float, noun: str = "", *, per_month: float = 1, **more: Any
) -> dict[str, Any]:
    return {"per_s": per_s, **_untimed(amount, noun, per_month=per_month, hours=hours, **more)}


def _untimed(
    amount: float, noun: str = "", *, of: str = "requests", per_month: Any = 1, **more: float | str | bool
) -> dict[str, Any]:
    named = {"noun": noun} if noun else {}
    return {"batch": {"amount": amount, "of": of, "per_month": per_month, **named, **more}}


def _requests(a_day: float) -> dict[str, Any]:
    return {"amount": a_day, "of": "requests"}


def _hours(a_day: float) -> dict[str, Any]:
    return {"amount": pytest.approx(a_day), "of": "audio_hours"}


PHRASES: list[tuple[str, str, Any]] = [
    # concurrency
    ("concurrency", "concurrncy arround 32, tokns out 200", 32),
    ("concurrency", "20 at once", 20),
    ("concurrency", "a dozen concurrent users", 12),
    ("concurrency", "5-10 simultaneous sessions", {"low": 5, "high": 10}),
    ("concurrency", "more than 50 concurrent users", {"low": 50, "high": None}),
    ("concurrency", "no more than 12 simultaneous chats", 12),
    ("concurrency", "it won't be more than 30 users at the same time", 30),
    ("concurrency", "20 concurrent, not 200", 20),
    ("concurrency", "users: 1200, concurrent: 75", 75),
    ("concurrency", "10 prompts at the same time", 10),
    ("concurrency", "--max-total-tokens 8192 --max-concurrent-requests 128", 128),
    ("concurrency", "40 concurrent now, 120 by summer", 120),
    ("concurrency", "12 streams at once work, we need 60", 60),
    ("concurrency", "200 users, 10 % of them at once", 20),
    ("concurrency", "200 users, 5-10% active", {"low": 10, "high": 20}),
    ("concurrency", "5% of 2000 users concurrently", 100),
    ("concurrency", "about half of our 80 developers use it at once", 40),
    ("concurrency", "20% of our 300 people are online", 60),
    ("concurrency", "10% of 500 users complain", None),
    ("concurrency", "6 requests/s on average, peaks at 20", None),
    ("concurrency", "on average 10 users, peaks of 80", 80),
    ("concurrency", "tensor parallel 4 on A100s, 30 at once", 30),
    ("concurrency", "vLLM with tensor-parallel-size 4", None),
    ("concurrency", "vLLM, tp=4", None),
    # users
    ("users", "maybe 30 poeple", 30),
    ("users", "150 staff", 150),
    ("users", "did anyone take my 2 monitors?", None),
    ("users", "5 people can't make it", None),
    ("users", "me and two colleagues, so 3", 3),
    ("users", "me and 2 colleagues", 3),
    ("users", "a team of 12", 12),
    ("users", "just me", 1),
    ("users", "not 200 users but 20", 20),
    ("users", "llama 3 8b, for me alone", 1),
    ("users", "a 14B for my own use", 1),
    # request_rate
    (
        "request_rate",
        "1,5 Mio Dokumente zusammenfassen mit Llama 3.1 8B",
        {"batch": {"of": "requests", "per_month": 1, "amount": 1_500_000.0, "noun": "documents"}},
    ),
    ("request_rate", "4 requests per second", {"per_s": 4.0}),
    ("request_rate", "whisper transcription of 2000 hours a day", {"per_s": 8.33333, "daily": _hours(2000)}),
    (
        "request_rate",
        "whisper large v3, 1200 minutes per week",
        {"per_s": 0.0119048, "daily": _hours(20 / 7)},
    ),
    (
        "request_rate",
        "3 hours of recordings per month to transcribe",
        {"per_s": 0.000416667, "daily": _hours(0.1)},
    ),
    ("request_rate", "the office is open 8 hours a day, 8B", None),
    ("request_rate", "12 requests a minute now, we hope for 120 a minute", {"per_s": 2.0}),
    ("request_rate", "the pump does 3 a minute", None),
    ("request_rate", "120 rpm", {"per_s": 2.0}),
    (
        "request_rate",
        "summarise 2M documents with an 8B, must be done in 10 hours",
        _batch(55.5556, 2e6, 10, "documents"),
    ),
    ("request_rate", "classify 864,000 tickets within 1 day", _batch(10.0, 864_000, 24, "tickets")),
    (
        "request_rate",
        "we translate 36k product descriptions a night with a 7B",
        _batch(1.0, 36_000, 10, "descriptions", per_month=365 / 12, night=True),
    ),
    (
        "request_rate",
        "summarise 36,000 reports overnight every night",
        _batch(1.0, 36_000, 10, "reports", per_month=365 / 12, night=True),
    ),
    ("request_rate", "summarise 2,592,000 pdf pages by monday", _batch(10.0, 2_592_000, 72, "pages")),
    ("request_rate", "classify 864,000 tickets by tomorrow", _batch(10.0, 864_000, 24, "tickets")),
    (
        "request_rate",
        "generate 172,800 images with sdxl over a weekend",
        _batch(1.0, 172_800, 48, "images", item="image"),
    ),
    ("request_rate", "transcribe 5,040 hours of audio in a week", _batch(1.0, 5_040, 168, of="audio_hours")),
    (
        "request_rate",
        "transcribe 300 minutes of calls overnight",
        _batch(0.0166667, 5, 10, of="audio_hours", night=True),
    ),
    *(
        (
            "request_rate",
            text,
            _batch(round(172_800 / hours / 3_600, 4), 172_800, hours, "tickets", per_month=365 / 12),
        )
        for text, hours in (
            ("classify 172,800 tickets nightly, in 8 hours", 8),
            ("classify 172,800 tickets every night between 10pm and 6am", 8),
            ("classify 172,800 tickets each night, from 22:00 to 04:00", 6),
            ("every night from midnight to 6am: 172,800 tickets to classify", 6),
            ("classify 172,800 tickets nightly, between 10 and 6am", 8),
            ("classify 172,800 tickets every night, we have a 6 hour window", 6),
            ("classify 172,800 tickets every night in a window of 6 hours", 6),
            ("run 172,800 tickets through a 7B overnight, every night, in 12 hours", 12),
        )
    ),
    (
        "request_rate",
        "classify 36,000 tickets nightly, done by 6am",
        _batch(1.0, 36_000, 10, "tickets", per_month=365 / 12, night=True),
    ),
    ("deadline", "classify 36,000 tickets, done by 6am", {"hours": 10.0}),
    ("deadline", "classify 36,000 tickets between 10pm and 6am", {"hours": 8.0}),
    ("deadline", "we fine-tune an 8B within 10 hours and classify 300k tickets every night", {"hours": 10.0}),
    ("deadline", "fine-tune an 8B overnight, it has 8 hours at most", {"hours": 8.0}),
    ("deadline", "fine-tune an 8B, we meet between 9 and 10am", None),
    ("deadline", "fine-tune an 8B, the office is open from 8am to 6pm", None),
    ("deadline", "fine-tune an 8B, 5 to 7 of us work on it", None),
    ("request_rate", "we want to embed 50M documents once", _untimed(50e6, "documents", item="text")),
    ("request_rate", "transcribe 20,000 hours of audio", _untimed(20_000, of="audio_hours")),
    ("request_rate", "600 minutes of old recordings to transcribe", _untimed(10, of="audio_hours")),
    ("request_rate", "we have 2M support tickets to classify, one-off", _untimed(2e6, "tickets")),
    ("request_rate", "generate 5,000 product images with SDXL", _untimed(5_000, "images", item="image")),
    ("request_rate", "2M docs need to be embedded", _untimed(2e6, "documents", item="text")),
    ("request_rate", "caption 1M images", _untimed(1e6, "images")),
    ("request_rate", "an embedded device has 2M documents to summarise", _untimed(2e6, "documents")),
    ("request_rate", "label 3 million reviews, 300 tokens each", _untimed(3e6, "reviews")),
    ("request_rate", "run our 40k pdfs through a 32B", _untimed(40_000, "pdfs")),
    ("request_rate", "run our 40k docs through a 32B", _untimed(40_000, "documents")),
    (
        "request_rate",
        "200 hours of meetings to transcribe each week",
        _untimed(200, of="audio_hours", per_month=pytest.approx(52 / 12)),
    ),
    (
        "request_rate",
        "every two weeks we classify 90k tickets",
        _untimed(90_000, "tickets", per_month=pytest.approx(26 / 12)),
    ),
    ("request_rate", "a chatbot that summarises 300,000 documents", None),
    ("request_rate", "semantic search over 5M documents", None),
    ("request_rate", "summarise documents for 300 users", None),
    ("request_rate", "classify 500 tickets at once", None),
    ("request_rate", "generate 4 images per prompt, 200 prompts", None),
    ("request_rate", "rerank 200 documents per query", None),
    ("request_rate", "a 7B for call analysis, overnight is fine", None),
    ("request_rate", "a 3B summarises reports overnight", None),
    ("request_rate", "classify with an 8B our tickets", None),
    ("request_rate", "classify 2 billion emails with an 8B", _untimed(2e9, "emails")),
    ("request_rate", "extract 300 fields", None),
    ("request_rate", "fine-tune an 8B to summarise 300,000 documents", None),
    ("dataset_samples", "fine-tune an 8B to summarise 300,000 documents", 300_000),
    ("latency", "transcribe 20,000 hours of audio", {"batch": True}),
    ("prompt_tokens", "summarise 300,000 documents of 2,000 tokens", 2_000),
    ("deadline", "embed 50M documents. It has to be done within a week", {"hours": 168}),
    ("request_rate", "10,368 customers a day", {"per_s": 0.36, "daily": _requests(10_368)}),
    ("request_rate", "864 visitors per hour", {"per_s": 0.72, "daily": _requests(20_736)}),
    ("users", "10,000 customers a day", None),
    ("users", "10,000 users a day", 10_000),
    ("request_rate", "10,368 users a day", {"per_s": 0.36, "daily": _requests(10_368)}),
    ("request_rate", "2,000 daily users", None),
    ("request_rate", "28,800 messages in a day", {"per_s": 1.0, "daily": _requests(28_800)}),
    ("request_rate", "we get 1,200 requests in an hour", {"per_s": 1.0, "daily": _requests(28_800)}),
    ("request_rate", "we had 40 tickets in 3 days", None),
    ("request_rate", "fine-tune a 7B on 2M documents within 10 hours", None),
    (
        "request_rate",
        "whisper, 500 hours of audio per day, nobody waits",
        {"per_s": 0.694444, "daily": _hours(500)},
    ),
    ("request_rate", "QPS: 30", {"per_s": 30.0}),
    ("request_rate", "28,800 requests a day", {"per_s": 1.0, "daily": _requests(28_800)}),
    ("request_rate", "we need 5000 tok/s in total", {"tokens_per_s": 5000.0}),
    ("request_rate", "the throughput today is 900 tok/s total", None),
    ("request_rate", "flux dev, 3 images per minute", {"per_s": 0.05, "noun": "images", "item": "image"}),
    ("request_rate", "Wan 2.1, 36 clips an hour", {"per_s": 0.01, "noun": "clips"}),
    ("request_rate", "generate 72 videos per hour", {"per_s": 0.02, "noun": "videos", "item": "clip"}),
    ("request_rate", "flux dev at 2 per second", {"per_s": 2.0}),
    ("request_rate", "6 requests/s on average, peaks at 20", {"per_s": 6.0}),
    ("request_rate", "replace an API that gets 1B tokens per day", _tokens(34722.2, 1e9, prompts_too=True)),
    ("request_rate", "generating 86.4M tokens a day, nobody waits", _tokens(1000, 86.4e6, prompts_too=False)),
    ("request_rate", "we pay for 30M tokens a month of chat", _tokens(34.7222, 1e6, prompts_too=True)),
    ("request_rate", "72M tokens per hour through an 8B", {"tokens_per_s": 20_000.0}),
    ("request_rate", "6,000 tokens a minute through an 8B", {"tokens_per_s": 100.0}),
    ("request_rate", "10 users with 20k tokens per day each", None),
    (
        "request_rate",
        "500 users, each sends 20 messages per day",
        {"per_s": 0.347222, "noun": "messages", "daily": _requests(10_000)},
    ),
    (
        "request_rate",
        "200 users, 30 messages a day per user",
        {"per_s": 0.208333, "noun": "messages", "daily": _requests(6_000)},
    ),
    (
        "request_rate",
        "support mails, 172,800 mails a day",
        {"per_s": 6.0, "noun": "mails", "daily": {"amount": 172_800.0, "of": "requests"}},
    ),
    ("latency", "it should be faster than one can read", {"tokens_per_s_each": 10.0}),
    ("latency", "reading speed", {"tokens_per_s_each": 10.0}),
    ("latency", "at least read this page", None),
    ("request_rate", "each user makes 10 requests a day", None),
    (
        "request_rate",
        "60k calls a day, each with 2,500 tokens",
        {"per_s": 2.08333, "noun": "calls", "daily": _requests(60_000)},
    ),
    (
        "request_rate",
        "an 8B judges 70,000 labels per week",
        {"per_s": 0.347222, "noun": "labels", "daily": _requests(10_000)},
    ),
    # latency
    ("latency", "summarise 2M documents with an 8B within 10 hours", {"batch": True}),
    ("latency", "28,800 messages in a day", None),
    ("latency", "a 405B for 5 researchers, slow is fine", {"batch": True}),
    ("users", "abt 200 ppl", 200),
    ("users", "we serve a 70b to customers", None),
    ("latency", "chat for 50 people, it should feel instant", {"first_token_s": 0.5}),
    ("latency", "it must respond in real time", {"first_token_s": 0.5}),
    ("latency", "a real-time voice assistant", {"first_token_s": 0.5}),
    ("latency", "ultra low latency please", {"first_token_s": 0.5}),
    ("latency", "a snappy chat", {"first_token_s": 1.0}),
    ("latency", "quick replies for our support bot", {"first_token_s": 1.0}),
    ("latency", "snappy, first word within 300 ms", {"first_token_s": 0.3}),
    ("latency", "snappy, p95 under 2 s", {"total_s": 2.0, "percentile": "p95"}),
    ("latency", "it does not need to be instant", None),
    ("latency", "real-time transcription of 40 calls", None),
    ("latency", "we need GPUs immediately", None),
    ("latency", "slower replies are okay, it is for us alone", {"batch": True}),
    ("latency", "speed does not matter much", {"batch": True}),
    ("latency", "the product is slow, and that is not fine", None),
    ("latency", "p95 under 2 s", {"total_s": 2.0, "percentile": "p95"}),
    ("latency", "p95 &lt; 2s", {"total_s": 2.0, "percentile": "p95"}),
    ("latency", "first word within 500 ms", {"first_token_s": 0.5}),
    ("latency", "300 ms to first token", {"first_token_s": 0.3}),
    ("latency", "at least 10 tokens/s each", {"tokens_per_s_each": 10.0}),
    ("latency", "50 ms per token", {"tokens_per_s_each": 20.0}),
    ("latency", "10 million documents, batch, overnight", {"batch": True}),
    ("latency", "latency irrelevant", {"batch": True}),
    ("latency", "transcribe 4,000 calls a day, ready the next morning", {"batch": True}),
    ("latency", "latency doesn't matter", {"batch": True}),
    ("latency", "transcribe 100 calls a day by next morning", {"batch": True}),
    ("latency", "fine-tune a 7B by next morning", None),
    ("request_rate", "searches: 5 per second", {"per_s": 5.0, "noun": "searches"}),
    ("request_rate", "searches: 5 per day", None),
    ("latency", "median response time of 1 s", {"total_s": 1.0, "percentile": "p50"}),
    ("latency", "response time: average 2 s", {"total_s": 2.0, "percentile": "mean"}),
    ("latency", "replies in 2 s on average", {"total_s": 2.0}),
    ("latency", "answers within a minute", {"total_s": 60.0}),
    ("latency", "our 70B is too slow, 50 at once, p95 latency 12 s", None),
    ("latency", "p95 latency 12 s, too slow", None),
    ("latency", "too slow today; p95 under 2 s", {"total_s": 2.0, "percentile": "p95"}),
    ("latency", "responses in under 3 secs for 95% of requests", {"total_s": 3.0, "percentile": "p95"}),
]
