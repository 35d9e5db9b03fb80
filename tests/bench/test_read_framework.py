"""A row's framework is known by its own words where its source does not name it."""

import pytest

from tests.bench.read_framework import with_framework

_ROW = dict.fromkeys(("model", "method", "precision", "optimizer", "sharding", "mem_metric"), "") | {
    "source": "somebody/tables"
}


def test_a_framework_is_known_wherever_a_row_names_it() -> None:
    """A table of many stacks names them beside its shardings: then their documented defaults hold."""
    row = _ROW | {"sharding": "Megatron tp2 pp1 dp4", "mem_metric": "nvidia-smi"}
    assert with_framework(row)["source"] == "somebody/tables megatron"
    lit = with_framework(_ROW | {"mem_metric": "printed by Lit-GPT"})
    assert lit["source"] == "somebody/tables lit-gpt"


@pytest.mark.parametrize(
    ("said", "framework"),
    [
        ({"precision": "bnb.nf4 base, bf16"}, "litgpt"),
        ({"precision": "bf16-true"}, "litgpt"),
        ({"method": "adapter_v2"}, "litgpt"),
        ({"precision": "amp_bf16"}, "llm-foundry"),
        ({"sharding": "FSDP FULL_SHARD, mp_mode PURE"}, "llm-foundry"),
        ({"sharding": "FSDP=0 TP4 PP8 CP1 VP5"}, "nemo"),
    ],
)
def test_spellings_tell_a_framework_that_a_source_does_not_name(said: dict[str, str], framework: str) -> None:
    """Precisions of Lightning and Composer, NVIDIA's lists of layouts: nobody else writes them so."""
    assert with_framework(_ROW | said)["source"] == f"somebody/tables {framework}"


@pytest.mark.parametrize(
    "said",
    [
        {"sharding": "DDP", "precision": "bf16"},
        {"sharding": "ZeRO-1 TP2 EP8 PP32 VP3"},
        {"sharding": "FSDP2 16, TP8 CP2"},
        {"source": "somebody/thunder tables", "precision": "bf16-true"},
        {"model": "BLOOM-176B", "sharding": "TP4 PP12 DP8"},
    ],
)
def test_what_several_frameworks_say_tells_none(said: dict[str, str]) -> None:
    """Words that many use name nobody: the row stays as it is."""
    assert with_framework(_ROW | said) == _ROW | said


@pytest.mark.parametrize(
    ("source", "model", "left"),
    [
        (
            "Nemotron-3-Ultra 550B LoRA memory profiling",
            "Nemotron-3-Ultra-550B",
            " 550B LoRA memory profiling",
        ),
        ("notes (OLMo-3-32B LoRA on rented cards)", "OLMo-3-32B", "notes ( LoRA on rented cards)"),
        ("somebody/OLMo-core", "OLMo-2-7B", "somebody/OLMo-core"),
        ("somebody/LLaMA-Factory (issues)", "LLaMA-2-7B", "somebody/LLaMA-Factory (issues)"),
    ],
)
def test_a_page_named_after_a_model_is_of_no_framework(source: str, model: str, left: str) -> None:
    """NeMo did not run what is called Nemotron, nor OLMo's code what is called OLMo: repositories count."""
    assert with_framework(_ROW | {"source": source, "model": model})["source"] == left


def test_who_works_in_a_framework_need_not_name_it() -> None:
    """BigScience trained in Megatron-DeepSpeed, whatever model a row of theirs is of."""
    row = _ROW | {"source": "bigscience-workshop/bigscience", "model": "an own 20B"}
    assert with_framework(row)["source"].endswith(" megatron-deepspeed")
