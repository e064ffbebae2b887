"""Documents through the stages and out as published rows."""

from __future__ import annotations

import time
from dataclasses import replace

import pyarrow as pa

from cleancopy.pipeline.batch import DOCS, Batch
from cleancopy.pipeline.compose import Cleaned, compose, compose_quarantine
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.stages import STAGES, Stage


def clean(docs: pa.Table, recipe: Recipe) -> Cleaned:
    """Documents in, published rows out.

    In: a table with the columns of `DOCS`, one row a document. Out: `Cleaned`. Never raises for a document: if a stage
    fails on a batch, the batch is halved until the document at fault stands alone, and that one is quarantined as
    `internal_error`. The clock is read to report seconds per stage; it decides nothing.
    """
    docs = docs.select(DOCS.names).cast(DOCS).combine_chunks()
    try:
        return _run(docs, recipe)
    except Exception as fault:  # law 3: no document stops the others
        if docs.num_rows <= 1:
            return _internal_error(docs, fault)
        half = docs.num_rows // 2
        return _concat(clean(docs.slice(0, half), recipe), clean(docs.slice(half), recipe))


def staged(
    docs: pa.Table, recipe: Recipe, seconds: dict[str, float] | None = None, before: Stage | None = None
) -> Batch:
    """Documents after all stages, or those in front of `before`; `seconds` gets what each took."""
    batch = _heed_notes(Batch.of(docs))
    for stage in STAGES:
        if stage is before:
            break
        began = time.perf_counter()
        batch = stage(batch, recipe)
        if seconds is not None:
            seconds[stage.name] = time.perf_counter() - began
    return batch


def _run(docs: pa.Table, recipe: Recipe) -> Cleaned:
    seconds: dict[str, float] = {}
    batch = staged(docs, recipe, seconds)
    began = time.perf_counter()
    cleaned = compose(batch, seconds)
    seconds["compose"] = time.perf_counter() - began
    return cleaned


def _heed_notes(batch: Batch) -> Batch:
    """What reading the file said of it becomes warnings."""
    noted = enumerate(batch.docs.column("notes").to_pylist())
    split = ((doc, *note.partition(": ")) for doc, notes in noted for note in notes or ())
    return batch.adding(
        warnings=[{"doc": doc, "code": code, "severity": "warning", "evidence": why} for doc, code, _, why in split]
    )


def _internal_error(docs: pa.Table, fault: Exception) -> Cleaned:
    """A document no stage foresaw: quarantined with the name and the words of the exception."""
    detail = f"{type(fault).__name__}: {fault}"[:500]
    reason = {"doc": 0, "stage": "clean", "code": "internal_error", "detail": detail}
    nothing = _run(docs.slice(0, 0), Recipe())  # an empty batch gives empty tables with every column
    away = compose_quarantine(Batch.of(docs).adding(reasons=[reason]))
    return replace(nothing, quarantine=away, seconds={})


def _concat(first: Cleaned, second: Cleaned) -> Cleaned:
    both = {s: first.seconds.get(s, 0.0) + second.seconds.get(s, 0.0) for s in first.seconds | second.seconds}
    return Cleaned(
        **{
            name: pa.concat_tables([getattr(first, name), getattr(second, name)])
            for name in ("articles", "lines", "fingerprints", "pages", "quarantine")
        },
        seconds=both,
    )
