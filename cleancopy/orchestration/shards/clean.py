"""One shard: read its files, clean them, hold them against the contracts, write its tables. Runs in any process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.gates.figures import sums_of
from cleancopy.ingest import Input, Payload, doc_id
from cleancopy.orchestration.documents import of_inputs
from cleancopy.orchestration.shards.order import ShardResult, ShardTask, read_plan
from cleancopy.orchestration.shards.processes import memory_for
from cleancopy.orchestration.shards.spool import documents_of
from cleancopy.orchestration.timed import timed
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.compose import Cleaned, made_by, versions
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import counts_of, flat
from cleancopy.schemas import TABLES
from cleancopy.store import finish_shard, write_parquet
from cleancopy.validate import check, conform


def clean_shard(task: ShardTask) -> ShardResult:
    """The work on one shard: afterwards its folder holds its tables and, written last, the mark of being whole."""
    folder = Path(task.folder)
    inputs, recipe, max_file_bytes = read_plan(folder)
    seconds: dict[str, float] = {}
    with timed(seconds, "ingest"):
        inputs, payloads = documents_of(folder, inputs, max_file_bytes)
    with memory_for(max((len(p.data) for p in payloads if p.data is not None), default=0)):
        result = _clean(folder, inputs, payloads, recipe, seconds)
    finish_shard(folder, asdict(result))
    return result


def _clean(
    folder: Path, inputs: Sequence[Input], payloads: Sequence[Payload], recipe: Recipe, seconds: dict[str, float]
) -> ShardResult:
    """Writes the tables of some documents into a shard's folder, and forgets them."""
    with timed(seconds, "ingest"):
        docs = of_inputs(inputs, payloads)
    tables = clean_documents(docs, recipe, seconds)
    with timed(seconds, "validate"):
        not_read = _not_read(inputs, payloads, tables["quarantine"].schema)
        tables["quarantine"] = pa.concat_tables([tables["quarantine"], not_read])
        tables["sources"] = _sources(inputs, payloads, recipe, tables)
    with timed(seconds, "write"):
        write_tables(folder, tables)
    result = result_of(str(folder), tables, sum(p.size or 0 for p in payloads), seconds)
    return replace(result, templates=recipe.templates_digest)


def clean_documents(docs: pa.Table, recipe: Recipe, seconds: dict[str, float]) -> dict[str, pa.Table]:
    """`articles`, `lines` and `quarantine` of some documents (columns of `DOCS`), held against their contracts.

    The time spent in each stage is added to `seconds`.
    """
    cleaned = clean(docs, recipe)
    with timed(seconds, "validate"):
        tables = _validated(cleaned, docs)
    for stage, spent in cleaned.seconds.items():
        seconds[stage] = seconds.get(stage, 0.0) + spent
    return tables


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Each table as `<table>.parquet` in a shard's folder, with the versions that made it in the footer."""
    for name, table in tables.items():
        write_parquet(table, folder / f"{name}.parquet", name, metadata=made_by())


def _validated(cleaned: Cleaned, docs: pa.Table) -> dict[str, pa.Table]:
    verdict = check(cleaned.articles, cleaned.lines)
    quarantine = conform("quarantine", cleaned.quarantine)
    if verdict.turned_away:
        quarantine = pa.concat_tables([quarantine, conform("quarantine", _away(verdict.turned_away, docs, cleaned))])
    prints, pages = conform("fingerprints", cleaned.fingerprints), conform("pages", cleaned.pages)
    if verdict.turned_away:
        away = pa.array(list(verdict.turned_away))
        prints, pages = (some.filter(pc.invert(pc.is_in(some["doc_id"], away))) for some in (prints, pages))
    return {
        "articles": verdict.articles,
        "lines": verdict.lines,
        "fingerprints": prints,
        "pages": pages,
        "quarantine": quarantine,
    }


def _away(reasons: Mapping[str, list[dict[str, str]]], docs: pa.Table, cleaned: Cleaned) -> pa.Table:
    """Quarantine rows for documents that broke a contract: their bytes and every reason."""
    turned = docs.filter(pc.is_in(docs.column("doc_id"), pa.array(list(reasons))))
    names = ["doc_id", "source_path", "site", "source_sha256", "data", "source_url", "fetched_at", "format"]
    rows = [
        row | {"source_bytes": len(row["data"]), "stage": "validate", "reasons": reasons[row["doc_id"]]}
        for row in turned.select(names).to_pylist()
    ]
    return _quarantine_rows(rows, cleaned.quarantine.schema)


def _not_read(inputs: Sequence[Input], payloads: Sequence[Payload], schema: pa.Schema) -> pa.Table:
    """Quarantine rows for what is too large or cannot be read; the bytes of a bad record are kept."""
    rows = [
        {"doc_id": doc_id(i.source_path), "source_path": i.source_path, "site": i.site, "source_sha256": p.sha256}
        | {"source_bytes": p.size, "data": p.data, "stage": "ingest"}
        | {"reasons": [{"stage": "ingest", "code": p.fault[0], "detail": p.fault[1]}]}
        for i, p in zip(inputs, payloads, strict=True)
        if p.fault is not None
    ]
    return conform("quarantine", _quarantine_rows(rows, schema))


def _quarantine_rows(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([row | versions() for row in rows], schema)


def _sources(
    inputs: Sequence[Input], payloads: Sequence[Payload], recipe: Recipe, tables: Mapping[str, pa.Table]
) -> pa.Table:
    """The ledger rows of the shard; the run fills in the numbers of the runs, and adds those of containers."""
    documents = [(i, p) for i, p in zip(inputs, payloads, strict=True) if p.outcome != "container"]
    inputs, payloads = [i for i, _ in documents], [p for _, p in documents]
    schema = TABLES["sources"].arrow
    digest = cache(recipe.digest)
    ids = [doc_id(i.source_path) for i in inputs]
    curated = set(tables["articles"].column("doc_id").to_pylist())
    sites = [p.sidecar.site or i.site for i, p in zip(inputs, payloads, strict=True)]
    said = {
        "source_path": [i.source_path for i in inputs],
        "source_sha256": [p.sha256 for p in payloads],
        "source_bytes": [p.size for p in payloads],
        "sidecar_sha256": [p.sidecar_sha256 for p in payloads],
        "outcome": [
            p.outcome if p.data is None else "curated" if ident in curated else "quarantined"
            for ident, p in zip(ids, payloads, strict=True)
        ],
        "detail": [p.reason if p.data is None else None for p in payloads],
        "doc_id": ids,
        "site": sites,
        "recipe": [digest(site) for site in sites],
        "first_run": [1] * len(ids),
        "changed_run": [1] * len(ids),
    }
    return pa.table({name: said[name] for name in schema.names}, schema)


def result_of(folder: str, tables: Mapping[str, pa.Table], bytes_in: int, seconds: Mapping[str, float]) -> ShardResult:
    """What the tables of a shard amount to; `bytes_in` raw bytes were read for them."""
    reasons = Counter(r["code"] for rs in tables["quarantine"].column("reasons").to_pylist() for r in rs)
    warned = pc.struct_field(pc.list_flatten(flat(tables["articles"].column("warnings"))), "code")
    return ShardResult(
        folder=folder,
        documents=counts_of(tables["sources"].column("outcome")),
        lines=counts_of(tables["lines"].column("role")),
        lines_kept=pc.sum(tables["lines"].column("kept")).as_py() or 0,
        reasons=dict(reasons),
        warnings=counts_of(warned),
        bytes_in=bytes_in,
        seconds={stage: round(s, 6) for stage, s in seconds.items()},
        sites=sums_of(tables["articles"], tables["lines"], tables["quarantine"]),
    )
