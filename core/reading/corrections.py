"""Whether a message takes back something said before: "actually it's 13B", "oops, 16k"."""

from core.regex import regex

_BEGINS = regex(
    r"^(?:hmm*|ugh|oh|ah|uh|um|and|well|ok|so|@someone)?[ ,.:]*(?:actually|wait|oops|whoops|ups|sorry|correction|scratch that|i meant|i mean|no[,.;:]|no wait|no no|nah|nope|ugh,? no|other way (?:a?round)|wrong|make (?:that|it)|change|hold on"
    r"|typo|edit ?:|err+|rather|my (?:bad|mistake)|not quite|i misspoke|i was wrong|korrektur|nein[ ,]|non[ ,]|en fait|pardon|perdón|perdon|en realidad|eigentlich|doch|correción|corrección|moment|sorry|mea culpa|strike that|let me correct|not right)(?!\w)"
)
_SAYS = regex(
    r"\b(?:that|it|this|which|context|model|budget|number|answer) (?:should|was supposed to|ought to) (?:be|have been)\b(?!.*\?)|\bshould have (?:been|said)\b|\bi meant\b|\bmake (?:that|it) (?=\d)|\bscratch that\b|\bmy (?:bad|mistake)\b"
    r"|\bcorrection\b|\bi (?:misspoke|mistyped|miscounted)\b|\b(?:was|is) (?:wrong|a typo|incorrect)\b|\bactually (?:it'?s|it is|we|that'?s|the|make|need|more|\d)|\bturns out\b|\bi said .{1,40}(?:but|meant)|\bnot .{1,20} as i said|\btake that back\b"
    r"|\bmeant (?:to say|\d)|\bchange (?:that|it|the [a-z ]{2,20}?|my [a-z ]{2,20}?|[a-z]{3,12}) to\b|\bsorry,? (?:(?:i )?meant|not)\b"
)


def corrects(text: str) -> bool:
    """Tell whether the words of a plain text correct an earlier answer."""
    words = text[:400].strip(" ;")
    return bool(_BEGINS.search(words) or _SAYS.search(words))
