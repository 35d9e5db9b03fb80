"""Models by name and size: "llama-2-70b-chat", "Qwen3-30B-A3B", "70B llama2", "a 13B", "7 Mrd. Parameter"."""

import re

from core.reading.facts import FactName, Found, Rule, figure, rule
from core.reading.quantity import NUMBER, read_number
from core.regex import regex

_FAMILIES = (
    "codellama", "code llama", "tinyllama", "llama", "lama", "mixtral", "ministral", "mistral", "codestral",
    "devstral", "magistral", "pixtral", "qwen", "qwq", "codegemma", "medgemma", "gemma", "phi", "falcon", "deepseek",
    "deep seek", "vicuna", "yi", "chatglm", "glm", "kimi", "minimax", "gpt-oss", "gpt oss", "gptoss", "gpt-j", "gpt-neox",
    "gpt-neo", "gpt-2", "gpt2", "bloomz", "bloom", "opt", "mpt", "dolly", "starcoder", "wizardlm", "wizardcoder",
    "zephyr", "openchat", "solar", "command-r+", "command r+", "command-r", "command r", "dbrx", "olmo", "granite", "nemotron", "internlm",
    "internvl", "lfm", "baichuan", "smollm", "stablelm", "stable lm", "pythia", "flan-t5", "t5", "modernbert", "roberta",
    "bert", "whisper", "sdxl", "stable diffusion", "stable-diffusion", "flux", "sd3", "sd 3", "sd1", "sd 1", "sd 2", "sd2", "qwen-image", "bge", "e5", "llava",
    "hunyuan", "jamba", "grok", "aya", "orca", "alpaca", "guanaco", "hermes", "molmo", "exaone", "parakeet",
    "r1", "musicgen", "cogvideox", "cogvideo", "wan2", "wan 2", "hunyuanvideo", "hunyuan video", "ltx-video", "ltx video", "ltx-2", "ltx 2", "ltx2", "z-image", "z image", "zimage", "mochi", "clip", "minicpm", "redpajama", "xgen", "persimmon", "teuken", "salamandra",
)  # fmt: skip
_WEAK = frozenset(
    (
        "yi",
        "opt",
        "bloom",
        "solar",
        "orca",
        "hermes",
        "aya",
        "grok",
        "granite",
        "falcon",
        "clip",
        "e5",
        "phi",
        "t5",
        "alpaca",
        "r1",
        "dolly",
        "zephyr",
        "bert",
        "pythia",
        "persimmon",
    )
)
_FAMILY = "|".join(sorted(map(re.escape, _FAMILIES), key=len, reverse=True))
_SIZE = r"\d{1,4}(?:[.,]\d{1,3})?(?:b| b| ?bn| ?billions?)(?![a-z0-9])"
_THINGS = (
    r"(?!,? ?(?:users?|people|concurrent|requests?|reqs?|at once|at a|gpus?|cards?|hours?|days?|weeks?|months?|epochs?|times?|devs?|"
    r"x |x[a-z\d]|(?:nvidia |rtx ?)?(?:[abhl]\d{2,3}s?|\d0[5-9]0|[tv]\d{1,3}|mi\d{2,3})\b|(?:per|a|an) (?:s|sec|second|min|minute|hour|day)|/ ?(?:s|min|h)|images?|pictures?|pics|imgs?|documents?|docs|pages?|calls?|tokens?|samples?|in parallel|parallel|sessions?|k\b|m\b|nodes?|bits?|-bits?|%|ms|sec|seconds?|s\b|,\d|\.\d))"
)
_TAIL = (
    rf"(?:[ _:/-]?{_SIZE}|[ :_-]?\d{{1,2}}x\d{{1,3}}b?|[ _-]a\d{{1,3}}(?:\.\d)?b|[ _-]e[24]b|[ ._-]?v?\d(?:\.\d{{1,2}})?(?![\d.]){_THINGS}|[ _-]v\d|[ _-][km]\d(?:\.\d)?(?![a-z0-9])"
    r"|[ _-]\d{2,3}m(?![a-z0-9])|-\d{1,4}k(?=-|\b)|-\d{4}(?!\d)|-\d{1,3}e(?=-)"
    r"|(?<=e5)[ _-]mistral|(?:(?<=qwen3)|(?<=qwen[ -]3))[ _-]embedding(?![a-z0-9])"
    r"|[ _-](?:small|medium|large|nemo)(?=\d)|[ :_-](?:instruct|chat|it|hf|coder|code|vl|distill(?:ed)?|qwen|llama|gemma|r1|large|small|medium|tiny|mini|nemo|lite|scout|maverick|"
    r"turbo|pro|next|nano|klein|asr|super|reasoning|math|moe|preview|exp|thinking|air|flash|dev|schnell|xl|base|plus|omni|vision|oss|neo|llm|embed|m3|en|multilingual)(?![a-z0-9]))"
)
_NAMED = (
    rf"(?:meta-?)?(?P<family>{_FAMILY})(?!(?:[ -.]?(?:server|cpp|cli|factory|bench|index|recipes|box))(?![a-z]))"
    rf"{_TAIL}{{0,9}}(?![a-z])"
)
_MODALITIES = {
    "sdxl": "image",
    "flux": "image",
    **dict.fromkeys(
        ("sd1", "sd 1", "sd2", "sd 2", "sd3", "sd 3", "qwen-image", "z-image", "z image", "zimage"), "image"
    ),
    "stable diffusion": "image",
    "whisper": "audio",
    "parakeet": "audio",
}
_SPELLED = {
    "lama": "llama",
    "deep seek": "deepseek",
    "r1": "deepseek",
    "stable-diffusion": "stable diffusion",
}
_ANOTHER = regex(
    r"deep ?seek[ _-](?:ocr|vl\d?|janus|prover|math|moe)(?![a-z])|mistral[ _-](?:saba|ocr|medium)(?![a-z])"
    r"|gemma[ _-]?3n(?:[ _-]e\db)?(?:[ _-]it)?|hunyuan[ _-]?(?:a13b|large)|glm[ _-]ocr(?![a-z])|qwen[ _-]max(?![a-z])"
    r"|kimi[ _-](?:audio|linear)(?![a-z])|codestral[ _-]mamba|phi[ _-]?4[ _-]multimodal|minimax[ _-]text-?01|deepseek-ai/"
)
"""Models whose name begins with that of a known one, of which they have neither size nor shape."""
_TUNED = regex(r"[ -](?:model|fine-?tun|train)")
_SIZES = regex(r"(?<![\dx.,a-z])(\d{1,4}(?:[.,]\d{1,3})?)(?: ?b| ?bn| ?billions?)(?![a-z0-9])")
_ATTACHED = regex(r"(?<=[a-wyz])(\d{1,3})b(?![a-z0-9])")
_XL = regex(r"[ _-]xl(?![a-z0-9])")
_ACTIVE = regex(r"[ _-]a(\d{1,3}(?:\.\d)?)b")
_SIZE_BEHIND_SLASH = regex(r"/(?=\d)")
_MILLIONS = regex(r"[ _-](\d{2,3})m(?![a-z0-9])")


def _sizes(words: str) -> list[tuple[FactName, object]]:
    found: list[tuple[FactName, object]] = []
    size = _SIZES.search(words) or _ATTACHED.search(_ACTIVE.sub("", words))
    millions = _MILLIONS.search(words)
    if size:
        found.append(("params_b", read_number(size[1])))
    elif millions:
        found.append(("params_b", float(millions[1]) / 1_000))
    active = _ACTIVE.search(words)
    if active:
        found.append(("active_b", float(active[1])))
    return found


def _model(match: re.Match[str]) -> Found:
    words, family = match.group().strip().replace("r+", "r plus"), match["family"].rstrip("+")
    words = _SIZE_BEHIND_SLASH.sub(" ", words)
    sizes = _sizes(words)
    named = (
        re.search(r"\d", words.replace(family, "", 1))
        or words != family
        or _TUNED.match(match.string[match.end() :])
    )
    if all(name != "params_b" for name, _ in sizes):
        another = _ANOTHER.match(match.string, match.start("family"))
        if another:
            return [("unlisted", another.group())]
        if not sizes and family in _WEAK and not named:
            return None
    family = _SPELLED.get(family, family)
    if family == "stable diffusion" and _XL.search(words):
        family = "sdxl"
    modality = _MODALITIES.get(family)
    return [("family", family), ("model", words), *sizes, *([("modality", modality)] if modality else [])]


def _size_first(match: re.Match[str]) -> Found:
    size = read_number(match["size"]) * (0.001 if match["scale"] == "m" else 1.0)
    name = match["name"]
    return [("family", match["family"]), ("model", f"{name} {size:g}b"), ("params_b", size)]


def _bare(match: re.Match[str]) -> Found:
    low = read_number(match["low"] or match["size"], whole=False)
    high = read_number(match["size"])
    factor = {"t": 1_000.0, "m": 0.001}.get((match["unit"] or "b")[0], 1.0)
    if (match["unit"] or "").startswith(("mrd", "milliard", "mil mi", "miles")):
        factor = 1.0
    found: list[tuple[FactName, object]] = [("params_b", figure((low * factor, high * factor)))]
    if match["active"]:
        found.append(("active_b", float(match["active"])))
    return found


NAMED: tuple[Rule, ...] = (
    rule(
        "speculative",
        rf"\b(?:draft|assistant|speculative) model[^.,;]{{0,20}}?{_SIZE}|(?<![\w.]){_SIZE} (?:draft(?:er|s)?|speculator|assistant model)\b",
        lambda _: (),
    ),
    rule(
        "teacher",
        rf"\bdistil\w{{0,8}} (?:from )?(?:an? |the |our )?{_SIZE}(?= (?:in)?to\b)",
        lambda _: [("work", "training")],
    ),
    rule(
        "size_and_model",
        rf"(?<![\w.])(?P<size>\d{{1,4}}(?:[.,]\d{{1,3}})?)[ -]?(?P<scale>[bm])(?: (?:param(?:eter)?s?|model))? (?P<name>(?P<family>{_FAMILY})(?:[ -]?v?\d(?:\.\d{{1,2}})?(?![\d.]){_THINGS})?)(?![a-z0-9])",
        _size_first,
    ),
    rule("model", rf"(?<![a-z0-9@])[a-z0-9][\w.-]{{0,40}}/{_NAMED}", _model),
    rule("model", rf"(?<![a-z0-9@]){_NAMED}", _model),
    rule(
        "experts",
        r"(?<![\w.-])8x(?P<size>7|22)b(?![a-z0-9])",
        lambda match: [("family", "mixtral"), ("model", f"mixtral 8x{match['size']}b")],
    ),
)

SIZES: tuple[Rule, ...] = (
    rule(
        "size",
        rf"(?=[^a-z]{{1,24}}[bto])(?<![\w.$€£,])(?:(?P<low>{NUMBER}) ?(?:b)?(?:-|/| to | or )(?:an? )?)?(?P<size>{NUMBER}) ?-?(?P<unit>b|bn|t(?=[ -]a\d))(?:[ -]a(?P<active>\d{{1,3}}(?:\.\d)?)b)?(?:[ -]?(?:param(?:eter)?(?:s|n)?|models?|llms?))?(?![a-z0-9])",
        _bare,
    ),
    rule(
        "size",
        rf"(?<![\w.$€£,])(?:(?P<low>{NUMBER}) ?(?:-| to ))?(?P<size>{NUMBER}) ?-?(?P<unit>m|million|billion|billionen|mrd\.?|milliards?|milliarden|trillion|t|mil(?:es de)? millones)(?P<active>)[ -]?(?:de |of )?(?:par[aá]m(?:[eè]ter|ètre|etro|étro)?(?:s|n)?|models?|llms?|modell?e?|gpts?)(?![a-z0-9])",
        _bare,
    ),
    rule(
        "size_after",
        r"(?:(?<=raining )|(?<=raining a )|(?<=train )|(?<=train a )|(?<=tuning )|(?<=tuning a )|(?<=tune )|(?<=tune a )|(?<=erving )|(?<=erving a )|(?<=ranker )|(?<=edder )|(?<=coder )|(?<=ifier )|(?<=model )|(?<=former ))(?P<low>)(?P<size>\d{2,3})(?P<unit>m)(?P<active>)(?= (?:on|with|from|for|in|at)\b| ?(?:$|[,;!?)]|\.(?!\d)))",
        _bare,
        0.7,
    ),
)
