"""Adapters of training rows are read as configurations and notes name their matrices."""

import pytest

from core.sizing.lora import Lora, lora_params, usual_lora
from tests.bench.read_adapters import of_told_size, read_lora
from tests.bench.read_training import read_method
from tests.core.sizing.speed_cases import LLAMA_8B, MIXTRAL

ATTENTION = {"query", "key", "value", "projection"}
EVERY = ATTENTION | {"mlp"}


@pytest.mark.parametrize(
    ("said", "targets"),
    [
        ("r=8, q and v only", {"query", "value"}),
        ("r=8, q_proj v_proj", {"query", "value"}),
        ("r=32 on query+key+value+projection+mlp+head", EVERY | {"head"}),
        ("r=16, attention projections", ATTENTION),
        ("r=8, attention", ATTENTION),
        ("r=8, attention (c_attn or q k v)", {"query", "key", "value"}),
        ("r=16, query_key_value dense dense_h_to_4h dense_4h_to_h", EVERY),
        ("r=64, c_attn, attn.c_proj, w1, w2", EVERY),
        ("r=64, all projections, 536M trainable", EVERY),
        ("every linear layer", EVERY),
        ("attention and MLP", EVERY),
        ("qkv, out_proj", ATTENTION),
        ("rank not printed", EVERY),
        ("", EVERY),
    ],
)
def test_matrices_are_read_by_any_of_their_names(said: str, targets: set[str]) -> None:
    """Letters, names of modules and words; what is not named is usual."""
    assert read_lora({"method": "lora", "lora_detail": said}).targets == targets


def test_a_mixture_that_says_nothing_leaves_its_experts_alone() -> None:
    """Its usual adapters are what nothing, or only a rank, is said of."""
    usual = usual_lora(MIXTRAL)
    assert read_lora({"method": "lora", "lora_detail": "r=4"}, usual) == Lora(4, usual.targets)
    assert read_lora({"method": "lora", "lora_detail": "all linear layers"}, usual).targets == EVERY


@pytest.mark.parametrize(
    "said", ["r=128, trainable 83,886,080", "83.9M trainable, rank not printed", "trainable: 0.0839b"]
)
def test_the_count_of_what_is_trained_goes_before_ranks_and_names(said: str) -> None:
    """Llama 3 8B has as many numbers in adapters of rank 32, whatever the row calls them."""
    found = of_told_size(Lora(8), LLAMA_8B, row(said))
    assert found == Lora(32)
    assert lora_params(LLAMA_8B, found) == pytest.approx(83_886_080)


def test_adapters_of_which_no_count_is_told_stay_as_they_are() -> None:
    """Nor do those that a rank says nothing of: none at all, or embeddings trained beside them."""
    for lora, said in (
        (Lora(8), "r=8, q and v"),
        (Lora(1, frozenset()), "trainable 1,229,760"),
        (Lora(8, embeddings=True), "trainable 500M"),
    ):
        assert of_told_size(lora, LLAMA_8B, row(said)) == lora


def test_block_after_block_is_as_large_as_one_layer() -> None:
    """BAdam trains Llama 3 8B's 32 layers in turn: a card keeps the states of 0.22 billion numbers."""
    blocks = row("") | {"method": "full", "optimizer": "BAdam", "precision": "bf16"}
    method, lora = read_method(blocks)
    trained = lora_params(LLAMA_8B, of_told_size(lora, LLAMA_8B, blocks))
    assert method == "lora"
    assert trained == pytest.approx(LLAMA_8B.linear_params / 32, rel=0.01)


def row(said: str) -> dict[str, str]:
    """Return a row of adapters of which this is said."""
    return {"method": "lora", "optimizer": "AdamW", "lora_detail": said}
