"""The closed list of things people say to steer an interview rather than to answer."""

import re

from core.reading.heard import Command
from core.regex import regex

_END = r"(?:[ ,]*(?:please|pls|thanks|thank you|at this point|so far|for us|bitte|danke|merci|now|then|for now|this one|this|that|it|one|here|again|sorry|yet))*[ .!?]*$"
_START = r"^(?:(?:hm+|uh+|um+|oh|ok(?:ay)?|well|so|please|pls|let'?s|lets|can (?:we|you|i)|could (?:we|you|i)|(?:i|we)(?:'d| would) (?:like|rather|prefer)(?: to)?|(?:i|we) (?:want to|can|could|should)|rather|and|but|i have|i've|sorry|no|yes|hey|actually|honestly|nvm|nevermind|never mind|huh|eh|@someone|@?gpu[- ]?advis\w{0,3})[ ,.;:?!]+)*"


def _whole(words: str) -> re.Pattern[str]:
    return regex(f"{_START}(?:{words}){_END}")


_TERM = (
    r"(?:quanti[sz]ation|quanti[sz]ed|context(?: length| window)?|concurrency|ttft|p9\d|lora|qlora|fine[- ]?tun\w{1,3}|full fine-?tun\w{1,3}|tokens?|latency|precision|kv cache|throughput|batch size|epochs?|"
    r"pretrain\w{0,3}|sequence(?: length)?|adamw?|optimizer|fp8|fp16|bf16|int8|int4|awq|gptq|4[- ]bit|8[- ]bit|cadence|deadline|budget|focus|pain|rps|parameters?|vram|inference|serving|training|prompt(?: tokens)?|output tokens|mixed precision|cold start)"
)
_COMMANDS: tuple[tuple[Command, re.Pattern[str]], ...] = (
    (
        "what_if",
        regex(
            rf"{_START}(?:what if|what happens (?:if|with|at|when)|what (?:would|will|does|could) (?:happen|change)|what about|how about|suppose|supposing|imagine|assume we had|and if|und wenn|et si|y si|qué pasa si|was wäre|was wenn|would (?:it|that|this) (?:also )?(?:work|fit|change)|how would (?:it|that) (?:look|change))\b"
        ),
    ),
    (
        "what_if",
        regex(r"^(?:and|or|und|et|y) (?:at|with|for|on|in|mit|avec|con|bei|just|only)\b[^.?!]{1,60}\?$"),
    ),
    ("what_if", regex(r"^(?:and |or )?(?:on|with|at|in|using) [^.?!]{1,60}(?:instead)?\?$")),
    (
        "what_if",
        regex(
            r"^(?:and |so |but )?what (?:would|will|do|does) [^.?!]{0,20}\d[^.?!]{1,40} (?:need|take|require|mean)\?$"
        ),
    ),
    (
        "just_answer",
        regex(
            rf"{_START}(?:no need to ask (?:more|further|anything)|enough(?: (?:questions|already|of (?:this|that|the questions)))?|no more questions|stop asking(?: me)?(?: questions)?|too many questions|just (?:answer|recommend|tell me|give (?:me|us)|gimme|decide|advise|show me|guess)|skip (?:the rest|to the (?:result|answer|end|recommendation))|that'?s (?:all|everything|enough)(?: (?:i|we) (?:know|have|can say|got))?|(?:go ahead|finish|wrap (?:it )?up|recommend now|answer now|decide now|get on with it|show me the (?:result|answer|recommendation)|give me (?:the|a|your) (?:answer|recommendation|result|best guess)|best guess))\b[^\d]{{0,60}}$"
        ),
    ),
    (
        "just_answer",
        _whole(
            r"(?:what|which)(?: gpu| card| one)?s? (?:do|would|should) (?:you|i|we) (?:recommend|suggest|advise|get|buy|rent)|so what'?s the answer|what'?s (?:the|your) (?:answer|recommendation|verdict|suggestion|advice|pick)|recommend(?: something)?|your recommendation|answer"
        ),
    ),
    (
        "restart",
        _whole(
            r"(?:(?:scrap|scratch|forget|strike|drop|toss|ditch) (?:that|this|it|everything|all(?: of)?(?: that| this| it)?)(?: all)?[ ,.;:!-]{1,3}(?:(?:and|then|let'?s|please|we) ){0,2})?(?:start(?:ing)?|begin|go)(?: all)?(?: (?:over|again|afresh|anew|from scratch|from zero|from the (?:start|beginning|top)))+|restart|re-?start|from (?:scratch|the (?:top|beginning|start))|reset(?: (?:everything|all|the interview))?|new (?:interview|start|one)|(?:scrap|scratch) (?:all|everything)(?: of (?:that|this|it))?|von vorne?|neu(?:er)? (?:start|anfangen)|neustart|recommen[cç]er|depuis le début|empezar de nuevo|reiniciar|forget everything"
        ),
    ),
    (
        "back",
        _whole(
            r"(?:go |one |a |step |take me |get )?(?:step )?back(?:[,;.:] [^\d]{1,60}| (?:one|up|a step|one step|to the (?:last|previous)(?: question)?|please))?|(?:the )?(?:previous|last)(?: question| one| answer)?|undo(?: (?:that|the last|my last answer|last answer|last))?|zurück|retour|en arrière|atrás|volver|take (?:that|it) back|rückgängig|annuler|deshacer|previous step|return to the previous question"
        ),
    ),
    (
        "why",
        _whole(
            r"why(?:'?s)?|what (?:does|has) (?:this|that|it) (?:got|have)? ?to do with[^\d]{0,40}|(?:but )?why(?:'?s)? (?:is|are|do|does|would|should|that|this|not)\b[^\d]{0,60}|what for|for what|how (?:is|does) (?:that|this) (?:relevant|matter|help|change)[^\d]{0,30}|what difference (?:does|would|will) (?:that|it|this) make|(?:does|do) (?:that|it|this|you) (?:really )?(?:matter|need (?:that|this|to know))|warum(?: \w{2,12}){0,5}|wieso(?: \w{2,12}){0,4}|wozu|pourquoi(?: \w{2,12}){0,5}|(?:¿ ?)?por ?qu[eé](?: \w{2,12}){0,5}|reason|what'?s the reason|why (?:do )?(?:you )?(?:ask|need|want)[^\d]{0,40}|is (?:that|this) (?:important|relevant|necessary)"
        ),
    ),
    (
        "help",
        _whole(
            rf"help(?: me)?(?: (?:with (?:this|that)|out|here))?|\?{{1,3}}|what(?: exactly| precisely| actually)?(?: do| does|'?s| is| are| exactly is| exactly are)? (?:you|that|this|it|an?|the|by)? ?(?:mean(?:t)?(?: by)? ?)?(?:an? |the |by )?(?:{_TERM}|that|this)(?: (?:mean|means|again|exactly|in this context|for))*|what(?: exactly| precisely| actually)? do(?:es)? (?:you|that|this|it) mean(?: (?:by|with) [^\d]{{1,40}})?|what (?:should|can|do) i (?:say|answer|write|type|do|enter)(?: here| now)?|(?:i )?(?:don'?t|do not|didn'?t) (?:understand|get (?:it|that|the question))(?: (?:the|this|your|that) question)?|explain(?: (?:that|this|it|please|the question|{_TERM}))?|how do(?:es)? (?:i|this|that|it) (?:answer|work|works)(?: this| that)?|what are (?:my|the) (?:options|choices)|(?:which|what) (?:options|choices)(?: are there| do i have)?|what can (?:you|i) do|hilfe|hilf mir|aide(?:z-moi)?|ayuda|was (?:heißt|bedeutet|ist) [^\d]{{1,40}}|que veut dire [^\d]{{1,40}}|qu'est-ce que [^\d]{{1,40}}|qué (?:significa|es) [^\d]{{1,40}}|how do you define [^\d]{{1,40}}|(?:can|could) you explain[^\d]{{0,40}}|define {_TERM}|meaning|what is meant(?: by [^\d]{{1,40}})?|(?:give me )?an? example|like what|such as|for example"
        ),
    ),
    (
        "repeat",
        _whole(
            r"repeat(?: (?:that|the question|please|it))*|(?:say|ask) (?:that|it|the question) again|come again|pardon|(?:what|which) (?:was|is) the (?:question|last question)|what was that|what did you (?:say|ask)|wiederholen?|nochmal|répète[rz]?|repite|again|once more|where were we|what are you asking|show (?:me )?the question(?: again)?"
        ),
    ),
    (
        "dont_know",
        regex(
            rf"{_START}(?:idk|dk|ka|k\.a\.?|kp|dunno|i dunno|no (?:idea|clue|notion)|not (?:really |quite |entirely )?sure|unsure|unclear|unknown|(?:i |we |really |honestly |just |still |also ){{0,4}}(?:don'?t|dont|do not|doesn'?t|can'?t|cannot|can not|couldn'?t)(?: really| actually| yet| even| honestly)? (?:know|say|tell|remember|decide|have (?:a clue|an idea|that (?:number|figure|info(?:rmation)?)|numbers?|figures?))|(?:it'?s )?hard to (?:say|tell|know)|(?:we )?have ?n[o']t (?:measured|decided|thought|checked|figured)|haven'?t (?:measured|decided|thought|checked)|(?:not|never|un)(?: yet)? (?:measured|decided|known|defined)|undecided|tbd|to be (?:determined|decided|defined)|no one knows|nobody knows|who knows|beats me|good question|keine ahnung|(?:ich )?weiß (?:ich |es )?(?:leider )?nicht|weiss nicht|unbekannt|(?:je )?(?:ne )?sais pas|aucune idée|chais pas|no (?:lo )?s[eé]|ni idea|no idea|depends|it depends|no preference|you (?:decide|choose|tell me)|whatever you (?:think|recommend)|(?:whatever|what)(?:'?s| is| would be)? (?:the )?(?:most )?(?:normal|usual|typical|common|standard|sensible|reasonable|the norm)|(?:just )?(?:(?:use|take|assume|go with) )?(?:the|a|your|some) (?:usual|typical|normal|sensible|reasonable|average|default)(?: (?:one|value|number|length|size|figure)s?)?|(?:it'?s )?up to you|pas s[uû]re?|keine idee)\b[^\d]{{0,60}}$"
        ),
    ),
    (
        "skip",
        regex(
            rf"{_START}(?:skip|pass)(?: (?:it|this|that|this one|that one))?[,.;:!-]{{1,2}} ?[^\d]{{1,60}}$"
        ),
    ),
    (
        "skip",
        _whole(
            r"skip(?: (?:it|this|that|(?:the|this|that) (?:question|one)))?|pass(?: on (?:this|that)(?: one)?)?|next(?: question| one)?|n/?a|not (?:relevant|applicable|important)(?: (?:to|for) us)?|(?:it )?does ?n[o']t (?:matter|apply)|doesnt matter|don'?t care(?:,? (?:just |so )?(?:skip|next)(?: it)?)?|whatever|irrelevant|move on|überspringen|weiter|egal|(?:me )?da igual|no importa|peu (?:m'?)?importe|passer?|suivante?|siguiente|saltar|omitir|ignore (?:this|that|it)|leave (?:it|that)(?: out| open)?|rather not(?: say)?|prefer not to (?:say|answer)|no answer|later|come back to (?:that|this)(?: later)?|not now|-|none of your business"
        ),
    ),
    (
        "stop",
        _whole(
            r"stop(?: (?:it|this|that|here|the interview|now))?|cancel(?: (?:it|this|that|the interview))?|quit|abort|exit|(?:that'?s it,? )?never ?mind|nevermind|forget (?:it|about it|this)|end(?: (?:it|this|the interview|here))?|close(?: (?:it|this|the interview))?|abbrechen|abbruch|stopp|arrête[rz]?|annuler tout|parar|cancelar|leave me alone|go away|shut up|i'?m done|we'?re done|bye"
        ),
    ),
    (
        "change",
        _whole(
            r"change(?: (?:an?|my|the|one|some|that|this))?(?: (?:last |previous |earlier |first ))?(?: ?(?:answers?|something|model|context|budget|precision|latency|method|users?|concurrency|work|hardware|deadline|data(?:set)?))?|edit(?: (?:an?|my|the))?(?: answers?)?|(?:change|fix|correct|edit) (?:an?|my|the|one|something)[^\d]{0,30}|i (?:made a mistake|want to change something)|ändern|modifier|cambiar"
        ),
    ),
)


_GO = _whole(r"go(?: on)?|proceed|do it|los|vas-y|adelante")
"""Says "answer now" to an open question; to nobody's question it is chatter."""


def find_command(text: str, *, asked: bool = False) -> Command | None:
    """Return the command a plain text is, if it is one. Chatter that mentions a command's word is none."""
    words = text.strip(" ;'\"")
    if not words or len(words) > 200:
        return None
    for command, pattern in _COMMANDS:
        if pattern.search(words):
            return command
    return "just_answer" if asked and _GO.search(words) else None
