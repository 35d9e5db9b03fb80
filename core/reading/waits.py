"""Which wait a limit in seconds is about: that for the first word, or that for the whole answer."""

from core.regex import regex

_NAMED = regex(
    r"answer|repl(?:y|ies)|respon[sd]|result|output|whole|entire|total|full|complet|finish|done|ready|end[- ]to[- ]end|e2e"
    r"|turnaround|round ?trip|per |request|batch|antwort|réponse|respuesta"
)
_FIGURE = regex(r"\d")


def leaves_the_wait_open(text: str) -> bool:
    """Tell whether the words of a limit say neither what has to be there by then nor that it is the first word."""
    return _FIGURE.search(text) is not None and not _NAMED.search(text.lower())
