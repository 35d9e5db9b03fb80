"""Models as rows of a file: what they fill in, and which figures cannot be."""

import pytest

from core.catalog.model_rows import read_model
from core.catalog.rows import CatalogueError, Row

GOOD = {
    "id": "acme/one-1b",
    "name": "one 1b",
    "params_b": "1",
    "layers": "16",
    "hidden": "2048",
    "heads": "16",
    "intermediate": "8192",
    "vocab": "32000",
    "source": "acme",
    "date": "2026-01-01",
}


def test_a_row_is_read_with_its_defaults() -> None:
    """KV heads, head size and cache elements follow from the geometry where a row leaves them out."""
    read = read_model(Row("models.csv", 2, GOOD))
    arch = read.architecture
    assert (arch.kv_heads, arch.head_dim, arch.kv_elements_per_token) == (16, 128, 2 * 16 * 16 * 128)
    assert (read.kind, arch.active_params_b, arch.native_precision) == ("text-generation", 1.0, "bf16")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"layers": ""}, "layers is empty; write its value"),
        ({"layers": "0"}, "layers should be at least 1, not 0"),
        ({"heads": "0"}, "heads should be at least 1, not 0"),
        ({"kv_heads": "0"}, "kv_heads should be at least 1, not 0"),
        ({"params_b": "1240000000"}, "params_b should be at most 50,000, not 1240000000; mind its unit"),
        (
            {"params_b": "10"},
            "params_b is 10, but 16 layers of width 2048 make about 1.2; correct the one that is wrong",
        ),
        ({"experts": "8"}, "experts_per_token should be from 1 to the 8 experts"),
        ({"attention": "mla"}, "attention should be one of GQA, MHA, MQA, MLA, diffusion, encoder, "),
        ({"native_precision": "bfloat16"}, "native_precision should be one of fp32, bf16, fp16, fp8, "),
        ({"kind": "text"}, "kind should be one of text-generation, speech-to-text, image-generation, "),
        ({"active_params_b": "2"}, "active_params_b is more than params_b"),
        ({"kv_heads": "5"}, "kv_heads should divide the 16 heads, which 5 does not"),
        ({"sliding_layers": "17"}, "sliding_layers is more than layers"),
        ({"attention_layers": "17"}, "attention_layers is less than sliding_layers or more than layers"),
        (
            {"sliding_layers": "8", "attention_layers": "4"},
            "attention_layers is less than sliding_layers or more than layers",
        ),
        (
            {"kv_elements_per_token": "64", "sliding_elements": "65"},
            "sliding_elements is more than kv_elements_per_token",
        ),
        ({"params_b": "0"}, "params_b should be at least 0.001, not 0"),
        ({"source": ""}, "source is empty; write its value"),
    ],
)
def test_a_wrong_row_is_refused_by_name(change: dict[str, str], problem: str) -> None:
    """A model that cannot be says which row and field it is."""
    with pytest.raises(CatalogueError) as caught:
        read_model(Row("models.csv", 2, GOOD | change))
    assert str(caught.value).startswith(f"models.csv line 2 (acme/one-1b): {problem}")


def test_a_model_of_another_kind_needs_only_its_size() -> None:
    """Speech and image models are sized by their parameters alone."""
    fields = {
        "id": "s",
        "name": "s",
        "kind": "speech-to-text",
        "params_b": "1",
        "source": "x",
        "date": "2026-01-01",
    }
    assert read_model(Row("models.csv", 2, fields)).architecture.layers == 0


@pytest.mark.parametrize(
    "change",
    [{"experts": "8", "experts_per_token": "2", "params_b": "9"}, {"state_elements": "9", "params_b": "9"}],
)
def test_only_plain_dense_models_are_counted_again(change: dict[str, str]) -> None:
    """Experts and states are made in many ways, so that their parameters are taken as they are said."""
    assert read_model(Row("models.csv", 2, GOOD | change)).architecture.params_b == 9
