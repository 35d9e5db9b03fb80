"""What a training step does beside its products: scores that attention keeps."""

import pytest

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
