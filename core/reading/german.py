"""The German words that carry meaning, as English has them."""

import re

from core.reading.normal import Normal
from core.regex import regex

_ENGLISH = {
    "mio": "million",
    "mio.": "million",
    "mrd": "billion",
    "mrd.": "billion",
    "millionen": "million",
    "dokument": "document",
    "dokumente": "documents",
    "dokumenten": "documents",
    "seite": "page",
    "seiten": "pages",
    "zusammenfassen": "to summarise",
    "zusammenzufassen": "to summarise",
    "übersetzen": "to translate",
    "klassifizieren": "to classify",
    "verträge": "contracts",
    "verträgen": "contracts",
    "rechnungen": "invoices",
    "stück": "items",
    "etwa": "about",
    "ungefähr": "about",
    "zusammenfassung": "summary",
    "eine seite": "a page",
    "eine halbe seite": "half a page",
    "über nacht": "overnight",
    "spracherkennung": "speech recognition",
    "aufnahmen": "recordings",
    "stunden aufnahmen": "hours of recordings",
    "stunden audio": "hours of audio",
    "keine eile": "no hurry",
    "im monat": "per month",
    "am tag": "per day",
    "in der woche": "per week",
    "pro dokument": "per document",
    "pro seite": "per page",
    "je dokument": "per document",
}
_WORDS = regex(
    rf"(?<![\w.-])(?:{'|'.join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True))})(?![\w-])"
)


def in_english(plain: Normal) -> Normal:
    """Return the text with those words in English; figures and names stay as they are."""
    return plain.rewritten(_WORDS, lambda match: _ENGLISH[match.group()])
