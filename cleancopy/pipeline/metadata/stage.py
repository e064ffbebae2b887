"""The stage that turns captures into metadata columns, each value with the line and the characters it was read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from cleancopy.pipeline.batch import CAPTURES, Batch
from cleancopy.pipeline.columns import METADATA
from cleancopy.pipeline.language import guesser
from cleancopy.pipeline.lore.agencies import agency_of
from cleancopy.pipeline.metadata import stated, values
from cleancopy.pipeline.metadata.countries import code_of, countries_in
from cleancopy.pipeline.metadata.dates import Read, Setting, may_be_fetched, read_dates
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


@dataclass(frozen=True, slots=True)
class _Row:
    """Where the values of one document are written, with what they were read from, and its warnings."""

    doc: int
    columns: dict[str, list[Any]]
    provenance: list[tuple[Any, ...]]
    warnings: list[tuple[Any, ...]]

    def put(self, name: str, value: Any, *sources: Source) -> None:
        """A value; null is left as it is, and nothing is said of where it was read."""
        if value is not None:
            self.columns[name][self.doc] = value
            self.provenance.extend((self.doc, name, *source) for source in sources)

    def warn(self, code: str, severity: str, evidence: str) -> None:
        """A warning about the document as a whole."""
        self.warnings.append((self.doc, code, severity, None, evidence))


def _write(batch: Batch, documents: dict[int, Document], recipe: Recipe) -> Batch:
    count = batch.docs.num_rows
    empty = {name: () if pa.types.is_list(column.type) else None for name, column in METADATA.items()}
    columns: dict[str, list[Any]] = {name: [value] * count for name, value in empty.items()}
    provenance: list[tuple[Any, ...]] = []
    warnings: list[tuple[Any, ...]] = []
    sites = batch.docs["site"].to_pylist()
    fetched = batch.docs["fetched_at"].to_pylist()
    language = guesser(batch, recipe)
    for d in range(count):
        row = _Row(d, columns, provenance, warnings)
        if not may_be_fetched(fetched[d], recipe.as_of):
            row.warn("impossible_fetched_at", "warning", str(fetched[d]))
            fetched[d] = None
        if (found := documents.get(d)) is not None:
            for warning in found.weigh():
                row.warn(*warning)
            _values(row, found)
            _dates(row, found.dates, Setting(recipe.site(sites[d]), partial(language, d), fetched[d], recipe.as_of))
        if columns["published_on"][d] is None:
            row.warn("missing_published_at", "warning", "published_on is null: no day of publication is stated")
    arrays = {name: pa.array(columns[name], column.type) for name, column in METADATA.items()}
    arrays["fetched_at"] = pa.array(fetched, batch.docs["fetched_at"].type)
    line_no = column(batch.lines, "line_no")
    sources = [(d, field, None if line is None else int(line_no[line]), *said) for d, field, line, *said in provenance]
    return batch.with_docs(**arrays).adding(provenance=sources, warnings=warnings)


def _values(row: _Row, found: Document) -> None:
    """Single and repeated values of one document. A disclaimer may name its publisher and say that it is syndicated."""
    best = dict(found.best)
    disclaimer = best["disclaimer"][1] if "disclaimer" in best else None
    named = values.PUBLISHER_IN_DISCLAIMER.search(disclaimer.raw) if disclaimer else None
    if named and "publisher" in best and best["publisher"][1].confidence < 0.8:
        del best["publisher"]
    for field, (value, source) in best.items():
        row.put(NAMED.get(field, field), value, source)
    for name, several in found.lists.items():
        row.put(name, list(several), *several.values())
    if disclaimer is None:
        return
    if "syndicated" not in best and values.SYNDICATED.search(disclaimer.raw):
        row.put("syndicated", True, disclaimer._replace(rule="disclaimer", confidence=0.9))
    if named and "publisher" not in best:
        row.put("publisher", named["name"], Source(disclaimer.line, named["name"], "disclaimer", 0.8))


def _dates(row: _Row, captured: list[Read], setting: Setting) -> None:
    """Days and instants of one document: published as stated, else created.

    Where a page states nothing but an update, its day is in `published_on`, marked by `published_from_update`;
    `published_at` stays null.
    """
    if not captured:
        return
    dates = read_dates(captured, setting)
    for warning in dates.warnings:
        row.warn(*warning)
    row.put("dates", [one.entry for one in dates.found], *(one.read.source for one in dates.found))
    for role in ("updated", "created"):
        if (one := dates.first(role)) is not None:
            row.put(f"{role}_at", one.entry["utc"], one.read.source)
    own, exact, conflicts = stated.published(dates)
    for warning in conflicts:
        row.warn(*warning)
    if own is None or exact is None:
        return
    if own.read.role == "updated":
        row.warn("published_from_update", "info", own.read.raw)
    else:
        row.put("published_at", exact.entry["utc"], exact.read.source)
        row.put("published_local", own.local, own.read.source)
    row.put("published_on", own.entry["day"], own.read.source)
