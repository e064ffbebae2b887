"""One commit: build the next version beside the others, check it, and swap one link.

Everything before the swap can fail or be killed without a trace that a reader could see; everything after it is tidying
that the next writer repeats when it was cut short.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import Pinned, StoreError, Unconfirmed
from cleancopy.schemas.names import DOCUMENT_TABLES
from cleancopy.store.carry import Gone, TableFolder
from cleancopy.store.disk import discard, fsync, point, write_durably
from cleancopy.store.layout import MANIFEST, Layout
from cleancopy.store.lock import require_lock
from cleancopy.store.parquet import Tables, doc_ids, read_files, schema_digest
from cleancopy.store.versions import Version, current_version, load_version, pin, pinned, pointer, recover

Beside = Callable[[Version, Version | None], Mapping[str, str]]
"""From a version in the making and its parent to pages that are published beside the tables, text by file name."""

_HOMES = ("articles", "quarantine")
"""Each document is in one of them."""
_NAMES = pa.schema([("doc_id", pa.string()), ("source_path", pa.string())])


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to the tables.

    `added`: files of document tables; `gone`: documents whose rows leave the files carried over (doc_id -> source
    path); `rows`: of tables in order those that come, in the place of those with the same key; `whole`: all rows of a
    table in order. What is not said stays as `base` has it (the parent unless said), `runs` as the parent has it.
    `info` goes into the manifest (JSON, no secrets). `pin` keeps runs from publishing over it; `drop_older` says older
    versions must not exist. `beside` makes the pages that are beside the tables.
    """

    added: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    gone: Gone = field(default_factory=dict)
    rows: Mapping[str, pa.Table] = field(default_factory=dict)
    whole: Mapping[str, pa.Table] = field(default_factory=dict)
    info: Mapping[str, Any] = field(default_factory=dict)
    base: Version | None = None
    pin: bool = False
    drop_older: bool = False
    beside: Beside | None = None


def publish(layout: Layout, tables: Tables, change: Change) -> Version:
    """Commits `change` and returns the new version. Raises `StoreError`, and then nothing has happened."""
    require_lock(layout)
    recover(layout)
    parent = current_version(layout)
    if parent is not None and pinned(layout) and not change.pin:
        raise Pinned(f"Version {parent.number} is pinned by a rollback: `cleancopy unpin` lets runs publish again.")
    layout.versions.mkdir(exist_ok=True)
    layout.staging.mkdir(exist_ok=True)
    building = layout.staging / ".commit"  # no run can be called that
    discard(building, layout.staging)
    building.mkdir()
    name = ""
    try:
        folders = {table: _build(building, tables, table, parent, change) for table in tables}
        _check_keys(folders, change)
        manifest = _seal(building, folders, parent, change)
        name = manifest["name"]
        pages = change.beside(Version(manifest["version"], name, building, manifest), parent) if change.beside else {}
        for page, text in pages.items():
            write_durably(building / page, text.encode())
        fsync(building)
        building.rename(layout.versions / name)
        fsync(layout.versions)
        for published in (*tables, *pages):
            _link(layout, published)
        if change.pin:
            pin(layout, name)
        _swap(layout, parent, name)
    except BaseException:
        _leave_nothing(layout, building, name)
        raise
    return load_version(layout, name)


def _build(building: Path, tables: Tables, name: str, parent: Version | None, change: Change) -> TableFolder:
    """One table of the new version, complete and durable."""
    table = TableFolder(building / name, tables[name])
    table.folder.mkdir()
    made_by = {key: str(value) for key, value in change.info.items() if key.endswith("_version")}
    base = parent if name == "runs" else change.base or parent  # `runs` is history, and goes on
    if name in DOCUMENT_TABLES:
        table.carry(base, change.gone)
        for path in change.added.get(name, ()):
            table.add(path)
        table.compact()
    elif name in change.whole:
        table.replace(base, change.whole[name], made_by)
    else:
        table.upsert(base, change.rows.get(name, tables[name].arrow.empty_table()), made_by)
    table.never_empty(made_by)
    fsync(table.folder)
    return table


def _check_keys(folders: Mapping[str, TableFolder], change: Change) -> None:
    """No document that comes is there twice, be it in one table or as both curated and quarantined."""
    homes = [folders[name] for name in _HOMES if name in folders]
    files = [path for name in _HOMES for path in change.added.get(name, ())]
    come = read_files(files, _NAMES).combine_chunks()
    paths, ids = sorted(come["source_path"].to_pylist()), come["doc_id"].combine_chunks()
    files = [path for home in homes for path in home.holding(paths)]
    held = [some.filter(pc.is_in(some, ids)) for path in files for some in doc_ids(path)]
    counts = pc.value_counts(pa.chunked_array([chunk for some in held for chunk in some.chunks], pa.string()))
    twice = counts.filter(pc.greater(counts.field("counts"), 1))
    if len(twice):
        one = twice[0]["values"].as_py()
        raise StoreError(f"articles and quarantine: {one} stands there twice; nothing was published.")


def _seal(building: Path, folders: Mapping[str, TableFolder], parent: Version | None, change: Change) -> dict[str, Any]:
    """Writes the manifest, which names the version, and returns it."""
    number = parent.number + 1 if parent else 1
    said = {
        name: {
            "rows": sum(entry.rows for entry in folder.entries),
            "schema": schema_digest(folder.table.arrow),
            "contract": _contract(folder),
            "files": [asdict(entry) for entry in folder.entries],
        }
        for name, folder in folders.items()
    }
    digest = hashlib.sha256(json.dumps([parent.name if parent else None, said], sort_keys=True).encode())
    name = f"{number:05d}-{digest.hexdigest()[:8]}"
    before = parent.manifest.get("drop_below", 0) if parent else 0
    manifest = {
        "version": number,
        "name": name,
        "parent": parent.name if parent else None,
        "committed_at": round(time.time(), 3),
        "drop_below": number if change.drop_older else before,
        "tables": said,
        "info": dict(change.info),
    }
    write_durably(building / MANIFEST, json.dumps(manifest, sort_keys=True).encode())
    return manifest


def _contract(folder: TableFolder) -> str | None:
    said = (folder.table.arrow.metadata or {}).get(b"contract_version")
    return said.decode() if said else None


def _link(layout: Layout, name: str) -> None:
    """The fixed link `curated/<table or page>`; before the first commit it leads nowhere, which is seen as no table."""
    link, target = layout.curated / name, f".store/current/{name}"
    if link.is_symlink() and str(link.readlink()) == target:
        return
    if link.exists() and not link.is_symlink():
        raise StoreError(f"{link} is in the way: move it elsewhere; it must be a link that cleancopy makes.")
    point(link, target, layout.store / "next")


def _swap(layout: Layout, parent: Version | None, name: str) -> None:
    """The commit point. Everything the new version needs is durable by now."""
    fsync(layout.curated)
    require_lock(layout)
    if pointer(layout) != (parent.name if parent else None):
        raise StoreError("Another writer has published meanwhile; nothing was published: run again.")
    point(layout.current, f"versions/{name}", layout.store / "next")
    try:
        fsync(layout.store)
    except OSError as error:
        raise Unconfirmed(f"Version {name} is current, but the disk did not confirm it: check the disk.") from error


def _leave_nothing(layout: Layout, building: Path, name: str) -> None:
    """Tidies after a failure as far as the disk lets it; what remains is removed by the next writer."""
    with suppress(OSError, StoreError):
        discard(building, layout.staging)
        if name and pointer(layout) != name:
            discard(layout.versions / name, layout.staging)
