"""Words of training rows are read as sources spell them: methods, states, precisions, shardings."""

import pytest

from core.sizing.lora import Lora
from tests.bench.read_training import (
    read_checkpointing,
    read_method,
    read_optimizer,
    read_precision,
    read_sharding,
    read_tensor_parallel,
)


@pytest.mark.parametrize(
    ("said", "sharding", "source", "precision"),
    [
        ("bf16", "none", "pytorch/torchtune", "bf16"),
        ("bf16", "none", "hiyouga/LLaMA-Factory", "amp"),
        ("pure_bf16", "none", "hiyouga/LLaMA-Factory", "bf16"),
        ("bf16", "zero3", "microsoft/DeepSpeed", "bf16-mixed"),
        ("", "none", "huggingface/peft", "fp32"),
        ("fp32", "none", "", "fp32"),
        ("bf16", "none", "somebody/trainer", "bf16"),
        ("bf16", "fsdp", "somebody/trainer", "amp"),
        ("bf16 autocast, fp32 weights", "none", "somebody/trainer", "amp"),
        ("bf16", "none", "NVIDIA/NeMo", "fp32-gradients"),
        ("bf16", "none", "somebody/configs nanotron", "fp32-gradients"),
        ("bf16 (weights and Adam bf16)", "fsdp", "somebody/trainer", "bf16"),
        ("bf16, no fp32 master copy", "zero3", "somebody/trainer", "bf16"),
        ("amp (16-bit mixed)", "zero1", "somebody/tables flagscale", "fp32-gradients"),
        ("fp16 O2", "zero2", "somebody/tables paddle", "bf16-mixed"),
    ],
)
def test_frameworks_keep_weights_in_their_documented_precision(
    said: str, sharding: str, source: str, precision: str
) -> None:
    """A bare "bf16" is pure, mixed or autocast by the framework's own defaults."""
    assert read_precision(said, "full", sharding, source) == precision


def test_other_words_of_training_rows() -> None:
    """Optimizers by what they keep, methods by the nearest kind, tensor parallelism and recomputation."""
    optimizers = (
        "paged_adamw_8bit",
        "GaLoreAdamW8bit",
        "AdaLOMO",
        "Lion",
        "adamw_torch",
        "AdamW (bf16 states)",
    )
    assert [read_optimizer(said) for said in optimizers] == [
        *("adamw_8bit", "galore", "adafactor", "sgd", "adamw", "adamw_16bit")
    ]
    plain = [read_optimizer(said) for said in ("LOMO", "SGD", "SGD, momentum 0.9")]
    assert plain == ["lomo", "plain_sgd", "sgd"]
    methods = ("QDoRA", "DoRA", "freeze", "full (SFT)", "continued pretraining")
    row = {"precision": "bf16", "lora_detail": ""}
    found = [read_method(row | {"method": said})[0] for said in methods]
    assert found == ["qlora", "lora", "lora", "full", "pretrain"]
    assert [read_tensor_parallel(said, 8) for said in ("TP8 PP1", "tp=2, fsdp=True", "FSDP")] == [8, 1, 1]
    assert [read_checkpointing(said, "") for said in ("full", "unsloth", "no", "False", "")] == [
        *(True, True, False, False, False)
    ]
    assert read_checkpointing("offloaded to host memory", "")
    assert [read_checkpointing("", name, "qlora") for name in ("", "x/litgpt")] == [True, False]
    assert read_sharding("DP16 AdamW (distributed optimizer)", 16, "pretrain") == "zero1"
    assert [read_sharding(said, 8, "full") for said in ("DeepSpeed ZeRO Stage 3", "stage1")] == [
        "zero3",
        "zero1",
    ]
    assert [read_checkpointing("selective", source) for source in ("x megatron", "x torchtitan")] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("said", "sharding"),
    [
        ("FSDP=0 TP1 PP1 EP8", "ddp"),
        ("DeepSpeed zero0", "ddp"),
        ("tp=2, pp=4, dp=4, ZeRO", "zero1"),
        ("ZeRO-2 TP2", "zero2"),
        ("DDP with ZeroRedundancyOptimizer", "zero1"),
        ("DDP, sharded optimizer", "zero1"),
        ("FSDP: full shard", "fsdp"),
        ("DeepSpeed ZeRO-3", "zero3"),
        ("z3", "zero3"),
        ("Megatron distributed optimizer", "zero1"),
        ("DeepSpeed", "zero2"),
        ("HSDP", "fsdp"),
        ("fully sharded data parallel", "fsdp"),
        ("FSDP SHARD_GRAD_OP", "zero2"),
        ("Megatron tp2 pp1 dp4", "zero1"),
        ("Megatron-DeepSpeed tp4 pp1 dp2", "zero1"),
        ("Paddle sharding stage 2 over 8", "zero2"),
    ],
)
def test_shardings_are_read_as_sources_spell_them(said: str, sharding: str) -> None:
    """By stage or name, not where a source says that it is off; Megatron's recipes spread the optimizer."""
    assert read_sharding(said, 8, "full") == sharding


def test_words_are_read_however_they_are_spelled() -> None:
    """Methods, states and precisions in words that no table of ours uses; no LoRA is none."""
    row = {"precision": "bf16", "lora_detail": "rank 16, attention projections"}
    methods = ("Q-LoRA", "4bit LoRA", "training from scratch", "CPT", "pre training", "full (no LoRA)", "FFT")
    assert [read_method(row | {"method": said})[0] for said in methods] == [
        *("qlora", "qlora", "pretrain", "pretrain", "pretrain", "full", "full")
    ]
    adapters = read_method(row | {"method": "LoRA"})[1]
    assert adapters == Lora(16, frozenset({"query", "key", "value", "projection"}))
    optimizers = ("adamw_4bit", "low-bit AdamW", "AdamW, FP8 states", "CAME", "RMSprop", "SkewAdam")
    assert [read_optimizer(said) for said in optimizers] == [
        *("adamw_8bit", "adamw_8bit", "adamw_8bit", "adafactor", "sgd", "adamw")
    ]
    precisions = ("FP32 weights, BF16 autocast", "bf16 (autocast)", "fp32 master, bf16 compute", "float32")
    assert [read_precision(said, "full", "none", "somebody") for said in precisions] == [
        *("amp", "amp", "bf16-mixed", "fp32")
    ]
    assert read_precision("bf16-mixed (float32 weights)", "full", "none", "somebody") == "amp"
    assert read_precision("amp (16-bit)", "lora", "none", "somebody") == "bf16"
    assert read_precision("bf16 autocast, fp32 weights", "lora", "none", "somebody") == "amp"
