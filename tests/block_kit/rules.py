"""Rules for values from outside, and what they find wrong, in the words Slack has for it."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.model import Json

Rule = Callable[["Check", Any, str], None]
"""Looks at a value, and refuses it with a pointer to its place."""
Keys = dict[str, Rule]
"""The keys of an object and their rules; a key that starts with "!" is required."""


class Check:
    """One message or view under examination."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.problems: list[str] = []
        self.block_ids: set[str] = set()
        self.action_ids: set[str] = set()
        self.amounts: dict[str, int] = {}
        """How many of what is limited over the whole message."""

    def refuse(self, problem: str, at: str) -> None:
        self.problems.append(f"[ERROR] {problem} [json-pointer:{at}]")

    def count(self, what: str, amount: int, most: int, at: str) -> None:
        self.amounts[what] = self.amounts.get(what, 0) + amount
        if self.amounts[what] > most:
            self.refuse(f"no more than {most} {what} allowed", at)


def string(most: int, least: int = 1) -> Rule:
    def rule(check: Check, value: Any, at: str) -> None:
        if not isinstance(value, str):
            check.refuse("must be a string", at)
        elif len(value) > most:
            check.refuse(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            check.refuse(f"must be more than {least - 1} characters", at)

    return rule


def one_of(*values: str) -> Rule:
    def rule(check: Check, value: Any, at: str) -> None:
        if value not in values:
            check.refuse("must be one of: " + ", ".join(values), at)

    return rule


def of_type(kind: type | tuple[type, ...], words: str) -> Rule:
    def rule(check: Check, value: Any, at: str) -> None:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            check.refuse(f"must be {words}", at)

    return rule


def many(rule: Rule, least: int, most: int, unique: str = "") -> Rule:
    def each(check: Check, value: Any, at: str) -> None:
        if not isinstance(value, list):
            check.refuse("must be an array", at)
            return
        if not least <= len(value) <= most:
            check.refuse(f"must have {least} to {most} items", at)
        named = [item.get(unique) for item in value if isinstance(item, dict)] if unique else []
        if len(named) != len({str(name) for name in named}):
            check.refuse(f"{unique} must be unique", at)
        for number, item in enumerate(value):
            rule(check, item, f"{at}/{number}")

    return each


def object_with(keys: Keys, also: Rule | None = None) -> Rule:
    def rule(check: Check, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            check.refuse("must be an object", at)
            return
        check_keys(check, keys, value, at)
        if also:
            also(check, value, at)

    return rule


def check_keys(check: Check, keys: Keys, value: Json, at: str) -> None:
    for key, rule in keys.items():
        name = key.removeprefix("!")
        if name in value:
            rule(check, value[name], f"{at}/{name}")
        elif name != key:
            check.refuse(f"missing required field: {name}", at)
    known = {key.removeprefix("!") for key in keys} | {"type"}
    for name in value.keys() - known:
        check.refuse(f"invalid additional property: {name}", at)


def needs_one(*names: str) -> Rule:
    def rule(check: Check, value: Any, at: str) -> None:
        if not any(value.get(name) for name in names):
            check.refuse("must have one of: " + ", ".join(names), at)

    return rule


def both(*rules: Rule) -> Rule:
    def rule(check: Check, value: Any, at: str) -> None:
        for one in rules:
            one(check, value, at)

    return rule
