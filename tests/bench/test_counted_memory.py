"""What figures of training memory count, and how far what a row leaves unsaid moves them."""

import pytest

from core.catalog.models import model
from core.quantity import Range
from core.sizing.training_memory import estimate_training_memory
from tests.bench import predict_memory_training
from tests.bench.counted_memory import counted
from tests.bench.measured_models import FOLDERS
from tests.bench.score_measured import inputs, read_rows
from tests.bench.unsaid import commonest, ends, sizes, unsaid

RUN = dict.fromkeys(read_rows(FOLDERS[-1] / "training_mem.csv")[0], "") | {
    "model": "Llama-3-8B",
    "gpu": "A100 80GB",
    "gpu_count": "1",
    "method": "lora",
    "precision": "bf16",
    "optimizer": "AdamW",
    "seq_len": "512",
    "micro_batch": "2",
    "grad_ckpt": "yes",
    "sharding": "none",
    "source": "somebody/trainer",
}


def shown(metric: str, sharding: str, source: str = "somebody/trainer", cards: int = 4) -> Range:
    """Return what a metric counts of a full fine-tune over so many cards."""
    estimate = estimate_training_memory(
        model("meta-llama/Llama-2-7b-chat-hf").architecture,
        method="full",
        sequence_tokens=512,
        gpu_count=cards,
        sharding=sharding,
    )
    return counted(estimate, {"mem_metric": metric, "source": source}, sharding, cards)


def test_the_driver_shows_blocks_that_cards_which_share_states_keep() -> None:
    """Of ZeRO-3 a sixth more is expected and two fifths possible, of ZeRO-1 less, of one card nothing."""
    for sharding, share in (("zero3", 0.17), ("zero1", 0.06), ("ddp", 0.0)):
        driver, tensors = shown("nvidia-smi", sharding), shown("max_memory_allocated", sharding)
        needed = estimate_training_memory(
            model("meta-llama/Llama-2-7b-chat-hf").architecture,
            method="full",
            sequence_tokens=512,
            gpu_count=4,
            sharding=sharding,
        ).total
        assert driver.expected == pytest.approx(needed.expected * (1 + share))
        assert driver.low == needed.low
        assert tensors.expected < needed.expected
    one, reserved = shown("nvidia-smi", "zero2", cards=1), shown("reserved", "zero2", cards=1)
    assert one.expected == pytest.approx(reserved.expected + 0.8)


@pytest.mark.parametrize("metric", ["peak reserved", "max reserved (torch.cuda.memory_stats)"])
def test_a_reserved_figure_has_kept_blocks_in_its_high_end_only(metric: str) -> None:
    """Without the context; the allocator's own figure is as far as fragments go, and may hold more."""
    reserved, driver = shown(metric, "zero3"), shown("nvidia-smi", "zero3")
    assert reserved.expected < driver.expected
    assert reserved.high > 1.4 * reserved.expected
    assert shown("memory per GPU", "zero3", "somebody/tables TorchTitan") == reserved


def test_a_peak_of_several_cards_is_their_allocators() -> None:
    """The driver shows what is used and no peak; on one card there are no kept blocks to tell apart."""
    assert shown("peak VRAM", "zero3") == shown("reserved", "zero3")
    assert shown("peak VRAM", "none", cards=1) == shown("memory in use", "none", cards=1)


def test_a_run_that_fits_shows_no_more_than_its_card_has() -> None:
    """What the driver may show of StarCoder over eight cards ends where an A100 80 GB does."""
    row = RUN | {
        "model": "StarCoder-15B",
        "params_b": "15.52",
        "method": "full",
        "precision": "bf16 mixed",
        "seq_len": "2048",
        "gpu_count": "8",
        "sharding": "FSDP",
    }
    said = predict_memory_training.predict(row)
    assert said["fits"]
    assert 1.3 * said["expected_gib"] < said["high_gib"] < 81
    assert predict_memory_training.predict(row | {"gpu": ""})["high_gib"] > 81


def test_what_is_left_unsaid_widens_a_range() -> None:
    """Length, batch, recomputation: the expected figure is of the commonest, the range of what is usual."""
    said = predict_memory_training.predict(RUN)
    for name in ("seq_len", "micro_batch", "grad_ckpt"):
        silent = predict_memory_training.predict(RUN | {name: ""})
        assert silent["high_gib"] / silent["low_gib"] > said["high_gib"] / said["low_gib"]
        assert silent["low_gib"] < silent["expected_gib"] < silent["high_gib"]
    lean = predict_memory_training.predict(RUN | {"method": "full", "optimizer": "not stated"})
    assert lean["low_gib"] < predict_memory_training.predict(RUN | {"method": "full"})["low_gib"]


def test_how_cards_share_is_what_most_runs_do_where_it_is_not_said() -> None:
    """Between ZeRO-3 and whole copies: of a full fine-tune over eight cards, not of adapters or one card."""
    several = RUN | {"method": "full", "gpu_count": "8", "sharding": ""}
    said, lean, whole = (
        predict_memory_training.predict(several | {"sharding": name}) for name in ("", "ZeRO-3", "DDP")
    )
    assert lean["low_gib"] == said["low_gib"] < said["expected_gib"] < said["high_gib"]
    usable = predict_memory_training.usable_of(several["gpu"])
    assert usable < said["high_gib"] < 1.05 * usable < whole["high_gib"]
    assert "sharding" not in unsaid(several | {"method": "lora"}) + unsaid(several | {"gpu_count": "1"})
    assert "skipped" in predict_memory_training.predict(
        several | {"sharding": "unstated (a page says one card)"}
    )


def test_what_a_framework_documents_is_not_unsaid() -> None:
    """Torchtune's recipes recompute and name their optimizer; a run of nobody's recipe tells neither."""
    silent = RUN | {"grad_ckpt": "", "optimizer": "unstated"}
    assert unsaid(silent) == ["grad_ckpt", "optimizer"]
    assert unsaid(silent | {"source": "pytorch/torchtune"}) == []
    assert ends(RUN | {"source": "x/swift"}) == ()
    assert [end["grad_ckpt"] for end in ends(silent)] == ["yes", "no"]


def test_pretraining_may_be_compiled_in_code_that_nobody_knows() -> None:
    """Its least is of a compiled step, its length of pretraining, its precision 16 bits; GPT-2's is fp32."""
    row = RUN | {"method": "full (pretrain)", "precision": "bf16 mixed", "grad_ckpt": "no"}
    told, compiled = (
        predict_memory_training.predict(row | {"method": f"full (pretrain){more}"})
        for more in ("", ", torch.compile")
    )
    assert told["low_gib"] == compiled["low_gib"] < compiled["expected_gib"] < told["expected_gib"]
    assert ends(row | {"source": "mosaicml/llm-foundry"}) == ()
    silent = row | {"seq_len": "", "precision": ""}
    assert [end["seq_len"] for end in ends(silent)] == ["1024", "8192"]
    assert commonest(silent)["precision"] == "bf16"
    assert commonest(silent | {"model": "GPT-2 124M"})["precision"] == "fp32"


def test_whose_code_runs_may_be_unsaid_too() -> None:
    """Hidden states in 16 bits at one end; at the other blocks of past shapes, where they may be counted."""
    row = RUN | {"method": "qlora", "precision": "bnb nf4, bf16", "mem_metric": "GPU memory, how not said"}
    told, leanest, roomiest, peak = (
        predict_memory_training.predict(row | said)
        for said in (
            {},
            {"source": "x/axolotl", "method": "qlora, liger"},
            {"source": "x/swift"},
            {"mem_metric": "peak allocated"},
        )
    )
    assert told["low_gib"] == leanest["low_gib"]
    assert told["high_gib"] == roomiest["high_gib"] > peak["high_gib"]


def test_attention_may_keep_its_scores_in_pretraining_code_that_nobody_knows() -> None:
    """The most it may take is of attention written out, the least of what compiles."""
    row = RUN | {"method": "full (pretrain)", "precision": "bf16 mixed", "grad_ckpt": "no", "gpu": ""}
    told, written_out = (
        predict_memory_training.predict(row | {"method": f"full (pretrain){more}"})
        for more in ("", ", keeps attention scores")
    )
    assert told["high_gib"] == written_out["high_gib"] > written_out["expected_gib"] > told["expected_gib"]


@pytest.mark.parametrize("name", ["grad_ckpt", "optimizer", "micro_batch", "seq_len"])
def test_a_cell_that_says_nothing_is_as_good_as_an_empty_one(name: str) -> None:
    """A run whose table says "unstated" or "n/a" is no other than one whose table leaves it out."""
    silent, *spelled = (
        predict_memory_training.predict(RUN | {name: said}) for said in ("", "unstated", "N/A", "not told")
    )
    assert all(told == silent for told in spelled)


@pytest.mark.parametrize(("name", "least", "most"), [("micro_batch", "1", "4"), ("seq_len", "256", "4096")])
def test_sizes_that_nobody_tells_are_between_the_least_and_the_most_that_is_usual(
    name: str, least: str, most: str
) -> None:
    """Nearer the least than the most that both take; who pretrains is nearer to what fills the card."""
    silent = RUN | {name: ""}
    assert [end[name] for end in sizes(silent)[:2]] == [least, most]
    small, told, large = (
        predict_memory_training.predict(silent | {name: said})["expected_gib"] for said in (least, "", most)
    )
    assert small < told < (small * large) ** 0.5
    assert sizes(silent | {"method": "full (pretrain)"})[2] > 0.5 > sizes(silent)[2]


def test_fine_tunes_recompute_where_nobody_says() -> None:
    """As most publishers do who say it; what pretraining is told is between both ways, of which half are."""
    silent = RUN | {"grad_ckpt": ""}
    assert commonest(silent)["grad_ckpt"] == "yes"
    assert commonest(silent | {"method": "full (pretrain)"})["grad_ckpt"] == ""
    told, recomputed = (predict_memory_training.predict(silent | {"grad_ckpt": said}) for said in ("", "yes"))
    assert told["expected_gib"] == recomputed["expected_gib"]
    assert told["high_gib"] > recomputed["high_gib"]


def test_a_row_that_is_skipped_stays_so_whatever_it_leaves_unsaid() -> None:
    """States in main memory are not counted, with or without a length."""
    row = inputs([RUN | {"seq_len": "", "sharding": "ZeRO-3 offload"}])[0]
    assert predict_memory_training.predict(row) == {"skipped": "states in host memory"}


def test_pretraining_that_does_not_say_whether_it_recomputes_is_between_both_ways() -> None:
    """Of which the larger is no more than its card."""
    silent = RUN | {"method": "full (pretrain)", "grad_ckpt": "", "optimizer": "adamw_8bit"}
    silent |= {"seq_len": "2048", "micro_batch": "4", "gpu": "A100 80GB"}
    kept, told, recomputed = (
        predict_memory_training.predict(silent | {"grad_ckpt": said}) for said in ("no", "", "yes")
    )
    usable = predict_memory_training.usable_of("A100 80GB")
    assert not kept["fits"]
    assert told["fits"]
    assert recomputed["expected_gib"] < told["expected_gib"] < usable
    assert told["high_gib"] < 1.05 * usable < kept["high_gib"]
    roomy = [
        predict_memory_training.predict(silent | {"micro_batch": "1", "grad_ckpt": said})["expected_gib"]
        for said in ("no", "", "yes")
    ]
    assert (roomy[0] * roomy[2]) ** 0.5 < roomy[1] < roomy[0]
    never = silent | {"micro_batch": "512"}
    assert not predict_memory_training.predict(never)["fits"]
