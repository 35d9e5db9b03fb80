"""Whatever file is given: every row is predicted or skipped in words, and no row is lost."""

import csv
import json
import sys
from pathlib import Path

import pytest

from tests.bench.measured_models import measured_models
from tests.bench.predict import PREDICTORS, kind_of, main, predict_rows
from tests.bench.score_measured import inputs, read_rows

MEASURED = Path(__file__).parents[1] / "data" / "measured"


def written(folder: Path, name: str, content: bytes) -> Path:
    """Write a file as it is and return where."""
    path = folder / name
    path.write_bytes(content)
    return path


def test_files_with_other_names_and_fewer_columns_are_read(tmp_path: Path) -> None:
    """A file's kind is how its name begins; a column or a field that is not there counts as blank."""
    path = tmp_path / "inference_speed_2.csv"
    path.write_text("model,gpu,phase\nLlama-3-8B,L4,decode\nLlama-3-8B,L4\n", encoding="utf-8")
    assert ["expected" in said for said in predict_rows(path)] == [True, True]


def test_a_negative_number_counts_as_blank(tmp_path: Path) -> None:
    """-1 is how many tables say "not known"."""
    path = tmp_path / "inference_speed.csv"
    path.write_text("model,gpu,phase,batch\nMixtral-8x7B,H100,decode,-1\nMixtral-8x7B,H100,decode,\n")
    unknown, blank = predict_rows(path)
    assert unknown["expected"] == blank["expected"] > 0


def test_a_file_is_known_by_its_columns_where_its_name_says_nothing(tmp_path: Path) -> None:
    """Rows without their answers may be kept under any name, as the scorer prints them."""
    for kind in PREDICTORS:
        columns = list(inputs(read_rows(MEASURED / f"{kind}.csv"))[0])
        assert kind_of(tmp_path / "inputs.csv", columns) == kind
    path = written(tmp_path, "inputs.csv", b"model,gpu,phase\nLlama-3-8B,L4,decode\n")
    assert [set(said) for said in predict_rows(path)] == [{"row", "low", "expected", "high"}]


ROW = b"Llama-3-8B,bf16,A100 80GB,1,decode,1,512,128,vLLM"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf%s\n" + ROW + b"\n",
        b"%s\r\n" + ROW + b"\r\n",
        b"%s,colour\n" + ROW + b",caf\xe9\n",
        b"%s\n" + ROW + b",more,than,named\n",
        b"colour,%s\n" + b"x" * 200_000 + b"," + ROW + b"\n",
        b"%s\n\n" + ROW.replace(b"512", b"-1") + b"\n",
    ],
)
def test_bytes_that_spreadsheets_add_change_nothing(tmp_path: Path, content: bytes) -> None:
    """A mark of the byte order, line ends, other alphabets, columns and fields nobody asked for."""
    columns = b"model,quant,gpu,gpu_count,phase,batch,input_len,output_len,engine"
    path = written(tmp_path, "inference_speed.csv", content.replace(b"%s", columns))
    (said,) = predict_rows(path)
    assert said["row"] == 0
    assert said["expected"] > 0


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("inference_speed", {"gpu_count": "1e-9"}),
        ("inference_speed", {"output_len": "1e308"}),
        ("training_speed", {"gpu_count": "1e-9"}),
        ("training_speed", {"seq_len": "1e308"}),
        ("training_hours", {"gpu_count": "1e-9"}),
    ],
)
def test_a_row_of_impossible_figures_is_skipped(tmp_path: Path, kind: str, change: dict[str, str]) -> None:
    """One such row takes neither the others with it, nor a line of the predictions."""
    rows = read_rows(MEASURED / f"{kind}.csv")[:2]
    names = list(rows[0])
    lines = [
        names,
        *([(row | more)[name] for name in names] for row, more in zip(rows, (change, {}), strict=True)),
    ]
    path = tmp_path / f"{kind}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)
    impossible, other = predict_rows(path)
    assert impossible == {"row": 0, "skipped": "its figures cannot all be true"}
    assert other["expected"] > 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nonllm.csv", None, "No such file"),
        ("weather.csv", b"day,rain\n1,2\n", "weather.csv is none of inference_fit, "),
    ],
)
def test_a_file_that_cannot_be_predicted_is_told_in_a_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    said: str,
) -> None:
    """No such file, and a file of something else."""
    if content is not None:
        written(tmp_path, name, content)
    monkeypatch.setattr(sys, "argv", ["predict", str(tmp_path / name)])
    assert main() == 2
    assert said in capsys.readouterr().err


def test_a_file_without_rows_has_no_predictions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing in, nothing out; and a row in, a line of JSON out."""
    monkeypatch.setattr(sys, "argv", ["predict", str(written(tmp_path, "nonllm.csv", b""))])
    assert (main(), capsys.readouterr().out) == (0, "")
    monkeypatch.setattr(sys, "argv", ["predict", str(written(tmp_path, "nonllm.csv", b"model\nx\n"))])
    assert main() == 0
    assert json.loads(capsys.readouterr().out)["row"] == 0


def test_a_table_of_models_with_a_broken_row_keeps_the_others(tmp_path: Path) -> None:
    """A folder's own geometries count before the catalogue's, as far as they can be read."""
    head, first, *_ = (MEASURED / "models.csv").read_text(encoding="utf-8").splitlines()
    name = first.split(",")[0]
    lines = [
        head,
        first.replace(name, "One", 1),
        "Two,7,us",
        first.replace(name, "Three", 1).replace("32", "x"),
    ]
    written(tmp_path, "models.csv", "\n".join(lines).encode())
    assert list(measured_models(tmp_path)) == ["one"]
