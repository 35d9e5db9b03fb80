"""Whole first messages, read completely."""

from typing import Any

from core.reading import read


def _heard(text: str) -> dict[str, Any]:
    heard = read(text)
    assert heard.command is None
    assert heard.problem is None
    return {reading.slot.value: reading.value for reading in heard.readings}


def test_a_serving_team_is_read_completely() -> None:
    """Model, format, load, lengths, target, pain and focus of a serving team come from one sentence."""
    assert _heard(
        "Llama 3 8B, AWQ 4-bit, a chat assistant in production for 20 at once, 4k context with 1k prompts, "
        "first word within 1 s, replies slow at peak, the model good enough"
    ) == {
        "work": "serving",
        "focus": ["I2", "I3"],
        "pain": ["concurrency", "latency"],
        "model": "meta-llama/Meta-Llama-3-8B-Instruct",
        "precision": "awq",
        "context_tokens": 4096,
        "prompt_tokens": 1024,
        "concurrency": 20,
        "latency": {"first_token_s": 1.0},
    }


def test_a_training_team_is_read_completely() -> None:
    """Methods, optimizer, data, deadline, cadence and rental of a training team come from one sentence."""
    assert _heard(
        "Llama 2 13B, LoRA and full fine-tunes with AdamW in mixed precision every week, sequence 4096, "
        "50M tokens, within 24 h, rented per run, out of memory today"
    ) == {
        "work": "training",
        "pain": ["memory"],
        "method": ["lora", "full"],
        "model": "meta-llama/Llama-2-13b-chat-hf",
        "precision": "bf16",
        "sequence_tokens": 4096,
        "dataset_tokens": 50_000_000,
        "optimizer": "adamw",
        "cadence": "weekly",
        "deadline": {"hours": 24.0},
        "rental": "per_run",
    }


def test_a_team_that_does_both_is_read_completely() -> None:
    """Serving load and training rhythm stand side by side, and "both strategic" speaks for both sides."""
    assert _heard(
        "Llama 3 70B, weekly LoRA and fp8 serving to 200 at once, 1.5k prompts, 300-token answers, "
        "at least 10 tokens/s each, first word within 500 ms, both strategic"
    ) == {
        "work": "both",
        "focus": ["I1", "T1"],
        "method": ["lora"],
        "model": "meta-llama/Meta-Llama-3-70B-Instruct",
        "precision": "fp8",
        "prompt_tokens": 1500,
        "output_tokens": 300,
        "concurrency": 200,
        "latency": {"first_token_s": 0.5, "tokens_per_s_each": 10.0},
        "cadence": "weekly",
    }
