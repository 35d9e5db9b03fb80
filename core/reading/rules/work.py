"""Serving, training or both: as said, or as plainly implied."""

import re
from collections.abc import Callable

from core.reading.facts import Found, Rule, rule
from core.reading.negation import denied
from core.regex import regex

_ONLY_AFTER = regex(r"^[ ,]{0,2}(?:jobs? |runs? |workloads? )?(?:only|exclusively|alone|nur|uniquement)\b")

_RULED_OUT = regex(
    r" (?:is|are|will be|would be)(?:n't| not) (?:needed|planned|required|necessary|part|in scope|a topic|relevant)\b"
    r"| (?:is|are|remains?|stays?) (?:out of scope|off the table|ruled out|out)\b"
)


_NAMES_A_MODEL = regex(r"^[- ](?:models?|networks?|nets?|checkpoints?)\b")
"""After what a model does, tells which model is meant, not that it does so for somebody."""
_TRAINED = regex(
    r"\b(?:fine-?tun\w*|finetun\w*|(?:re-?)?train(?:s|ing)?|tun(?:e|es|ing)|adapt(?:s|ing)?|lora (?:on|of|for)|distill?\w*) (?:\w[\w.-]* ){0,3}$"
)
"""Before it, tells that this model is what is trained."""


def names_what_is_trained(text: str, start: int, end: int) -> bool:
    """Tell whether text[start:end] only says which model is trained: "fine-tune a translation model"."""
    return bool(
        _NAMES_A_MODEL.match(text[end : end + 12]) and _TRAINED.search(text[max(0, start - 60) : start])
    )


_IS_MADE = regex(r"\b(?:generat|creat|render|produc|mak|synthesi[sz])(?:e|es|ing|s)? (?:\S+ ){0,3}$")
_DATA = regex(r" (?:images|pictures|photos|data|samples|examples|clips)\b")
"""What is made for training is not trained on yet: "generate 100k training images"."""


def _side(name: str) -> Callable[[re.Match[str]], Found]:
    def make(match: re.Match[str]) -> Found:
        if name == "training" and _IS_MADE.search(match.string[max(0, match.start() - 40) : match.start()]):
            return None if _DATA.match(match.string[match.end() : match.end() + 12]) else [("work", name)]
        if denied(match) or _RULED_OUT.match(match.string[match.end() : match.end() + 40]):
            return [("work", f"no_{name}")]
        before = match.string[max(0, match.start() - 22) : match.start()]
        if _ONLY_AFTER.match(match.string[match.end() : match.end() + 24]) or re.search(
            r"(?<!then )\b(?:only|just|purely|pure|exclusively|nur|solo)(?: do| doing| need| run| for| want)? $",
            before,
        ):
            return [("work", f"only_{name}")]
        return [("work", name)]

    return make


_TRAIN = (
    r"(?<![a-z-])(?:fine[- ]?tun(?:e|es|ing)|(?:we |and |also |to |then )tune (?:it|them|one|our own|that)|finetun(?:e|es|ing)|(?<!a )(?<!our )(?<!the )(?<!my )(?<!own )finetuned|(?:re)?train(?:ing|s)?(?! (?:data )?station)|sft|rlhf|fsdp|deepspeed|zero[- ]?[23]|axolotl|unsloth|(?:p|prefix|prompt|instruction)[- ]tun(?:e|ing)|experiments|"
    r"distill(?:ing|ation)|training runs?|ablations?|trainieren|trainier\w{1,4}|(?:ré-?)?entra[iî]n(?:er|ement|ons|ent|e)|entrenar|entrenamiento|entrenamos|ajuste fino|affin(?:er|age))(?![a-z])(?! (?:model|7b)s? in prod)"
)
_SERVE = (
    r"(?<![a-z-])(?:serv(?:e|es|ing)(?! as)|inference|inferenz|inférence|inferencia|inferencing|deploy(?:s|ed|ing|ment)?|production|in prod|prod|host(?:s|ed|ing)?|self-host(?:ed|ing)?|chat ?bots?|chat assistants?|assistants?|"
    r"copilots?|code completion|auto-?complete|api|endpoints?|live server|rag|transcri(?:be|bing|ption|ptions)|(?:wants?|needs?|get|make|produce|create) transcripts|embed(?:s|ded|dings?|ding)?|rerank(?:er|ing)|image generation|generat(?:e|ing) (?:images?|pictures|text)|"
    r"translat(?:e|es|ing|ion|ions)|summari[sz](?:e|ing|ation)|classif(?:y|ying|ication)|kv[- ]?cache|vllm|sglang|tgi|tensorrt|trt-llm|ollama|llama\.cpp|lm studio|triton|chat(?![ -](?:logs?|histor(?:y|ies)|transcripts?|records?|examples?|samples?|pairs|turns|data))|answering (?:questions|tickets|users)|q&a bot|support bot|voice bot|bot|"
    r"bereitstell\w{0,5}|betreiben|servir|héberger|produktion|produktiv|producción|desplegar)(?![a-z])"
)
_RUN = r"(?<![a-z-])(?:run(?:s|ning)?|use|using|offline batch|batch inference|batch scoring|scoring|predict(?:ion|ions|ing)?)(?![a-z])"

RULES: tuple[Rule, ...] = (
    rule(
        "work_both",
        r"\bboth (?:serving and training|training and serving|training and inference|inference and training|serving and fine-?tuning|fine-?tuning and serving|serve and train|train and serve)\b|\b(?:train(?:ing)?|fine-?tun(?:e|ing))(?: and| \+| &|/) ?(?:serv(?:e|ing)|inference)\b|\b(?:serv(?:e|ing)|inference)(?: and| \+| &|/) ?(?:train(?:ing)?|fine-?tun(?:e|ing))\b",
        lambda m: None if denied(m) else [("work", "both")],
    ),
    rule("work_training", _TRAIN, _side("training"), deniable=False),
    rule("work_serving", _SERVE, _side("serving"), deniable=False),
    rule("modality", r"\b(?:images?|photos?|pictures)\b", lambda _: [("modality", "image")], 0.5),
    rule("modality", r"\b(?:audio|speech|voice|podcasts?)\b", lambda _: [("modality", "audio")], 0.5),
    rule("work_running", _RUN, lambda m: () if denied(m) else [("work", "running")], 0.5),
)
