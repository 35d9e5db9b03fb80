"""The parts of a recommendation: what each says, and that it says it of the right plan."""

from typing import get_args

import pytest

from bot.messages.advice import flip_words
from bot.messages.certainty import doubts, how_sure
from bot.messages.comparison import comparison_table
from bot.messages.measuring import measuring
from bot.messages.plans import pace, plans_table
from bot.messages.prices import dated, price_paths
from bot.messages.special import special
from bot.messages.staircase import flips_by_plan, staircase_chart, staircase_words
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.recommendation import Recommendation, SharedBox
from core.staircase import with_stairs
from core.workload import Batch, Latency, RequestRate, Slot, Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import BOB, answer
from tests.bot.messages.making import SERVING, STAIRS
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B, PLATFORM_70B

CATALOGUE = default_catalogue()
REAL = [CHAT_8B, FINE_TUNES_13B, PLATFORM_70B]


def rows_of(advice: Recommendation) -> list[list[str]]:
    """Return the cells of the table of plans, without its heading."""
    return [[cell["text"] for cell in row] for row in plans_table(advice)["rows"]][1:]


@pytest.mark.parametrize("workload", REAL, ids=["chat", "tunes", "both"])
def test_the_table_marks_the_plan_advised(workload: Workload) -> None:
    """One row for each side is marked as chosen, and it is the plan in the first line."""
    advice = recommend(workload, CATALOGUE)
    marked = [row for row in rows_of(advice) if row[-1].startswith("Chosen")]
    assert len(marked) == len(advice.sides)
    for side, row in zip(advice.sides, marked, strict=True):
        assert f"{side.chosen.gpu_count}x {side.chosen.gpu.split()[0]}" in row[0]


def test_every_row_says_what_decides() -> None:
    """A plan that fails says by which constraint; one that does says how dear it is, and where tightest."""
    verdicts = {row[0]: row[-1] for row in rows_of(CASES["two_stacks"])}
    assert verdicts["Serving: 4x A100 80 GB"] == "No: the card cannot compute in the format asked for."
    assert verdicts["Training: 4x H100"] == "Fits, 1.8x the price. Tightest: run, 18 h of 24 h."


ONCE = Workload.model_validate({"work": "training", "model": "13B", "method": ["lora"], "cadence": "once"})
ONCE_TOO = Workload.model_validate(
    {"work": "both", "model": "13B", "method": ["lora"], "cadence": "once", "concurrency": 20}
)


def test_what_runs_once_has_no_bill_of_a_month() -> None:
    """One run is billed as a run wherever its price stands, also beside serving, which is billed by month."""
    once = recommend(ONCE, CATALOGUE)
    assert [cell["text"] for cell in plans_table(once)["rows"][0]][2] == "USD a run"
    told = [str(flips_by_plan(once)), *map(str, flip_words(once)), *map(str, doubts(once, []))]
    assert any("a run" in words for words in told)
    assert not any("a month" in words for words in told)
    both = recommend(ONCE_TOO, CATALOGUE)
    assert [cell["text"] for cell in plans_table(both)["rows"][0]][2] == "USD"
    costs = {row[0].split(":")[0]: row[2].rsplit(" ", 1)[-1] for row in rows_of(both)}
    assert costs == {"Serving": "month", "Training": "run"}


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (None, "prices of 24 May 2026"),
        ("2026-06-23", "prices of 24 May 2026"),
        ("2026-06-24", "prices of 24 May 2026, 31 days old"),
        ("2026-08-22", "prices of 24 May 2026, 90 days old"),
        ("2026-08-23", "prices of 24 May 2026, 3 months old"),
    ],
)
def test_old_prices_are_called_old(today: str | None, words: str) -> None:
    """Past thirty days the age is told, and past ninety it is told in months; the oldest date counts."""
    assert dated(["2026-08-01", "2026-05-24"], today) == words


@pytest.mark.parametrize(("today", "warned"), [("2026-08-22", False), ("2026-08-23", True)])
def test_prices_past_ninety_days_are_history(today: str, warned: bool) -> None:
    """Past ninety days the price path sends people to ask for quotes."""
    (said,) = price_paths(CASES["one_stack"], today)
    assert ("history by now" in said) == warned


def test_the_price_path_names_every_market() -> None:
    """Marketplace, cloud and hyperscaler each have a line, and so has reserving."""
    serving, training = price_paths(CASES["two_stacks"], "2026-06-01")
    assert "an hour, for serving*" in serving
    for words in (
        "• Marketplace: no price known",
        "• Cloud: USD 1.19 to 2.21 on demand",
        "• Hyperscaler: no",
    ):
        assert words in training
    assert "• Reserved: I know no price" in training
    assert "Reserved" not in price_paths(CASES["bought_elsewhere"], "2026-06-01")[0]


def test_one_card_for_both_sides_has_its_prices_once() -> None:
    """Where serving and training rent the same card, its prices stand once, with a word for each side."""
    (said,) = price_paths(recommend(PLATFORM_70B, CATALOGUE), "2026-06-01")
    assert "Serving is always on" in said
    assert "For runs, take spot" in said


def test_after_a_dont_know_both_plans_and_the_break_point_are_told() -> None:
    """What nobody knew is named with what was taken, and with the plan beyond its break point."""
    advice = CASES["not_certain"]
    said = [answer(1, slot, None, BOB, kind="unknown") for slot in (Slot.CONTEXT_TOKENS, Slot.OUTPUT_TOKENS)]
    lines = doubts(advice, said)
    assert lines == [
        (
            "The context length: nobody knew, so I took _4k context_. "
            "Above *6.3k context*: *2x RTX 4090 VPS (24 GB)*."
        ),
        (
            "The answer length: nobody knew, so I took _300-token answers_. "
            "Much more or much less leads to the same plan."
        ),
    ]
    assert any("Not certain yet" in paragraph for paragraph in special(advice, said))


def test_what_is_far_from_a_break_point_is_no_doubt() -> None:
    """An assumed figure well within its bounds, which nobody was asked for, is not worth a paragraph."""
    far = CASES["not_certain"].assumptions[2]
    assert doubts(CASES["one_stack"].model_copy(update={"assumptions": (far,)}), ()) == []


def test_the_error_of_the_arithmetic_is_told() -> None:
    """Estimates come with how far off they were in measurements; what was never measured says so."""
    both = how_sure(CASES["two_stacks"])
    assert "Tokens/s under load: half of my estimates were within" in both
    assert "Training memory: half of my estimates were within" in both
    texts = recommend(Workload(work="serving", model="BAAI/bge-m3", latency=Latency(batch=True)), CATALOGUE)
    assert "no published measurements of this kind" in how_sure(texts)


@pytest.mark.parametrize(
    ("model", "measured", "batch"),
    [
        ("stabilityai/stable-diffusion-xl-base-1.0", "Training memory: half", "images a card at a time"),
        ("openai/whisper-large-v3", "Training: no published", "half-minutes of audio a card at a time"),
        ("BAAI/bge-m3", "Training: no published", "pairs of texts a card at a time"),
    ],
)
def test_training_of_other_models_says_what_was_not_measured(model: str, measured: str, batch: str) -> None:
    """Of images only memory was measured, of speech and embeddings nothing; batches count items."""
    advice = recommend(Workload(work="training", model=model), CATALOGUE, with_flips=False)
    said = how_sure(advice)
    assert measured in said
    assert "no published measurements of this kind" in said
    assert batch in str(comparison_table(advice))


def shared(reason: str, *, plan: bool) -> Recommendation:
    """Return advice on two stacks with this outcome for one server."""
    box = SharedBox.model_validate(
        {
            "plan": SERVING.chosen if plan else None,
            "possible": plan,
            "reason": reason,
            "usd_per_month_saved": 60,
        }
    )
    return CASES["two_stacks"].model_copy(update={"shared": box})


REASONS = get_args(SharedBox.model_fields["reason"].annotation)


@pytest.mark.parametrize("reason", REASONS)
def test_one_server_for_both_is_always_settled(reason: str) -> None:
    """Why one server would not do for both is said in one sentence for every reason there is."""
    (said,) = special(shared(reason, plan=False), ())
    assert said.startswith("*One server for both*")


def test_one_server_for_both_is_offered_with_its_price() -> None:
    """Where one server would do, its plan, its cost and what is saved are named."""
    for reason in ("both_fit_at_once", "quiet_hours"):
        (said,) = special(shared(reason, plan=True), ())
        assert "1x RTX 4090 VPS (24 GB)" in said
        assert "USD 60 a month less" in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("multi_node", "servers of 8 cards that work as one"),
        ("servers_apart", "load balancer in front is enough"),
        ("servers_for_training", "One failed server stops the run, so save checkpoints."),
    ],
)
def test_several_servers_say_what_they_ask_for(name: str, words: str) -> None:
    """Whether servers work as one or apart is told, and with which answers one would be enough."""
    said = "\n".join(special(CASES[name], ()))
    assert words in said
    enough = "One server is enough below *12 at once*: 8x H100 VPS (80 GB); with *fp8*: 4x H100 VPS (80 GB)."
    assert (enough in said) == (name != "servers_for_training")


@pytest.mark.parametrize("workload", [CHAT_8B, PLATFORM_70B], ids=["chat", "both"])
def test_the_staircase_says_the_same_in_bars_and_words(workload: Workload) -> None:
    """Each bar of the chart is a line in words, and one of them is the team's own."""
    advice = with_stairs(recommend(workload, CATALOGUE), CATALOGUE)
    chart, said = staircase_chart(advice), staircase_words(advice)
    assert chart is not None
    assert said is not None
    assert said.count("(yours)") == 1
    for label in chart["chart"]["axis_config"]["categories"]:
        assert label.split(": ")[1] in said
    bars = [point["value"] for point in chart["chart"]["series"][0]["data"]]
    assert len(bars) == len([stair for stair in advice.stairs if stair.fits])


def test_what_fits_nothing_has_no_bar() -> None:
    """The step above all plans is told in words alone; without steps there is neither chart nor list."""
    advice = CASES["one_stack"]
    chart, said = staircase_chart(advice), staircase_words(advice)
    assert chart is not None
    assert said is not None
    assert len(chart["chart"]["axis_config"]["categories"]) == len(STAIRS) - 1
    assert "Above 40,000 at once: more than anything in the catalogue bears" in said
    bare = advice.model_copy(update={"stairs": STAIRS[:1]})
    assert (staircase_chart(bare), staircase_words(bare)) == (None, None)


def test_the_step_that_bears_the_own_number_says_so() -> None:
    """Rounded down to two digits, 507 would end below a team of 505."""
    advice = CASES["one_stack"]
    workload = advice.workload.model_copy(update={"concurrency": 505})
    stairs = (STAIRS[0].model_copy(update={"last": 507}), STAIRS[-1].model_copy(update={"first": 508}))
    said = staircase_words(advice.model_copy(update={"workload": workload, "stairs": stairs}))
    assert said is not None
    assert "Up to 505 at once" in said
    assert "Above 505 at once" in said


def test_flips_are_told_by_the_plan_they_lead_to() -> None:
    """Break points that lead to the same plan stand in one line, the nearest first."""
    lines = flips_by_plan(CASES["one_stack"]).split("\n")
    assert lines[1] == "• *2x RTX 4090 VPS (24 GB)*: above *31 at once*; above *6.3k context*"
    assert lines[-1] == "• *Nothing in the catalogue*: first word wanted sooner than *0.13 s*"
    assert "No single answer changes the plan" in flips_by_plan(CASES["training"])


def test_the_speed_of_the_plan_is_a_sum_of_its_parts() -> None:
    """A step of serving and the first word, a step of training, and one item."""
    both = recommend(PLATFORM_70B, CATALOGUE, with_flips=False)
    assert both.serving is not None
    assert both.training is not None
    serving, training = pace(both.serving), pace(both.training)
    assert "takes weights" in str(serving)
    assert "+ KV cache" in str(serving)
    assert "+ exchange" in str(serving)
    assert "the first word takes prefill" in str(serving)
    assert "one step of one card" in str(training)
    assert "takes arithmetic" in str(training)
    image = recommend(Workload(work="serving", model="black-forest-labs/FLUX.1-dev"), CATALOGUE).serving
    assert image is not None
    assert "what is in work at once takes denoising" in str(pace(image))
    assert pace(SERVING) is None
    for side in (both.serving, both.training, image):
        assert side.chosen.step is not None
        assert all(term.source for term in side.chosen.step.terms)


def test_the_commands_hold_the_teams_own_load() -> None:
    """What to type is ready with this team's numbers, for the engine the plan is made for."""
    said = measuring(CASES["one_stack"], SERVING, several=False)
    assert "--max-concurrency 20 --num-prompts 200" in said
    gguf = CASES["in_gguf"].sides[0]
    assert "llama-batched-bench" in measuring(CASES["in_gguf"], gguf, several=True)


def test_the_comparison_covers_every_aspect_of_both() -> None:
    """Both sides have every aspect of the framework, with this team's figures only where it plans a side."""
    general = [[cell["text"] for cell in row] for row in comparison_table()["rows"]]
    words = " ".join(cell for row in general for cell in row)
    for aspect in ("Start-up", "Latency", "Concurrency", "Predictability", "Memory headroom", "Batch"):
        assert aspect in words
    for aspect in ("Duration", "Checkpoints", "Utilisation"):
        assert aspect in words
    rows = [[cell["text"] for cell in row] for row in comparison_table(CASES["one_stack"])["rows"]][1:]
    assert all("Yours:" in row[1] and "Yours:" not in row[2] for row in rows)


def test_a_batch_changes_the_advice_in_its_own_unit() -> None:
    """Break points are so many of what is counted, or hours, and no requests a second."""
    rate = RequestRate(batch=Batch(amount=50e6, noun="documents"))
    texts = Workload(work="serving", model="BAAI/bge-m3", request_rate=rate, latency=Latency(batch=True))
    told = " ".join(flip_words(recommend(texts, CATALOGUE)))
    assert "documents*" in told
    assert "all of it may take more than" in told
    assert "requests/s" not in told


@pytest.mark.parametrize(
    ("model", "precision", "words"),
    [
        ("Qwen/Qwen2.5-VL-7B-Instruct", "awq", "takes about 1.2 GiB more on each card, which this plan has"),
        ("Qwen/Qwen2.5-VL-7B-Instruct", "bf16", "for which this plan may have no room"),
        ("Qwen/Qwen2.5-7B-Instruct", "awq", None),
    ],
)
def test_a_model_that_reads_pictures_says_that_they_are_not_counted(
    model: str, precision: str, words: str | None
) -> None:
    """With what reading them takes, and how to say how many tokens they are."""
    work = {"work": "serving", "model": model, "precision": precision, "concurrency": 20}
    told = " ".join(special(recommend(Workload.model_validate(work), CATALOGUE, with_flips=False), ()))
    assert ("Pictures are not counted" in told) is (words is not None)
    assert words is None or words in told


def test_to_train_such_a_model_is_another_matter() -> None:
    """Nothing is told of what reading pictures takes where none are served."""
    tuned = Workload.model_validate({"work": "training", "model": "google/gemma-3-4b-it"})
    assert "Pictures" not in " ".join(special(recommend(tuned, CATALOGUE, with_flips=False), ()))
