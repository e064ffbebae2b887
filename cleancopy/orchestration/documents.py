"""The input table of `clean`: made here and nowhere else, whatever the documents were read from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from cleancopy.errors import CleancopyError, UsageError
from cleancopy.ingest import Input, Limits, Payload, Sidecar, Source, discover, doc_id, escape, read
from cleancopy.pipeline.batch import DOCS
from cleancopy.settings.settings import Settings
from cleancopy.store import Store
from cleancopy.store.parquet import row_groups
from cleancopy.store.restore import raw_bytes

BATCH_BYTES = 4 << 20
"""Documents are handed on in batches of at least so many bytes, the last one excepted."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it goes into the pipeline: its bytes, and what is said of it beside them."""

    source_path: str
    data: bytes
    sha256: str | None
    site: str | None = None
    said: Sidecar = field(default_factory=Sidecar)
    notes: tuple[str, ...] = ()
    """Doubts raised while it was read (`code: evidence`)."""


def table_of(documents: Iterable[Document]) -> pa.Table:
    """Documents as the columns of `DOCS`, one row each."""
    rows = [
        (
            *(doc_id(one.source_path), one.source_path, one.said.site or one.site, one.data, one.sha256),
            *(one.said.url, one.said.fetched_at, one.said.encoding, one.said.language, list(one.notes)),
        )
        for one in documents
    ]
    columns = zip(*rows, strict=True) if rows else [()] * len(DOCS)
    return pa.table([pa.array(values, kind.type) for values, kind in zip(columns, DOCS, strict=True)], schema=DOCS)


def of_payload(found: Input, payload: Payload) -> Document | None:
    """What was read as a document; None where there is none."""
    if payload.data is None or payload.fault is not None:
        return None
    return Document(found.source_path, payload.data, payload.sha256, found.site, payload.sidecar, payload.warnings)


def of_inputs(inputs: Sequence[Input], payloads: Sequence[Payload]) -> pa.Table:
    """The table for files that were read; those that could not be are left out."""
    read_ = (of_payload(found, payload) for found, payload in zip(inputs, payloads, strict=True))
    return table_of(one for one in read_ if one is not None)


def limits_of(settings: Settings) -> Limits:
    """How large a file and a line may be."""
    return Limits(int(settings.limits.max_file_bytes), int(settings.limits.max_line_bytes))


def sources_of(settings: Settings) -> tuple[Source, ...]:
    """What the settings say of files."""
    return tuple(said.source() for said in settings.sources)


def of_file(file: Path, raw: Path, settings: Settings) -> Document:
    """One file, as a run over `raw` would take it; outside `raw` it has its bare name as its path and no site.

    Links are followed here, unlike in a run: whoever names a file wants that file. Raises `CleancopyError`.
    """
    if file.is_dir():
        raise CleancopyError(f"{file} is a folder: name one file, or use `cleancopy run {file}`.")
    if not file.exists():
        raise CleancopyError(f"There is no file {file}: check the path, or give - to read standard input.")
    source_path = escape(_relative(file, raw) or os.fsencode(file.name))
    site = site_of(source_path, settings.site_from)
    found = Input(source_path, os.fsencode(file.resolve()), 0, 0, site, Path(f"{file}.json").is_file())
    payload = read(found, limits_of(settings))
    document = of_payload(found, payload)
    if document is None:
        raise CleancopyError(f"{file} is {payload.outcome.replace('_', ' ')}: {payload.reason}.")
    return document


def of_what(what: Path, raw: Path, settings: Settings, wanted: Wanted) -> Iterator[pa.Table]:
    """The documents of a file, a raw folder or a folder in it, or published tables, in batches.

    Raises `UsageError` for anything else, and when no document is left.
    """
    if what.is_file():
        batches = iter([table_of([of_file(what, raw, settings)])])
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
    """The documents below a raw folder, or below one folder in it, as a run over `raw` would take them, in batches."""
    before = _relative(folder, raw)
    prefix = escape(before) + "/" if before and before != b"." else ""
    inputs = []
    below = discover(folder.absolute(), site_from=None if prefix else settings.site_from, sources=sources_of(settings))
    for found in below.inputs:
        path = prefix + found.source_path
        inputs.append(replace(found, source_path=path, site=site_of(path, settings.site_from)))
    chosen = wanted.of({one.source_path: one.site for one in inputs})
    limits = limits_of(settings)
    some: list[Document] = []
    for found in inputs:
        if found.source_path in chosen and (one := of_payload(found, read(found, limits))) is not None:
            some.append(one)
            if sum(len(held.data) for held in some) >= BATCH_BYTES:
                yield table_of(some)
                some = []
    if some:
        yield table_of(some)


def of_store(store: Store, wanted: Wanted) -> Iterator[pa.Table]:
    """The documents of published tables, each from its restored bytes, in batches. Hints of sidecars are not stored."""
    columns = ["doc_id", "source_path", "source_sha256", "site", "source_url", "fetched_at"]
    articles = {row["doc_id"]: row for row in store.table("articles", columns).to_pylist()}
    chosen = wanted.of({row["source_path"]: row["site"] for row in articles.values()})
    some: list[Document] = []
    for path in store.files("lines"):
        for group in row_groups(path, ["doc_id", "line_no", "part", "text", "raw"]):
            lines = group.sort_by([(name, "ascending") for name in ("doc_id", "line_no", "part")])
            pairs = zip(lines["doc_id"].to_pylist(), raw_bytes(lines).to_pylist(), strict=True)
            for ident, rows in groupby(pairs, key=lambda pair: pair[0]):
                row = articles[ident]
                if row["source_path"] in chosen:
                    data = b"".join(line for _, line in rows)
                    said = Sidecar(url=row["source_url"], fetched_at=row["fetched_at"])
                    some.append(Document(row["source_path"], data, row["source_sha256"], row["site"], said))
        if sum(len(held.data) for held in some) >= BATCH_BYTES:
            yield table_of(some)
            some = []
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


def site_of(source_path: str, site_from: str | None) -> str | None:
    """The site of a path under raw/: its first folder, or what the pattern of the settings says."""
    if site_from is not None:
        found = re.search(site_from, source_path)
        return (found["site"] or None) if found else None
    first, slash, _ = source_path.partition("/")
    return first if slash else None


def _relative(path: Path, raw: Path) -> bytes | None:
    """A path below `raw`, relative to it; None for one that lies elsewhere."""
    path = path.parent.resolve() / path.name
    with suppress(ValueError):
        return os.fsencode(path.relative_to(raw.resolve()))
    return None
