"""What somebody names on the command line, as documents: a file, a record, a folder, published tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from cleancopy.errors import CleancopyError, UsageError
from cleancopy.ingest import Input, Sidecar, discover, doc_id, escape, read, site_of, site_pattern
from cleancopy.orchestration.documents import Document, of_payload, sources_of, table_of
from cleancopy.orchestration.records import ask_for_record, container_of, documents_in, is_container, of_record, read_as
from cleancopy.settings.settings import Settings
from cleancopy.store import Store
from cleancopy.store.parquet import row_groups
from cleancopy.store.restore import bytes_of, raw_bytes

BATCH_BYTES = 4 << 20
"""Documents are handed on in batches of at least so many bytes, the last one excepted."""


def exists(what: str) -> bool:
    """Whether there is a file of this name, or a container of the one before a `#`."""
    return Path(what).exists() or container_of(what) is not None


def of_file(what: str, raw: Path, settings: Settings) -> Document:
    """One file or record, as a run over `raw` would take it; outside `raw` its path is its bare name, without a site.

    Links are followed here, unlike in a run: whoever names a file wants that file. Raises `CleancopyError`.
    """
    file = Path(what)
    if file.is_dir():
        raise CleancopyError(f"{file} is a folder: name one file, or use `cleancopy run {file}`.")
    container = None if file.exists() else container_of(what)
    if not file.exists() and container is None:
        raise CleancopyError(f"There is no file {file}: check the path, or give - to read standard input.")
    found = _input(container or file, raw, settings)
    if container is not None:
        return of_record(what, container, found, settings)
    if is_container(found.format):
        raise ask_for_record(file, found, settings)
    payload = read(found, settings.limits.max_file_bytes)
    document = of_payload(found, payload)
    if document is None:
        raise CleancopyError(f"{file} is {payload.outcome.replace('_', ' ')}: {payload.reason}.")
    return document


def _input(file: Path, raw: Path, settings: Settings) -> Input:
    source_path = escape(_relative(file, raw) or os.fsencode(file.name))
    site = site_of(source_path, site_pattern(settings.site_from))
    format, source = read_as(source_path, os.fsencode(file), settings)
    beside = Path(f"{file}.json").is_file() and not is_container(format)
    return Input(source_path, os.fsencode(file.resolve()), 0, 0, site, beside, format, source.keep_html)


def of_what(what: Path, raw: Path, settings: Settings, wanted: Wanted) -> Iterator[pa.Table]:
    """The documents of a file, a raw folder or a folder in it, or published tables, in batches.

    Raises `UsageError` for anything else, and when no document is left.
    """
    if what.is_file() and not is_container(_input(what, raw, settings).format):
        batches = iter([table_of([of_file(str(what), raw, settings)])])
    elif what.is_file():
        batches = _batched(documents_in(_input(what, raw, settings), settings))
    elif (what / ".store").is_dir():
        batches = of_store(Store(what), wanted)
    elif what.is_dir():
        batches = of_folder(what, raw, settings, wanted)
    else:
        raise UsageError(f"There is no {what}: name a text file, a raw folder or published tables.")
    first = next(batches, None)
    if first is None:
        of_site = f" of site {wanted.site}" if wanted.site else ""
        raise UsageError(f"{what} holds no documents{of_site}: name a file, a raw folder or published tables.")
    yield first
    yield from batches


def of_folder(folder: Path, raw: Path, settings: Settings, wanted: Wanted) -> Iterator[pa.Table]:
    """The documents below a raw folder, or below one folder in it, as a run over `raw` would take them, in batches.

    A sample counts files: all records of a container that is in it.
    """
    before = _relative(folder, raw)
    prefix = escape(before) + "/" if before and before != b"." else ""
    inputs = []
    below = discover(folder.absolute(), site_from=None if prefix else settings.site_from, sources=sources_of(settings))
    pattern = site_pattern(settings.site_from)
    for found in below.inputs:
        path = prefix + found.source_path
        inputs.append(replace(found, source_path=path, site=site_of(path, pattern)))
    chosen = wanted.of({one.source_path: one.site for one in inputs})
    yield from _batched(one for found in inputs if found.source_path in chosen for one in _documents(found, settings))


def _documents(found: Input, settings: Settings) -> Iterator[Document]:
    if is_container(found.format):
        yield from documents_in(found, settings)
    elif (one := of_payload(found, read(found, settings.limits.max_file_bytes))) is not None:
        yield one


def of_store(store: Store, wanted: Wanted) -> Iterator[pa.Table]:
    """The documents of published tables, each from its restored bytes, in batches. Hints of sidecars are not stored."""
    articles = {row["doc_id"]: row for row in store.table("articles", _KNOWN).to_pylist()}
    chosen = wanted.of({row["source_path"]: row["site"] for row in articles.values()})
    yield from _batched(_published(store, articles, chosen))


def of_documents(store: Store, ids: Iterable[str]) -> Iterator[pa.Table]:
    """Some published documents by doc_id, also those in quarantine; one whose bytes are not kept is passed over."""
    yield from _batched(one for ident in ids if (one := _of_id(store, ident)) is not None)


def _of_id(store: Store, ident: str) -> Document | None:
    for row in store.rows_of("articles", ident, _KNOWN).to_pylist():
        page = store.rows_of("pages", ident, ["page"])["page"].to_pylist()
        data, format = (page[0], "html") if page else (bytes_of(store, ident), "text")
        return _of_row(row, data, format) if data is not None else None
    for row in store.rows_of("quarantine", ident, [*_KNOWN, "data", "format"]).to_pylist():
        return _of_row(row, row["data"], row["format"]) if row["data"] is not None else None
    return None


_KNOWN = ("doc_id", "source_path", "source_sha256", "site", "source_url", "fetched_at")


def _published(store: Store, articles: Mapping[str, dict[str, object]], chosen: set[str]) -> Iterator[Document]:
    """The documents of texts, from their lines; then those of pages, from their bytes."""
    pages = set(store.table("pages", ["doc_id"])["doc_id"].to_pylist())
    for path in store.files("lines"):
        for group in row_groups(path, ["doc_id", "line_no", "part", "text", "raw"]):
            lines = group.sort_by([(name, "ascending") for name in ("doc_id", "line_no", "part")])
            pairs = zip(lines["doc_id"].to_pylist(), raw_bytes(lines).to_pylist(), strict=True)
            for ident, rows in groupby(pairs, key=lambda pair: pair[0]):
                if articles[ident]["source_path"] in chosen and ident not in pages:
                    yield _of_row(articles[ident], b"".join(line for _, line in rows), "text")
    for path in store.files("pages"):
        for group in row_groups(path, ["doc_id", "page"]):
            for ident, page in zip(group["doc_id"].to_pylist(), group["page"].to_pylist(), strict=True):
                if articles[ident]["source_path"] in chosen and page is not None:
                    yield _of_row(articles[ident], page, "html")


def _of_row(row: Mapping[str, object], data: bytes, format: str) -> Document:
    said = Sidecar(url=row["source_url"], fetched_at=row["fetched_at"])  # type: ignore[arg-type]
    known = (row["source_path"], data, row["source_sha256"], row["site"], said)
    return Document(*known, format=format)  # type: ignore[arg-type]


def _batched(documents: Iterable[Document]) -> Iterator[pa.Table]:
    some: list[Document] = []
    size = 0
    for one in documents:
        some.append(one)
        size += len(one.data)
        if size >= BATCH_BYTES:
            yield table_of(some)
            some, size = [], 0
    if some:
        yield table_of(some)


@dataclass(frozen=True)
class Wanted:
    """Which documents are asked for: those of a site, and of these a sample of so many; the same ones every time."""

    site: str | None = None
    sample: int | None = None

    def of(self, sites: Mapping[str, str | None]) -> set[str]:
        """The paths asked for, from `{source_path: site}`. The sample is by doc_id, which is a hash of the path."""
        paths = [path for path, site in sites.items() if self.site in (None, site)]
        return set(sorted(paths, key=doc_id)[: self.sample])


def _relative(path: Path, raw: Path) -> bytes | None:
    """A path below `raw`, relative to it; None for one that lies elsewhere."""
    path = path.parent.resolve() / path.name
    with suppress(ValueError):
        return os.fsencode(path.relative_to(raw.resolve()))
    return None
