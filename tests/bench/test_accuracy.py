"""The estimates of memory held to their bars on published measurements, and the scorer to its rules."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.sizing.lora import Lora
from tests.bench.measured_models import FOLDERS, architecture, number
from tests.bench.predict import predict_rows, predicted
from tests.bench.predict_engines import memory_engine
from tests.bench.predict_formats import read_format
from tests.bench.read_adapters import read_lora
from tests.bench.read_training import (
    read_checkpointing,
    read_method,
    read_optimizer,
    read_precision,
    read_sharding,
)
from tests.bench.score_measured import card_class, inputs, judge, read_rows, score, sub_kind

MEASURED = FOLDERS[-1]


def summaries(kind: str) -> dict[str, dict[str, float]]:
    """Predict and score one measured file; return its whole-file summary per measure."""
    path = MEASURED / f"{kind}.csv"
    predictions = {said["row"]: said for said in predict_rows(path)}
    results = score(kind, read_rows(path), predictions)
    return {row["measure"]: row for row in results if row["sub_kind"] == "ALL"}


@pytest.mark.parametrize(
    ("kind", "error", "within_25"), [("inference_fit", 0.04, 0.97), ("training_mem", 0.10, 0.85)]
)
def test_memory_meets_its_bars(kind: str, error: float, within_25: float) -> None:
    """Median error, share within 25 %, coverage, range and false verdicts are within what is promised."""
    found = summaries(kind)
    memory, fit = found["memory"], found["fit"]
    assert memory["median_error"] <= error
    assert memory["within_25"] >= within_25
    assert memory["coverage"] >= 0.95
    assert memory["in_range"] >= 0.88
    assert memory["width"] <= 1.7
    assert fit["false_fit"] <= 0.02
    assert fit["false_oom"] <= 0.04


@pytest.mark.parametrize(
    ("kind", "error", "within_25"), [("training_mem", 0.10, 0.85), ("training_speed", 0.12, 0.78)]
)
def test_training_meets_its_bars_without_its_sources(kind: str, error: float, within_25: float) -> None:
    """Whose figures they are is not needed: what a row says of its settings tells its framework."""
    rows = read_rows(MEASURED / f"{kind}.csv")
    nameless = [row | {"source": "somebody's notes"} for row in rows]
    told = score(kind, rows, dict(enumerate(predicted(kind, nameless))))
    memory = next(line for line in told if line["sub_kind"] == "ALL")
    assert memory["median_error"] <= error
    assert memory["within_25"] >= within_25
    assert memory["in_range"] >= 0.88


def test_a_predictor_sees_no_answer() -> None:
    """Columns that hold or quote a measured figure are taken away."""
    row = {"model": "m", "measured_mem_gib": "10", "outcome": "fits", "note": "10 GB", "quant": "awq"}
    assert inputs([row]) == [{"model": "m", "quant": "awq"}]


def test_predictions_do_not_depend_on_answers(tmp_path: Path) -> None:
    """The same rows with other answers are predicted the same."""
    path = tmp_path / "inference_fit.csv"
    source = MEASURED / "inference_fit.csv"
    rows = source.read_text(encoding="utf-8").splitlines()[:40]
    path.write_text("\n".join(row.replace("fits", "oom") for row in rows), encoding="utf-8")
    other = list(predict_rows(path))
    assert other == list(predict_rows(source))[: len(other)]


def test_errors_are_weighed_by_group_and_slack_is_given() -> None:
    """Two rows of one group weigh as one, and an unknown "GB" may be 6.9 % less."""
    base = {
        "source": "s",
        "gpu_count": "1",
        "quant": "bf16",
        "note": "",
        "mem_unit": "GiB",
        "mem_sum_gib": "",
    }
    rows = [
        base | {"model": "a", "gpu": "A100 SXM 80GB", "measured_mem_gib": "10", "outcome": "fits"},
        base | {"model": "a", "gpu": "A100 PCIe 80GB", "measured_mem_gib": "10", "outcome": "fits"},
        base
        | {
            "model": "b",
            "gpu": "A100",
            "measured_mem_gib": "20",
            "outcome": "fits",
            "mem_unit": "GB_unknown",
        },
        base | {"model": "c", "gpu": "RTX 4090", "measured_mem_gib": "", "outcome": "oom"},
        base | {"model": "d", "gpu": "L4", "measured_mem_gib": "9", "outcome": "fits", "note": "SUSPECT"},
        base
        | {"model": "e", "gpu": "L4", "measured_mem_gib": "9", "outcome": "fits", "note": "PREALLOCATES"},
    ]
    figures = [
        (10, 11, 12, True),
        (12, 13, 15, True),
        (18, 19, 20, True),
        (19, 20, 21, True),
        (1, 1, 1, False),
    ]
    predictions = {
        index: {"low_gib": low, "expected_gib": middle, "high_gib": high, "fits": fits}
        for index, (low, middle, high, fits) in enumerate(figures)
    }
    memory, fit = (row for row in score("inference_fit", rows, predictions) if row["sub_kind"] == "ALL")
    assert (memory["rows"], memory["groups"], memory["coverage"]) == (3, 2, 1.0)
    assert memory["median_error"] == pytest.approx(0.1)
    assert (memory["within_25"], memory["in_range"]) == (0.75, 0.75)
    assert (fit["rows"], fit["false_fit"], fit["false_oom"]) == (5, 1.0, 0.0)


def test_an_error_is_taken_to_the_nearest_truth() -> None:
    """Between the ends of what may be true there is no error."""
    assert judge((18.6, 20.0), None, 19.0, None)["error"] == 0
    assert judge((18.6, 20.0), None, 22.0, None)["error"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("name", "known"),
    [("A100 SXM 80GB", "A100 80GB"), ("NVIDIA H100 PCIe", "H100"), ("", "?"), ("4x L4", "L4")],
)
def test_form_factors_make_no_new_group(name: str, known: str) -> None:
    """One card in two forms is one card."""
    assert card_class(name) == known


@pytest.mark.parametrize(
    ("kind", "row", "named"),
    [
        ("inference_fit", {"quant": "FP8 weights+FP8 KV"}, "8-bit"),
        ("inference_fit", {"quant": "bf16 + int8 KV cache"}, "16-bit"),
        ("inference_fit", {"quant": "32-true"}, "32-bit"),
        ("inference_fit", {"quant": "GPTQ-Int4"}, "4-bit or less"),
        ("training_mem", {"method": "full (SFT)"}, "full"),
        ("training_mem", {"method": "full (pretrain)"}, "full pre-training"),
        ("training_mem", {"method": "lora (+embedding)"}, "lora"),
        ("training_mem", {"method": "ia3"}, "other PEFT"),
        ("inference_speed", {"phase": "decode", "batch": "1"}, "decode batch 1"),
        ("inference_speed", {"phase": "decode", "batch": "8"}, "decode batched"),
        ("inference_speed", {"phase": "prefill", "batch": "8"}, "prefill"),
        ("inference_speed", {"phase": "total", "batch": "8"}, "total (prompt+output)"),
        ("nonllm", {"kind": "asr"}, "asr"),
        ("training_hours", {}, "all"),
    ],
)
def test_rows_are_reported_by_kind(kind: str, row: dict[str, str], named: str) -> None:
    """Precisions, methods and phases are scored apart."""
    assert sub_kind(kind, row) == named


@pytest.mark.parametrize(
    ("said", "bytes_each"),
    [
        ("q4_0", 4.5 / 8),
        ("Q4_K_M", 4.80 / 8),
        ("bnb.nf4-dq", 0.516),
        ("nf4-double_quant (4.127 bpw)", 0.516),
        ("fp4 (4.5 bpw)", 4.5 / 8),
        ("EXL2 2.5 bpw", 2.5 / 8),
        ("GPTQ 4bit", 4 / 8),
        ("GPTQ 3bit g128", (3 + 19 / 128) / 8),
        ("GPTQ 4bit g32 act-order", (4 + 20 / 32) / 8),
        ("GPTQ-Int8", 1.0),
        ("AWQ 4-bit (GEMM kernel)", 0.52),
        ("int4 g32 weight-only", 0.58),
        ("FP8 weights+FP8 KV", 1.0),
        ("bf16 + int8 KV cache", 2.0),
        ("32-true", 4.0),
        ("HQQ 3-bit", 3.25 / 8),
    ],
)
def test_formats_of_rows_are_read(said: str, bytes_each: float) -> None:
    """Every spelling that occurs, and others like it, leads to the bytes of a weight."""
    found = read_format(said)
    assert found is not None
    assert found.linear_bytes == pytest.approx(bytes_each)


def test_an_unknown_format_is_not_guessed() -> None:
    """Words without bits name no format."""
    assert read_format("magic") is None


@pytest.mark.parametrize(
    ("said", "engine"),
    [
        ("llama.cpp main build = 1691", "llama.cpp-2024"),
        ("llama.cpp b6900", "llama.cpp"),
        ("ExLlama v1", "exllama"),
        ("AutoAWQ 0.2.7", "autoawq-0.2.6"),
        ("TensorRT-LLM v0.9.0", "tensorrt-llm"),
        ("vLLM 0.6", "vllm"),
        ("AutoAWQ 0.1.6", "autoawq"),
        ("HF Transformers 4.38.2", "transformers-4.45"),
        ("HF Transformers 4.46.1", "transformers"),
        ("transformers 5.1", "transformers"),
        ("HF Transformers 4.31", "transformers-4.35"),
        ("HF Transformers, PyTorch 2.0.1", "transformers-4.35"),
        ("gpt-fast", "gpt-fast"),
    ],
)
def test_engines_of_rows_are_read(said: str, engine: str) -> None:
    """An engine's name and release lead to its documented habits."""
    bf16 = read_format("bf16")
    assert bf16 is not None
    assert memory_engine(said, bf16) == engine


def test_a_gguf_format_runs_in_llama_cpp() -> None:
    """Where no engine is named, the format tells it."""
    gguf = read_format("q4_0")
    assert gguf is not None
    assert memory_engine("", gguf) == "llama.cpp-2024"


def test_words_of_training_rows_are_read() -> None:
    """Methods, targets, optimizers, precisions and shardings come from what a row says."""
    row = {
        "method": "lora (+embedding and lm_head trained)",
        "precision": "bf16",
        "lora_detail": "r=8, q and v only",
    }
    method, lora = read_method(row)
    assert (method, lora) == ("lora", Lora(8, frozenset({"query", "value"}), embeddings=True))
    assert read_method({"method": "adapter", "precision": "bnb.nf4 base", "lora_detail": ""})[0] == "qlora"
    assert read_lora({"method": "lora", "lora_detail": "r=32 on query+value"}).targets == {"query", "value"}
    assert [read_optimizer(said) for said in ("AdamW8bit", "Adafactor", "Muon", "")] == [
        "adamw_8bit",
        "adafactor",
        "sgd",
        "adamw",
    ]
    assert read_precision("bf16-mixed (fp32 weights)", "lora", "none", "") == "amp"
    assert read_precision("bf16", "full", "fsdp", "") == "amp"
    assert [
        read_sharding(said, 4, "full") for said in ("DeepSpeed ZeRO-3", "FSDP full shard", "", "zero1=-1")
    ] == [
        "zero3",
        "fsdp",
        "ddp",
        "zero1",
    ]
    assert read_checkpointing("", "Lightning-AI/litgpt") is False
    assert read_checkpointing("", "pytorch/torchtune") is True


def test_fields_with_words_are_read_as_numbers() -> None:
    """The first number of a field counts, and a field without one takes its default."""
    assert (number("4 per GPU", 1), number("", 7), number("max", 2)) == (4, 7, 2)


def test_a_model_without_geometry_is_typical_of_its_size() -> None:
    """An unknown name with parameters becomes a bare size; without them there is nothing to size."""
    found = architecture("an-unheard-of-model", "2.85")
    assert found is not None
    assert (found.params_b, found.spread) == (2.85, 1.25)
    assert architecture("nothing known", "") is None
    assert architecture("Own-27B (Qwen3.6-27B)", "26.9") == architecture("Qwen3.6-27B", "")


def test_the_predictor_prints_one_line_per_row() -> None:
    """The command writes the scorer's protocol, and refuses a file it has no predictor for."""
    command = [sys.executable, "-m", "tests.bench.predict"]
    done = subprocess.run(
        [*command, str(MEASURED / "training_mem.csv")], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["row"] for line in lines] == list(range(340))
    refused = subprocess.run([*command, "weather.csv"], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (2, "")
