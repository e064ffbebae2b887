"""Which key of a record holds what: said in the settings, known from the tools that write such records, or found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cleancopy.ingest.formats.record import Record, bad
from cleancopy.ingest.formats.stream import Damage
from cleancopy.ingest.sidecar import read_fields
from cleancopy.ingest.sources import Source

TEXT_KEYS = ("text", "body", "content", "maintext")
"""Where a text is looked for when nothing is said, in this order."""
USUAL = {
    "url": ("url", "source_url", "canonical_link"),
    "fetched_at": ("fetched_at",),
    "site": ("site",),
    "encoding": ("encoding",),
    "language": ("language", "lang"),
    "title": ("title", "headline"),
    "authors": ("authors", "author"),
    "published": ("published", "published_at", "date_published"),
}
"""Keys that mean the same wherever they are found; a bare `date` may be any date and is not among them."""


@dataclass(frozen=True, slots=True)
class Preset:
    """How a tool calls what it writes."""

    signs: frozenset[str]
    """Keys that together only this tool writes."""
    text_key: str
    fields: Mapping[str, str]


PRESETS: Mapping[str, Preset] = {
    "trafilatura": Preset(
        frozenset({"fingerprint", "hostname", "raw_text"}),
        "text",
        {"url": "source", "title": "title", "authors": "author", "published": "date", "language": "language"},
    ),
    "newspaper4k": Preset(
        frozenset({"publish_date", "meta_lang", "text"}),
        "text",
        {"url": "url", "title": "title", "authors": "authors", "published": "publish_date", "language": "language"},
    ),
    "fundus": Preset(
        frozenset({"plaintext", "publishing_date"}),
        "plaintext",
        {"title": "title", "authors": "authors", "published": "publishing_date"},
    ),
    "news-please": Preset(
        frozenset({"maintext", "date_publish"}),
        "maintext",
        {
            "url": "url", "title": "title", "authors": "authors", "published": "date_publish", "language": "language",
        },
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one container's records."""

    text: str
    id: str | None
    fields: Mapping[str, str]

    @property
    def read(self) -> tuple[str, ...]:
        """All keys that are read."""
        return tuple(dict.fromkeys([self.text, *([self.id] if self.id else []), *self.fields.values()]))

    def record(self, values: Mapping[str, Any], raw: bytes) -> Record:
        """The record of an object or row; `raw` are its bytes, kept when it cannot be read."""
        name = self._name(values)
        if (text := values.get(self.text)) is None:
            return bad(raw, "record_without_text", f"it has no {self.text}", name)
        if isinstance(text, str):
            data = text.encode("utf-8", "surrogateescape")
        elif isinstance(text, bytes):
            data = text
        else:
            return bad(raw, "record_wrong_type", f"{self.text} is {type(text).__name__}, no text", name)
        said, notes = read_fields({field: values.get(key) for field, key in self.fields.items()}, "source_field")
        return Record(data, name, said=said, notes=tuple(notes), size=len(data))

    def _name(self, values: Mapping[str, Any]) -> str | None:
        name = values.get(self.id) if self.id else None
        if isinstance(name, bytes):
            name = name.decode("utf-8", "surrogateescape")
        return str(name) if isinstance(name, str | int) and not isinstance(name, bool) and name != "" else None


def keys_of(source: Source, there: Iterable[str]) -> Keys:
    """The keys to read when `there` are the ones that there are. Raises `Damage` when none holds a text."""
    known = dict.fromkeys(there)
    preset = PRESETS.get(source.preset or "") or _recognised(known)
    text = source.text_key or (preset.text_key if preset else next((key for key in TEXT_KEYS if key in known), None))
    if text is None or text not in known:
        wanted = f"no key {text}" if text else f"none of {', '.join(TEXT_KEYS)}"
        raise Damage(
            "no_text_key",
            f"{wanted}; the keys are {', '.join(list(known)[:40]) or 'none'}: name one as text_key in [[sources]]",
        )
    usual = {field: next((key for key in keys if key in known and key != text), None) for field, keys in USUAL.items()}
    fields = {field: key for field, key in usual.items() if key} | dict(preset.fields if preset else {})
    name = source.id_key or ("id" if "id" in known and text != "id" else None)
    return Keys(text, name, fields | dict(source.fields))


def _recognised(known: Mapping[str, Any]) -> Preset | None:
    return next((preset for preset in PRESETS.values() if preset.signs <= known.keys()), None)
