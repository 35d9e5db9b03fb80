"""What nvidia-smi prints tells how many cards of each kind there are."""

import pytest

from core.reading import read
from core.workload import Slot

TABLE = """
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
|=========================================+========================+======================|
|   0  NVIDIA A100-SXM4-80GB          On  |   00000000:07:00.0 Off |                    0 |
| N/A   34C    P0             62W /  400W |   71231MiB /  81920MiB |     98%      Default |
|   1  NVIDIA A100-SXM4-80GB          On  |   00000000:0F:00.0 Off |                    0 |
| N/A   33C    P0             61W /  400W |   71231MiB /  81920MiB |     97%      Default |
+-----------------------------------------+------------------------+----------------------+
"""
LIST = (
    "GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-1b2)\nGPU 1: NVIDIA H100 PCIe (UUID: GPU-3)\n"
    "GPU 2: NVIDIA A100-SXM4-80GB (UUID: GPU-2b2)\n"
)


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        (TABLE, [("A100", 2)]),
        (LIST, [("A100", 2), ("H100", 1)]),
        ("| 0  Tesla V100-SXM2-32GB   On   | 00000000:07:00.0 Off | 0 |", [("V100", 1)]),
        ("we have 3x NVIDIA A100", [("A100", 3)]),
    ],
)
def test_rows_are_counted(text: str, cards: list[tuple[str, int]]) -> None:
    """The index of a card is no number of cards, and each kind is told once, as the team's own."""
    heard = read(f"{text}\nwe serve Llama 3 70B awq to 80 users")
    told = {one.slot: one.value for one in heard.readings}
    assert [(card["gpu"], card["count"]) for card in told[Slot.CURRENT_HARDWARE]] == cards
    assert {card["role"] for card in told[Slot.CURRENT_HARDWARE]} == {"have"}
    assert (told[Slot.USERS], heard.problem) == (80, None)
