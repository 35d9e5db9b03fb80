"""Words to be read off pictures: "OCR of invoices", "extract fields from scanned PDFs"."""

from core.reading.facts import Rule, rule
from core.regex import regex

READS_SCANS = "Qwen/Qwen2.5-VL-7B-Instruct"
"""The model that is taken where nobody names one: of the usual size of those that read pages."""

_SCANS = (
    r"(?<![\w-])ocr(?![\w-])|\boptical character recognition\b"
    r"|\b(?:extract|read|pars|digiti[sz]|captur)\w{0,4} [^.;\n]{0,40}?\b(?:scan(?:s|ned)|handwrit\w{2,5}|photographed)(?![a-z])"
)
_NAMED = regex(_SCANS)

RULES: tuple[Rule, ...] = (rule("scans", _SCANS, lambda _: [("scans", READS_SCANS)], 0.5),)


def reads_scans(text: str) -> bool:
    """Tell whether words name no model, but pictures of pages that one is to read."""
    return _NAMED.search(text.lower()) is not None
