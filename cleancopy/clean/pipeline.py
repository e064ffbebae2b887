"""The order of the stages, in one tuple, and the one function that runs them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pyarrow as pa

from cleancopy.clean.admit import admit
from cleancopy.clean.assess import assess
from cleancopy.clean.batch import DOCS, Batch
from cleancopy.clean.body.fold import fold
from cleancopy.clean.body.join import join
from cleancopy.clean.compose import Cleaned, compose, compose_quarantine
from cleancopy.clean.decide import decide
from cleancopy.clean.decode import decode
from cleancopy.clean.language import decide_language, sample_language
from cleancopy.clean.metadata import read_metadata
from cleancopy.clean.recipe import Recipe
from cleancopy.clean.recognise import recognise
from cleancopy.clean.repair import repair
from cleancopy.clean.tidy import tidy

Stage = Callable[[Batch, Recipe], Batch]

STAGES: tuple[Stage, ...] = (
    decode,
    repair,
    tidy,
    sample_language,
    recognise,
    decide,
    join,
    fold,
    decide_language,
    read_metadata,
    assess,
    admit,
)


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


def _run(docs: pa.Table, recipe: Recipe) -> Cleaned:
    batch = _heed_notes(Batch.of(docs))
    seconds: dict[str, float] = {}
    for stage in STAGES:
        began = time.perf_counter()
        batch = stage(batch, recipe)
        seconds[stage.__name__] = time.perf_counter() - began
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
    return Cleaned(nothing.articles, nothing.lines, compose_quarantine(Batch.of(docs).adding(reasons=[reason])), {})


def _concat(first: Cleaned, second: Cleaned) -> Cleaned:
    both = {s: first.seconds.get(s, 0.0) + second.seconds.get(s, 0.0) for s in first.seconds | second.seconds}
    return Cleaned(
        pa.concat_tables([first.articles, second.articles]),
        pa.concat_tables([first.lines, second.lines]),
        pa.concat_tables([first.quarantine, second.quarantine]),
        both,
    )
