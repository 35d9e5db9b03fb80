"""Cards, and the names people write for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.gpus import find_gpu, gpu, own_gpus


@pytest.mark.parametrize(
    ("said", "card"),
    [
        ("4090", "rtx4090"),
        ("RTX 4090 24GB", "rtx4090"),
        ("2x4090", "rtx4090"),
        ("4090 x2", "rtx4090"),
        ("GeForce RTX 4090", "rtx4090"),
        ("A100", "a100-80-sxm"),
        ("A100 80G", "a100-80-sxm"),
        ("A100-80", "a100-80-sxm"),
        ("a100 40gb", "a100-40-sxm"),
        ("A100 40GB PCIe", "a100-40-pcie"),
        ("A100 PCIe 80GB", "a100-80-pcie"),
        ("NVIDIA A100 80GB SXM4", "a100-80-sxm"),
        ("H100-80GB", "h100-sxm"),
        ("8x H100", "h100-sxm"),
        ("H100 PCIe", "h100-pcie"),
        ("H100 NVL 94GB", "h100-nvl"),
        ("h200", "h200-sxm"),
        ("B200", "b200-sxm"),
        ("mi300x", "mi300x"),
        ("L4", "l4"),
        ("L40S 48GB", "l40s"),
        ("a10g", "a10g"),
        ("A10", "a10"),
        ("rtx 6000 ada", "rtx6000ada"),
        ("RTX PRO 6000 Blackwell", "rtxpro6000"),
        ("a6000", "rtxa6000"),
        ("3090 Ti", "rtx3090ti"),
        ("3090", "rtx3090"),
        ("5090", "rtx5090"),
        ("V100 32GB", "v100-32-sxm"),
        ("a100-80-sxm", "a100-80-sxm"),
        ("T4", "t4"),
    ],
)
def test_a_card_is_found_as_people_write_it(said: str, card: str) -> None:
    """Prefixes, counts, memory and form factor in any spelling lead to the card."""
    found = find_gpu(said)
    assert found is not None
    assert found.id == card


@pytest.mark.parametrize("said", ["", "gpu", "GTX 970", "A100 24GB", "x100", "4090 tickets"])
def test_what_names_no_card_finds_none(said: str) -> None:
    """An unknown card, or one with a memory it never had, is nothing rather than a guess."""
    assert find_gpu(said) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(said: str) -> None:
    """Whatever people write, the answer is a shipped card or none."""
    found = find_gpu(said)
    assert found is None or found in own_gpus()


def test_only_the_given_cards_are_found() -> None:
    """A catalogue of its own knows only its own cards."""
    assert find_gpu("4090", [gpu("l4")]) is None


def test_a_card_is_labelled_as_on_its_box() -> None:
    """The label is the name with its marketing memory."""
    assert gpu("rtx4090").label == "RTX 4090 24 GB"


def test_an_unknown_id_is_an_error() -> None:
    """Ids come from rows, so that a wrong one is a defect."""
    with pytest.raises(KeyError):
        gpu("voodoo2")
