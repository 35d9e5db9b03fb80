"""From a message to the facts it states: normalise, spot the command, claim spans, weigh what is left."""

from collections import Counter
from typing import NamedTuple, cast

from core.catalog.models import find_model
from core.reading.commands import find_command
from core.reading.context import in_context
from core.reading.contrast import without_contrasts
from core.reading.corrections import corrects
from core.reading.ellipsis import without_ellipses
from core.reading.facts import Fact, FactName, figure
from core.reading.german import in_english
from core.reading.heard import Command
from core.reading.hours_of_data import with_hours_of_data
from core.reading.listed_cards import with_cards_counted
from core.reading.normal import Normal, normalise
from core.reading.number_words import with_digits
from core.reading.recordings import as_hours, without_lengths
from core.reading.reply_numbers import read_number_reply
from core.reading.reply_words import read_word_reply
from core.reading.rules.order import RULES
from core.reading.rules.time import NIGHT
from core.reading.scene import Scene
from core.reading.slower import slower
from core.reading.stance import spending, stance, told_as_too_slow
from core.reading.tasks import another_kind, sets_apart, tasks_told
from core.reading.typos import without_typos
from core.regex import regex
from core.workload import Signal, Slot

_MANY = frozenset(
    {"work", "method", "negated_method", "focus", "pain", "condition", "hardware", "format", "modality"}
)
_OVERALL = regex(
    r"\b(?:overall|in total|altogether|all told|insgesamt|au total|en total|registered|employees|staff|headcount|subscribers|members)\b"
)
_NOT_ALL = regex(
    r"\b(?:never|not|won'?t|nie|jamais|nunca) (?:be |are |is )?(?:all|everyone|everybody|alle|tous|todos)\b"
    r"|\ball (?:of them )?(?:won'?t|never|aren'?t)\b"
)
"""Both say that the people are all there are, not how many of them come at once."""
_GUESS = regex(r"\b(?:probably|maybe|perhaps|likely|but|i (?:think|guess))\b")
"""Who does not know but guesses, answers."""
_LONGEST_REPLY = 80
_TARGETS = frozenset(
    {"latency_s", "ttft_s", "tokens_per_s_each", "tokens_per_s_total", "deadline_h", "budget"}
)
_WEIGHED = _TARGETS | {"hardware", "method"}

_PART_OF_A_MODEL = ("active", "activated", "expert")
"""What follows the size of a part: "30B with 3B active"."""


class Understood(NamedTuple):
    """The facts that stand, one per name but for the names that may have several."""

    plain: Normal
    facts: tuple[Fact, ...]
    command: Command | None
    correction: bool
    another_model: Fact | None = None
    """The name, the size or the kind of a second model, of which nothing but the first stands."""
    more_models: tuple[Fact, ...] = ()
    """Further models that are named beside these two."""

    def get(self, name: str) -> Fact | None:
        """Return the fact of this name, or None."""
        return next((fact for fact in self.facts if fact.name == name), None)

    def all(self, *names: str) -> list[Fact]:
        """Return all facts of these names, name by name, each in the order of the text."""
        return [fact for name in names for fact in self.facts if fact.name == name]


def understand(text: str, asked: Slot | None = None) -> Understood:
    """Return the facts of a message, read as a reply to the question about `asked` when one is open."""
    told = without_ellipses(with_digits(without_typos(in_english(with_cards_counted(normalise(text))))))
    plain, contrasted = without_contrasts(told)
    command = find_command(plain.text, asked=asked is not None)
    if command == "restart" and asked is Slot.METHOD and read_word_reply(plain.text, asked):
        command = None
    guesses = command == "dont_know" and _GUESS.search(plain.text) is not None
    if command not in (None, "what_if", "change", "just_answer", "skip") and not guesses:
        return Understood(plain, (), command, correction=False)
    plain, each_s = without_lengths(with_hours_of_data(plain))
    scene = Scene(plain)
    scene.claim(RULES)
    heard = scene.facts if each_s is None else as_hours(scene.facts, each_s, plain.text)
    facts = _weighed(plain.text, [*heard, *slower(told, plain)])
    asked, facts = _of_people(plain.text, asked, facts)
    if asked is Slot.FOCUS:
        unhurried = [fact for fact in facts if fact.name == "batch_latency"]
        facts += [fact._replace(name="focus", value=Signal.THROUGHPUT_FIRST) for fact in unhurried]
    facts += tasks_told(plain.text)
    if asked is not None:
        facts += _bare_facts(plain, asked, facts)
    facts = _own_cards(_same_target(facts), asked)
    swapped = (contrasted and len(plain.text.split()) <= 6) or sets_apart(plain.text)
    correction = bool(facts) and (swapped or corrects(plain.text))
    kept = _kept(facts, asked, correction=correction)
    if guesses and asked is not Slot.WORK and all(fact.name in ("work", "task") for fact in kept):
        kept = []
    if command != "what_if" and kept:
        command = None
    return Understood(
        plain,
        tuple(kept),
        command,
        correction=correction and bool(kept),
        another_model=None
        if correction
        else _another_model(plain.text, facts, kept) or _another_kind(facts, kept),
        more_models=() if correction else tuple(_others_named(facts, kept)[1:]),
    )


def _of_people(text: str, asked: Slot | None, facts: list[Fact]) -> tuple[Slot | None, list[Fact]]:
    """Return what is asked for, once it is clear of whom facts speak: of all people, or of those at once."""
    counted = any(fact.name == "users" for fact in facts) and _OVERALL.search(text)
    if asked is Slot.CONCURRENCY and (counted or _NOT_ALL.search(text)):
        asked = Slot.USERS
    if asked is not Slot.CONCURRENCY:
        return asked, [one for one in facts if (one.name, one.rule) != ("share_at_once", "share_of_all")]
    if any(fact.name in ("concurrency", "share_at_once") for fact in facts):
        return asked, facts
    return asked, [fact._replace(name="concurrency") if fact.name == "users" else fact for fact in facts]


def _another_model(text: str, facts: list[Fact], kept: list[Fact]) -> Fact | None:
    """Return the first size that is not the one which stands, nor what was used or too small before."""
    if named := _others_named(facts, kept):
        return named[0]
    stands, sizes = (
        [one for one in some if one.name == "params_b" and isinstance(one.value, float)]
        for some in (kept, facts)
    )
    if not stands or not stands[0].value:
        return None
    others = (
        one
        for one in sizes
        if not 0.8 <= one.value / stands[0].value <= 1.25 and one.stance >= max(0, stands[0].stance)
    )
    return next((one for one in others if not text[one.end :].lstrip().startswith(_PART_OF_A_MODEL)), None)


def _another_kind(facts: list[Fact], kept: list[Fact]) -> Fact | None:
    """Return the first kind of model that words speak of beside that of the one which stands."""
    named = next((one for one in kept if one.name == "model"), None)
    stands = find_model(named.value) if named else None
    return another_kind([one for one in facts if one.name == "task"], stands and stands.kind)


def _others_named(facts: list[Fact], kept: list[Fact]) -> list[Fact]:
    """Return the names of models of other families than the one which stands, one of each; none left behind."""
    stands = next((one for one in kept if one.name == "model"), None)
    if stands is None or find_model(stands.value) is None:
        return []
    families = {(one.start, one.end): one.value for one in facts if one.name == "family"}
    family = families.get((stands.start, stands.end))
    others = (one for one in facts if one.name == "model" and one.stance >= max(0, stands.stance))
    named: dict[str | None, Fact] = {}
    for one in others:
        if families.get((one.start, one.end)) != family and find_model(one.value) is not None:
            named.setdefault(families.get((one.start, one.end)), one)
    return list(named.values())


def _weighed(text: str, facts: list[Fact]) -> list[Fact]:
    """Return the facts with whether they are wanted or observed, for those of which it can matter.

    The size of a team stands behind the people who use what it makes.
    """
    named = Counter(fact.name for fact in facts)

    def weighed(fact: Fact) -> Fact:
        if fact.rule == "team_of":
            return fact._replace(stance=-1)
        if fact.name not in _WEIGHED and (named[fact.name] == 1 or fact.name in _MANY):
            return fact
        spent = fact.name == "budget"
        found = spending(text, fact.start, fact.end) if spent else stance(text, fact.start, fact.end)
        if not found and fact.name in ("latency_s", "ttft_s") and told_as_too_slow(text, fact.start):
            found = -1
        return fact._replace(stance=found) if found else fact

    return [weighed(fact) for fact in facts]


def _bare_facts(plain: Normal, asked: Slot, found: list[Fact]) -> list[Fact]:
    named = {fact.name for fact in found} - {"work", "pain", "focus"}
    words = plain.text.strip(" ,;'\"")
    if not words or len(words) > _LONGEST_REPLY:
        return []
    said = read_number_reply(words, asked) or read_word_reply(words, asked)
    return [
        Fact(cast(FactName, name), value, 0, len(plain.text), "reply", 0.8)
        for name, value in said
        if name not in named
    ]


def _same_target(facts: list[Fact]) -> list[Fact]:
    """Return the facts, a bare time that is wanted after another of its kind was observed being its target.

    In "ttft 12 s, we'd accept 4 s" both are times to the first token; in "100 ms per token, want 30 ms" both are
    times of a token.
    """
    first = next(
        (
            fact
            for fact in facts
            if fact.stance <= 0 and (fact.name == "ttft_s" or fact.rule == "ms_per_token")
        ),
        None,
    )

    def target(fact: Fact) -> Fact:
        bare = fact.rule in ("latency_within", "latency_wanted") and fact.stance > 0
        if first is None or not bare or fact.start <= first.end:
            return fact
        if first.name == "ttft_s":
            return fact._replace(name="ttft_s")
        low, high = fact.value if isinstance(fact.value, tuple) else (fact.value, fact.value)
        return fact._replace(name=first.name, value=figure((1 / high, 1 / low))) if low else fact

    return [target(fact) for fact in facts]


def _own_cards(facts: list[Fact], asked: Slot | None) -> list[Fact]:
    """Return the facts without cards told by their memory alone, where they are only a kind of card.

    "24gb cards" says how large cards are, and is an answer only where the question was which ones there are.
    """
    named = any(fact.name == "hardware" and fact.value and not fact.value.get("unnamed") for fact in facts)

    def told(fact: Fact) -> bool:
        if fact.name != "hardware" or not fact.value or not fact.value.get("unnamed") or fact.value["count"]:
            return True
        return not named and (asked is Slot.CURRENT_HARDWARE or fact.stance < 0)

    def again(fact: Fact) -> bool:
        """Tell whether a machine's name only repeats its cards: "4x A10G (g5.12xlarge)"."""
        return fact.rule == "instance" and any(
            other.rule == "cards" and other.value["gpu"] == fact.value["gpu"] for other in facts
        )

    return [fact for fact in facts if told(fact) and not again(fact)]


def _kept(facts: list[Fact], asked: Slot | None, *, correction: bool) -> list[Fact]:
    kept: list[Fact] = []
    told = asked is Slot.REQUEST_RATE or any(
        fact.rule == "requests_per" or fact.name == "modality" for fact in facts
    )
    facts = [fact for fact in facts if told or fact.rule != "rate_again"]
    for name in dict.fromkeys(fact.name for fact in facts):
        candidates = [fact for fact in facts if fact.name == name]
        if name in _MANY:
            wanted = [fact for fact in candidates if name != "method" or fact.stance >= 0]
            kept += wanted or candidates
            continue
        best = max(
            candidates,
            key=lambda fact: (fact.stance, fact.rule != NIGHT, fact.start if correction else -fact.start),
        )
        if not (name in _TARGETS and best.stance < 0):
            kept.append(best)
    return in_context(kept, asked)
