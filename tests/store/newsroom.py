"""A small publisher over the store's real API: texts in, tables out. Run as a script it is what the fault kit kills.

python tests/store/newsroom.py RAW CURATED [--shard-size N]
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
import pyarrow

from cleancopy.errors import Busy, StoreError
from cleancopy.schemas import CONTRACT_VERSION, TABLES, Table
from cleancopy.schemas.derive import arrow_schema
from cleancopy.schemas.kinds import DOC_ID, SHA256, column
from cleancopy.schemas.names import FATES
from cleancopy.store import Staging, Store, finish_shard, lock, write_parquet


class ShortArticles(pa.DataFrameModel):
    """Articles with the few columns the store itself looks at."""

    doc_id: str = column("The document.", str_matches=DOC_ID, unique=True)
    source_path: str = column("Its path.", str_length=1)
    text: str = column("The body.", str_length=1)
    body_sha256: str = column("Hash of the body.", str_matches=SHA256)
    word_count: pl.Int64 = column("Words.", ge=1)
    section: str = column("A column that may be null.", nullable=True)


class ShortTable(Table):
    """Its schema comes from the model here and not from the print."""

    model = ShortArticles
    arrow = arrow_schema("articles", ShortArticles)


TEST_TABLES: Mapping[str, Table] = {**TABLES, "articles": ShortTable("articles", ("doc_id",), "")}
VERSIONS = {"pipeline_version": "0", "rules_version": "0"}


def doc_id(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:24]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def rows_of(path: str, data: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of one document: an empty file is turned away, every second line that starts with # is chrome."""
    own = {"doc_id": doc_id(path), "source_path": path}
    if not data.strip():
        reason = [{"stage": "admit", "code": "no_article", "detail": "nothing in it"}]
        away = {"source_sha256": sha256(data), "source_bytes": len(data), "data": data, "stage": "admit"}
        return {"quarantine": [{**own, **away, "reasons": reason, **VERSIONS}]}
    lines, kept = [], []
    for number, raw in enumerate(data.splitlines(keepends=True), 1):
        text = raw.decode("utf-8", "replace").rstrip("\r\n")
        role = "blank" if not text.strip() else "share" if text.startswith("#") else "body"
        fate = next(name for name, roles in FATES.items() if role in roles)
        line = {**own, "line_no": number, "part": 1, "role": role, "fate": fate, "kept": fate == "kept", "text": text}
        line["edits"] = []
        line["raw"] = None if raw == (text + "\n").encode() else raw
        if role != "blank":
            line |= {"rule": f"test.{role}", "evidence": "it says so", "confidence": 1.0}
        if role == "body":
            line |= {"paragraph": len(kept) + 1, "glue": "break"}
            kept.append(text)
        lines.append(line)
    text = "\n\n".join(kept)
    article = {**own, "text": text, "body_sha256": sha256(text.encode()), "word_count": len(text.split())}
    return {"articles": [article], "lines": lines}


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> pyarrow.Table:
    """Rows of a table; a column that must not be null and that these tests do not care for gets something plain."""
    schema = TEST_TABLES[name].arrow
    plain = {field.name: _plain(field.type) for field in schema if not field.nullable}
    plain |= {name: CONTRACT_VERSION for name in plain if name == "contract_version"}
    return pyarrow.Table.from_pylist([plain | dict(row) for row in rows], schema=schema)


def _plain(kind: pyarrow.DataType) -> Any:
    if pyarrow.types.is_list(kind):
        return []
    return "x" if pyarrow.types.is_string(kind) else None if pyarrow.types.is_struct(kind) else 1


def clean_shard(folder: Path, documents: Mapping[str, bytes]) -> None:
    """What a worker does: rows of its documents, a file a table, then the marker."""
    made: dict[str, list[dict[str, Any]]] = {"articles": [], "lines": [], "quarantine": []}
    for path, data in documents.items():
        for name, rows in rows_of(path, data).items():
            made[name] += rows
    for name, rows in made.items():
        write_parquet(table(name, rows), folder / f"{name}.parquet", name, VERSIONS, TEST_TABLES)
    finish_shard(folder, {"away": [row["source_path"] for row in made["quarantine"]]})


def publish(store: Store, documents: Mapping[str, bytes], shard_size: int = 3) -> bool:
    """One run over all documents there are; False when nothing was new. The lock must be held."""
    version = store.current()
    number = version.number + 1 if version else 1
    known = {row["source_path"]: row for row in store.table("sources").to_pylist()}
    forgotten = {path for path, row in known.items() if row["outcome"] == "forgotten"}
    here = {path: data for path, data in documents.items() if path not in forgotten}
    new = {path: data for path, data in here.items() if known.get(path, {}).get("source_sha256") != sha256(data)}
    new |= {path: here[path] for path in here if known.get(path, {}).get("outcome") == "deleted"}
    vanished = {path for path in known if path not in here and known[path]["outcome"] in ("curated", "quarantined")}
    staging = store.stage(f"run-{number}")
    if not new and not vanished:
        staging.close()
        return False
    added: dict[str, list[Path]] = {}
    away = _clean(staging, new, shard_size, added)
    gone = {known[path]["doc_id"]: path for path in known if path in vanished or path in new}
    for path, data in new.items():
        known[path] = {
            "source_path": path,
            "source_sha256": sha256(data),
            "source_bytes": len(data),
            "outcome": "quarantined" if path in away else "curated",
            "doc_id": doc_id(path),
            "recipe": "r",
            "first_run": known.get(path, {}).get("first_run", number),
            "changed_run": number,
        }
    for path in vanished:
        known[path] |= {"outcome": "deleted", "changed_run": number}
    ledger = table("sources", (known[path] for path in sorted(known)))
    runs = pyarrow.concat_tables([store.table("runs"), table("runs", [run_row(number)])])
    store.commit(added, gone, {"sources": ledger, "copies": table("copies", []), "runs": runs}, {"run": number})
    return True


def _clean(staging: Staging, new: Mapping[str, bytes], shard_size: int, added: dict[str, list[Path]]) -> set[str]:
    away: set[str] = set()
    paths = sorted(new)
    for at in range(0, len(paths), shard_size):
        shard = {path: new[path] for path in paths[at : at + shard_size]}
        digest = sha256(repr([(path, sha256(data)) for path, data in shard.items()]).encode())[:24]
        if staging.finished(digest) is None:
            clean_shard(staging.shard(digest), shard)
        away |= set((staging.finished(digest) or {})["away"])
        for name, files in staging.files(digest).items():
            added.setdefault(name, []).extend(files)
    return away


def run_row(number: int, kind: str = "run") -> dict[str, Any]:
    return {"run": number, "kind": kind, "started_at": datetime.fromtimestamp(number, UTC), **VERSIONS}


def main() -> int:
    """The command the fault kit runs: exit 0 done, 1 failed, 75 busy."""
    parser = argparse.ArgumentParser()
    parser.add_argument("raw", type=Path)
    parser.add_argument("curated", type=Path)
    parser.add_argument("--shard-size", type=int, default=3)
    parser.add_argument("--pause", type=float, default=0.0)
    given = parser.parse_args()
    try:
        with lock(given.curated):
            documents = {str(path.relative_to(given.raw)): path.read_bytes() for path in given.raw.rglob("*.txt")}
            time.sleep(given.pause)
            store = Store(given.curated, TEST_TABLES)
            if publish(store, documents, given.shard_size):
                store.gc()
    except Busy:
        return 75
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
