"""The stage that turns captures into metadata columns, each value with the line and the characters it was read from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa

from cleancopy.pipeline.batch import CAPTURES, Batch
from cleancopy.pipeline.columns import METADATA
from cleancopy.pipeline.language import guesser
from cleancopy.pipeline.lore.agencies import agency_of
from cleancopy.pipeline.metadata import stated, values
from cleancopy.pipeline.metadata.countries import code_of, countries_in
from cleancopy.pipeline.metadata.dates import Dated, Read, Setting, may_be_fetched, read_dates
from cleancopy.pipeline.metadata.owners import agency, publisher
from cleancopy.pipeline.metadata.source import Source
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import column

SINGLE: dict[str, Callable[[str], Any]] = {
    "title": values.one_line,
    "standfirst": values.one_line,
    "agency": agency,
    "publisher": publisher,
    "syndicated": bool,
    "place": values.place,
    "section": values.bare,
    "reading_minutes": values.minutes,
    "disclaimer": values.one_line,
}
"""Fields with one value: the capture with the highest confidence gives it, the first of equal ones."""
SEVERAL: dict[str, tuple[str, Callable[[str], list[str]], Callable[[str], Any]]] = {
    "author": ("authors", values.alone, values.person),
    "tag": ("tags", values.entries, values.tag),
    "country": ("countries", countries_in, code_of),
}
"""Fields with a list of values, in page order, without repetition: what cuts a capture, and what cleans each entry."""
SOURCES = frozenset({"publisher:source", "legal:copyright"})
"""Rules that read who a text is from: the publisher as a rule, at times an agency."""
NAMED = {"reading_minutes": "reading_minutes_stated"}
DATES = frozenset({"published", "updated", "created", "date_order"})


class Document:
    """The captures of one document on their way to values."""

    __slots__ = ("best", "dates", "lists", "stated")

    def __init__(self) -> None:
        self.best: dict[str, tuple[Any, Source]] = {}
        self.lists: dict[str, dict[Any, Source]] = {}
        self.dates: list[Read] = []
        self.stated: list[dict[str, str]] = []
        """What tags, a record and a sidecar state beside the lines."""

    def take(self, field: str, source: Source) -> None:
        """One capture. An agency that is named where a publisher would be is the agency."""
        if field == "publisher" and source.rule in SOURCES and agency_of(publisher(source.raw)) is not None:
            field = "agency"
        if field in DATES:
            self.dates.append(Read(field, *source))
        elif field in SINGLE:
            held = self.best.get(field)
            if (held is None or source.confidence > held[1].confidence) and (value := SINGLE[field](source.raw)):
                self.best[field] = value, source
        elif field in SEVERAL:
            name, cut, clean = SEVERAL[field]
            for entry in cut(source.raw):
                if value := clean(entry):
                    self.lists.setdefault(name, {}).setdefault(value, source._replace(raw=entry))

    def weigh(self) -> list[stated.Warning]:
        """Holds what is stated beside the lines against what they say; the warnings where the two disagree."""
        if not self.stated:
            return []
        held = self.best.get("title")
        best, warnings = stated.title(self.stated, held[1] if held else None)
        if best is not None and (value := values.one_line(best.raw)):
            self.best["title"] = value, best
        self.lists["authors"] = dict(stated.authors(self.stated, list(self.lists.get("authors", {}).values())))
        self.dates = stated.dates(self.stated, self.dates)
        known = {**self.best, **{field: None for field, (name, *_) in SEVERAL.items() if self.lists.get(name)}}
        for field, source in stated.filled(self.stated, known):
            self.take(field, source)
        return warnings


def read_metadata(batch: Batch, recipe: Recipe) -> Batch:
    """Adds the columns of `METADATA` to docs, rows of `provenance` and warnings, from `captures` and `docs.stated`."""
    documents: dict[int, Document] = {}
    for d, said in enumerate(batch.docs["stated"].to_pylist()):
        if said:
            documents.setdefault(d, Document()).stated = said
    line_doc, captures = batch.doc, batch.captures
    for line, field, *said in zip(*(captures[name].to_pylist() for name in CAPTURES.names), strict=True):
        documents.setdefault(int(line_doc[line]), Document()).take(field, Source(line, *said))
    return _write(batch, documents, recipe)


def _write(batch: Batch, documents: dict[int, Document], recipe: Recipe) -> Batch:
    count = batch.docs.num_rows
    empty = {name: () if pa.types.is_list(column.type) else None for name, column in METADATA.items()}
    out: dict[str, list[Any]] = {name: [value] * count for name, value in empty.items()}
    provenance: list[tuple[Any, ...]] = []
    warnings: list[tuple[Any, ...]] = []
    sites = batch.docs["site"].to_pylist()
    fetched = batch.docs["fetched_at"].to_pylist()
    language = guesser(batch, recipe)
    for d in range(count):
        found = documents.get(d)
        if not may_be_fetched(fetched[d], recipe.as_of):
            warnings.append((d, "impossible_fetched_at", "warning", None, str(fetched[d])))
            fetched[d] = None
        setting = Setting(recipe.site(sites[d]), partial(language, d), fetched[d], recipe.as_of)
        if found is not None:
            warnings.extend((d, code, severity, None, why) for code, severity, why in found.weigh())
            _values(d, found, out, provenance)
            _dates(d, found, setting, out, provenance, warnings)
        if out["published_on"][d] is None:
            warnings.append(
                (d, "missing_published_at", "warning", None, "published_on is null: no day of publication is stated")
            )
    columns = {name: pa.array(out[name], column.type) for name, column in METADATA.items()}
    columns["fetched_at"] = pa.array(fetched, batch.docs["fetched_at"].type)
    line_no = column(batch.lines, "line_no")
    sources = [(d, field, None if line is None else int(line_no[line]), *said) for d, field, line, *said in provenance]
    return batch.with_docs(**columns).adding(provenance=sources, warnings=warnings)


def _values(d: int, found: Document, out: dict[str, list[Any]], provenance: list[tuple[Any, ...]]) -> None:
    """Single and repeated values of one document."""
    for field, (value, source) in found.best.items():
        name = NAMED.get(field, field)
        out[name][d] = value
        provenance.append((d, name, *source))
    for name, several in found.lists.items():
        out[name][d] = list(several)
        provenance.extend((d, name, *source) for source in several.values())
    disclaimer = found.best.get("disclaimer")
    if disclaimer is None:
        return
    line, raw, *_ = disclaimer[1]
    if "syndicated" not in found.best and values.SYNDICATED.search(raw):
        out["syndicated"][d] = True
        provenance.append((d, "syndicated", line, raw, "disclaimer", 0.9))
    named = values.PUBLISHER_IN_DISCLAIMER.search(raw)
    if named is not None and ("publisher" not in found.best or found.best["publisher"][1].confidence < 0.8):
        out["publisher"][d] = named["name"]
        provenance[:] = [row for row in provenance if row[:2] != (d, "publisher")]
        provenance.append((d, "publisher", line, named["name"], "disclaimer", 0.8))


def _dates(
    d: int,
    found: Document,
    setting: Setting,
    out: dict[str, list[Any]],
    provenance: list[tuple[Any, ...]],
    warnings: list[tuple[Any, ...]],
) -> None:
    """Days and instants of one document: published as stated, else created.

    Where a page states nothing but an update, its day is in `published_on`, marked by `published_from_update`;
    `published_at` stays null.
    """
    if not found.dates:
        return
    dates = read_dates(found.dates, setting)
    out["dates"][d] = [one.entry for one in dates.found]
    warnings.extend((d, code, severity, None, evidence) for code, severity, evidence in dates.warnings)
    provenance.extend((d, "dates", *one.read.source) for one in dates.found)
    for role in ("updated", "created"):
        if (one := dates.first(role)) is not None:
            _moment(d, f"{role}_at", one.entry["utc"], one, out, provenance)
    own, exact, conflicts = stated.published(dates)
    warnings.extend((d, code, severity, None, why) for code, severity, why in conflicts)
    if own is None or exact is None:
        return
    if own.read.role == "updated":
        warnings.append((d, "published_from_update", "info", None, own.read.raw))
    else:
        _moment(d, "published_at", exact.entry["utc"], exact, out, provenance)
        _moment(d, "published_local", own.local, own, out, provenance)
    _moment(d, "published_on", own.entry["day"], own, out, provenance)


def _moment(
    d: int, name: str, value: Any, one: Dated, out: dict[str, list[Any]], provenance: list[tuple[Any, ...]]
) -> None:
    if value is not None:
        out[name][d] = value
        provenance.append((d, name, *one.read.source))
