"""The fields of a config.json: where the text model's stand, by which names, and what its class fills in.

A configuration may leave out what equals its class's default; `config_defaults.csv` holds those of the
classes of transformers. A class's default is not the checkpoint: it counts only where the file is silent.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from core.catalog.rows import own_rows

NESTED = ("text_config", "llm_config", "language_config", "thinker_config", "decoder_config")
"""Where configurations of models that also see or hear keep their text model."""

_MOST = 10**9


class ConfigError(ValueError):
    """A configuration that cannot be sized; the text says why, and what to do instead."""


class ConfigFields:
    """One text model's configuration, read by any of a field's names."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._outer = config
        self._text = _text_part(config)
        named = self._text.get("model_type") or config.get("model_type") or ""
        self.model_type = named if isinstance(named, str) else ""
        self._defaults = _defaults().get(self.model_type, {})

    def get(self, *names: str) -> Any:
        """Return the first of these fields that is there, even as null, else the class's default or None."""
        for place in (self._text, self._outer, self._defaults):
            for name in names:
                if name in place:
                    return place[name]
        return None

    def part(self, name: str) -> Mapping[str, Any]:
        """Return a nested part of the configuration, empty where there is none."""
        found = self.get(name)
        return found if isinstance(found, Mapping) else {}

    def count(self, *names: str, default: int | None = None) -> int:
        """Return a whole number of at least zero; raises ConfigError where it is none, or missing."""
        return whole(self.get(*names), names[0], default)

    def flag(self, *names: str) -> bool:
        """Return whether a field is there and true."""
        return self.get(*names) in (True, "yes")


def whole(value: Any, name: str, default: int | None = None) -> int:
    """Return a value as a whole number of at least zero; raises ConfigError."""
    if value is None and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        shown = "missing" if value is None else f"{str(value)[:40]!r}"
        raise ConfigError(f"its config.json has no usable {name} ({shown}); add its row yourself")
    return value


def _text_part(config: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in NESTED:
        inner = config.get(name)
        if isinstance(inner, Mapping):
            return _text_part(inner)
    return config


@cache
def _defaults() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in own_rows("config_defaults.csv"):
        value = row.text("value")
        typed = value == "yes" if value in ("yes", "no") else row.integer("value")
        found.setdefault(row.text("model_type"), {})[row.text("field")] = typed
    return found
