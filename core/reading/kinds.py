"""What each of many is to a model: a text to embed, an image or a clip to make, a recording to write down; and its name."""

from typing import Any

from core.catalog.architecture import Item
from core.regex import regex

REQUEST = (
    r"(?:requests?|reqs?|queries|query|calls?|images?|imgs?|pics?|pictures?|videos?|clips?|prompts?|messages?|hits|generations?|transactions?|"
    r"anfragen|requêtes|peticiones|solicitudes|consultas|completions?|chats?|questions?|tickets?|documents?|docs|pdfs|e?-?mails?|"
    r"jobs|predictions?|inferences?|embeddings?|conversations?|lookups|searches|invocations|summaries|articles|pages|texts?|sentences|items|invoices|claims|orders|contracts|reports|files|judge?ments|evaluations|evals|labels|classifications|translations|photos?|pictures|reviews|comments|posts|passages|chunks|listings|recordings|podcasts|voicemails|interviews|meetings|episodes|lectures|webinars"
    r"|edits|renders|avatars|portraits|letters|forms|receipts|notes|cases|applications|scans|textures|products|resumes|cvs|bills|bookings)"
)
"""What is asked of a model, or given to it: each of many."""
_NOUN = regex(rf"(?<![a-z]){REQUEST}(?![a-z])")
_EMBED = regex(r"\b(?:re-?)?(?:embed(?:ding)?s?|vectori[sz](?:e|ing))\b")
_EMBEDDED = regex(
    r"[^.;?!\n\d]{0,50}?\b(?:to|for|through|that need|need|want|should|must|has to|have to|will)\b"
    r"(?: to)?(?: be)? (?:re-?)?(?:embed(?:ded|ding)?|vectori[sz](?:ed?|ing))\b"
)
_INDEX = regex(r"\b(?:re-?)?index(?:ing)?\b")
_VECTORS = regex(r"\b(?:semantic search|vector (?:db|database|search|store|index)|vectors)\b")
_WRITTEN_DOWN = regex(
    r"\b(?:transcri[bp]|transkri|speech[- ]to[- ]text|stt\b|asr\b|whisper|subtitl|diari[sz])"
)
_RECORDED = frozenset(
    ("recordings", "podcasts", "voicemails", "episodes", "interviews", "meetings", "lectures", "webinars")
)
SPOKEN = frozenset((*_RECORDED, "calls", "videos", "conversations", "clips"))
_FILMED = frozenset(("videos", "clips"))
_DRAWN = regex(r"\b(?:generat|creat|render|draw|produc|mak)(?:e|es|ed|ing|ions?)?\b")
_PICTURES = regex(r"\b(?:images?|imgs?|pictures?|pics?|photos?)\b")
_TAKEN = regex(r"\bphotos?\b")
_SEEN = regex(
    r"\b(?:re-?)?(?:classif|categori[sz]|caption|label|annotat|tag|extract|ocr\b|analy[sz]|moderat|digiti[sz]|recogni[sz]|detect|describ|process|scor|read|understand|embed"
    r"|upload|receiv|scan|inspect|check|review|compar|search|stor|index|segment|match|find|filter|parse|captur)"
)
"""What is done to pictures that are there already."""
_CALLED = {"docs": "documents", "imgs": "images", "pics": "pictures"}
_REQUESTED = regex(
    r"(?:request|req|quer|hit|prompt|completion|generation|inference|prediction|job|item|anfrage|invocation)"
)
"""Words that say no more than that something is asked of a model."""
_SENTENCES = regex(r"[.;?!](?: |$)|\n")


def kind_of(text: str, start: int, end: int, noun: str | None = None) -> dict[str, Any]:
    """Return the name and the kind of what is counted in text[start:end], each where the words tell it.

    The last word of things that are asked of a model is taken for its `noun`, where none is given.
    """
    if noun is None:
        noun = next((found.group() for found in reversed([*_NOUN.finditer(text, start, end)])), "")
    item = _item(text, start, end, noun)
    return {**named(noun), **({"item": item} if item else {})}


def _item(text: str, start: int, end: int, noun: str) -> Item | None:
    before = _SENTENCES.split(text[max(0, start - 70) : start])[-1]
    counted, after = text[start:end], _SENTENCES.split(text[end : end + 90])[0]
    around = f"{before} {counted} {after}"
    if _PICTURES.search(counted):
        drawn = _DRAWN.search(before) or _DRAWN.search(counted)
        return None if not drawn and (_SEEN.search(around) or _TAKEN.search(counted)) else "image"
    if noun in _FILMED and _DRAWN.search(before):
        return "clip"
    if noun in _RECORDED or (noun in SPOKEN and _WRITTEN_DOWN.search(around)):
        return "audio" if _WRITTEN_DOWN.search(text) else None
    embedded = _EMBED.search(before) or _EMBED.search(counted) or _EMBEDDED.match(after)
    indexed = _INDEX.search(before) and _VECTORS.search(around)
    return "text" if embedded or indexed else None


def named(noun: str) -> dict[str, str]:
    """Return what each of many is called; nothing where the word says no more than that it is a request."""
    plural = noun.isascii() and noun.endswith("s") and not _REQUESTED.match(noun)
    return {"noun": _CALLED.get(noun, noun)} if plural else {}
