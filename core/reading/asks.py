"""What people ask: of the advice its cost, a cheaper way, what it rests on, what else; and who the bot is."""

import re
from typing import Literal

from core.reading.normal import normalise
from core.regex import regex

Ask = Literal[
    "cost", "cheaper", "understood", "sure", "others", "measure", "shared", "duration", "purchase", "bot"
]

_LONGEST = 90
_SO = r"^(?:(?:and|so|but|ok(?:ay)?|well|hm+|hey|please|sorry|thanks(?: a lot)?|thank you|merci|danke|just|@someone|@?gpu[- ]?advis\w{0,3}|(?:can|could|would) you(?: please)?|(?:tell|show|give|remind) (?:me|us)(?: of)?)[ ,.:;!]+)*"
_END = r"(?:[ ,]+(?:please|pls|then|now|again|exactly|so far|for us|here|there|overall|in total|in all|altogether|thanks))*[ .!?]*$"
_THING = r"(?:plan|advice|recommendation|setup|server|servers|gpus?|cards?|whole thing|solution|option)"
_IT = rf"(?:(?:all|both) (?:of )?(?:it|this|that|them|these)|(?:an?|one|such an?) (?:gpu|card|server)|it|this|that|they|them|these|everything|(?:the|your|this|that) {_THING})"
_PER = r"(?: (?:a|an|per|each|every) (?:month|year|run|hour|week|day)| monthly| yearly| hourly)?"
_PRICE = r"(?:prices?|costs?|bill)"
_LESS = rf"(?:(?:much |a bit |a lot |even |any |something )?(?:cheaper|less expensive)(?: (?:way|option|alternative|one|{_THING}))?(?: to (?:do|run|get|make|have) {_IT})?|for less(?: money)?)"

_BOX = r"(?:servers?|box(?:es)?|machines?|gpus?|cards?|stacks?|setups?|nodes?)"
_BOTH = r"(?:both(?: of (?:them|these))?|both jobs|it all|everything|all of (?:it|this)|the two|serving and training|training and serving|train and serve|serve and train|serve as well|train as well)"
_ONE_BOX = rf"(?:(?:just |only )?(?:one|1|a single|the same|a shared|this) {_BOX})"
_RUN = r"(?:(?:(?:a|one|each|every|the|our|such a|this|a single) )?(?:(?:training|fine-?tuning|batch) )?(?:run|job|batch)|training(?: (?:it|the model|this))?|fine-?tuning(?: (?:it|the model))?|it|this|that)"
_BUY = r"(?:buy(?:ing)?|own(?:ing)?|purchas(?:e|ing))"
_THEM = rf"(?: (?:it|this|that|one|them|these|some|(?:the|our own|own|a|such a) (?:{_BOX}|hardware)|hardware|our own))?"
_OR_RENT = r"(?:,? (?:instead(?: of (?:renting|rent))?|or (?:to )?rent(?:ing)?(?: (?:it|them|one))?|than (?:to )?rent(?:ing)?(?: (?:it|them))?|rather than rent(?:ing)?|outright))?"
_A_BOT = r"(?:(?:an? |the |some |just )?(?:real |actual )?(?:chat-?gpt|gpt(?:[ -]?\d(?:\.\d)?o?)?|claude|gemini|copilot|siri|alexa|ai|llm|(?:large )?language model|(?:chat-?)?bot|robot|machine|human(?: being)?|person|program|script|real))"


def _whole(words: str) -> re.Pattern[str]:
    return regex(f"{_SO}(?:{words}){_END}")


_ASKS: dict[Ask, re.Pattern[str]] = {
    "cost": _whole(
        rf"(?:what|how much) (?:does|do|would|will|is|are|'s)(?: {_IT})? (?:going to |all )?(?:cost|come to|run|be)(?: (?:us|me))?{_PER}"
        rf"|how much (?:is|are|for|would) {_IT}(?: be)?{_PER}|how (?:expensive|costly|pricey) (?:is|are|would|will) {_IT}(?: be)?"
        rf"|(?:what(?:'s| is| are| about| would be) |how about )?(?:the |your |its )?{_PRICE}(?: of {_IT})?{_PER}"
        rf"|what (?:do|will|would) (?:we|i) (?:have to )?pay(?: for {_IT})?{_PER}|was (?:kostet|kosten|würde) (?:das|es|die)(?: kosten)?|wie teuer (?:ist|wird|wäre) (?:das|es)|(?:ça|combien ça|cela) co[uû]te(?: combien)?|c'est combien|what (?:do|should|must|shall|would) (?:we|i) (?:need to |have to )?(?:tell [a-z ]{{2,12}} to |ask [a-z ]{{2,12}} for|order|rent|get)(?: ?(?:order|rent|get))?|how much|what(?:'s| is| would be) the total{_PER}"
    ),
    "cheaper": _whole(
        rf"how (?:can|could|do|would|should) (?:i|we|you|one) (?:make|get|do|run|have|rent|bring) (?:{_IT} )?(?:to be )?{_LESS}"
        rf"|(?:can|could|would|is|are) (?:i|we|you|it|this|that|there)(?: (?:be|make|get|do|have|run))?(?: {_IT})?(?: (?:a|an|any|some))?(?: (?:way|option))? ?(?:to (?:do|get|make|run) {_IT} )?{_LESS}"
        rf"|(?:is there |are there |do you have |any(?:thing)? |something |what(?:'s| is| about| would be) |which (?:is|one is|plan is|would be) |(?:make|get) {_IT} )?(?:a |an |any |the |anything |something )?(?:{_LESS}|cheapest(?: (?:way|option|one|{_THING}))?)"
        rf"|(?:{_IT}(?:'s| is|'re| are) )?(?:way |far |much )?too (?:expensive|much(?: money)?|costly|pricey)(?: for us)?"
        rf"|how (?:can|could|do|would) (?:i|we|you|one) (?:save(?: (?:some )?(?:money|costs?))?|(?:lower|reduce|cut|bring down|get down) (?:the |our )?{_PRICE})(?: here)?"
        rf"|(?:can|could) (?:i|we) (?:save (?:some )?(?:money|costs?)|(?:lower|reduce|cut) (?:the |our )?{_PRICE})|why (?:is {_IT} )?(?:so expensive|not cheaper)"
    ),
    "understood": _whole(
        r"what (?:did|do|have|had) you (?:understand|understood|hear|heard|know|get|got|gather|gathered|note|noted|read|take|taken|write down|written down)(?: (?:of|about|from) (?:it|this|that|us|me|our (?:workload|case|answers)))?"
        r"|what (?:have|did) (?:we|i) (?:say|said|tell you|told you|answer|answered|enter|entered)|(?:what (?:are|were) |show (?:me )?|list |repeat )?(?:my|our|the|all|all the|all our) (?:answers|inputs)"
        r"|(?:a )?(?:summary|recap)|summari[sz]e|sum up|what (?:is|are) (?:it|this|the advice) based on"
    ),
    "sure": _whole(
        rf"how (?:sure|certain|confident) (?:are you|is {_IT})(?: (?:about|of) {_IT})?|how (?:accurate|reliable|precise|good) (?:is|are) {_IT}"
        rf"|what (?:did|do|have|are) you (?:assum(?:e|ed|ing)|guess(?:ed|ing)?)|(?:what (?:are|were) )?(?:the |your )?assumptions|(?:can|should) (?:i|we) trust {_IT}|are you sure(?: about {_IT})?"
    ),
    "others": _whole(
        r"(?:what (?:are|were|other) |are there |any |which )?(?:the |my |our |any )?(?:other |more )?(?:options|alternatives|choices|plans)(?: (?:are there|do (?:i|we) have|would (?:work|do|fit)))?"
        r"|what else(?: (?:would|could|can|is there|do you have)(?: (?:work|do|fit|we (?:do|take|use|rent)))?)?|what (?:is|'s|would be) (?:the )?(?:safer|safest|second best|next best)(?: (?:one|option|plan|choice))?|(?:is there |any(?:thing)? )?(?:a )?safer(?: (?:one|option|plan))?"
    ),
    "measure": _whole(
        r"what (?:should|do|can|must|shall) (?:i|we|one) (?:measure|test|check|watch|monitor|try|do)(?: (?:first|next))?|what(?:'s| is| are) (?:the )?next(?: steps?)?|next steps?|what (?:now|next)|(?:and )?now what|how (?:do|can|should) (?:i|we) (?:test|verify|measure|check) (?:it|this|that)"
    ),
    "shared": _whole(
        rf"(?:can|could|would|will|should|does|is|may|might) {_ONE_BOX}(?: (?:be enough|enough|do|run|handle|serve|hold|take|cover|suffice|be used|work))?(?: for)? {_BOTH}"
        rf"|(?:can|could|should|may) (?:we|i|you|they|both)(?: not| just| also)? (?:do|run|put|use|share|train and serve|serve and train|have|host|keep)(?: {_BOTH})?(?: (?:on|in|with|from))? ?{_ONE_BOX}(?: for {_BOTH})?"
        rf"|(?:do (?:we|i) (?:really |actually )?need|why(?: do (?:we|i) need)?) (?:two|2|both|separate|two separate) {_BOX}|(?:both|{_BOTH}) on {_ONE_BOX}"
    ),
    "duration": _whole(
        rf"(?:how long|how many hours|how much time) (?:does|will|would|do|is|are|should|can) {_RUN}(?: (?:going to )?(?:take|last|run|need|be))?|how long (?:does|will|would) it take to (?:train|fine-?tune|do|run)(?: {_IT}| {_RUN})?"
        rf"|(?:what(?:'s| is) )?(?:the )?(?:run ?time|duration|length)(?: of {_RUN})|how (?:fast|slow|quick) (?:is|will|would) {_RUN}(?: be)?|how long(?: (?:for|per|is))? (?:a|one|each|every) (?:training )?run"
    ),
    "purchase": _whole(
        rf"(?:is|would|wouldn'?t|isn'?t|will) (?:it|this|that)(?: be)?(?: not)? (?:any )?(?:better|cheaper|smarter|wiser|worth(?: it)?|more sensible)(?: (?:for us|in the long run))? to {_BUY}{_THEM}{_OR_RENT}|(?:is|would) (?:it|this)(?: be)? worth {_BUY}{_THEM}{_OR_RENT}"
        rf"|(?:should|shouldn'?t|could|can|would) (?:we|i|one)(?: (?:rather|just|better|not))? {_BUY}{_THEM}{_OR_RENT}|(?:is|would|isn'?t|wouldn'?t) {_BUY}{_THEM}(?: be)? (?:cheaper|better|an option|worth it|smarter|worthwhile){_OR_RENT}"
        rf"|(?:do|does|would) (?:it|{_BUY}{_THEM}) (?:make sense|pay(?: off)?)(?: to {_BUY}{_THEM})?{_OR_RENT}|when (?:does|do|would|will) {_BUY}{_THEM} pay(?: off)?|(?:rent or buy|buy or rent|buy(?:ing)?(?: (?:vs\.?|versus|or) rent(?:ing)?)|rent(?:ing)? (?:vs\.?|versus|or) buy(?:ing)?)"
        rf"|what if (?:we|i) (?:buy|bought|own|owned|purchased?){_THEM}{_OR_RENT}|(?:what|how) about {_BUY}{_THEM}{_OR_RENT}"
    ),
    "bot": _whole(
        rf"(?:who|what) (?:(?:exactly|actually|the hell) )?(?:are|r) (?:you|u)|(?:are|r) (?:you|u) {_A_BOT}(?: or {_A_BOT})?|is (?:this|it|that|there) {_A_BOT}(?: or {_A_BOT})?(?: (?:behind|answering)(?: (?:this|it|that|you))?)?"
        rf"|am i (?:talking|speaking|chatting|writing) (?:to|with) {_A_BOT}(?: or {_A_BOT})?|(?:what|which) (?:ai|llm|(?:ai |language )model) (?:are you(?: (?:using|based on|running on))?|do you (?:use|run on)|is (?:behind (?:this|you|it)|this))|what model are you"
        rf"|do you (?:use|run on) {_A_BOT}|who (?:made|built|wrote|programmed) (?:you|this(?: bot)?)|what(?:'s| is) your name"
    ),
}


def asks(text: str) -> Ask | None:
    """Return what the words as a whole ask about the advice; None for anything else that is said."""
    words = normalise(text[: 2 * _LONGEST]).text.strip()
    if not words or len(words) > _LONGEST:
        return None
    return next((ask for ask, pattern in _ASKS.items() if pattern.search(words)), None)
