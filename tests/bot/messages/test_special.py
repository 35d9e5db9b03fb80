"""What only some advice has to say: one server for both, several servers, pictures."""

from typing import get_args

import pytest

from bot.messages.special import special
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.recommendation import Recommendation, SharedBox
from core.workload import Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.making import SERVING

CATALOGUE = default_catalogue()


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


@pytest.mark.parametrize(("precision", "told"), [("fp8", True), ("bf16", False)])
def test_weights_in_a_format_the_cards_do_not_multiply_in(precision: str, *, told: bool) -> None:
    """A batch of a 70B leads with A100: of fp8 they get half the memory, and no faster prompts."""
    asked = {"work": "serving", "model": "70B", "precision": precision, "latency": {"batch": True}}
    advice = recommend(Workload.model_validate(asked), CATALOGUE)
    assert advice.serving is not None
    assert advice.serving.chosen.gpu == "A100"
    assert bool(_as_weights_only(advice)) is told


def test_clips_in_a_format_the_cards_do_not_multiply_in() -> None:
    """A batch of clips leads with A100, too: less memory, and no word of prompts or tokens."""
    asked = {"work": "serving", "model": "Wan-AI/Wan2.1-T2V-14B", "precision": "fp8"}
    advice = recommend(Workload.model_validate(asked | {"latency": {"batch": True}}), CATALOGUE)
    (said,) = _as_weights_only(advice)
    assert said.endswith("That halves their memory; nothing is done faster than in bf16.")


def _as_weights_only(advice: Recommendation) -> list[str]:
    return [said for said in special(advice, ()) if said.startswith("*fp8 as weights only.* A100 has no")]
