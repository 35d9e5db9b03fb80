"""Words of rows of training speed are read as sources spell them, and stacks by what code they are."""

import pytest

from core.catalog.gpus import gpu
from tests.bench import predict_speed_hours
from tests.bench.other_cards import find_card
from tests.bench.predict_speed_training import (
    crew_of,
    framework_of,
    habits_of,
    method_of,
    precision_of,
    predict,
    repeats,
    sharding_of,
)

A100 = gpu("a100-80-sxm")


def test_words_of_training_speeds_are_read() -> None:
    """Methods by what they train, precisions by what products run in."""
    methods = ("QDoRA", "prefix tuning", "full (SFT)", "dpo", "continued pre-training")
    found = [method_of(said) for said in methods]
    assert found == ["qlora", "lora", "full", "full", "pretrain"]
    plain = {"source": "somebody/trainer", "sharding": "", "model": "Llama-3-8B"}
    words = ("NVFP4", "float8 rowwise", "fp32 (TF32 products)", "32-true", "fp16 AMP (fp32 weights)", "fp16")
    assert [precision_of(plain | {"precision": word}, A100) for word in words] == [
        *("fp8", "fp8", "tf32", "fp32", "bf16", "bf16")
    ]
    assert precision_of(plain | {"precision": "fp32", "sharding": "Megatron TP8"}, A100) == "tf32"
    assert precision_of(plain | {"precision": "bf16 autocast, fp32 weights"}, gpu("t4")) == "fp32"
    assert precision_of(plain | {"precision": "", "model": "GPT-2 124M"}, A100) == "tf32"
    assert precision_of(plain | {"precision": ""}, A100) == "bf16"
    assert sharding_of("fsdp (shard_grad_op)", 8) == "zero2"


@pytest.mark.parametrize("name", ["grad_ckpt", "micro_batch"])
def test_what_is_left_unsaid_widens_the_range_of_a_pace(name: str) -> None:
    """By what usual settings would make of it, beside what all else does."""
    row = {
        "model": "Llama-3.2-1B",
        "params_b": "1.236",
        "method": "lora",
        "precision": "bf16",
        "seq_len": "512",
        "micro_batch": "2",
        "global_batch": "",
        "grad_ckpt": "yes",
        "gpu": "A100 80GB",
        "gpu_count": "1",
        "sharding": "none",
        "source": "somebody/trainer",
        "source_rev": "",
    }
    told, silent = predict(row), predict(row | {name: "unstated"})
    assert silent["high"] / silent["low"] > told["high"] / told["low"]
    recipe = row | {"source": "pytorch/torchtune"}
    assert predict(recipe | {"grad_ckpt": ""}) == predict(recipe)


def test_large_models_recompute_on_early_cards_where_nothing_is_said() -> None:
    """175B on A100 goes slower than when the row says that nothing is recomputed."""
    row = dict.fromkeys(("micro_batch", "global_batch", "grad_ckpt"), "") | {
        "model": "GPT3-175B",
        "params_b": "175",
        "method": "full (pretrain)",
        "precision": "bf16",
        "seq_len": "2048",
        "gpu": "A100 SXM 80GB",
        "gpu_count": "64",
        "sharding": "TP8 PP8",
        "source": "NVIDIA/NeMo",
    }
    unsaid, kept = (predict(row | {"grad_ckpt": word}) for word in ("", "no"))
    assert 0.7 < unsaid["expected"] / kept["expected"] < 0.85


def test_a_pipeline_waits_the_longer_the_fewer_parts_it_has() -> None:
    """Four stages of two parts or one, eight replicas of one card, 64 sequences: eight micro-steps."""
    row = {"gpu_count": "32", "micro_batch": "1", "global_batch": "64", "precision": "bf16"}
    card = gpu("h100-sxm")
    said = ("TP1 PP4 VP2", "TP1 PP4 VP", "TP1 PP4")
    crews = [crew_of(row | {"sharding": text}, card) for text in said]
    assert [crew.idle_share for crew in crews] == [3 / 16, 3 / 8, 3 / 8]


@pytest.mark.parametrize(
    ("source", "method", "sharding", "stack"),
    [
        ("NVIDIA/NeMo", "lora", "", "megatron"),
        ("NVIDIA (Transformers with PEFT)", "lora", "", "plain"),
        ("NVIDIA/JAX-Toolbox", "full (pretrain)", "DP64", "tuned"),
        ("pytorch/torchtune", "lora", "", "tuned"),
        ("somebody/benchmarks", "full", "FSDP2 (torchtune)", "tuned"),
        ("somebody/benchmarks", "full (pretrain)", "Megatron TP2", "tuned"),
        ("somebody/benchmarks", "full (pretrain)", "DeepSpeed ZeRO-3", "plain"),
        ("somebody/benchmarks", "full (pretrain)", "Megatron-DeepSpeed TP4", "tuned"),
        ("somebody/pytorch-lightning", "full (pretrain)", "DDP", "plain"),
        ("Lightning-AI/lightning-thunder", "full (pretrain)", "", "tuned"),
        ("somebody/trainer", "full", "", "plain"),
        ("somebody/Megatron-fork", "full (pretrain)", "DeepSpeed (Transformers)", "plain"),
        ("somebody/benchmarks", "full", "FlagScale tp2 dp4", "tuned"),
        ("foundation-model-stack/fms-acceleration", "lora", "FSDP", "plain"),
        ("foundation-model-stack/fms-acceleration", "lora (fast kernels)", "FSDP", "tuned"),
    ],
)
def test_stacks_are_told_by_whose_code_runs(source: str, method: str, sharding: str, stack: str) -> None:
    """NVIDIA's tables show NVIDIA's tuning; DeepSpeed alone shards Transformers' eager code."""
    row = {"source": source, "method": method, "sharding": sharding, "model": "Llama-2-7B"}
    assert framework_of(row) == stack


def test_small_nets_of_gpt_2s_time_run_as_transformers_own() -> None:
    """In nanoGPT and in code that is not named; llm.c's kernels are its own."""
    row = {"method": "full (pretrain)", "sharding": "none", "model": "GPT-2 124M"}
    sources = ("somebody/notes", "karpathy/nanoGPT", "karpathy/llm.c")
    stacks = [framework_of(row | {"source": source}) for source in sources]
    assert stacks == ["plain", "plain", "tuned"]


@pytest.mark.parametrize(
    ("source", "precision", "stack"),
    [
        ("somebody/notes", "fp32 weights, bf16 autocast", "plain"),
        ("somebody/notes", "fp16 AMP (fp32 weights)", "plain"),
        ("somebody/notes", "bf16", "tuned"),
        ("somebody/paper", "fp8 (MS-AMP)", "tuned"),
        ("karpathy/nanochat", "bf16 autocast", "tuned"),
    ],
)
def test_pretraining_under_autocast_is_of_somebodys_own_code(source: str, precision: str, stack: str) -> None:
    """PyTorch's modules, each kernel launched by Python, unless its step is compiled."""
    row = {"method": "full (pretrain)", "sharding": "none", "model": "Llama-2-7B"}
    assert framework_of(row | {"source": source, "precision": precision}) == stack


def test_scores_are_kept_where_transformers_had_no_other_attention() -> None:
    """GPT-2 and Phi-3 in plain code, not in tuned code; any model where its row says so."""
    row = dict.fromkeys(("sharding", "grad_ckpt"), "") | {
        "source": "somebody/trainer",
        "method": "full",
        "model": "Phi-3-mini",
        "precision": "bf16",
        "gpu_count": "1",
    }
    assert habits_of(row, A100).eager_attention
    assert not habits_of(row | {"model": "Llama-3-8B"}, A100).eager_attention
    assert not habits_of(row | {"source": "pytorch/torchtune"}, A100).eager_attention
    assert habits_of(
        row | {"model": "Llama-3-8B", "method": "full, no flash attention"}, A100
    ).eager_attention
    pretrained = row | {"model": "GPT-2 124M", "method": "full (pretrain)"}
    found = [habits_of(pretrained | {"precision": said}, A100) for said in ("bf16", "fp32")]
    assert [habits.eager_attention for habits in found] == [False, True]


def test_tuned_code_keeps_scores_on_cards_that_flash_attention_does_not_know() -> None:
    """It asks for Ampere: of GPT-NeoX on Quadro RTX 8000 steps are as long as scores take."""
    row = dict.fromkeys(("sharding", "grad_ckpt"), "") | {
        "source": "EleutherAI/gpt-neox",
        "method": "full (pretrain)",
        "model": "GPT-NeoX 760M",
        "precision": "fp16",
        "gpu_count": "8",
    }
    early = find_card("Quadro RTX 8000")
    assert early is not None
    assert habits_of(row, early).eager_attention
    assert not habits_of(row, A100).eager_attention


@pytest.mark.parametrize(
    ("source", "revision", "scores"),
    [
        ("a paper arXiv:2201.11990", "", True),
        ("a paper arXiv:2310.19341", "", False),
        ("EleutherAI/gpt-neox", "2021-11", True),
        ("EleutherAI/gpt-neox", "053adafe", False),
    ],
)
def test_tuned_code_kept_scores_before_there_was_flash_attention(
    source: str, revision: str, scores: bool
) -> None:
    """The number of a paper tells its year, or a revision's date; a commit alone does not."""
    row = dict.fromkeys(("sharding", "grad_ckpt"), "") | {
        "source": source,
        "source_rev": revision,
        "method": "full (pretrain)",
        "model": "GPT-NeoX 20B",
        "precision": "fp16",
        "gpu_count": "8",
    }
    assert habits_of(row, A100).eager_attention == scores


@pytest.mark.parametrize(
    ("said", "source", "share"),
    [
        ("yes (flag)", "somebody/trainer", 1.0),
        ("enabled", "somebody/trainer", 1.0),
        ("disabled", "somebody/trainer", 0.0),
        ("no", "pytorch/torchtune", 0.0),
        ("", "pytorch/torchtune", 1.0),
        ("", "NVIDIA/NeMo", 0.0),
        ("", "somebody/trainer", 0.5),
        ("selective", "pytorch/torchtitan", 0.5),
        ("selective", "somebody/Megatron-fork", 0.0),
    ],
)
def test_what_is_done_again_is_read_of_words_and_recipes(said: str, source: str, share: float) -> None:
    """Torchtitan repeats every second product, Megatron only scores; unsaid it is as likely as not."""
    row = {"source": source, "method": "full", "sharding": "FSDP2", "grad_ckpt": said}
    assert repeats(row) == share


@pytest.mark.parametrize(("source", "share"), [("somebody/trainer", 1.0), ("Lightning-AI/litgpt", 0.0)])
def test_adapters_recompute_where_nothing_is_said_but_in_litgpt(source: str, share: float) -> None:
    """As most publishers do beside frozen weights."""
    row = {"source": source, "method": "lora", "sharding": "none", "grad_ckpt": ""}
    assert repeats(row) == share


def test_attention_of_mpt_is_of_the_first_kind() -> None:
    """Its biases by distance kept it from FlashAttention's second version."""
    row = {"source": "mosaicml/llm-foundry", "method": "full", "sharding": "FSDP", "grad_ckpt": "no"}
    row |= {"precision": "bf16", "gpu_count": "8"}
    assert habits_of(row | {"model": "MPT-7B"}, A100).first_flash
    assert not habits_of(row | {"model": "Llama-3-8B"}, A100).first_flash


def test_hidden_states_are_wide_where_peft_prepared_the_base() -> None:
    """As its method says, or as plain code has it of bitsandbytes on one card."""
    row = dict.fromkeys(("sharding", "grad_ckpt", "gpu_count"), "") | {
        "source": "somebody/trainer",
        "method": "qlora",
        "model": "Llama-3-8B",
        "precision": "bnb nf4 base, bf16",
    }
    one = row | {"gpu_count": "1"}
    assert habits_of(one, A100).hidden_bytes == 4
    assert habits_of(one | {"precision": "GPTQ-Int4 base"}, A100).hidden_bytes == 2
    assert habits_of(one | {"source": "unslothai/unsloth"}, A100).hidden_bytes == 2
    fsdp = one | {"gpu_count": "2", "sharding": "FSDP"}
    assert habits_of(fsdp, A100).hidden_bytes == 2
    assert habits_of(fsdp | {"method": "qlora (PEFT's preparation)"}, A100).hidden_bytes == 4


@pytest.mark.parametrize(("tokens_b", "cards"), [("8", "8"), ("15000", "256")])
def test_a_run_whose_cards_nobody_counts_has_as_many_as_train_it_in_two_weeks(
    tokens_b: str, cards: str
) -> None:
    """A small one has a server and loses little, a large one the 256 cards beyond which no more is lost."""
    row = {"model": "Llama-3-8B", "params_b": "8.03", "gpu": "H100 80GB", "tokens_b": tokens_b}
    silent, told = (predict_speed_hours.predict(row | {"gpu_count": count}) for count in ("", cards))
    assert silent == told
