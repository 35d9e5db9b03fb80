"""Any row a source could print is predicted, or skipped in words; words are read as sources spell them."""

from math import inf
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalog.formats import WEIGHT_FORMATS
from tests.bench import predict_speed_inference
from tests.bench.measured_models import FOLDERS, architecture, number
from tests.bench.other_cards import find_card, said_memory_gib
from tests.bench.other_models import _others, other_architecture
from tests.bench.predict import PREDICTORS, _predictor
from tests.bench.predict_engines import memory_engine, speed_engine
from tests.bench.predict_formats import read_format, read_kv_format
from tests.bench.score_measured import inputs, read_rows

WORDS = {
    "gpu": ("L4", "T4", "V100", "RTX 5090", "MI300X", "A100 + H100", "2x A100", "K80", "mystery 24GB", "?"),
    "model": ("foo-7b", "foo", "Mixtral-8x22B", "7B", "0B", "mamba-2.8b", "ViT-B/16", "Qwen3-30B-A3B"),
    "params_b": ("7", "70B", "abc", "-1", "0", "1e6"),
    "gpu_count": ("0", "1", "1024", "8 (2 nodes)"),
    "quant": ("FP8", "Q4_K_M", "4-bit", "magic", "w4a8kv4", "EXL3 3bpw", "IQ1_S", "-"),
    "precision": ("bf16", "fp8", "nf4 base", "8bit", "amp", "mxfp8", "fp32"),
    "engine": ("vLLM 0.9", "SGLang", "TGI", "Ollama", "MLC", "HF Transformers", "unknown"),
    "context": ("0", "8k", "131,072", "x"),
    "input_len": ("0", "1", "1024-2048"),
    "output_len": ("0", "1", "2048"),
    "batch": ("0", "0.5", "1024", "4 per GPU"),
    "seq_len": ("0", "8k", "packed 2048"),
    "micro_batch": ("0", "2 per GPU", "16"),
    "global_batch": ("0", "8", "1024"),
    "grad_ckpt": ("full", "selective", "unsloth", "no"),
    "method": ("full", "DoRA", "qlora", "dpo", "IA3", "full (SFT)", "continued pretraining"),
    "optimizer": ("paged_adamw_8bit", "Lion", "Muon", "Adafactor"),
    "sharding": ("zero3 offload", "FSDP2", "TP8 PP4", "DeepSpeed ZeRO Stage 2", "tp=2, pp=2"),
    "phase": ("decode", "prefill", "total", "ttft"),
    "scope": ("per_gpu", "per_request"),
    "lora_detail": ("r=0", "rank 64, all linear", "q_proj,v_proj"),
    "mem_metric": ("nvidia-smi", "weights only", "reserved", "sum over GPUs"),
    "tokens_b": ("0", "15T", "1.5"),
    "kind": ("embedding", "vision", "tts", "video", "asr", "diffusion"),
    "task": ("512x512", "transcribe 10 min", "classify"),
    "speed_unit": ("images/s", "s per image", "x realtime", "RTF", "it/s", "ms"),
}


def checked(said: dict[str, Any]) -> None:
    """A prediction is a reason to skip, or figures in order that are numbers above zero."""
    if "skipped" in said:
        assert said["skipped"]
        return
    for suffix in ("", "_gib"):
        if f"expected{suffix}" in said:
            assert 0 < said[f"low{suffix}"] <= said[f"expected{suffix}"] <= said[f"high{suffix}"] < inf
    assert {"expected", "expected_gib"} & set(said)


@pytest.mark.parametrize("kind", PREDICTORS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_row_is_predicted_or_skipped_in_words(kind: str, data: st.DataObject) -> None:
    """Fields that are blank, spelled oddly or nonsense never break a predictor."""
    rows = inputs(read_rows(FOLDERS[-1] / f"{kind}.csv"))
    row = dict(data.draw(st.sampled_from(rows)))
    for column in data.draw(st.sets(st.sampled_from(sorted(row)), max_size=8)):
        row[column] = data.draw(
            st.one_of(st.sampled_from(("", *WORDS.get(column, ("x",)))), st.text(max_size=12))
        )
    checked(_predictor(kind)(row))


@pytest.mark.parametrize(
    ("said", "bits", "cache"),
    [
        ("Q4_K - Medium", 4.8, "bf16"),
        ("UD-Q4_K_XL", 4.8, "bf16"),
        ("IQ1_S", 1.56, "bf16"),
        ("int8 weight-only (Marlin)", 8, "bf16"),
        ("Marlin", 4.16, "bf16"),
        ("Q6_K_L", 6.5625, "bf16"),
        ("Q7_9", 7.5, "bf16"),
        ("GGUF Q4_K_M, q8_0 kv", 4.8, "q8_0"),
        ("NVFP4", 4.5, "bf16"),
        ("bf16, kv fp8", 16, "fp8"),
        ("W4A8KV4", 4.16, "q4_0"),
        ("fp16 kv8", 16, "int8"),
        ("bnb-4bit", 4.5, "bf16"),
        ("LLM.int8()", 8, "bf16"),
        ("AQLM 2-bit", 2.25, "bf16"),
        ("q4f16_1", 4.16, "bf16"),
        ("16-bit", 16, "bf16"),
        ("32 bits", 32, "fp32"),
        ("fp6", 6.25, "bf16"),
        ("w4a16", 4.16, "bf16"),
        ("gptq-int4", 4.15625, "bf16"),
        ("fp8_e4m3", 8, "bf16"),
        ("W8A8 SmoothQuant", 8, "bf16"),
        ("HQQ", 4.16, "bf16"),
        ("BitNet b1.58", 2.1, "bf16"),
        ("Q4KM", 4.8, "bf16"),
        ("IQ4-XS", 4.25, "bf16"),
        ("four-bit", 4.16, "bf16"),
        ("EXL2 4_25", 4.25, "bf16"),
        ("EXL2 4.65 bpw", 4.65, "bf16"),
        ("not quantised", 16, "bf16"),
        ("full precision", 16, "bf16"),
        ("QAT", 4.16, "bf16"),
        ("", 16, "bf16"),
    ],
)
def test_spellings_of_formats(said: str, bits: float, cache: str) -> None:
    """Bits per weight and the cache's format are read from one field."""
    found = read_format(said)
    assert found is not None
    assert found.linear_bytes * 8 == pytest.approx(bits)
    assert read_kv_format(said, "", found).id == cache


def test_rare_types_of_llama_cpp_keep_their_head_in_six_bits() -> None:
    """As its mixes do: embeddings in the few bits of the layers, the output head in Q6_K."""
    found = read_format("IQ1_M")
    assert found is not None
    assert (found.engine, found.bits) == ("llama.cpp", 2)
    assert (found.embedding_bytes, found.head_bytes) == (1.75 / 8, WEIGHT_FORMATS["q6_k"].linear_bytes)


def test_bare_bits_are_what_the_engine_makes_of_them() -> None:
    """Four bits are nf4 in PyTorch, Q4_K_M in llama.cpp, a GPTQ layout elsewhere."""
    engines = ("HF Transformers", "Ollama", "vLLM")
    found = [read_format("4-bit", engine) for engine in engines]
    assert [each and each.id for each in found] == ["nf4", "q4_k_m", "gptq"]
    assert read_format("magic") is None
    assert read_format("0-bit") is None


def test_tags_without_bits_hold_what_was_the_default_when_they_came_out() -> None:
    """Ollama's models until the autumn of 2024 are in Q4_0, later ones in Q4_K_M."""
    models = ("Mistral-7B", "gemma-2-9b", "Llama-3-8B", "Llama-3.1-8B", "Qwen2.5-7B", "gemma-3-4b")
    found = [read_format("4-bit (default tag)", "Ollama", model) for model in models]
    assert [each and each.id for each in found] == [*3 * ["q4_0"], *3 * ["q4_k_m"]]


def test_fp8_engines_of_tensorrt_llm_keep_their_cache_in_fp8() -> None:
    """Others keep 16 bits beside FP8 weights."""
    assert [read_kv_format("FP8", engine).id for engine in ("TensorRT-LLM 0.9", "vLLM")] == ["fp8", "bf16"]
    assert [read_kv_format("W8A8", engine).id for engine in ("TensorRT-LLM 0.9", "vLLM")] == ["int8", "bf16"]


@pytest.mark.parametrize(
    ("said", "speed", "memory"),
    [
        ("SGLang 0.4", "sglang", "vllm"),
        ("Text Generation Inference", "another engine", "vllm"),
        ("ollama", "ollama", "llama.cpp-2024"),
        ("FasterTransformer", "tensorrt-llm", "fastertransformer"),
        ("ExLlamaV3", "exllamav2", "exllamav2"),
        ("HF Transformers", "pytorch", "transformers-4.45"),
        ("unsloth", "pytorch", "pytorch"),
        ("HF Transformers nf4", "bitsandbytes-2023", "transformers-4.45"),
        ("vLLM (v0.4.2)", "vllm-0.4", "vllm"),
        ("vLLM", "vllm", "vllm"),
    ],
)
def test_other_engines_lead_to_the_nearest_constants(said: str, speed: str, memory: str) -> None:
    """An engine that was never measured counts as the kind of engine it is."""
    bf16 = read_format("bf16")
    assert bf16 is not None
    assert (speed_engine(said), memory_engine(said, bf16)) == (speed, memory)


@pytest.mark.parametrize(
    ("said", "bandwidth"),
    [
        ("NVIDIA RTX 6000 Ada Generation", 960),
        ("RTX 4070 Ti SUPER 16GB", 672),
        ("RTX 3060 Ti", 448),
        ("Tesla V100-SXM2-32GB", 900),
        ("AMD Instinct MI300X", 5300),
        ("A40", 696),
        ("L40", 864),
        ("H20", 4000),
        ("Quadro RTX 6000", 672),
        ("RX 7900 XTX", 960),
        ("RTX_4090", 1008),
        ("nvidia-geforce-rtx-4090", 1008),
        ("A100-SXM4-80GB", 2039),
        ("H100-80GB-HBM3", 3350),
        ("GTX 1080", 320),
        ("RTX 3080 Ti", 912),
        ("RTX 3080 Laptop GPU", 448),
        ("RTX 4070 Laptop 8GB", 256),
        ("RTX 4090D", 1008),
        ("A10G (g5.xlarge)", 600),
        ("Tesla V100S", 1134),
        ("RX 9070 XT 16GB", 640),
        ("H20-3e 141GB", 4800),
        ("Radeon AI PRO R9700", 640),
    ],
)
def test_cards_are_found_by_their_printed_names(said: str, bandwidth: float) -> None:
    """Cards outside of the catalogue have their data sheet's bandwidth."""
    found = find_card(said)
    assert found is not None
    assert found.bandwidth_gbs == bandwidth


@pytest.mark.parametrize(
    ("said", "memory", "visible"),
    [
        ("RTX 3080 12GB", 12, 11.64),
        ("RTX 4090 48GB", 48, 46.56),
        ("RTX 3080 10GB", 10, 9.7),
        ("GH200 480GB", 96, 93.12),
    ],
)
def test_a_card_has_the_memory_its_name_states(said: str, memory: float, visible: float) -> None:
    """Cards are sold with other memories, or given more; the rest of the sheet stays."""
    found = find_card(said)
    assert found is not None
    assert found.memory_gb == pytest.approx(memory)
    assert found.visible_gib == pytest.approx(visible)


def test_an_unknown_card_may_say_its_memory() -> None:
    """The name's gigabytes, less what a driver keeps; nothing where it has none."""
    assert said_memory_gib("Mystery 24GB") == pytest.approx(23.28)
    assert said_memory_gib("Mystery") is None


@pytest.mark.parametrize(
    ("said", "params_b", "active_b", "kv_heads"),
    [
        ("lmsys/vicuna-13b-v1.5", 13.02, 13.02, 40),
        ("CodeLlama-7B", 6.74, 6.74, 32),
        ("dolphin-2.5-mixtral-8x7b", 46.7, 12.88, 8),
        ("StarCoderBase-15.5B", 15.5, 15.5, 1),
        ("OPT-175B", 175, 175, 96),
        ("flan-t5-xl", 2.85, 2.85, 32),
        ("flan-t5-xxl", 11.1, 11.1, 64),
        ("Qwen3.9-27B", 26.9, 26.9, 4),
        ("Qwen3.9-333B", 333, 333, 8),
        ("nobody-30B-A3B", 30, 3, 4),
        ("nobody-350M", 0.35, 0.35, 2),
        ("nobody-4x7b", 23.8, 13.685, 4),
    ],
)
def test_models_are_known_by_name_or_by_the_size_in_it(
    said: str, params_b: float, active_b: float, kv_heads: int
) -> None:
    """A published geometry where the name has one, else a typical one of the size, mixtures included."""
    found = architecture(said, "")
    assert found is not None
    assert [found.params_b, found.active_params_b] == pytest.approx([params_b, active_b])
    assert found.kv_heads == kv_heads


def test_the_geometry_of_other_models_adds_up_to_their_parameters() -> None:
    """Layers, embeddings and heads re-compute the published count within 7 %, other attention apart."""
    for _, known in _others():
        if re_computed := _parameters(known):
            assert re_computed == pytest.approx(known.params, rel=0.07), known.name
    assert other_architecture("nobody") is None
    shapes = [known._replace(name="") for _, known in _others()]
    assert [shape for shape in shapes if shapes.count(shape) > 1] == []


def _parameters(known: Any) -> float:
    attention = known.hidden * 2 * (known.attention_dim + known.kv_dim)
    width = known.intermediate
    if known.is_moe:
        width = known.moe_intermediate * (known.experts + known.shared_experts)
    mlp = (3 if known.gated_mlp else 2) * known.hidden * width
    has_other_attention = any(word in known.name for word in ("t5", "mt[", "3\\.2", "jetmoe"))
    whole = known.layers * (attention + mlp) + known.embedding_params + known.lm_head_params
    return 0.0 if has_other_attention else float(whole)


def test_figures_are_read_from_fields_with_words() -> None:
    """Thousands, "k" and trailing words are understood."""
    assert [number(said, 1) for said in ("131,072", "8k", "packed 2048", "x")] == [131_072, 8192, 2048, 1]


def test_a_speed_may_be_counted_per_request_or_per_card() -> None:
    """Sixteen requests on two cards: a sixteenth or half of the whole."""
    row = inputs(read_rows(FOLDERS[-1] / "inference_speed.csv")[:1])[0]
    row |= {"batch": "16", "gpu_count": "2", "gpu": "L40S", "engine": "vLLM", "phase": "decode"}
    whole, each, card = (
        predict_speed_inference.predict(row | {"scope": scope})["expected"]
        for scope in ("total", "per_request", "per_gpu")
    )
    assert [whole / each, whole / card] == pytest.approx([16, 2])
