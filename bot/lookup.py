"""Looking one model up on Hugging Face: two GETs, a cache on disk, a row in the deployment's models.csv."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bot.fetch import Base, FetchError
from bot.prices import write_rows
from core.catalog.hub.fields import ConfigError
from core.catalog.hub.model import read_config
from core.catalog.models import model_key
from core.catalog.rows import columns, rows_of
from core.regex import regex

CACHE = "looked-up"
"""The folder, inside the deployment's, of what was looked up."""

_ID = regex(r"[\w-][\w.-]{0,95}/[\w-][\w.-]{0,95}", re.ASCII)
_PAGE = regex(
    rf"(?:https?://)?(?:www\.)?huggingface\.co/(?!(?:datasets|spaces|models|docs|papers|collections)/)(?P<id>{_ID.pattern})(?:/(?:tree|blob|resolve)/\S*)?/?(?:[?#]\S*)?",
    re.ASCII,
)
_COMMIT = regex(r"[0-9a-f]{40}")
_BYTES = 4 * 2**20
_WANTED = "&".join(f"expand[]={name}" for name in ("safetensors", "gated", "pipeline_tag", "sha"))
_NO_ENTRY = (401, 404)
_NO_ENTRANCE = (401, 403)
_TOO_MANY, _THEIR_FAULT = 429, 500


class ModelLookupError(Exception):
    """A model that could not be added; the text says why in a sentence and what to do instead."""


class LookedUp(NamedTuple):
    """What the hub says of a model: about its repository, and its config.json."""

    about: Mapping[str, Any]
    config: Mapping[str, Any]
    date: str


def add_model(
    base: Base, folder: Path, model_id: str, today: str, *, again: bool = False
) -> Mapping[str, str]:
    """Look a model up and store its row in the deployment's models.csv, in the place of one of the same id.

    What was looked up before is read from the cache, unless `again`. Raises ModelLookupError.
    """
    model_id = _id_of(model_id)
    if not _ID.fullmatch(model_id) or ".." in model_id or "--" in model_id:
        raise ModelLookupError(
            f"{model_id[:100]!r} is not the id of a model; write owner/name, as in Qwen/Qwen2.5-7B-Instruct."
        )
    cached = folder / CACHE / f"{model_id.replace('/', '--')}.json"
    found = None if again else _cached(cached)
    if found is None:
        found = _look_up(base, model_id, today)
        cached.parent.mkdir(parents=True, exist_ok=True)
        kept = {"about": found.about, "config": found.config, "date": found.date}
        cached.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    try:
        row = read_config(
            model_id, found.config, found.about, source=f"{base.host}, config.json", date=found.date
        )
    except ConfigError as error:
        raise ModelLookupError(f"{model_id} could not be sized: {error}.") from None
    _store(folder, "models.csv", row)
    return row


def _id_of(words: str) -> str:
    """Return the id in the address of a model's page, as a browser shows it; other words as they are."""
    page = _PAGE.fullmatch(words.strip())
    return page["id"] if page else words


def store_alias(folder: Path, alias: str, model_id: str) -> None:
    """Write what people call a model into the deployment's aliases.csv; raises ModelLookupError."""
    if not model_key(alias):
        raise ModelLookupError(f"{alias[:100]!r} tells no model from another; give a name as alias.")
    _store(folder, "aliases.csv", {"alias": alias, "id": model_id}, same=model_key)


def _store(folder: Path, name: str, row: Mapping[str, str], same: Callable[[str], str] = str.strip) -> None:
    """Write one row into a deployment's file, in the place of those whose first column is the same."""
    key = columns(name)[0]
    rows = [dict(kept.fields) for kept in rows_of(folder, name)]
    places = [at for at, kept in enumerate(rows) if same(kept.get(key, "")) == same(row[key])]
    others = [kept for at, kept in enumerate(rows) if at not in places]
    others.insert(places[0] if places else len(others), dict(row))
    write_rows(folder / name, columns(name), others)


def _cached(path: Path) -> LookedUp | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return LookedUp(dict(kept["about"]), dict(kept["config"]), str(kept["date"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _look_up(base: Base, model_id: str, today: str) -> LookedUp:
    try:
        about = _json(base.get(f"api/models/{model_id}?{_WANTED}", limit=_BYTES), model_id)
    except FetchError as error:
        if error.status in _NO_ENTRY:
            raise ModelLookupError(
                f"{model_id} is not there for everybody: check how it is written; for a private model, set "
                "HF_TOKEN to a token that may read it."
            ) from None
        raise ModelLookupError(_not_read(model_id, base, error)) from None
    commit = str(about.get("sha"))
    revision = commit if _COMMIT.fullmatch(commit) else "main"
    try:
        config = _json(base.get(f"{model_id}/resolve/{revision}/config.json", limit=_BYTES), model_id)
    except FetchError as error:
        raise ModelLookupError(_why_no_config(model_id, base, about, error)) from None
    return LookedUp(about, config, today)


def _why_no_config(model_id: str, base: Base, about: Mapping[str, Any], error: FetchError) -> str:
    if error.status in _NO_ENTRANCE and about.get("gated"):
        return (
            f"{model_id} is gated: accept its terms at {base.url}/{model_id}, set HF_TOKEN to your read "
            "token, and try again; or write its row into models.csv yourself."
        )
    if error.status == 404:
        return (
            f"{model_id} has no config.json, as repositories of GGUF files, adapters and image pipelines "
            "have none; add the model it was made from, or write its row into models.csv yourself."
        )
    return _not_read(model_id, base, error)


def _not_read(model_id: str, base: Base, error: FetchError) -> str:
    """Return why nothing was read in a sentence, and what to do where waiting helps or a token."""
    if error.status in _NO_ENTRANCE:
        return (
            f"{model_id} may not be read: {base.host} answered {error.status}; is HF_TOKEN right and in date?"
        )
    if error.status == _TOO_MANY:
        return (
            f"{base.host} asks to wait before {model_id} is looked up, too many were (429): try again in a "
            "few minutes, or set HF_TOKEN, which allows for more."
        )
    later = "; try again later" if (error.status or 0) >= _THEIR_FAULT else ""
    return f"{model_id} could not be looked up: {error}{later}."


def _json(data: bytes, model_id: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ModelLookupError(f"{model_id} could not be looked up: what came back is no JSON object.")
    return found
