"""The public face: clean a text, a table or a folder, and open what was published.

>>> import cleancopy
>>> head = "Mill sold for one crown\\nBy Ada Lindqvist\\nShare this article\\n\\n"
>>> page = head + "The town bought the old mill from its last owner for one crown. " * 9
>>> document = cleancopy.clean(page)
>>> document.title, document.authors
('Mill sold for one crown', ('Ada Lindqvist',))
>>> [line["text"] for line in document.lines if line["fate"] == "taken"]
['Share this article']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleancopy.errors import CleancopyError, UsageError
from cleancopy.ingest import Sidecar
from cleancopy.orchestration.documents import Document as Raw
from cleancopy.orchestration.documents import table_of
from cleancopy.orchestration.lookup import published
from cleancopy.orchestration.places import check_folders
from cleancopy.orchestration.report import Report
from cleancopy.orchestration.run import run as orchestrate
from cleancopy.orchestration.shards.workers import process_pool
from cleancopy.orchestration.single import Explained, explained
from cleancopy.pipeline.clean import clean as clean_documents
from cleancopy.pipeline.compose import Cleaned
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.show.explained import as_json
from cleancopy.show.report import beside
from cleancopy.show.rules_text import sentences
from cleancopy.show.sheet import sheet
from cleancopy.store import Diff, Store, Version, lock

__all__ = ["CleancopyError", "Document", "Reader", "Settings", "clean", "clean_table", "open", "run"]


@dataclass(frozen=True)
class Document:
    """What became of one text: its clean text and fields, every line, and the reasons if it was turned away.

    A field is None (or empty) when the page does not state it. In a notebook it shows its proof sheet.
    """

    outcome: str
    """`curated`, or `quarantined`: then `reasons` says why, and `text` is None."""
    text: str | None
    title: str | None
    standfirst: str | None
    authors: tuple[str, ...]
    agency: str | None
    publisher: str | None
    place: str | None
    published_on: date | None
    published_at: datetime | None
    updated_at: datetime | None
    section: str | None
    tags: tuple[str, ...]
    language: str | None
    warnings: tuple[Mapping[str, Any], ...]
    """What an editor would query: `code`, `severity`, `paragraph`, `evidence`."""
    reasons: tuple[Mapping[str, Any], ...]
    """Why it was turned away: `stage`, `code`, `detail`."""
    lines: tuple[Mapping[str, Any], ...]
    """Every raw line with the columns of the table `lines`: `line_no`, `text`, `role`, `fate`, `rule`, and so on."""
    article: Mapping[str, Any] | None
    """All columns of the table `articles`, with provenance and signals."""
    found: Explained

    def explain(self) -> dict[str, Any]:
        """The proof sheet as plain data: each line with its fate, rule, evidence and what was changed inside it."""
        return as_json(self.found)

    def html(self) -> str:
        """The proof sheet as one HTML page."""
        return sheet(self.found, sentences())

    def _repr_html_(self) -> str:
        """For notebooks: the proof sheet in a frame of its own, where its script cannot reach the notebook."""
        from markupsafe import Markup

        frame = Markup('<iframe sandbox srcdoc="{}" width="100%" height="480" title="proof sheet"></iframe>')
        return str(frame.format(self.html()))

    def __repr__(self) -> str:
        """Outcome, title or reasons, and how much was kept."""
        kept = sum(line["fate"] == "kept" for line in self.lines)
        what = ", ".join(reason["code"] for reason in self.reasons) or repr(self.title)
        return f"<Document {self.outcome}: {what}, {kept} of {len(self.lines)} lines kept>"


def clean(
    text: str | bytes,
    site: str | None = None,
    url: str | None = None,
    fetched_at: datetime | None = None,
    language: str | None = None,
    settings: Settings | None = None,
) -> Document:
    """Clean one scraped text.

    `text` is the page as plain text; bytes are decoded as a run would decode a file. `site`, `url`, `fetched_at` and
    `language` are what is known beside it. Without `settings` the defaults are in force, not the current folder's file.

    >>> import cleancopy
    >>> cleancopy.clean("Home\\nNews").reasons[0]["code"]
    'no_article'
    """
    if not isinstance(text, str | bytes):
        raise UsageError(f"{type(text).__name__} is no text: give a string or bytes.")
    recipe = (settings or Settings()).recipe()
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    said = Sidecar(url=url, fetched_at=fetched_at, site=site, language=language)
    return _document(explained(table_of([Raw("text.txt", data, None, said=said)]), recipe))


def clean_table(table: Any, text: str = "body", settings: Settings | None = None) -> Cleaned:
    """Clean a table of texts: an Arrow table, or a pandas or polars frame.

    `text` names the column with the texts (strings or bytes); columns named `site`, `url`, `fetched_at`, `language` and
    `source_path` are used when they are there. Gives the Arrow tables `articles`, `lines` and `quarantine`.

    >>> import cleancopy, pyarrow as pa
    >>> cleaned = cleancopy.clean_table(pa.table({"body": ["The ferry sails again on Monday, the port said. " * 9]}))
    >>> cleaned.articles.num_rows, cleaned.quarantine.num_rows
    (1, 0)
    """
    rows = _as_arrow(table)
    if text not in rows.column_names:
        raise UsageError(f"There is no column {text!r}: the columns are {', '.join(rows.column_names)}.")
    return clean_documents(table_of(_raw(rows, text)), (settings or Settings()).recipe())


def _raw(rows: pa.Table, text: str) -> Iterator[Raw]:
    """The documents of a table, in its order; one without a text is an empty document."""
    named = [name for name in ("url", "fetched_at", "site", "language") if name in rows.column_names]
    for at, row in enumerate(rows.to_pylist()):
        value = row[text] if row[text] is not None else ""
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        path = row.get("source_path") or f"row-{at:09d}"
        yield Raw(path, data, None, said=Sidecar(**{name: row[name] for name in named}))


def _as_arrow(table: Any) -> pa.Table:
    if isinstance(table, pa.Table | pa.RecordBatch):
        return table if isinstance(table, pa.Table) else pa.Table.from_batches([table])
    if hasattr(table, "__arrow_c_stream__"):  # polars and pandas frames, and whatever else speaks Arrow
        return pa.table(table)
    raise UsageError(f"{type(table).__name__} is no table: give an Arrow table, or a pandas or polars frame.")


class Reader:
    """Published tables, for reading. It needs no lock: a version does not change once it is published."""

    def __init__(self, curated: str | Path) -> None:
        """Opens the tables under a folder. Raises `CleancopyError` when nothing is published there."""
        self.store = Store(Path(curated))
        self.store.published()

    def __repr__(self) -> str:
        """The folder, the current version and how many articles it has."""
        version = self.store.published()
        return f"<Reader of {self.store.curated}: version {version.number}, {version.rows('articles'):,} articles>"

    def articles(self, columns: list[str] | None = None, version: int | None = None) -> pa.Table:
        """The table `articles`, or some of its columns."""
        return self.table("articles", columns, version)

    def table(self, name: str, columns: list[str] | None = None, version: int | None = None) -> pa.Table:
        """Any table by its name."""
        return self.store.table(self._known(name), columns, self._version(version))

    def lines(self, document: str) -> pa.Table:
        """The lines of one document, named by its source_path or doc_id, in order."""
        return pa.Table.from_pylist([dict(line) for line in self.document(document).lines])

    def document(self, name: str) -> Document:
        """One document, published or in quarantine, by its source_path or doc_id."""
        found = published(name, self.store, Settings())
        if found is None:
            raise CleancopyError(f"There is no document {name} in {self.store.curated}: check its path or id.")
        return _document(found)

    def restore(self, source_path: str) -> bytes:
        """The raw file, byte for byte, from the tables alone."""
        return self.store.restore(source_path)

    def diff(self, older: int, newer: int, rows: bool = False) -> Diff:
        """Which documents were added, changed and removed between two versions."""
        return self.store.diff(older, newer, rows)

    def path(self, table: str, version: int | None = None) -> str:
        """The folder of a table, resolved once, as a reader should do who goes on with other tools."""
        return str((self._version(version).folder / self._known(table)).resolve())

    def _version(self, number: int | None) -> Version:
        return self.store.published() if number is None else self.store.version(number)

    def _known(self, table: str) -> str:
        if table not in self.store.tables:
            raise UsageError(f"There is no table {table!r}: the tables are {', '.join(self.store.tables)}.")
        return table


def open(curated: str | Path = "curated") -> Reader:
    """Open published tables."""
    return Reader(curated)


def run(
    raw: str | Path = "raw", curated: str | Path = "curated", settings: Settings | None = None, **options: Any
) -> Report:
    """Clean what is new or changed in `raw` and publish it in `curated`, as `cleancopy run --direct` does.

    `settings` default to the file `cleancopy.toml` of the current folder. `options`: `rebuild`, `site`, `dry_run`,
    `accept_vanished`, `accept_drift`. Raises a `CleancopyError` when nothing could be published.
    """
    settings = settings or Settings.load()
    check_folders(Path(raw), Path(curated))
    with lock(Path(curated)):
        workers = process_pool(settings.workers)
        return orchestrate(Path(raw), Path(curated), settings, Options(**options), workers, beside=beside)


def _document(found: Explained) -> Document:
    article = found.article or {}
    given: dict[str, Any] = {
        "outcome": "curated" if found.article else "quarantined",
        "article": found.article,
        "found": found,
        "reasons": tuple(found.reasons),
        "lines": tuple(found.lines),
    }
    for field in fields(Document):
        if field.name not in given:
            value = article.get(field.name)
            given[field.name] = tuple(value or ()) if field.name in ("authors", "tags", "warnings") else value
    return Document(**given)
