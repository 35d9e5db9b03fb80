"""The small words people put around a short answer: "maybe 30 or so, I guess"."""

_BEFORE = (
    r"about|around|approx(?:\.|imately)?|aprox|roughly|maybe|perhaps|probably|likely|presumably|hopefully",
    r"(?:i|we) (?:think|guess|suppose|believe|expect|hope)|(?:i'd|i would|let'?s|lets|i'll) say|say|guess|my (?:best )?guess(?: is)?",
    r"it'?s|it is|that'?s|this is|there (?:are|is)|we(?:'ve| have|'d| would)?(?: got| need| like| want)?|need|want|have|has|got|we'll|i'll",
    r"would be|will be|should be|can be|could be|be|is|are|was|must be|has to be",
    r"something like|somewhere around|in the order of|some|like|more or less|close(?:r)? to|nearly|almost|exactly|precisely",
    r"[<>=]{1,2}",
    r"usual|typical|standard|normal|default|long|short|quite|pretty|fairly|rather|big|large|small|huge|tiny|medium",
    r"circa|ca\.?|environ|ungefähr|etwa|rund|unos|unas|vielleicht|peut-être|quizás|como|más o menos",
    r"max(?:imum)?|at most|up to|at least|min(?:imum)?|no more than|not more than|more than|less than|under|below|within|over|above",
    r"just|only|currently|now|today|at peak|peak|usually|typically|normally|mostly|mainly|on average|average|in total|all in all",
    r"hmm*|man|mate|dude|bro|lol|tbh|def(?:initely)?|surely|ugh|ok(?:ay)?|well|so|yes|yeah|yep|sure|wait|oops|sorry|actually|no|nope|oh|uh|um|and|but|ah",
    r"make (?:that|it)|i meant?|i said|i told you|(?:that|it|@?[a-z]{2,14}) (?:is|was) wrong|let'?s (?:go with|take|use|do)|go with|take|use|please|pick|choose",
    r"the|a|an|of|with|each|for|in|at|to|our|my|we do|we use|really|purely|rather|all about|that|this|one of",
    r"not (?:really |quite |entirely )?sure|unsure|idk|(?:i )?don'?t know(?: exactly)?|no idea|hard to say|it depends|depends|(?:i )?cannot say|i'?m|not exactly",
    r"answer(?: is|:)?|options?|number",
)
_AFTER = (
    r"or so|or less|or more|ish|max(?:imum)?|at most|tops|at peak|peak|at least|min(?:imum)?|at the most",
    r"(?:i|we)(?:'d|'ll| would)? (?:think|guess|suppose|believe|hope|say)|probably|maybe|perhaps|roughly|approximately|approx\.?|about|ungefähr|environ|más o menos|give or take",
    r"(?:is|was) (?:right|correct|true)",
    r"ones?|for (?:now|us|me|starters|the moment|sure)|please|thanks|each|total|overall|in total|on average|per (?:gpu|device|card)|altogether",
    r"(?:would|should|will|could|might|may|ought to|must|'ll)(?: easily| surely| certainly| probably)? (?:be|do|suffice|work)(?: (?:just |quite |more than |perfectly )?(?:fine|good|ok(?:ay)?|enough|nice|great|sufficient|plenty|ample|all right|alright))?|(?:is|are) (?:just |quite |more than |perfectly )?(?:fine|enough|ok(?:ay)?|good|plenty|ample|sufficient)|works|suffices|does (?:it|the job)",
    r"(?:in|on|during|at) (?:a )?(?:busy|peak|bad|good|rush|normal|typical|average|usual|regular) (?:days?|weeks?|hours?|times?|months?)",
    r"usually|typically|normally|to start(?: with)?|to begin with|at the moment|currently|now|today|of them|of us|in parallel|at once|at the same time",
    r"(?:but |though |although )?(?:never|not) (?:all|everyone|everybody)(?: of (?:them|us))?(?: at once| at the same time| together)?",
    r"long|worth|instead|too|actually|as i said|only|really|i'd say|sounds (?:good|right)|is (?:the|our) (?:goal|target|limit|max(?:imum)?)|or something(?: like that)?",
)
HEDGES = rf"(?:(?:{'|'.join(_BEFORE)})(?![a-z'])[ ,:;-]{{0,3}}){{0,8}}"
"""Any words that may come before the answer itself."""

AFTERWORDS = rf"(?:[ ,;(-]{{0,3}}(?:{'|'.join(_AFTER)})(?![a-z])\)?){{0,5}}[ .!?)]{{0,4}}"
"""Any words that may come after it."""
