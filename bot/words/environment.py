"""Templates into text: one sandbox, no silent gaps, and everything escaped for Slack exactly once."""

import html
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import NoneType
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, Undefined
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.words import figures
from bot.words.plans import briefly, card, rented, short
from bot.words.values import slot_name
from core.regex import regex
from core.workload import Slot

_USER = regex(r"[UW][A-Z0-9]{2,20}")
_CHANNEL = regex(r"[CG][A-Z0-9]{2,20}")
_INVISIBLE = regex(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
_STYLING = regex(r"[*~`]|(?<![^\W_])_+|_+(?![^\W_])")
_EMOJI = regex(r":(?=[a-z0-9_+-]*[a-z])([a-z0-9_+-]+):", re.IGNORECASE)
_LIVE = regex(r"(?<=[@#])(?=\w)|(?<=:)(?=//)|(?<=\w\.)(?=[^\W\d_]{2})")
"""Where Slack would make a mention, a channel or a link of plain text."""
_JOINER = "\u2060"
"""Invisible and without width; it only parts what must not be read as one."""


class Safe(str):
    """Text that is already right for Slack: our own words, mentions and dates, or text escaped before."""

    __slots__ = ()


_SIMPLE: Final = frozenset({Safe, Slot, str, int, bool, NoneType})
"""Values that are said the same way wherever they and their types are the same."""


def plain(text: object) -> str:
    """Return text on one line, without control, bidirectional and invisible characters."""
    return _INVISIBLE.sub(" ", str(text))


def escaped(text: object) -> str:
    """Return text that Slack shows as it is: no mention, link, styling or emoji comes out of it."""
    if isinstance(text, Safe):
        return text
    bare = _EMOJI.sub(r"\1", _STYLING.sub("", plain(text)))
    return _LIVE.sub(_JOINER, bare).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unmarked(text: str) -> str:
    """Return text written for Slack's markup as plain text: no bold, entities resolved."""
    return html.unescape(text.replace("*", ""))


def person(said_by: str) -> Safe:
    """Return the mention of a Slack user; the escaped name of anybody else."""
    return Safe(f"<@{said_by}>") if _USER.fullmatch(said_by) else Safe(escaped(said_by))


def channel(place: str) -> Safe:
    """Return the mention of a channel, shown by name to those who may see it; of a DM, what it is."""
    return Safe(f"<#{place}>") if _CHANNEL.fullmatch(place) else Safe("a direct message")


def place(named: str | None) -> Safe:
    """Return the mention of a channel, or "this channel" where the reader is in it."""
    return Safe("this channel") if named is None else channel(named)


def in_a_row(*sentences: Safe | None) -> Safe:
    """Return what is already right for Slack on one line, without what there is none of."""
    return Safe(" ".join(filter(None, sentences)))


def sentence(text: str) -> str:
    """Return text beginning with a capital letter, and as safe as it was."""
    return type(text)(text[:1].upper() + text[1:])


def labelled(words: str) -> str:
    """Return a choice as a button shows it: with a capital, unless it begins with a name such as bf16."""
    first = words.split(" ", 1)[0]
    return sentence(words) if first.isalpha() and first.islower() else words


def moment(at: int) -> Safe:
    """Return a time as a Slack date, shown in each reader's own zone; seconds since the epoch."""
    return Safe(f"<!date^{at}^{{date_short_pretty}}|{figures.day_of(at)}>")


def linked(words: str, address: str) -> Safe:
    """Return words of ours that lead to an address of Slack's."""
    return Safe(f"<{address}|{words}>")


def say(template: str, part: str, **values: Any) -> Safe:
    """Return one named block of a template in Slack's markup, values escaped."""
    return Safe(_rendered(_markup(), template, part, values))


def say_plain(template: str, part: str, **values: Any) -> str:
    """Return one named block of a template for labels and table cells, where Slack reads no markup."""
    return _rendered(_labels(), template, part, values)


@cache
def has(template: str, part: str) -> bool:
    """Tell whether a template has a block of this name."""
    return part in _markup().get_template(f"{template}.j2").blocks


def _rendered(environment: Environment, template: str, part: str, values: dict[str, Any]) -> str:
    if _SIMPLE.issuperset(map(type, values.values())):
        return _repeated(environment, template, part, tuple(values), *values.values())
    return _filled(environment, template, part, values)


@lru_cache(maxsize=2_000, typed=True)
def _repeated(environment: Environment, template: str, part: str, names: tuple[str, ...], *given: Any) -> str:
    """Return a block that is likely to be said again: a label, a choice, what begins every interview."""
    return _filled(environment, template, part, dict(zip(names, given, strict=True)))


def _filled(environment: Environment, template: str, part: str, values: dict[str, Any]) -> str:
    # No block of ours calls another, and to copy all of them into the context would cost the most.
    context = environment.context_class(environment, {**environment.globals, **values}, template, {})
    lines = "".join(_block(environment, template, part)(context)).strip().split("\n")
    return "\n".join(line.strip() for line in lines)


@cache
def _block(environment: Environment, template: str, part: str) -> Callable[[Context], Iterator[str]]:
    return environment.get_template(f"{template}.j2").blocks[part]


@cache
def _markup() -> Environment:
    return _environment(escaped)


@cache
def _labels() -> Environment:
    return _environment(plain)


def _environment(finalize: Any) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        finalize=lambda output: output if isinstance(output, Undefined) else finalize(output),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {name: getattr(figures, name) for name in figures.FILTERS}
    environment.filters |= {
        "channel": channel,
        "linked": linked,
        "moment": moment,
        "person": person,
        "place": place,
        "rented": rented,
        "briefly": briefly,
        "short": short,
        "card": card,
    }
    environment.filters["sentence"] = sentence
    environment.filters["slot_name"] = slot_name
    return environment


def _source(name: str) -> str:
    return (_folder() / name).read_text(encoding="utf-8")


@cache
def _folder() -> Traversable:
    installed = files("bot") / "templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"
