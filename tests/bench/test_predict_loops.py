"""What programs in Python that call an engine add to each of its tokens."""

import pytest

from tests.bench.measured_models import FOLDERS
from tests.bench.predict_speed_inference import predict
from tests.bench.score_measured import inputs, read_rows


@pytest.mark.parametrize(
    ("bare", "called"),
    [
        ("ExLlamaV2 (2023)", "ExLlamaV2 in text-generation-webui (December 2023)"),
        ("llama.cpp b1500", "llama.cpp b1500 (llama-cpp-python 0.2.11)"),
    ],
)
def test_a_loop_in_python_takes_its_time_of_each_token(bare: str, called: str) -> None:
    """The same engine takes two milliseconds more for a token where Python samples and streams it."""
    slower_s = 1 / _pace(called) - 1 / _pace(bare)
    assert slower_s == pytest.approx(0.002)


def test_a_library_in_python_has_its_loop_in_its_steps() -> None:
    """Transformers are no slower behind a page than in a script; compiled, their loop is what is left."""
    assert _pace("HF Transformers in text-generation-webui (2023)") == _pace("HF Transformers (2023)")
    assert _pace("HF Transformers, torch.compile, static cache") < _pace("gpt-fast")


def _pace(engine: str) -> float:
    row = next(
        row for row in inputs(read_rows(FOLDERS[-1] / "inference_speed.csv")) if row["phase"] == "decode"
    )
    told = {"engine": engine, "quant": "fp16", "gpu": "RTX 4090 24GB", "gpu_count": "1", "batch": "1"}
    return float(predict(row | told)["expected"])
