"""What the sites of a run repeat: learned from outlines before anything is cleaned, and put into the recipe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.orchestration.standing import Standing, rows_of
from cleancopy.pipeline.recipe import Recipe, Site
from cleancopy.pipeline.recognise.template import Numbers, lines_of
from cleancopy.schemas import TABLES
from cleancopy.settings.settings import Settings
from cleancopy.sites import templates_after
from cleancopy.store import Store
from cleancopy.store.parquet import read_files
from cleancopy.store.restore import bytes_of

TABLE = "outlines"
AT_ONCE = 100_000
"""Documents whose lines are counted together; those of one site are never parted."""

READ_AT_ONCE = 8 << 20
"""Bytes of documents whose lines are looked up together."""

Bytes = Callable[[Iterable[str]], Iterator[tuple[str, bytes]]]
"""Of some documents, by doc_id, those of this run with their bytes."""


def templates_of(
    store: Store, settings: Settings, fresh: Sequence[Path], gone: Mapping[str, str], coming: Bytes = lambda _: iter(())
) -> pa.Table:
    """`templates` once the documents in the files `fresh` (of outlines) have come and those in `gone` have left."""
    files, schema = store.files(TABLE), TABLES[TABLE].arrow
    came, went = read_files(fresh, schema), rows_of(store, TABLE, gone)
    texts, rulings, held = partial(_texts, store, coming), settings.rulings(), Standing(files, gone)
    templates = store.table("templates")
    for sites in _together(came, went):
        new, old = (rows.filter(pc.is_in(rows.column("site"), sites)) for rows in (came, went))
        templates = templates_after(templates, held, new, old, rulings, texts)
    return templates


def recipe_of(store: Store, settings: Settings) -> Recipe:
    """What the rows of documents depend on now: the settings, and the published templates of the sites."""
    return with_templates(settings.recipe(), store.table("templates"))


def with_templates(recipe: Recipe, templates: pa.Table) -> Recipe:
    """The recipe with the lines that each site's templates take, but for those that a person accepted: it has them."""
    taken = defaultdict(list)
    for row in templates.select(["site", "line", "state", "decided_by"]).to_pylist():
        if row["state"] == "accepted" and row["decided_by"] == "threshold":
            taken[row["site"]].append(row["line"])
    sites = {
        name: replace(recipe.sites.get(name, Site()), templates=tuple(sorted(lines))) for name, lines in taken.items()
    }
    return replace(recipe, sites={**recipe.sites, **sites})


def only_of(recipe: Recipe, sites: Set[str | None]) -> Recipe:
    """The recipe with the templates of some sites only: what a shard need not know does not travel."""
    kept = {name: site if name in sites else replace(site, templates=()) for name, site in recipe.sites.items()}
    return replace(recipe, sites={name: site for name, site in kept.items() if site != Site()})


def _texts(store: Store, coming: Bytes, docs: pa.Array, numbers: Numbers) -> tuple[pa.Array, pa.Array]:
    """Lines of documents, of this run or published, by doc_id and number: as they are, and their forms."""
    places, found = [], []
    for some in _batches(_read(store, coming, sorted(docs.unique().to_pylist()))):
        own = pc.index_in(docs, pa.array(some, pa.string()))
        rows = np.flatnonzero(own.is_valid())
        data = pa.array(some.values(), pa.large_binary())
        places.append(rows)
        found.append(lines_of(data, own.drop_null().to_numpy(), numbers[rows]))
    order = pa.array(np.argsort(np.concatenate(places)))
    texts, forms = (pa.concat_arrays(some).take(order) for some in zip(*found, strict=True))
    return texts, forms


def _read(store: Store, coming: Bytes, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes of documents by doc_id: first of those of this run, then of published ones."""
    of_run = set()
    for ident, data in coming(ids):
        of_run.add(ident)
        yield ident, data
    yield from ((ident, bytes_of(store, ident)) for ident in ids if ident not in of_run)


def _batches(read: Iterable[tuple[str, bytes]]) -> Iterator[dict[str, bytes]]:
    """Documents with their bytes, some together."""
    some: dict[str, bytes] = {}
    size = 0
    for ident, data in read:
        some[ident] = data
        size += len(data)
        if size >= READ_AT_ONCE:
            yield some
            some, size = {}, 0
    yield some


def _together(came: pa.Table, went: pa.Table) -> Iterator[pa.Array]:
    """The sites of some documents, as many together as have so many documents; nothing where there is none."""
    counts = pc.value_counts(
        pc.drop_null(pa.chunked_array([*came.column("site").chunks, *went.column("site").chunks], pa.string()))
    )
    sites: list[str] = []
    documents = 0
    for count in sorted(counts.to_pylist(), key=lambda count: count["values"]):
        sites.append(count["values"])
        documents += count["counts"]
        if documents >= AT_ONCE:
            yield pa.array(sites)
            sites, documents = [], 0
    if sites:
        yield pa.array(sites)
