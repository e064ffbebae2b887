"""The store as its users see it: a reader that can also commit, roll back, take down and tidy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleancopy.errors import StoreError
from cleancopy.schemas import TABLES
from cleancopy.store.carry import Gone
from cleancopy.store.commit import Beside, Change, publish
from cleancopy.store.diff import Diff, diff, diff_parts
from cleancopy.store.lock import require_lock
from cleancopy.store.parquet import Tables
from cleancopy.store.proof import Proof
from cleancopy.store.reading import Reader
from cleancopy.store.restore import restore
from cleancopy.store.sentences import plain_errors
from cleancopy.store.staging import Staging, open_staging
from cleancopy.store.takedown import barred, exact_copies, ids_of, takedown
from cleancopy.store.versions import Version, clear_staging, recover, retire, unpin


class Store(Reader):
    """The tables under one folder. Reading needs no lock; whatever writes needs `with lock(curated):`."""

    def __init__(self, curated: Path, tables: Tables = TABLES, beside: Beside | None = None) -> None:
        """As a reader; `beside` makes the pages that each commit publishes beside the tables."""
        super().__init__(curated, tables)
        self.beside = beside

    def stage(self, run_id: str) -> Staging:
        """The staging folder of a run, with the finished shards of runs that failed."""
        require_lock(self.layout)
        with plain_errors(self.curated):
            recover(self.layout)
            return open_staging(self.layout, run_id)

    def commit(
        self,
        added: Mapping[str, Sequence[Path]],
        gone: Gone,
        whole: Mapping[str, pa.Table],
        info: Mapping[str, Any],
        rows: Mapping[str, pa.Table] | None = None,
    ) -> Version:
        """Publishes: files of document tables added, documents gone (doc_id -> source path) from what was there.

        A document that changed is in both. Of the other tables `whole` holds all rows, `rows` those that come in
        the place of what was there under their keys; tables in neither stay as they are. `info` goes into the manifest
        (JSON, no secrets). Staging is emptied afterwards. Raises `StoreError`, and then nothing was published, and
        `Pinned` after a rollback.
        """
        return self._publish(Change(added=added, gone=gone, whole=whole, info=info, rows=rows or {}))

    def rollback(self, number: int, info: Mapping[str, Any], rows: Mapping[str, pa.Table] | None = None) -> Version:
        """Makes an older version current again as a new, pinned commit.

        All tables are as that version had them but `runs`, which is history and goes on; `rows` come to them.
        """
        return self._publish(Change(rows=rows or {}, info=info, base=self.version(number), pin=True))

    def unpin(self) -> None:
        """Lets runs publish over a rollback again."""
        require_lock(self.layout)
        with plain_errors(self.curated):
            unpin(self.layout)

    def tidy(self) -> None:
        """Removes what a writer that died left behind; a takedown that it began is carried through."""
        require_lock(self.layout)
        with plain_errors(self.curated):
            recover(self.layout)

    def gc(self, keep: int = 3, keep_for: timedelta = timedelta(hours=1)) -> list[str]:
        """Removes versions beyond both a count and an age; returns their names."""
        require_lock(self.layout)
        with plain_errors(self.curated):
            recover(self.layout)
            return retire(self.layout, keep, keep_for)

    def forget(
        self,
        names: Iterable[str],
        info: Mapping[str, Any],
        rows: Mapping[str, pa.Table] | None = None,
        whole: Mapping[str, pa.Table] | None = None,
    ) -> Version:
        """A takedown of documents (source paths or doc_ids): no row, no older version, no staging keeps their text.

        A row with outcome `forgotten` stays in `sources`. `rows` and `whole` are as for `commit`.
        """
        require_lock(self.layout)
        with plain_errors(self.curated):
            clear_staging(self.layout)
        change = takedown(self, names, info, dict(rows or {}), dict(whole or {}))
        version = self._publish(replace(change, pin=self.pinned))
        if len(self.versions()) > 1:
            raise StoreError(
                f"The takedown is published as version {version.number}, but older versions could not be removed: "
                "check the disk and run `cleancopy gc`, which removes them whatever their age."
            )
        return version

    def exact_copies(self, name: str) -> list[str]:
        """Source paths of the other documents with the same body or bytes as one (source path or doc_id)."""
        return exact_copies(self, name)

    def ids_of(self, names: Iterable[str]) -> dict[str, str]:
        """doc_id -> source path of documents named by either, of a container also its records. Raises `Unknown`."""
        return ids_of(self, names)

    def forgotten(self) -> tuple[frozenset[str], frozenset[str]]:
        """Source paths and sha256 of everything taken down: a run keeps both out."""
        return barred(self)

    def restore(self, source_path: str) -> bytes:
        """The raw file, byte for byte, from the tables alone. Raises a `NotRestorable` that names why not."""
        return restore(self, source_path)

    def verify(self, rules: Iterable[str] | None = None, sample: int | None = None) -> Proof:
        """Proves the current version; with `rules`, also that every rule in `lines` is one of them or a template.

        With `sample`, so many documents that stand together, and the files that they are in.
        """
        from cleancopy.store.verify import verify  # and with it pandera, which nothing else here needs

        return verify(self, None if rules is None else frozenset(rules), sample)

    def diff(self, older: int, newer: int, rows: bool = False) -> Diff:
        """Which documents were added, changed and removed between two versions; with `rows`, the values too."""
        return diff(self, self.version(older), self.version(newer), rows)

    def diff_parts(self, older: int, newer: int, rows: bool) -> Iterator[Diff]:
        """The same in parts, by source path: for whoever writes them away one after the other."""
        return diff_parts(self, self.version(older), self.version(newer), rows)

    def _publish(self, change: Change) -> Version:
        with plain_errors(self.curated):
            version = publish(self.layout, self.tables, replace(change, beside=self.beside))
        try:
            clear_staging(self.layout)
            recover(self.layout)
        except OSError:
            pass  # committed all the same; the next writer tidies
        return version
