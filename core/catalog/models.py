"""Models by id, and by the names people type."""

import re
from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache

from core.catalog.model_rows import Model, own_models
from core.catalog.near_names import Names, nearest_key, take_apart
from core.catalog.rows import Row, own_rows
from core.catalog.typical import read_size, size_name, typical_architecture
from core.regex import regex


@cache
def _own_index() -> Mapping[str, Model]:
    return index_models(own_models(), own_aliases())


@cache
def _own_names() -> Names:
    return take_apart(_own_index())


_PUBLISHED = regex(
    r"\b(?:[2-8][- ]?bits?|w\d+a\d+|awq|gptq|gguf|ggml|exl[23]|bnb|nf4|fp4|fp8|fp16|bf16|int[48]|mxfp4|nvfp4|"
    r"dynamic|qat|quantized|aqlm[\w-]*|\d(?:\.\d+)?bpw(?:-h\d)?|(?:ud-)?i?q[2-8](?:-[k01](?:-[sml])?)?|"
    r"\d{1,4}k|(?<=[a-z][ -])1m|c4ai)\b"
)
"""How a model was packed, for which context it was made, and who publishes it: none of it is its shape."""
_TOKEN = regex(
    r"\d+x\d+(?:\.\d+)?b(?![a-z])|a\d+(?:\.\d+)?b(?![a-z])|[a-z]\d+(?:\.\d+)?(?![a-z0-9]|\.\d)"
    r"|\d+(?:\.\d+)?\s?(?:billions?|bn|b|m)(?![a-z])|\d+(?:\.\d+)?|[a-z]+"
)
_BILLIONS = regex(r"\s?(?:billions?|bn|b)$")
_DECORATION = frozenset(
    {
        *("instruct", "chat", "it", "hf", "base", "thinking", "reasoning", "preview", "tuned", "finetuned"),
        *("model", "models", "the", "our", "an", "meta", "nvidia", "params", "parameters", "parameter"),
        *("version", "size", "v0.1", "v0.2", "v0.3", "v01"),
    }
)
_SIZE_WORDS = frozenset({"base"})
"""What decorates other names, and tells the size of a speech model."""
_EXPERTS = regex(r"\dx\d")
_MINOR = regex(r"[a-z]?\d{1,3}\.\d{1,2}")
_SIZED = regex(r"\d[bm]\b")
_RELEASE = regex(r"2[3-6](?:0[1-9]|1[0-2])")
_LONGEST = 200


def model_key(text: str) -> str:
    """Return a name without what does not tell models apart: "Meta-Llama-3-8B-Instruct" -> "llama 3 8b"."""
    return _key(text[:_LONGEST])


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    """Return the key of a text; kept, since the shipped names are looked up in more than one index."""
    plain = text.lower().rsplit("/", 1)[-1].replace("_", "-").replace("r+", "r-plus")
    plain = _PUBLISHED.sub(" ", plain)
    tokens = [_BILLIONS.sub("b", token) for token in _TOKEN.findall(plain)]
    decoration = _DECORATION - _SIZE_WORDS if tokens[:1] == ["whisper"] else _DECORATION
    return " ".join(token for token in tokens if token not in decoration and not _RELEASE.fullmatch(token))


def sizes_named(text: str, index: Mapping[str, Model] | None = None) -> tuple[str, ...]:
    """Return the sizes in which models of a name without one come, smallest first; none for other names."""
    known, key = _own_index() if index is None else index, model_key(text)
    rests = (one.removeprefix(f"{key} ") for one in known if one.startswith(f"{key} "))
    sizes = {size for rest in rests if (size := read_size(rest.split(" ")[0]))}
    return tuple(size_name(*size) for size in sorted(sizes))


Alias = tuple[str, str]
"""What people type, and the id of the model they mean."""


def read_alias(row: Row, ids: Container[str]) -> Alias:
    """Return the alias of one row of aliases.csv; raises CatalogueError where it leads to none of `ids`.

    So it does where nothing of the alias would tell models apart.
    """
    model_id = row.text("id")
    if model_id not in ids:
        raise row.fail(f"id {model_id!r} is in no row of models.csv; add the model first")
    alias = row.text("alias")
    if not model_key(alias):
        raise row.fail(f"alias {alias!r} tells no model from another; write a name")
    return alias, model_id


@cache
def own_aliases() -> tuple[Alias, ...]:
    """Return the aliases that ship with the catalogue."""
    ids = {model.id for model in own_models()}
    return tuple(read_alias(row, ids) for row in own_rows("aliases.csv"))


def index_models(models: Iterable[Model], aliases: Iterable[Alias] = ()) -> dict[str, Model]:
    """Return models by id, by key and by alias; later models and aliases win."""
    kept = tuple(models)
    by_id = {model.id: model for model in kept}
    by_key = {model_key(model.id): model for model in kept}
    by_alias = {model_key(alias): by_id[model_id] for alias, model_id in aliases}
    return by_key | by_alias | {model.id.lower(): model for model in kept}


def find_model(text: str, index: Mapping[str, Model] | None = None) -> Model | None:
    """Return the model a person means by a name or a bare size; None where it says neither.

    Typing errors, another order and words of a fine-tune beside a size are seen past. An unknown minor
    release becomes the nearest earlier one of that size, which `earlier_release` tells; another unknown name
    with one size in it ("foo-7b") becomes a typical model of that size.
    """
    known = _own_index() if index is None else index
    key = _meant(text, known)
    if key in known:
        return known[key]
    size = _one_size(key)
    return _earlier(key, known) or (typical_model(size) if size else None)


def earlier_release(text: str, index: Mapping[str, Model] | None = None) -> Model | None:
    """Return the nearest earlier release that an unknown one is taken as ("Qwen3.9-27B": Qwen3.8 27B).

    None for a model that is known itself, for a name without a release, and where no release before it came
    in that size: releases of one size mostly share their shape, other sizes do not. A name without a size
    ("Kimi K2.9") has an earlier release only where that comes in one size.
    """
    known = _own_index() if index is None else index
    key = _meant(text, known)
    return None if key in known else _earlier(key, known)


def _meant(text: str, known: Mapping[str, Model]) -> str:
    """Return the known name that a text means, or what is left of it where it means none."""
    wanted, key = text.strip().lower(), model_key(text)
    if wanted in known:
        return wanted
    if not key or key in known or read_size(key):
        return key
    return nearest_key(key, _own_names() if known is _own_index() else take_apart(known))


def _earlier(key: str, known: Mapping[str, Model]) -> Model | None:
    tokens = key.split(" ")
    at = next((place for place, token in enumerate(tokens) if _MINOR.fullmatch(token)), None)
    if at is None:
        return None
    major, minor = tokens[at].split(".")
    releases = [f"{major}.{earlier}" for earlier in reversed(range(int(minor)))] + [major]
    keys = (" ".join((*tokens[:at], release, *tokens[at + 1 :])) for release in releases)
    found = next((one for one in keys if one in known), None)
    if found is None or (_one_size(key) is None and (_SIZED.search(key) or sizes_named(found, known))):
        return None
    return known[found]


def _one_size(key: str) -> str | None:
    """Return the size in a key; None where it has none, several, or a mixture's ("8x7b")."""
    sizes = [token for token in re.findall(r"\d[\d.]*[bm](?: a[\d.]+b)?", key) if read_size(token)]
    return sizes[0] if len(sizes) == 1 and not _EXPERTS.search(key) else None


@lru_cache(maxsize=256)
def typical_model(text: str) -> Model | None:
    """Return a typical model of a bare size ("13B", "30B-A3B"); None where the text is not a size."""
    size = read_size(text)
    if size is None:
        return None
    name = size_name(*size)
    return Model(
        id=name,
        name=name,
        architecture=typical_architecture(*size),
        basis="typical of its size",
        source="the nearest well-known model, scaled",
        date="2026-08-22",
    )


def model(model_id: str) -> Model:
    """Return the shipped model of an id, or the typical model of a bare size; raises KeyError."""
    found = _own_index().get(model_id.lower()) or typical_model(model_id)
    if found is None:
        raise KeyError(model_id)
    return found
