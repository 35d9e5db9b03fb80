"""The first lines, and the root that shows them: they stand alone, and there are few of them."""

import html
import re
import textwrap

import pytest

from bot.blocks import Block
from bot.messages import Message
from bot.messages.headline import headline, render_headline
from bot.messages.recommendation import BUTTONS, MENU
from bot.messages.root import RootView, render_root
from core.answers import workload_of
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.reading import read
from core.workload import Slot
from tests.bot.messages.cases import CASES
from tests.bot.messages.every import every_message
from tests.bot.messages.heard import ALICE, BOB, TODAY, answer
from tests.core.archetypes import CATALOGUE

COLUMN = 100
"""Characters in a line of a channel's column, 720 pixels wide in Slack's 15-pixel type."""
PHONE = 44
"""Characters in a line of the same type on a phone, 390 pixels wide."""
SAID = {
    "four_bit_chat": "Llama 3 8B, AWQ 4-bit, a chat assistant in production for 20 at once, 4k context with "
    "1k prompts, first word within 1 s, replies slow at peak, the model good enough",
    "full_fine_tunes": "Llama 2 13B, LoRA and full fine-tunes with AdamW in mixed precision every week, "
    "sequence 4096, 50M tokens, within 24 h, rented per run, out of memory today",
    "two_stacks_in_full": "Llama 3 70B, weekly LoRA and fp8 serving to 200 at once, 1.5k prompts, 300-token "
    "answers, at least 10 tokens/s each, first word within 500 ms, both strategic",
    "own_cards": "We have 3x RTX 3090: LoRA on Llama 3 8B every week, and its chat for 20 at once, "
    "4k context, 1k prompts, first word within 1 s, replies slow at peak, out of memory today",
    "a_fleet": "stable diffusion xl, 2 requests per second, images within 30 s, the product depends on it",
    "far_too_much": "DeepSeek R1 in fp8 for 5,000 at once with 64k context, 20 tokens/s each, first word "
    "within 0.3 s, answers of 2,000 tokens, USD 2,000 a month",
}
"""What teams say who say a lot."""


def advised_on(text: str) -> Message:
    """Return the root of an interview that everything was said to at once, by two people in turn."""
    answers = [
        answer(number, reading.slot, reading.value, (ALICE, BOB)[number % 2])
        for number, reading in enumerate(read(text, catalogue=default_catalogue()).readings, 1)
    ]
    advice = recommend(workload_of(answers), default_catalogue())
    return render_root(
        RootView(ALICE, "done", answers, advice, TODAY, record_id="r42", wired=(*BUTTONS, *MENU)), CATALOGUE
    )


ROOTS = {name: made[0] for name, made in every_message("Llama 3 8B") if name.startswith("root")}


def lines_of(block: Block) -> int:
    """Return how many lines a block takes in a channel."""
    if block["type"] not in ("section", "context"):
        return 1
    text = block["text"]["text"] if "text" in block else " ".join(one["text"] for one in block["elements"])
    shown = re.sub(r"<@\w+>", "@Alice", html.unescape(text)).replace("*", "")
    return sum(len(textwrap.wrap(line, COLUMN)) for line in shown.split("\n"))


@pytest.mark.parametrize("name", ROOTS)
def test_the_root_stays_under_ten_lines(name: str) -> None:
    """However the interview ended, its root is read at a glance: lines of text and the row of buttons."""
    assert sum(lines_of(block) for block in ROOTS[name].blocks) < 10


@pytest.mark.parametrize("text", SAID.values(), ids=SAID)
def test_the_root_stays_under_ten_lines_however_much_was_said(text: str) -> None:
    """What two stacks, long answers and far-away break points add to it still leaves it one glance."""
    assert sum(lines_of(block) for block in advised_on(text).blocks) < 10


@pytest.mark.parametrize("name", CASES)
def test_the_first_lines_stand_alone(name: str) -> None:
    """The plan, what it costs, why with a figure, and the day of the prices: these lines notify, too."""
    what, *answer, grounds = render_headline(CASES[name], TODAY).split("\n")
    own = name == "own_cards_do"
    cost, why = reversed(answer) if own else answer
    assert ("*Your 1x A100 40 GB*" if own else "VPS") in what
    assert re.search(r"USD [\d,]+ to [\d,]+ a (month|run)", cost)
    assert re.search(r"\d", why)
    assert grounds.startswith("Prices of 24 May 2026, 6 months old.")
    assert ROOTS[f"root_done_{name}"].text == "\n".join((what, *answer, grounds))


def test_the_answer_stands_in_three_lines_of_a_phone() -> None:
    """The plan, its class and its cost are read without scrolling on the smallest screen."""
    what, cost, *_ = render_headline(CASES["one_stack"], TODAY).replace("*", "").split("\n")
    assert what == "1x RTX 4090 VPS (24 GB) · inference-first"
    assert cost == "USD 260 to 470 a month on demand · cheapest that will do"
    assert sum(len(textwrap.wrap(line, PHONE)) for line in (what, cost)) <= 3


def test_no_fit_is_said_first() -> None:
    """Where nothing fits, the first words say so; of two sides, they say which one."""
    assert render_headline(CASES["nothing_fits"]).startswith("*Nothing meets every target*, nearest 32x")
    assert render_headline(CASES["one_side_fits"]).startswith("*Nothing fits for serving*")
    assert headline(CASES["nothing_fits"]).startswith("Nothing fits; nearest: 32x H100")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("one_stack", "Nothing assumed."),
        ("unclear", "3 assumed, none decisive."),
        ("not_certain", "Assumes 4k context; above *6.3k context*: 2x RTX 4090."),
        (
            "nothing_comes_close",
            "Assumes first word within 0.2 s; in under *0.13 s*: nothing fits.",
        ),
        ("tight", "Tight: it may not hold if all goes badly, and nothing else is certain to."),
        ("over_budget", "Over the budget of USD 200 a month; within it with *8 at once*."),
        ("over_budget_no_way", "Over the budget of EUR 20 to 50 a month."),
        ("nothing_fits", "It would fit with *900 at once*."),
        ("nothing_helps", "No single change would make it fit."),
    ],
)
def test_the_last_line_ends_with_how_sure_it_is(name: str, words: str) -> None:
    """What stands against the advice comes before what was assumed, and that before "nothing assumed"."""
    assert words in render_headline(CASES[name], TODAY).split("\n")[-1]


def test_what_the_doubts_tell_is_not_told_before_them() -> None:
    """In the record the assumption that the plan hangs on stands among its doubts, and there alone."""
    told = render_headline(CASES["not_certain"], TODAY, doubts_follow=True)
    assert told.endswith("\nPrices of 24 May 2026, 6 months old.")
    assert "Tight: " in render_headline(CASES["tight"], TODAY, doubts_follow=True)


def test_a_plan_at_the_brim_is_told_to_be() -> None:
    """It is as likely not to be enough, so it is to be measured first."""
    tight = CASES["tight"]
    assert tight.serving is not None
    chosen = tight.serving.chosen.model_copy(update={"at_brim": True})
    serving = tight.serving.model_copy(update={"chosen": chosen})
    told = render_headline(tight.model_copy(update={"serving": serving}), TODAY)
    assert "At the brim: it holds only just if all goes as expected, so measure before you commit." in told
    assert "cheapest that may do" in told


def test_without_a_day_the_age_is_not_told() -> None:
    """Where it is not known when somebody reads, the date of the prices stands alone."""
    assert "\nPrices of 24 May 2026." in render_headline(CASES["one_stack"])


@pytest.mark.parametrize(
    ("edge", "words"), [(4_150, "Assumes 4k context; with a little more: 2x"), (6_000, "above")]
)
def test_at_the_very_edge_a_little_more_is_said(edge: int, words: str) -> None:
    """A break point that reads like the figure assumed is not written as the same figure again."""
    case = CASES["not_certain"]
    flips = [
        flip.model_copy(update={"at": edge}) if flip.slot is Slot.CONTEXT_TOKENS else flip
        for flip in case.flips
    ]
    assert words in render_headline(case.model_copy(update={"flips": tuple(flips)}))
