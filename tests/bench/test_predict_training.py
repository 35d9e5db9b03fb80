"""What a training run keeps is read of its framework's documented defaults."""

import pytest

from core.sizing.lora import Lora
from tests.bench import predict_memory_training
from tests.bench.measured_models import FOLDERS
from tests.bench.read_habits import (
    accumulates,
    before_flash,
    caps_scores,
    compiles,
    copies_inputs,
    fuses_loss,
    keeps_scores,
    read_habits,
    steps_in_backward,
    upcasts,
)
from tests.bench.read_training import (
    read_base_format,
    read_method,
    read_sharding,
    read_sharers,
    read_tensor_parallel,
)
from tests.bench.score_measured import inputs, read_rows


def test_settings_of_newer_frameworks_are_read() -> None:
    """Fused losses, fp32 hidden states of PEFT's preparation, layers spread over cards, sequences divided."""
    assert [fuses_loss(said) for said in ("x (Liger)", "cut cross entropy", "somebody")] == [
        True,
        True,
        False,
    ]
    row = {"source": "somebody/trainer", "method": "qlora", "precision": "bnb nf4 base, bf16"}
    assert upcasts(row, "qlora", "none")
    assert upcasts(row | {"precision": "bf16"}, "qlora", "none")
    assert not upcasts(row, "qlora", "fsdp")
    assert not upcasts(row | {"source": "unslothai/unsloth"}, "qlora", "none")
    assert not upcasts(row | {"precision": "GPTQ-Int4 base"}, "qlora", "none")
    eight_bits = ("LLM.int8 base, fp16", "GPTQ-Int8 base, fp16", "bf16")
    found = [upcasts(row | {"precision": said}, "lora", "none") for said in eight_bits]
    assert found == [True, False, False]
    assert read_tensor_parallel("device_map=auto", 2) == 2
    assert [read_sharers(said, 128) for said in ("HSDP", "FSDP")] == [8, 128]
    assert read_method({"method": "pre-training", "precision": "bf16", "lora_detail": ""})[0] == "pretrain"


def test_layouts_of_large_runs_are_read() -> None:
    """Stages, sequences over cards, Gemini (ZeRO-3 by chunks), and states that DDP spreads over the cards."""
    assert read_sharding("Gemini DP32", 32, "full") == "zero3"
    assert read_sharding("DDP, optimizer state sharded", 8, "pretrain") == "zero1"
    assert [compiles(name) for name in ("karpathy/nanochat", "somebody/trainer")] == [True, False]


def test_a_stage_that_is_not_said_is_one_that_holds_the_model() -> None:
    """DeepSpeed without a stage shards the weights too where 34B would not fit 32 cards otherwise."""
    row = dict.fromkeys(("seq_len", "optimizer", "mem_metric", "lora_detail"), "") | {
        "model": "Yi-34B",
        "params_b": "34.389",
        "method": "full",
        "precision": "fp16 mixed",
        "micro_batch": "1",
        "grad_ckpt": "yes",
        "gpu": "A100 SXM 80GB",
        "gpu_count": "32",
        "sharding": "DeepSpeed, stage not printed",
        "source": "somebody/trainer",
    }
    assert predict_memory_training.predict(row)["fits"]
    assert not predict_memory_training.predict(row | {"sharding": "DeepSpeed ZeRO-2"})["fits"]


def test_what_a_step_holds_is_read_of_the_framework() -> None:
    """Gradients wait in recipes of several micro-steps; FSDP's first version copies frozen layers' inputs."""
    row = {"source": "somebody/trainer", "sharding": "FSDP"}
    assert not accumulates(row, "full", "fsdp")
    assert accumulates(row, "full", "zero3")
    assert accumulates(row, "lora", "none")
    assert accumulates(row | {"source": "modelscope/ms-swift"}, "full", "none")
    assert copies_inputs(row, "lora", "fsdp")
    assert not copies_inputs(row, "full", "fsdp")
    assert not copies_inputs(row | {"sharding": "FSDP2"}, "lora", "fsdp")
    assert not copies_inputs(row | {"source": "pytorch/torchtune"}, "qlora", "fsdp")


def test_autocast_keeps_hidden_states_in_32_bits() -> None:
    """Where weights are in fp32, whatever is trained; FSDP's mixed precision casts its inputs."""
    row = dict.fromkeys(read_rows(FOLDERS[-1] / "training_mem.csv")[0], "") | {"source": "somebody/trainer"}
    told = (
        ("bf16 autocast, fp32 weights", "full"),
        ("fp16 AMP (fp32 weights)", "pretrain"),
        ("fp32", "full"),
        ("bf16-mixed (fp32 weights)", "full"),
        ("bf16 autocast, fp32 weights", "lora"),
    )
    found = [read_habits(row | {"precision": said}, method, "fsdp", 8).hidden_bytes for said, method in told]
    assert found == [4, 4, 4, 2, 4]


def test_figures_of_the_allocator_leave_the_context_out() -> None:
    """What the allocator reserved holds fragments but no context; what is active holds neither."""
    row = inputs(read_rows(FOLDERS[-1] / "training_mem.csv")[:1])[0] | {"source": "somebody/trainer"}
    metrics = ("nvidia-smi", "max reserved", "peak active")
    driver, reserved, active = (
        predict_memory_training.predict(row | {"mem_metric": metric})["expected_gib"] for metric in metrics
    )
    assert driver == pytest.approx(reserved + 0.8)
    assert active < reserved


def test_large_states_fill_a_card_further_than_large_batches() -> None:
    """On an A100 80 GB 74.8 GiB of mostly states ran, and 71.2 GiB of mostly activations did not."""
    row = dict.fromkeys(read_rows(FOLDERS[-1] / "training_mem.csv")[0], "") | {
        "model": "Llama-3-8B",
        "gpu": "A100 80GB",
        "precision": "bf16",
        "seq_len": "4096",
        "grad_ckpt": "yes",
        "source": "somebody/trainer",
    }
    states = predict_memory_training.predict(row | {"method": "full (Liger)", "micro_batch": "8"})
    batch = predict_memory_training.predict(row | {"method": "lora (Liger)", "micro_batch": "32"})
    assert states["fits"]
    assert states["expected_gib"] > 0.97 * 79.2
    assert not batch["fits"]


def test_scores_are_kept_where_litgpt_caps_them() -> None:
    """Gemma 2 caps its scores, and litgpt does so step by step; Gemma 1 and other code keep none."""
    row = {"model": "Gemma-2-9B", "source": "Lightning-AI/litgpt", "method": "lora"}
    assert caps_scores(row)
    assert not caps_scores(row | {"model": "Gemma-2B"})
    other = row | {"source": "somebody/trainer"}
    assert not caps_scores(other)
    assert caps_scores(other | {"method": "full, attention keeps all weights"})
    assert caps_scores(other | {"method": "full, no flash attention"})


def test_code_of_gpt_2s_time_is_written_out() -> None:
    """Transformers keeps GPT-2's scores; its loss is as wide as its weights."""
    row = dict.fromkeys(("method", "optimizer", "grad_ckpt", "sharding", "source"), "") | {
        "model": "GPT-2 XL",
        "precision": "fp16 mixed",
    }
    said = (
        row,
        row | {"source": "karpathy/nanoGPT"},
        row | {"precision": "fp16 AMP"},
        row | {"model": "OPT"},
    )
    found = [read_habits(each, "full", "none", 1) for each in said]
    assert [habits.eager_attention for habits in found] == [True, False, True, False]
    assert [habits.loss_in_16_bits for habits in found] == [True, True, False, False]


def test_who_pretrains_gpt_2s_shape_has_another_attention_where_there_is_one() -> None:
    """Flash attention takes 16 bits; in fp32 scores are kept."""
    row = dict.fromkeys(("method", "optimizer", "grad_ckpt", "sharding", "source"), "") | {"model": "GPT-2"}
    found = [read_habits(row | {"precision": said}, "pretrain", "none", 1) for said in ("fp16", "fp32")]
    assert [habits.eager_attention for habits in found] == [False, True]


def test_updates_are_fused_where_a_row_or_a_framework_has_it_so() -> None:
    """Torchtitan's and DeepSpeed's are; a fused loss says nothing of the optimizer."""
    row = dict.fromkeys(("model", "optimizer", "precision", "grad_ckpt", "sharding", "source"), "")
    told = (
        {"source": "pytorch/torchtitan"},
        {"sharding": "DeepSpeed ZeRO-3"},
        {"optimizer": "AdamW (fused)"},
        {"method": "full (Liger fused linear cross entropy)"},
    )
    found = [read_habits(row | {"method": "full"} | said, "full", "fsdp", 8).fused_optimizer for said in told]
    assert found == [True, True, True, False]


def test_biases_by_distance_keep_the_scores_they_are_added_to() -> None:
    """Baichuan 13B's code for Transformers adds them; its 7B rotates, and MPT's own trainer fuses them."""
    rows = (("Baichuan2-13B-Chat", "x"), ("Baichuan2-7B-Chat", "x"), ("MPT-7B", "mosaicml/llm-foundry"))
    told = [{"model": name, "source": source, "method": "full"} for name, source in rows]
    found = [keeps_scores(row, "full", in_fp32=False) for row in told]
    assert found == [True, False, False]


def test_attention_of_2023_keeps_its_scores() -> None:
    """Transformers had no other before version 4.36; whoever brought its own kernel did not."""
    row = {"source": "somebody/notes", "method": "lora", "source_rev": "05cceea3d0 2023-08"}
    assert before_flash(row)
    later = [{"source_rev": "2024-03"}, {"source_rev": "2023adf0"}, {"source": "x/litgpt"}]
    assert not any(before_flash(row | said) for said in (*later, {"method": "full, flash attention"}))


def test_a_mixtures_adapters_are_its_attentions_where_nothing_is_said() -> None:
    """A row's own words count; without any the usual adapters of its model do."""
    row = {"method": "lora", "precision": "bf16", "lora_detail": ""}
    usual = Lora(targets=frozenset({"query"}))
    assert read_method(row, usual)[1] == usual
    assert read_method(row | {"lora_detail": "r=8"}, usual)[1] == Lora(8, frozenset({"query"}))
    assert read_method(row | {"lora_detail": "r=8, all linear layers"}, usual)[1] == Lora(8)


def test_packed_scales_are_read_of_the_framework() -> None:
    """Recipes of axolotl, Unsloth, LLaMA-Factory and torchtune pack the scales of nf4 as well."""
    sources = ("axolotl-ai-cloud/axolotl", "somebody/trainer")
    found = [read_base_format("bnb nf4 base, bf16", source) for source in sources]
    assert [form.id if form else None for form in found] == ["nf4-dq", "nf4"]
    assert read_base_format("bf16", "pytorch/torchtune") is None


def test_gradients_may_be_applied_as_they_come() -> None:
    """In torchtune's recipe for one card and where a row says so; states that must be paged are skipped."""
    row = {"method": "full", "optimizer": "PagedAdamW8bit", "source": "pytorch/torchtune"}
    assert steps_in_backward(row, "full", 1)
    assert not steps_in_backward(row, "full", 8)
    assert steps_in_backward({"method": "full", "optimizer": "LOMO", "source": ""}, "full", 8)
    paged = inputs(read_rows(FOLDERS[-1] / "training_mem.csv")[:1])[0] | row
    fits = predict_memory_training.predict(paged | {"model": "Llama-3-8B", "gpu": "A6000"})
    assert 30 < fits["expected_gib"] < 45
    assert (
        "paged" in predict_memory_training.predict(paged | {"model": "Llama-3-8B", "gpu": "4090"})["skipped"]
    )


def test_an_end_that_cannot_be_told_leaves_the_range_to_what_can() -> None:
    """1B with a paged optimizer fits an L4 at usual lengths; what it would page at most is not told."""
    row = dict.fromkeys(read_rows(FOLDERS[-1] / "training_mem.csv")[0], "") | {
        "model": "Llama-3.2-1B",
        "method": "full",
        "gpu": "L4",
        "optimizer": "paged_adamw_8bit",
        "source": "somebody/trainer",
    }
    found = predict_memory_training.predict(row)
    assert found["fits"]
    assert found["low_gib"] <= found["expected_gib"] <= found["high_gib"] < 23
