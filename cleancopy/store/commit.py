"""One commit: build the next version beside the others, check it, and swap one link.

Everything before the swap can fail or be killed without a trace that a reader could see; everything after it is tidying
that the next writer repeats when it was cut short.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import Pinned, StoreError, Unconfirmed
from cleancopy.schemas.names import DOCUMENT_TABLES, WHOLE_TABLES
from cleancopy.store.carry import TableFolder
from cleancopy.store.disk import discard, fsync, point, write_durably
from cleancopy.store.layout import MANIFEST, Layout
from cleancopy.store.lock import require_lock
from cleancopy.store.parquet import Tables, schema_digest
from cleancopy.store.versions import Version, current_version, load_version, pin, pinned, pointer, recover

Beside = Callable[[Version, Version | None], Mapping[str, str]]
"""From a version in the making and its parent to pages that are published beside the tables, text by file name."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to the tables.

    `added`: files of document tables; `gone`: doc_ids whose rows leave the files carried over from `base` (the parent
    unless said); `whole`: the other tables, those left out stay as the parent has them; `info` goes into the manifest
    (JSON, no secrets). `pin` keeps runs from publishing over it; `drop_older` says older versions must not exist.
    `beside` makes the pages that stand beside the tables.
    """

    added: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    gone: Iterable[str] = ()
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
        _check_keys(folders)
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
    if name in DOCUMENT_TABLES:
        table.carry(change.base or parent, frozenset(change.gone))
        for path in change.added.get(name, ()):
            table.add(path)
        table.compact()
    elif name in change.whole:
        table.write(change.whole[name], made_by)
    else:
        table.carry(parent, frozenset())
    table.never_empty(made_by)
    fsync(table.folder)
    return table


def _check_keys(folders: Mapping[str, TableFolder]) -> None:
    """No document twice, be it in one table or as both curated and quarantined; no key twice in the other tables."""
    homes = [folders[name] for name in ("articles", "quarantine") if name in folders]
    ids = [chunk for home in homes for chunk in home.column("doc_id")]
    _no_twice(pa.chunked_array(ids, pa.string()), "articles and quarantine")
    for name in WHOLE_TABLES:
        if name in folders:
            table = folders[name].table
            columns = [pa.chunked_array(folders[name].column(key), table.arrow.field(key).type) for key in table.key]
            several = len(columns) > 1  # then all are names, in which no blank stands
            _no_twice(pc.binary_join_element_wise(*columns, " ") if several else columns[0], name)


def _no_twice(keys: pa.ChunkedArray, where: str) -> None:
    if len(keys) != pc.count_distinct(keys, mode="all").as_py():
        counts = pc.value_counts(keys)
        twice = counts.filter(pc.greater(counts.field("counts"), 1))[0]["values"].as_py()
        raise StoreError(f"{where}: {twice} stands there twice; nothing was published.")


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
    write_durably(building / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
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
