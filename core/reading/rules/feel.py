"""A wish for speed without a figure: "it should feel instant", "snappy", "a real-time assistant"."""

from core.reading.facts import Rule, rule

INSTANT_S, SNAPPY_S = 0.5, 1.0
"""Wait for the first word that people take for none, and one that they call quick.

Beyond about a second one's thoughts wander (Nielsen, Usability Engineering, 1993); half of it still feels
like an answer at once where words then keep coming.
"""

INSTANT = r"(?:instant(?:ly|aneous(?:ly)?)?|immediate(?:ly)?|real[- ]?time|without (?:any |noticeable )?(?:delay|lag|waiting)|no (?:noticeable |perceptible )?(?:delay|lag))"
SNAPPY = r"(?:snappy|snappily|responsive|fluid)"
_REPLIES = r"(?:answers?|repl(?:y|ies)|responses?|results?|feedback|completions?|suggestions?|output)"
_FEELS = r"(?:feels?|feeling|be|is|are|respond|responds|responding|repl(?:y|ies)|answers?|reacts?|appear|appears|comes?|starts?|come back) (?:(?:\w+ly|like|almost|nearly|quite|very|really|as|in) ){0,2}"
_TALKS = (
    r"(?:chat ?bots?|chats?|voice|assistants?|agents?|bots?|copilots?|auto-?completion|auto-?complete|inference|serving|conversations?|talk|dialogue?|translations?"
    rf"|{_REPLIES}|use|users|latency|interaction|experience|api|app|support)"
)

RULES: tuple[Rule, ...] = (
    rule(
        "instant",
        rf"\b{_FEELS}{INSTANT}(?![a-z-])|\b(?:instant|immediate) {_REPLIES}\b|\b(?:ultra|very|extremely|super)[- ]low[- ]latency\b"
        rf"|\breal[- ]?time (?:\w+ ){{0,2}}?{_TALKS}\b|\b{_TALKS}[, ]{{1,2}}(?:must be |has to be |should be |needs to be )?(?:in )?real[- ]?time\b(?! factor)",
        lambda _: [("feel", INSTANT_S)],
        0.6,
    ),
    rule(
        "snappy",
        rf"\b{SNAPPY}\b(?! (?:design|website|layout|page|mechanics|dynamics))|\b(?:fast|quick) {_REPLIES}\b|\blow[- ]latency\b",
        lambda _: [("feel", SNAPPY_S)],
        0.6,
    ),
)
