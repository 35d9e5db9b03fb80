"""Layouts of cards are read however a table spells them."""

import pytest

from tests.bench.read_layout import ways


@pytest.mark.parametrize(
    ("said", "of", "cards"),
    [
        ("TP8 PP10 DP4 ZeRO-1", "tensor", 8),
        ("zero1=-1, tp=4, pp=16, fsdp=False", "pipeline", 16),
        ("tensor parallel size 4", "tensor", 4),
        ("tensor_model_parallel_size=2", "tensor", 2),
        ("2-way tensor parallelism, 4-way pipeline", "pipeline", 4),
        ("TP: 2, EP: 8", "expert", 8),
        ("FSDP 8 across nodes, expert parallel 8 in the node", "expert", 8),
        ("FSDP2 4, CP 2", "context", 2),
        ("FSDP2 full shard, Ulysses SP2", "context", 2),
        ("DeepSpeed, stage not printed, sequence parallel 16", "context", 16),
        ("context-parallel degree 4", "context", 4),
        ("TP2 PP4 CP1 VP20", "virtual", 20),
        ("TP+PP+sequence parallel, data parallel size 1", "context", 1),
        ("FSDP=0 TP1 PP1 CP1 VP EP1", "virtual", 1),
        ("dp4xtp8xpp2", "tensor", 8),
        ("DP16_TP4_PP2", "pipeline", 2),
        ("mp=2 pp=4", "tensor", 2),
        ("model parallel size 8, pipe-parallel-size: 4", "pipeline", 4),
        ("4-stage pipeline, TP-2", "pipeline", 4),
        ("4-stage pipeline, TP-2", "tensor", 2),
        ("expert-tp=1, tp=4", "tensor", 4),
        ("DeepSpeed ZeRO stage 2, steps 4", "expert", 1),
        ("fully sharded data parallel 8", "tensor", 1),
        ("", "tensor", 1),
    ],
)
def test_layouts_are_read(said: str, of: str, cards: int) -> None:
    """Letters, words and options alike; what is named without a number divides nothing."""
    assert ways(said, of) == cards
