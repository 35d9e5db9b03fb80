"""How a team trains: method, optimizer."""

import re
from collections.abc import Callable

from core.reading.facts import Found, Rule, rule
from core.reading.negation import denied
from core.regex import regex

_TUNE = r"(?:(?:fine[-_ ]?)?tun(?:e[sd]?|ing)|fine[-_ ]?tun|sft|ft|training|train|parameters?|params|weights?|updates?|rank)"


def _method(name: str) -> Callable[[re.Match[str]], Found]:
    def make(match: re.Match[str]) -> Found:
        return [("negated_method", name)] if denied(match) else [("method", name)]

    return make


def _optimizer(name: str) -> Callable[[re.Match[str]], Found]:
    def make(_: re.Match[str]) -> Found:
        return [("optimizer", name)]

    return make


_SERVES = regex(
    r"\b(?:(?:serv|host|deploy)(?:e|es|s|ing)?|switch(?:es|ing)? between|swap(?:s|ping)?|inference (?:for|of|on)) (?:[^\s,;:.!?]+ ){0,5}$"
)
_TRAINS = regex(r"\b(?:train|(?:fine-?)?tun(?:e|es|ing)\b|finetun)")


def _serves_adapters(match: re.Match[str]) -> Found:
    """Return that adapters are served, where words say so and none that any is trained."""
    told = match["multi"] or _SERVES.search(match.string[: match.start()])
    return [("work", "serving")] if told and not _TRAINS.search(match.string) else None


WHOLE: tuple[Rule, ...] = (
    rule("whole_model", r"\b(?:whole|entire|complete) (?=\d{1,4}(?:\.\d)?b\b)", _method("full")),
)

OPTIMIZERS: tuple[Rule, ...] = (
    rule(
        "optimizer",
        r"(?<![a-z])(?:paged[_ ])?(?:8[- ]?bit[- ](?:paged[- ])?adamw?|adamw?[_ -]?(?:\w{0,3}_)?8[- ]?bit)(?![a-z])",
        _optimizer("adamw_8bit"),
    ),
    rule("optimizer", r"(?<![a-z])adamw?(?:[_ -]?(?:torch|hf|fused|bnb))?(?![a-z0-9])", _optimizer("adamw")),
    rule("optimizer", r"(?<![a-z])ada[- ]?factor(?![a-z])", _optimizer("adafactor")),
    rule("optimizer", r"(?<![a-z])sgd(?![a-z])", _optimizer("sgd")),
)

METHODS: tuple[Rule, ...] = (
    rule(
        "serves_adapters",
        r"(?<![a-z])(?P<multi>multi[- ]?)?(?:loras?|adapters?)(?: adapters?)?\b",
        _serves_adapters,
    ),
    rule("method", r"(?<![a-z])q[- ]?lora(?:s)?(?![a-z])", _method("qlora"), deniable=False),
    rule(
        "method",
        r"(?<![a-z])(?:rs|do)?loras?(?![a-z])|\b(?:low[- ]rank )?adapters?\b|\bpeft\b",
        _method("lora"),
    ),
    rule(
        "method",
        r"(?<![a-z])(?:dpo|direct preference optimi[sz]ation)(?![a-z])",
        _method("dpo"),
        deniable=False,
    ),
    rule(
        "method",
        r"(?<![a-z])(?:grpo|rlvr|ppo|rlhf|reinforcement learning)(?![a-z])",
        _method("grpo"),
        deniable=False,
    ),
    rule(
        "method",
        r"\bcontinu(?:e|ed|al|ous|ing)[- ](?:the )?pre[- ]?train(?:ing|ed)?|\b(?:further|domain)[- ](?:adaptive )?pre[- ]?train(?:ing)?|\bcpt\b|\bpre[- ]?train(?:ing)? (?:further|it further|on top)|\bweiter ?vortrainieren",
        _method("continued_pretrain"),
    ),
    rule(
        "method",
        r"\bpre[- ]?train(?:ing|s)?(?![a-z])|\bpre-?trained (?=an? |our own |one )|\btrain(?:ing)? (?:it |one |a model )?from (?:scratch|zero|the ground up)\b|\bvortrainieren\b|\bpré-?entra[iî]n\w{0,6}|\bpreentren\w{0,6}",
        _method("pretrain"),
    ),
    rule(
        "from_scratch",
        r"(?<!start )(?<!starting )(?<!begin )(?<!over )(?<!again )(?<!afresh )\b(?:one |a model )?from (?:scratch|zero|the ground up)\b",
        _method("pretrain"),
    ),
    rule(
        "method",
        rf"\bfully\b(?! (?:sharded|connected|managed|loaded|utili[sz]ed|used))|(?<![a-z])full(?:y)?[-_ ]?(?:(?:model|sft|supervised|parameter|param|weights?|scale|blown|precision)[-_ ]?){{0,2}}{_TUNE}?(?<=[a-z]{{3}})(?: {_TUNE})?(?<!full)(?<!fully)(?<!full )(?![a-z])|\bfull ft\b|\ball (?:the )?(?:weights|parameters|params|layers)\b|\b(?:whole|entire|complete) (?:model|network|thing|weights)|\b(?:fine-?tune|train)(?:ing)? (?:the )?(?:whole|entire|complete)\b|\bvollständig(?:es)? (?:fine-?tuning|training)|\bfine-?tuning complet\b|\bfull(?= ?(?:$|[,.;!)]| (?:and|or|&|\+) q?lora))|\bcompleto\b(?= fine)",
        _method("full"),
    ),
)
