"""One document on its way through the pipeline, for commands that look at a single file. Nothing is written."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleancopy.errors import CleancopyError

if TYPE_CHECKING:
    import pyarrow as pa

    from cleancopy.clean.recipe import Recipe
    from cleancopy.ingest import Payload
    from cleancopy.settings.settings import Settings


@dataclass(frozen=True)
class Explained:
    """What the pipeline makes of one document: its article or its reasons, and every line with its fate."""

    source_path: str
    article: dict[str, Any] | None
    reasons: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    encoding: dict[str, Any] | None


def document(file: str, raw: Path, site: str | None, settings: Settings) -> pa.Table:
    """The row of `DOCS` for a file (or `-`, standard input), as a run over `raw` would make it.

    A file outside `raw` has its own name as its path and no site, unless `site` names one.
    """
    from cleancopy import ingest

    limits = ingest.Limits(int(settings.limits.max_file_bytes), int(settings.limits.max_line_bytes))
    if file == "-":
        data = sys.stdin.buffer.read()
        return _row("stdin.txt", site, ingest.Payload("read", data, hashlib.sha256(data).hexdigest(), len(data)))
    path = Path(file)
    if path.is_dir():
        raise CleancopyError(f"{file} is a folder: name one file, or use `cleancopy run {file}`.")
    if not path.exists():
        raise CleancopyError(f"There is no file {file}: check the path, or give - to read standard input.")
    source_path = ingest.escape(_relative(path, raw))
    # links are followed here, unlike in a run: whoever names a file wants that file
    found = ingest.Input(source_path, os.fsencode(path.resolve()), 0, 0, None, Path(f"{file}.json").is_file())
    payload = ingest.read(found, limits)
    if payload.data is None:
        raise CleancopyError(f"{file} is {payload.outcome.replace('_', ' ')}: {payload.reason}.")
    return _row(source_path, site or payload.sidecar.site or _site(source_path, settings.site_from), payload)


def _row(source_path: str, site: str | None, payload: Payload) -> pa.Table:
    """As shards/clean.py builds its rows, which is not imported here: with it come the contracts, half a second."""
    import pyarrow as pa

    from cleancopy.clean.batch import DOCS
    from cleancopy.ingest import doc_id

    said = payload.sidecar
    row = {
        "doc_id": doc_id(source_path),
        "source_path": source_path,
        "site": site,
        "data": payload.data,
        "source_sha256": payload.sha256,
        "source_url": said.url,
        "fetched_at": said.fetched_at,
        "encoding_hint": said.encoding,
        "language_hint": said.language,
        "notes": list(payload.warnings),
    }
    return pa.Table.from_pylist([row], schema=DOCS)


def _site(source_path: str, site_from: str | None) -> str | None:
    if site_from is not None:
        found = re.search(site_from, source_path)
        return (found["site"] or None) if found else None
    first, slash, _ = source_path.partition("/")
    return first if slash else None


def _relative(path: Path, raw: Path) -> bytes:
    """The file's path below `raw`; its bare name when it lies elsewhere."""
    path = path.parent.resolve() / path.name
    with suppress(ValueError):
        return os.fsencode(path.relative_to(raw.resolve()))
    return os.fsencode(path.name)


def explained(docs: pa.Table, recipe: Recipe) -> Explained:
    """One document through every stage; the lines of one that is turned away are told as well."""
    from cleancopy.clean.batch import REASONS
    from cleancopy.clean.compose import compose
    from cleancopy.clean.pipeline import clean, staged

    cleaned = clean(docs, recipe)
    article = next(iter(cleaned.articles.to_pylist()), None)
    reasons = [reason for turned in cleaned.quarantine.to_pylist() for reason in turned["reasons"]]
    lines, encoding = cleaned.lines, article["encoding"] if article else None
    if article is None and not any(reason["code"] == "internal_error" for reason in reasons):
        admitted = compose(replace(staged(docs, recipe), reasons=REASONS.empty_table()), {})
        lines, encoding = admitted.lines, admitted.articles.column("encoding")[0].as_py()
    return Explained(docs.column("source_path")[0].as_py(), article, reasons, lines.to_pylist(), encoding)
