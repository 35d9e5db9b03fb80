"""Training data: tokens, samples, documents, gigabytes; epochs and batch size."""

import re

from core.reading.facts import Found, Make, Rule, figure, rule
from core.reading.quantity import AMOUNT, read_amount
from core.reading.rules.people import PEOPLE
from core.regex import regex

_WORDS = r"(?:[ -](?!(?:and|for|or|with|to|in|on|at|we|are|is|by|of the|users?|concurrent)\b)[a-z&/'-]{2,20}){0,3}?"
_SAMPLE = (
    r"(?:samples?|examples?|rows?|pairs?|records?|instructions?|conversations?|dialog(?:ue)?s?|chat (?:logs?|histories|records?)|data ?points?|instances|entries|"
    r"prompt[/-]?(?:response|completion)s?|q&as?|triplets|transcripts?|preferences|demonstrations|beispielen?|zeilen|datensätzen?|"
    r"exemples?|lignes|ejemplos|filas|muestras|convos?|(?:labell?ed|annotated|curated|hand-?written|synthetic) [a-z]{3,14}s)"
)
_DOCUMENT = r"(?:documents?|docs|pages?|articles?|papers?|e-?mails?|tickets?|chats|files?|books?|pdfs?|contracts?|reports?|dokumenten?|seiten|páginas|documentos|messages?|images?|photos?|pictures?|pics|videos|clips|recordings|utterances)"
_GB = r"(?P<unit>gb|g|tb|mb|gib|tib|pb|gigabytes?|terabytes?|megabytes?|gigs?|go|to)"
_FACTORS = {"g": 1.0, "t": 1_000.0, "m": 0.001, "p": 1_000_000.0}
_DATA = r"(?:data(?: ?sets?)?|corpus|corpora|training sets?|(?:raw )?texts?|daten(?:satz)?|données|datos|jsonl|logs|images|audio|videos?|code|csv|parquet|documents|docs|pdfs|tickets|files)"

_SENT = regex(r"\b(?:sent|send|sending|attached|forwarded)(?: \w{1,8}){0,2} $")


_PICTURED = regex(r"image|photo|pictures|pics")


def _amount(match: re.Match[str]) -> str:
    return next(match[name] for name in ("amount", "later") if match.groupdict().get(name))


def _tokens(match: re.Match[str]) -> Found:
    low, high = read_amount(_amount(match))
    return [("tokens", figure((low, high)))] if low >= 100_000 or match.groupdict().get("cue") else None


def _counted(name: str) -> Make:
    def make(match: re.Match[str]) -> Found:
        if PEOPLE.search(match.group()) or _SENT.search(
            match.string[max(0, match.start() - 24) : match.start()]
        ):
            return None
        found = [(name, figure(read_amount(_amount(match), whole=True)))]
        return [*found, ("modality", "image")] if _PICTURED.search(match.group()) else found

    return make


def _gigabytes(match: re.Match[str]) -> Found:
    low, high = read_amount(_amount(match))
    factor = _FACTORS[match["unit"][0]]
    modality = [("modality", "image")] if "image" in match.group() else []
    return [("gb", figure((low * factor, high * factor))), *modality]


def _batch(match: re.Match[str]) -> Found:
    return [("batch_size", read_amount(_amount(match), whole=True)[1])]


RULES: tuple[Rule, ...] = (
    rule(
        "gradient_accumulation",
        r"\b(?:grad(?:ient)?[ _-]?acc\w{0,12}(?:[ _-]steps)?)[ =:of]{0,4}\d{1,5}",
        lambda _: (),
    ),
    rule(
        "learning",
        r"\b(?:lr|learning[ _-]?rate|rank|lora_r|alpha|lora_alpha|dropout|seed|r|warmup(?:[_ -]steps)?|steps|port|top[_-]?[kp]|temperature|version|v)[ =:]{1,3}[\d.e-]{1,12}(?![\w])",
        lambda _: (),
    ),
    rule(
        "batch_size",
        rf"\b(?:(?:per[_ -]device[_ -])?(?:train[_ -])?(?:micro[_ -]?|global[_ -]?|effective[_ -]?|total[_ -]?)?batch(?:[_ -]?sizes?)?|bs|mbs|gbs|batchgröße)[ =:(]{{0,3}}(?:of |is |at |per gpu |per device |=|to ){{0,2}}(?P<amount>{AMOUNT})(?![\w%.])",
        _batch,
    ),
    rule(
        "batch_size",
        rf"\bbatch(?:es)? of (?P<amount>{AMOUNT})(?![\w%.])|(?P<later>{AMOUNT}) (?:batch(?:[ _-]?size)?|batches)\b",
        _batch,
    ),
    rule(
        "epochs",
        rf"(?P<amount>{AMOUNT}) ?(?:epochs?|epochen|époques|épocas|passes(?: over)?|ep)\b|\b(?:num[_ -](?:train[_ -])?)?epochs?[ =:]{{1,3}}(?P<later>{AMOUNT})(?![\w%])",
        lambda m: [("epochs", read_amount(_amount(m))[1])],
    ),
    rule(
        "dataset_tokens",
        rf"\b(?P<cue>data ?sets?|corpus|training data|data|training set)\b[^\d.;,\n]{{0,20}}?(?P<amount>{AMOUNT})[ -]?(?:training )?tok(?:en)?s?\b",
        _tokens,
    ),
    rule(
        "dataset_tokens",
        rf"(?P<amount>{AMOUNT})[ -]?(?:de |d'|of |von )?(?:(?:training|new|fresh|more|extra|additional|raw|clean|synthetic) )?(?:tok(?:en)?s?|jetons)(?P<cue>[ -](?:data ?set|corpus|of (?:data|text|training data|code|domain|our|legal|medical)|in (?:our|the) (?:data ?set|corpus)))?(?![a-z/])(?! ?(?:/|per|a|each|every) ?(?:s|day|hour|minute|month))",
        _tokens,
    ),
    rule(
        "bare_length",
        r"(?<![\w.,])(?P<amount>\d{3,6}|\d{1,3}k) tokens?(?![a-z/])(?! ?(?:/|per|a|each|every|of|in|for) )",
        lambda m: [("bare_length", read_amount(m["amount"], tokens=True)[1])],
        0.5,
    ),
    rule(
        "dataset_gb",
        rf"(?P<amount>{AMOUNT}) ?{_GB}(?![a-z]) ?(?:(?:(?:worth )?of |d[e'] ?|von )(?!v?ram|memory|each)[a-z]{{3,14}}|(?:[a-z-]{{2,14}} ){{0,2}}?{_DATA}(?![a-z]))",
        _gigabytes,
    ),
    rule("dataset_gb", rf"\b{_DATA}\b[^\d.;,\n]{{0,25}}?(?P<amount>{AMOUNT}) ?{_GB}(?![a-z])", _gigabytes),
    rule("dataset_samples", rf"(?P<amount>{AMOUNT})[ -]?{_WORDS}[ -]{_SAMPLE}(?![a-z])", _counted("samples")),
    rule("dataset_samples", rf"(?P<amount>{AMOUNT}) ?{_SAMPLE}(?![a-z])", _counted("samples")),
    rule(
        "dataset_documents",
        rf"(?P<amount>{AMOUNT})[ -]?{_WORDS}[ -]{_DOCUMENT}(?![a-z])(?! (?:per|a|an|each|every(?! (?:\d|other|few|second))) )",
        _counted("documents"),
        0.6,
    ),
)
