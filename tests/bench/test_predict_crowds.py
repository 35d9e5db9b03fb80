"""Predictions of how fast many requests at once are served, of rows that tell more or less of them."""

import pytest

from tests.bench import predict_speed_inference

CROWD = {
    "model": "Llama-3.1-8B",
    "params_b": "8.03",
    "quant": "fp16",
    "gpu": "A100 80GB",
    "gpu_count": "1",
    "batch": "32",
    "input_len": "1024",
    "output_len": "256",
    "phase": "decode",
    "scope": "total",
    "engine": "vLLM 0.8",
}


def test_what_one_of_many_sees_is_read_after_its_first_word() -> None:
    """A speed per request leaves the prompts' time out; a total has it in."""
    total = predict_speed_inference.predict(CROWD)
    each = predict_speed_inference.predict(CROWD | {"scope": "per request"})
    assert 32 * each["expected"] > 1.2 * total["expected"]


def test_a_crowd_of_unsaid_size_is_less_sure_than_one_that_is_told() -> None:
    """Without a batch, as many run as the memory holds, and the range says that this is a guess."""
    told = predict_speed_inference.predict(CROWD | {"engine": "TensorRT-LLM 0.9"})
    unsaid = predict_speed_inference.predict(CROWD | {"engine": "TensorRT-LLM 0.9", "batch": ""})
    assert unsaid["expected"] > told["expected"]
    assert unsaid["high"] / unsaid["low"] > told["high"] / told["low"]


def test_a_crowd_whose_prompts_are_not_told_reads_those_of_a_chat() -> None:
    """Under load a prompt that is not told is taken as a chat's, not as none, however long answers are."""
    unsaid = predict_speed_inference.predict(CROWD | {"input_len": ""})
    chat = predict_speed_inference.predict(CROWD | {"input_len": "256"})
    assert unsaid["expected"] == chat["expected"]


def test_a_crowd_said_to_have_no_prompts_reads_none() -> None:
    """Told as nought, a prompt takes no time; one word of each is as good as none."""
    none = predict_speed_inference.predict(CROWD | {"input_len": "0"})
    one = predict_speed_inference.predict(CROWD | {"input_len": "1"})
    assert none["expected"] == pytest.approx(one["expected"], rel=0.01)


def test_prompts_that_may_be_kept_or_are_not_told_may_take_no_time() -> None:
    """Where an engine keeps prompts it has seen, or their length is not told, the fast end reads none."""
    told, kept = (
        predict_speed_inference.predict(CROWD | {"engine": engine, "input_len": "2048"})
        for engine in ("vLLM 0.6.3", "vLLM 0.19")
    )
    unsaid = predict_speed_inference.predict(CROWD | {"engine": "vLLM 0.6.3", "input_len": ""})
    assert kept["high"] / kept["expected"] > 1.3 * told["high"] / told["expected"]
    assert unsaid["high"] / unsaid["expected"] > told["high"] / told["expected"]


def test_what_a_paging_server_has_no_memory_for_queues() -> None:
    """Asked for more requests than the memory holds, a server that pages its cache runs those it holds."""
    small = CROWD | {"gpu": "RTX 4090 24GB", "input_len": "4096"}
    held, asked, static = (
        predict_speed_inference.predict(small | {"batch": batch, "engine": engine})["expected"]
        for batch, engine in (("32", "vLLM 0.8"), ("128", "vLLM 0.8"), ("128", "TensorRT-LLM 0.9"))
    )
    assert held == asked
    assert static > 1.1 * asked
