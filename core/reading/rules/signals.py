"""The eight signals of the framework, and what hurts, from plain words."""

from core.reading.facts import Rule, rule
from core.workload import Pain, Signal


def _signals(name: str, pattern: str, *signals: Signal, pains: tuple[Pain, ...] = ()) -> Rule:
    found = [*(("focus", signal.value) for signal in signals), *(("pain", pain.value) for pain in pains)]
    return rule(name, pattern, lambda _: found)


_IS = r"(?:'s|s| is| are| was| has| gets| feels| seems| already| still| really| just| now| currently| too| very| so| pretty| quite| the| itself| has to be| needs to be| must| needs| to| be){0,4}"
_MORE_THAN = r"(?: matters?| counts?| is| are| being)?(?: much| far)?(?: more important| more| over| before| first)(?: to us)?(?: for now)?(?: than|,)?"

FOCUS: tuple[Rule, ...] = (
    _signals(
        "both_strategic",
        r"\bboth(?: sides?| of them| parts| are| equally| matter| now| really| strategically| strategic| important| equally important| count| key| critical| just as much| the same){0,4} ?(?:strategic(?:ally important)?|matter|important|critical|count|key)\b|\b(?:serving|inference) and training (?:both |are both |are )?(?:matter|important|strategic|equally)\w{0,3}",
        Signal.SERVING_DECIDES,
        Signal.MODEL_MUST_IMPROVE,
    ),
    _signals(
        "throughput_first",
        rf"\b(?:throughput{_MORE_THAN}(?: (?:serving )?latency| response times?)?|throughput (?:first|over latency)|latency (?:matters|is) less (?:important )?than throughput|(?:raw |training )?throughput (?:is (?:all|what|the thing)(?: that)?(?: we care about| matters| counts)?|matters most|is (?:key|king|everything)))\b",
        Signal.THROUGHPUT_FIRST,
    ),
    _signals(
        "must_improve",
        r"\bmodel (?:still |really |just ){0,2}(?:needs? (?:to )?(?:improve|(?:be )?better|work|adapt|more|a lot|substantial)|must (?:improve|get better|be better)|has to (?:improve|get better|be better)|is(?:n'?t| not) (?:good enough|there|ready)(?: yet)?|is (?:bad|weak|wrong|poor))(?: yet)?(?: a lot)?|\b(?:improv(?:e|ing)|adapt(?:ing)?) the model\b|\bnot good enough(?: yet)?\b|\b(?:better|improve)(?: the)? (?:model )?quality\b|\bneeds? (?:substantial |more |further |a lot of )?(?:improvement|adaptation|adapting|improving|domain knowledge)\b|\bdoes ?n[o']t (?:understand|know) our (?:domain|data|language|jargon|code)",
        Signal.MODEL_MUST_IMPROVE,
    ),
    _signals(
        "good_enough",
        rf"\bmodel(?: quality)?{_IS} (?:good|great|fine|done|ready|ok(?:ay)?|strong|finished|solid|mature|happy)(?: enough)?(?: as it is| as is| now)?\b|\b(?:happy|satisfied|content|pleased) with the (?:model|quality|answers|outputs?)|\bmodel works(?: well| fine)?\b|\bquality{_IS} (?:good|fine|great|ok)(?: enough)?\b|\bjust (?:needs?|has) to be reliable|\breliab(?:le|ility) (?:delivery|serving|in production|matters)|\bneeds? (?:to be )?reliabl[ey] deliver\w{{0,3}}|\bgood enough\b",
        Signal.MODEL_GOOD_ENOUGH,
    ),
    _signals(
        "tuning_is_core",
        r"\b(?:fine[- ]?tun(?:e|ing)|train(?:ing)?|experiment(?:s|ing|ation)?)(?: models?| and experiments| is| are| our| we| what| core| all| the| time| constantly| constant| continuously| every day| and training| or experiment\w{0,5}){0,4} (?:all the time|constantly|continuously|non-?stop|what we do|our core(?: activity)?|our (?:main|daily) (?:work|job|activity|business)|core activity|is core|all day|the whole time)\b|\b(?:constantly|always|continuously) (?:fine[- ]?tun(?:e|ing)|train(?:ing)?|experiment(?:ing)?)\b|\bwe (?:run|do) (?:lots|many|tons|plenty|a lot) (?:of )?(?:experiments|fine-?tun(?:es|ing)|training|runs|ablations)|\bresearch (?:lab|team|group)\b|\bfine-?tuning is (?:our )?(?:core|daily|main)",
        Signal.TUNING_IS_CORE,
    ),
    _signals(
        "experience_first",
        r"\b(?:user experience|ux|request quality|quality of (?:each |every |the )?(?:request|answer|response)s?)(?: is| matters?| counts?| comes?| and request quality| the| most| first| everything| important| what){0,4}|\boptimi[sz](?:e|ing) (?:for )?(?:the )?(?:ux|user experience|request quality|quality of requests)|\bbest (?:possible )?experience\b|\bhow (?:it|the answers?) feels?\b",
        Signal.REQUEST_QUALITY,
    ),
    _signals(
        "serving_decides",
        r"\bproduct (?:really |mostly |mainly |entirely ){0,1}(?:depends|hinges|relies|lives|stands|stands and falls)(?: or dies| and dies)? (?:on|with|by) (?:how )?(?:(?:well |fast |reliably )?(?:the |our )?(?:model|it) is served|serving|latency|response times?|inference|delivery|uptime|reliability)|\bserving (?:matters|counts|is what matters|is everything|decides|quality matters)(?: more| most)?|\bhow (?:well |fast |reliably )?(?:the )?(?:model|it) is served\b|\buptime (?:is|matters)|\bserving (?:first|is (?:more|most) important|before training)\b|\bcustomer[- ]facing\b",
        Signal.SERVING_DECIDES,
    ),
    _signals(
        "memory_or_duration",
        r"\b(?:oom|out[- ]of[- ]memory|memory)(?: errors?| limits?)? and (?:long|slow) (?:runs|jobs|training)(?: \w{2,10}){0,4}? (?:slow|hold|block|cost|stop)\w{0,3}(?: us)?(?: down| back| up)?|\b(?:memory|vram|runs?|jobs?|run time|job duration|training time|long runs)(?: and \w{3,10}(?: \w{3,10})?)? (?:slows?|hold(?:s|ing)?|block(?:s|ing)?|limits?)(?: \w{2,10}){0,2}? (?:us|iteration|progress|research|experiments)(?: down| back| up)?|\b(?:slows?|blocks?|slowing) (?:down )?(?:our )?iteration|\bwait(?:ing)? (?:for )?(?:days|hours|weeks|ages) (?:for|on) (?:runs|jobs|training|a run|experiments)",
        Signal.MEMORY_OR_DURATION_HURTS,
        pains=(Pain.MEMORY, Pain.JOB_DURATION),
    ),
)

PAINS: tuple[Rule, ...] = (
    _signals(
        "cold_start",
        r"\bcold[- ]?starts?\b|\b(?:slow|long) (?:start-?up|loading|startup|warm-?up|boot|model load)s?\b|\b(?:loading|starting|warming)(?: up)? (?:the )?(?:model )?takes (?:forever|too long|ages|minutes|long)|\b(?:start-?up|load(?:ing)? time)s?(?: is| are)? (?:too )?(?:slow|long)|\btakes (?:ages|forever|minutes|too long) to (?:load|start|warm up|come up)|\bkaltstarts?\b|\bdémarrage à froid",
        pains=(Pain.COLD_START,),
    ),
    _signals(
        "slow_at_peak",
        r"\b(?:slow|lags?|laggy|queue(?:s|ing)?|degrades?|drops?|falls over|crawls?|struggles?|times? out|timeouts?|latency (?:spikes?|jumps|explodes))(?: \w{2,10}){0,3}? (?:at|under|during|in|when|with) (?:the )?(?:peak(?:s| time| hours)?|load|rush hours?|busy|busy hours|traffic|many users|everyone|heavy load|lots of users)",
        Signal.LATENCY_HURTS,
        pains=(Pain.LATENCY, Pain.CONCURRENCY),
    ),
    _signals(
        "slow_replies",
        r"\b(?:repl(?:y|ies)|answers?|responses?|chat|inference|generation|it|first token|assistant|bot|tokens?|model)(?:'s| is| are| take| takes| come| comes| feels?| gets?| have become| has become| became){1,2} (?:\w{2,10} ){0,2}?(?:slow(?:ly|er)?|sluggish|laggy|forever|too long|ages|(?:much )?too late)\b|\b(?:slow|sluggish|laggy) (?:repl(?:y|ies)|answers?|responses?|inference|tokens?|chat|generation)|\b(?:high|bad|poor|terrible) latency|\blatency (?:is|was) (?:\w{2,10} )?(?:bad|high|the (?:main )?(?:pain|problem|issue)|too high|terrible|killing us|a problem|our problem)|\b(?:users|customers|people) (?:wait|complain)(?: too long| about (?:speed|slowness|latency|waiting))?|\blatency and start-?up|\blangsame? antworten|\bréponses? lentes?|\brespuestas? lentas?",
        Signal.LATENCY_HURTS,
        pains=(Pain.LATENCY,),
    ),
    _signals(
        "out_of_memory",
        r"(?<![a-z])(?:ooms?|oom'?(?:s|ed|ing)|oom-?killed|outofmemory(?:error)?)(?![a-z])|\b(?:runs?|ran|running|goes|went|going|got|get|gets|hits?|always|cuda|is)? ?out[- ]of[- ]memory\b|\b(?:not enough|no (?:available|free|remaining)) (?:gpu )?(?:memory|vram)\b|\bno (?:gpu )?(?:memory|vram) (?:left|available|remaining)\b(?! of )|\b(?:insufficient|lack of|too little|limited by|tight on|short (?:of|on)|low on) (?:gpu )?(?:memory|vram)\b|\boverflows? (?:the )?(?:vram|memory)|\b(?:vram|memory) (?:runs?|ran|is running) out\b|\b(?:does ?n[o']t|doesnt|won'?t|can ?not|can'?t|do not|don'?t) (?:even )?fit\b(?: in(?:to)? (?:memory|vram))?|\b(?:memory|vram) (?:is|was) (?:\w{2,10} )?(?:full|short|tight|the (?:main )?(?:limit|bottleneck|problem|pain)|not enough|too small|scarce)|\bspeicher(?:mangel| (?:ist )?voll| reicht nicht)|\bmémoire insuffisante|\bsin memoria\b|\bmanque de mémoire|\bout of (?:gpu )?(?:vram|ram)\b|\bcuda error: out",
        pains=(Pain.MEMORY,),
    ),
    _signals(
        "long_runs",
        r"\b(?:long|slow|endless) (?:training|runs?|jobs?|fine-?tun(?:es|ing)|epochs?)\b|\b(?:training|runs?|jobs?|fine-?tun(?:es|ing)|epochs?)(?: is| are| take| takes| took| taking){1,2} (?:\w{2,10} ){0,2}?(?:slow|forever|too long|ages|days|weeks|long)\b|\bjob durations?\b|\bruns? (?:for|take) (?:days|weeks)|\btrainings? dauert? (?:zu )?lang",
        pains=(Pain.JOB_DURATION,),
    ),
    _signals(
        "bad_answers",
        r"\b(?:bad|wrong|poor|weak|useless|inaccurate) (?:answers?|quality|outputs?|results?|repl(?:y|ies)|responses?)\b|\bhallucinat\w{1,6}|\b(?:answers?|outputs?|quality|results|accuracy)(?: is| are){1} (?:\w{2,10} )?(?:bad|wrong|poor|weak|low|too low|not good(?: enough)?|insufficient)\b|\bmodel quality\b|\b(?:schlechte|falsche) antworten",
        pains=(Pain.MODEL_QUALITY,),
    ),
    _signals(
        "expensive",
        r"\b(?:too |very |so |quite |pretty )?(?:expensive|costly|pricey)\b|\bcosts? (?:\w{2,8} )?(?:too (?:much|high)|a fortune|a lot|explod\w{1,4}|out of control|are high|is high|hurts?|kill(?:s|ing)? us)|\b(?:high|rising|growing|huge) (?:costs?|bills?|prices?)\b|\b(?:bill|api bill|cloud bill|spend) (?:is|keeps|got)\b|\bpaying too much|\bzu teuer|\btrop cher|\bmuy caro|\bdemasiado caro",
        pains=(Pain.COST,),
    ),
    _signals(
        "too_many_at_once",
        r"\b(?:too many|can'?t handle|cannot handle|handling)(?: \w{2,10}){0,2} (?:concurrent |simultaneous |parallel )?(?:users|requests|people|sessions|calls|load)\b|\brequests? (?:queue|pile) ?(?:up)?\b|\bqueue(?:s|ing)? (?:up|grow\w{0,3})|\bconcurrency (?:is|was) (?:\w{2,10} )?(?:the )?(?:main )?(?:problem|pain|issue|limit|bottleneck)",
        pains=(Pain.CONCURRENCY,),
    ),
    rule(
        "too_slow",
        r"\b(?:is|are|it'?s|feels?|gets?|getting|became|has become|seems|runs?) (?:way |far |much |just |still )?(?:too|painfully|terribly|unbearably|really|very) slow(?:ly)?\b(?! (?:for|to)\b)(?![^.;!]*\?)",
        lambda _: [("symptom", "too_slow")],
        0.6,
    ),
    rule(
        "slow",
        r"\b(?:too|very|so|painfully|really|way too|still|terribly) slow\b|\bonly (?:does|reaches|gets|achieves|makes|manages)\b|\bslow\b|\bslower than\b|\bunusabl[ey]\b|\blangsam\b|\blent[eo]?s?\b",
        lambda _: [("symptom", "slow")],
        0.4,
    ),
)
