"""What a training step does by its code's habits: scores kept, products done again, bases that travel."""

import pytest

from core.catalog.gpus import gpu
from core.sizing.training_habits import Habits
from tests.core.sizing.speed_cases import LLAMA_8B
from tests.core.sizing.training_cases import A100, names, part, train

EAGER = Habits(eager_attention=True)
ONE = {"gpu_count": 1, "sharding": "none"}


def test_scores_that_are_kept_are_read_and_written() -> None:
    """50 bytes for each of 32 x 32 x 4 x 2,048 x 2,048 scores; half as many again where recomputed."""
    kept = train(LLAMA_8B, A100, habits=EAGER, **ONE)
    again = train(LLAMA_8B, A100, habits=EAGER, gradient_checkpointing=True, **ONE)
    assert part(kept, "scores") == pytest.approx(50 * 32 * 32 * 4 * 2048**2 / (A100.bandwidth_gbs * 1e9))
    assert part(again, "scores") == pytest.approx(1.5 * part(kept, "scores"))
    assert "scores" not in names(train(LLAMA_8B, A100, **ONE))


def test_attention_without_flash_does_the_whole_square() -> None:
    """Twice the operations of a causal half, but its backward pass does not do the forward one again."""
    flash, eager = (
        part(train(LLAMA_8B, A100, habits=habits, **ONE), "attention") for habits in (Habits(), EAGER)
    )
    assert eager / flash == pytest.approx(2 * 3 / 3.5)


def test_without_flash_attention_long_sequences_are_slow() -> None:
    """At 1,024 tokens a fifth is lost at most, at 8,192 most of the time goes to scores."""
    for tokens, least, most in ((1024, 0.8, 1.0), (8192, 0.3, 0.6)):
        flash, eager = (
            train(LLAMA_8B, A100, habits=habits, sequence_tokens=tokens, micro_batch=1, **ONE)
            for habits in (Habits(), EAGER)
        )
        assert least < eager.tokens_per_s.expected / flash.tokens_per_s.expected < most


def test_selective_code_repeats_every_second_product() -> None:
    """Where some is kept half of a forward pass is done again, and none of attention."""
    kept, selected, whole = (
        train(LLAMA_8B, A100, gradient_checkpointing=choice, habits=Habits(kept_share=share), **ONE)
        for choice, share in ((False, 0.0), (True, 1 / 3), (True, 0.0))
    )
    assert part(selected, "arithmetic") / part(kept, "arithmetic") == pytest.approx(7 / 6)
    assert part(selected, "attention") == part(kept, "attention") < part(whole, "attention")
    assert kept.tokens_per_s.expected > selected.tokens_per_s.expected > whole.tokens_per_s.expected


def test_the_first_flash_attention_takes_half_as_long_again() -> None:
    """Of attention alone: products take what they took."""
    second, first = (
        train(LLAMA_8B, A100, habits=Habits(first_flash=choice), **ONE) for choice in (False, True)
    )
    assert part(first, "attention") == pytest.approx(1.5 * part(second, "attention"))
    assert part(first, "arithmetic") == part(second, "arithmetic")


def test_a_packed_base_travels_packed() -> None:
    """Two RTX 4090 gather a base of nf4 in little more than a quarter of the time of one in 16 bits."""
    lora, qlora = (
        train(LLAMA_8B, gpu("rtx4090"), method=method, micro_batch=1, gpu_count=2, sequence_tokens=256)
        for method in ("lora", "qlora")
    )
    assert 0.15 < part(qlora, "exchange") / part(lora, "exchange") < 0.35


def test_wide_hidden_states_move_three_times_the_bytes() -> None:
    """In fp32 they are twice as wide and cast for every product: a QLoRA of 8B takes a tenth longer so."""
    narrow, wide = (
        train(LLAMA_8B, A100, method="qlora", habits=Habits(hidden_bytes=size), **ONE) for size in (2.0, 4.0)
    )
    assert part(wide, "activations") > 2.5 * part(narrow, "activations")
    assert 0.85 < wide.tokens_per_s.expected / narrow.tokens_per_s.expected < 0.95


def test_in_fp32_attention_is_as_slow_as_products_and_everything_twice_as_wide() -> None:
    """On an A100 sixteen times the seconds of arithmetic and attention, and twice the bytes; scores alike."""
    half, whole = (train(LLAMA_8B, A100, precision=name, habits=EAGER, **ONE) for name in ("bf16", "fp32"))
    for name, times in (("arithmetic", 16), ("attention", 16), ("activations", 2), ("scores", 2)):
        assert part(whole, name) == pytest.approx(times * part(half, name))
