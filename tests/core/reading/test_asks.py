"""What people ask about the advice, told from all the rest that a team says in its thread."""

import pytest

from core.reading import Ask, asks

ASKED: dict[Ask, tuple[str, ...]] = {
    "cost": (
        "what does it cost?",
        "What would that cost us?",
        "how much is it a month?",
        "and the price?",
        "costs?",
        "how expensive is this?",
        "how much does all of this cost",
        "what will the servers cost",
        "what do we pay for it",
        "what's the total?",
        "tell me the price, please",
        "was kostet das?",
        "combien ça coûte?",
        "thank you! so what do we tell our IT to order?",
        "what should we rent?",
    ),
    "cheaper": (
        "how can I make it cheaper?",
        "can we get this cheaper?",
        "anything cheaper?",
        "is there a cheaper option?",
        "is there a cheaper way to run it",
        "that's too expensive for us",
        "how can we save money?",
        "how do I reduce the cost?",
        "what's the cheapest option?",
        "make it cheaper",
        "why so expensive?",
    ),
    "shared": (
        "could one server do both?",
        "can we run both on one server?",
        "could a single gpu handle both",
        "is one box enough for both?",
        "do we really need two servers?",
        "why two stacks?",
        "can we train and serve on the same machine?",
        "would one card do it all?",
    ),
    "duration": (
        "how long does a run take?",
        "how long will training take?",
        "how many hours does one run take?",
        "how long is a run?",
        "and how long would it take to train?",
        "how long does each training run last",
        "how fast is a run?",
    ),
    "bot": (
        "are you chatgpt?",
        "who are you",
        "what are you exactly?",
        "are you an AI or a human?",
        "is this an LLM?",
        "am I talking to a bot?",
        "which AI do you use?",
        "who built you?",
    ),
    "purchase": (
        "is it better to buy?",
        "should we buy instead?",
        "rent or buy?",
        "would it be cheaper to buy them?",
        "is buying cheaper?",
        "does it make sense to buy our own hardware?",
        "when does buying pay off?",
        "what if we buy them?",
        "wouldn't it be cheaper to own the cards than renting",
    ),
    "understood": (
        "what did you understand?",
        "what have I told you so far?",
        "show me my answers",
        "summary please",
        "what do you know about us?",
        "what is this based on?",
    ),
    "sure": ("how sure are you?", "how accurate is this?", "what did you assume?", "can we trust this?"),
    "others": (
        "what are the alternatives?",
        "any other options?",
        "what else would work?",
        "is there a safer option?",
    ),
    "measure": ("what should we measure next?", "next steps?", "what now", "how can we test this?"),
}


@pytest.mark.parametrize(("ask", "text"), [(ask, text) for ask, texts in ASKED.items() for text in texts])
def test_a_question_about_the_advice_is_known(ask: Ask, text: str) -> None:
    """Each is known by its words as a whole."""
    assert asks(text) == ask


@pytest.mark.parametrize(
    "text",
    [
        "",
        "can we save this for later?",
        "how much memory does it need?",
        "what are you doing next week?",
        "lunch is too expensive",
        "the price went up",
        "what did you have for lunch?",
        "is this cheaper than the office?",
        "what do you think?",
        "what if it costs more",
        "what now, Bob?",
        "budget 3000 USD",
        "who pays for it?",
        "what does it cost, and could you also tell us all about how the weather is over there today?",
    ],
)
def test_other_talk_is_no_question_about_the_advice(text: str) -> None:
    """The team's own talk and what supposes or answers something is left to others."""
    assert asks(text) is None
