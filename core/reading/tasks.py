"""What kind of model words speak of: one that writes, embeds, draws, films, or writes speech down."""

import re
from collections.abc import Sequence

from core.catalog.architecture import Task
from core.reading.facts import Fact
from core.reading.negation import denied
from core.regex import regex

_MADE = r"(?:generat|creat|render|draw|paint|produc|mak|design|synthesi[sz])(?:e|es|ing|s)?"
_SOME = r"(?:(?!(?:of|for|from|about|with|on|to|in|out|and|or|that|which|sure|use)\b)[a-z0-9'-]+ ){0,3}?"
_PICTURES = r"(?:images?|imgs?|pictures?|pics|photos?|avatars?|logos?|thumbnails?|textures?|artworks?|portraits?|illustrations?|wallpapers?|headshots?|mock-?ups?)"
_CLIPS = r"(?:videos?|clips?|animations?|footage)"
_MAKING = r"(?:generation|generator|generators|synthesis|creation|generating)"
_THEM = r"(?! (?:descriptions?|captions?|prompts?|tags?|labels?|transcripts?|embeddings?|summar\w+|titles?|metadata|reports?)\b)"
"""What is made of pictures is no picture."""

_WORDS: dict[Task, str] = {
    "speech-to-text": (
        r"(?:re-?)?transcri(?:be|bes|bing|ption|ptions)|to be transcribed|(?:wants?|needs?|get|make|produce|create) transcripts"
        r"|transkri(?:bieren|ption)|(?:speech|voice|audio)[- ]to[- ]text|(?:speech|voice) recognition|asr|stt|dictation|diari[sz]ation"
        r"|subtitl(?:e|es|ing)|(?:live|closed) captions?|write (?:our |the |all )?(?:calls|meetings|speech) down"
    ),
    "image-generation": (
        rf"{_PICTURES} {_MAKING}|{_MADE} {_SOME}{_PICTURES}{_THEM}|text[- ]to[- ]image|image[- ]to[- ]image|txt2img|img2img|image editing|inpainting|outpainting"
        rf"|(?<!stable )diffusion (?:models?|loras?)|stable diffusion|dreambooth|comfyui|image models?|ai[- ](?:generated )?(?:art|{_PICTURES})"
    ),
    "video-generation": (
        rf"{_CLIPS} {_MAKING}|{_MADE} {_SOME}{_CLIPS}{_THEM}|text[- ]to[- ]video|image[- ]to[- ]video|video models?"
    ),
    "embedding": (
        r"(?:re-?)?embed(?:s|ding|dings)?|to be embedded|vectori[sz](?:e|es|ing|ation)|sentence[- ]transformers?"
        r"|semantic(?:ally)?|(?:vector|similarity|neural) search|re-?rank(?:s|er|ers|ed|ing)?|retrieval models?"
        r"|(?:cross|bi|text|sentence|bert(?:[- ](?:like|style))?)[- ]encoders?|bert[- ](?:like|style)"
    ),
    "text-generation": (
        r"v?llms?|(?:(?:large|small|vision) )?language models?|chat ?bots?|bots?|(?:chat|ai|coding|code|writing) assistants?|assistants?|copilots?"
        r"|code completion|auto-?complete|text generation|summari[sz](?:e|es|er|ing|ation)|summar(?:y|ies)|rag|q&a|question answering|translat(?:e|es|or|ing|ion)"
    ),
}
_BARE: dict[Task, str] = {
    "speech-to-text": r"speech|audio|recordings|calls",
    "image-generation": r"images?|pictures?|photos?",
    "video-generation": r"videos?|clips?",
    "embedding": r"vectors?",
    "text-generation": r"text|chat",
}
"""Words that tell the kind only where they are all that is said."""

_SPOKEN_OF = regex(
    "|".join(f"(?P<t{at}>(?<![a-z-])(?:{words})(?![a-z]))" for at, words in enumerate(_WORDS.values()))
)
_ALONE = regex(
    r"(?:not (?:[a-z]+ ){0,2}[a-z]+[,;] (?:but )?)?(?:(?:no|nope|not quite|actually|sorry|oops|wait|well|i meant?|hm+)[ ,.:!-]{1,3}){0,3}"
    r"(?:(?:it'?s|it is|that'?s|they(?:'re| are)|these are|this is|we (?:do|make|serve|work with|need)|actually|really|only|all|just|about|for|of|a|an|the) ){0,4}"
    "(?:"
    + "|".join(f"(?P<t{at}>{words}|{_BARE[task]})" for at, (task, words) in enumerate(_WORDS.items()))
    + r")(?: (?:model|models|service|generation|thing))?(?: (?:for now|first|at first|at the moment|only|please))?"
    r"(?:,? (?:and )?(?:not|no|instead of|rather than) (?:[a-z]+ ){0,2}[a-z]+)?[ .!]*"
)
_PURPOSE = regex(
    r"\b(?:for|behind|inside|into|of|beside|next to|that feeds?|feeding|in front of) (?:(?:our|the|a|an|their|my|some|this|that) )?(?:[a-z'-]+ ){0,2}$"
)
"""Before it, tells what something is for: the embeddings of a chatbot are no chatbot."""
_NOT = regex(r"\b(?:not|instead of|rather than)\b")
_FOR_IT = 0.7
"""How sure a kind is of which only is told what is done for it."""
_TASKS = tuple(_WORDS)
_HEARS = f"t{_TASKS.index('speech-to-text')}"
ALL_THAT_IS_SAID = "task_alone"
"""The rule of words that say no more than of what kind a model is."""


def tasks_told(text: str) -> list[Fact]:
    """Return the kinds of models that words speak of, the one that is meant first and each once.

    What others are for comes after what they are; who also embeds to look up what a model writes from speaks
    of that model, and who hears may translate with the same.
    """
    alone = _ALONE.fullmatch(text.strip(" ,;"))
    if alone is not None:
        shift = len(text) - len(text.lstrip(" ,;"))
        only = _fact(alone)
        return [only._replace(start=only.start + shift, end=only.end + shift, rule=ALL_THAT_IS_SAID)]
    found = [match for match in _SPOKEN_OF.finditer(text) if not denied(match)]
    if any(match.lastgroup == _HEARS for match in found):
        found = [match for match in found if not match.group().startswith("translat")]
    heads = [
        match for match in found if not _PURPOSE.search(text[max(0, match.start() - 40) : match.start()])
    ]
    told = [*map(_fact, heads)] or [_fact(match)._replace(confidence=_FOR_IT) for match in found]
    facts = {fact.value: fact for fact in reversed(told)}
    if "text-generation" in facts:
        facts.pop("embedding", None)
    return sorted(facts.values(), key=lambda fact: fact.start)


def another_kind(told: Sequence[Fact], task: Task | None) -> Fact | None:
    """Return the first kind that words speak of beside that of the model which stands, None for none.

    A model that writes may have another look up for it.
    """
    first = task or (told[0].value if told else None)
    alike = {first, "embedding"} if first == "text-generation" else {first}
    return next((one for one in told if one.value not in alike and one.confidence > _FOR_IT), None)


def sets_apart(text: str) -> bool:
    """Tell whether words say no more than that it is one kind and not another: "images, not text"."""
    return bool(_ALONE.fullmatch(text.strip(" ,;")) and _NOT.search(text))


def _fact(match: re.Match[str]) -> Fact:
    group = next(name for name, words in match.groupdict().items() if words is not None)
    start, end = match.span(group)
    return Fact("task", _TASKS[int(group[1:])], start, end, "task")
