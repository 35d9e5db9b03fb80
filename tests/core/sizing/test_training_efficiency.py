"""What training code reaches of a card."""

import pytest

from core.catalog.gpus import gpu
from core.sizing.training_efficiency import TRAINING_STACKS, training_stack


@pytest.mark.parametrize("stack", TRAINING_STACKS.values(), ids=lambda stack: stack.stack)
def test_training_stacks_stay_below_the_peak(stack: object) -> None:
    """Every share of a peak lies between nothing and all of it."""
    for share in ("matmul", "attention", "overlap"):
        assert 0 < getattr(stack, share) < 1


def test_an_unknown_stack_is_a_plain_one() -> None:
    """Training code nobody knows is not taken for a tuned one."""
    assert training_stack("home-made") == training_stack("plain")
    assert training_stack("tuned").matmul > training_stack("plain").matmul


def test_the_larger_a_peak_the_less_of_it_is_reached() -> None:
    """Of an H100's 3.2 times the A100's peak 2.2 are reached, by NVIDIA's own stack 2.9; small cards gain."""
    plain, own = training_stack("plain"), training_stack("megatron")
    h100, a100, a6000, t4 = (gpu(name) for name in ("h100-sxm", "a100-80-sxm", "rtxa6000", "t4"))
    assert plain.rate(h100, "bf16") / plain.rate(a100, "bf16") == pytest.approx((989 / 312) ** 0.7)
    assert own.rate(h100, "bf16") / own.rate(a100, "bf16") > 2.9
    assert plain.rate(a6000, "bf16") / 154.8e12 > plain.matmul
    assert plain.rate(t4, "bf16") / 65e12 == pytest.approx(1.25 * plain.matmul)


def test_products_in_fp32_are_slower_the_more_a_card_is_made_of_tensor_cores() -> None:
    """16 times on an A100, 8 on a V100, 4 on an L40S, twice on an RTX 4090."""
    stack = training_stack("plain")
    slower = [
        stack.rate(card, "bf16") / stack.rate(card, "fp32")
        for card in map(gpu, ("a100-80-sxm", "b200-sxm", "v100-32-sxm", "l40s", "rtx4090"))
    ]
    assert slower == pytest.approx([16, 16, 8, 4, 2])
