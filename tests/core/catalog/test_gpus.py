"""Cards, and the names people write for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.gpus import find_gpu, gpu, own_gpus, read_gpu
from core.catalog.rows import CatalogueError, Row

GOOD = {
    "id": "t100",
    "name": "T100",
    "memory_gb": "48",
    "bandwidth_gbs": "900",
    "bf16_tflops": "200",
    "compute_capability": "9.0",
    "source": "maker",
    "date": "2026-01-01",
}


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


def test_an_unknown_id_is_an_error() -> None:
    """Ids come from rows, so that a wrong one is a defect."""
    with pytest.raises(KeyError):
        gpu("voodoo2")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"memory_gb": "48000"}, "memory_gb should be at most 3,000, not 48000; mind its unit"),
        ({"visible_gib": "50"}, "visible_gib should be at most 48, not 50; mind its unit"),
        ({"bandwidth_gbs": "9e11"}, "bandwidth_gbs should be at most 200,000, not 9e11; mind its unit"),
        ({"bf16_tflops": "inf"}, "bf16_tflops should be at most 50,000, not inf; mind its unit"),
        ({"compute_capability": ""}, "compute_capability is empty; write its value"),
        ({"vendor": "intel"}, "vendor should be one of nvidia, amd, not 'intel'"),
    ],
)
def test_a_card_that_cannot_be_is_refused_by_name(change: dict[str, str], problem: str) -> None:
    """Figures in another unit, and cards of which nobody knows what they run, would be sized in silence."""
    with pytest.raises(CatalogueError) as caught:
        read_gpu(Row("gpus.csv", 2, GOOD | change))
    assert str(caught.value) == f"gpus.csv line 2 (t100): {problem}"


def test_a_card_of_amd_has_no_compute_capability() -> None:
    """What it runs is known by its vendor."""
    assert read_gpu(Row("gpus.csv", 2, GOOD | {"vendor": "amd", "compute_capability": ""})).vendor == "amd"
