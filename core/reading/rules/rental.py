"""Whether the server is rented for each run or kept."""

from core.reading.facts import Rule, rule

RULES: tuple[Rule, ...] = (
    rule(
        "rented_per_run",
        r"\b(?:rent(?:ed|ing)?|lease[d]?|book(?:ed)?|pay(?:ing)?|spin(?:ning)? (?:it |them |one )?up|spun up|hire[d]?)(?: it| them| gpus?| cards?| a server| servers?| one| boxes| by| only| just){0,3} (?:per|for each|for every|each|for the|by the) (?:training )?(?:run|job|hour|experiment)s?\b|\b(?:per|each|every) (?:run|job),? (?:only|then)|\brent(?:ed|s|ing)?(?: gpus?| cards?| it| them| servers?| one)?(?: only)? (?:as|when|if|whenever|while) (?:needed|training|we (?:train|need|run))|\bonly (?:rent|pay)(?:ed|ing)? (?:when|while|for|during)\b(?: (?:needed|training|running|we (?:train|need|run)))?|\bon[- ]demand (?:rental|rent|only|per run)|\b(?:shut|turn|tear)(?:s|ting|ning|ing)? (?:it |them )?(?:down|off) (?:after|when|between)\w{0,9}|\bpro lauf gemietet|\bpay[- ]as[- ]you[- ]go\b|\bhourly rental",
        lambda _: [("rental", "per_run")],
    ),
    rule(
        "kept",
        r"\b(?:we |will |would |to |and ){0,2}keep (?:the |our |a |it |them |one )?(?:gpu |dedicated )?(?:servers?|boxe?s?|machines?|instances?|nodes?|cluster|running|cards?|up(?! with))(?: running| up| all month| 24/7| the whole month)?\b|\b(?:always|permanently)[- ](?:on|running|rented)\b|\bkept (?:running|server|all|the whole)\b|\b(?:dedicated|permanent|reserved|own(?:ed)?) (?:gpu )?(?:servers?|boxe?s?|machines?|instances?|hardware)\b|\b24 ?/ ?7\b|\baround the clock\b|\brent(?:ed|ing)?(?: it| them)? (?:by the|per|monthly|for the|all) ?(?:month|year|long)?\b|\bmonthly (?:rental|contract|server)",
        lambda _: [("rental", "kept")],
    ),
)
