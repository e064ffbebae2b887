"""The stage: signals, lints and fingerprints from one reading of the texts."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.assess.fingerprints import fingerprints
from cleancopy.pipeline.assess.lints import line_findings, text_findings, with_findings
from cleancopy.pipeline.assess.lints.draft import Finding
from cleancopy.pipeline.assess.reading import readings
from cleancopy.pipeline.assess.signals.signals import measured, with_signals
from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.columns import FINGERPRINTS_TYPE
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import byte_lengths, column, flat, put

LOOK = 8 << 20
"""Bytes of a body that are measured and looked at; no article has more, and memory grows by thirty times as much."""


def assess(batch: Batch, recipe: Recipe) -> Batch:
    """Adds docs.signals and docs.fingerprints, and the findings of all lints to `warnings`. Changes and drops nothing.

    What is turned away is not measured: its signals are null, and it has no fingerprints.
    """
    looked_at = _looked_at(batch)
    signals, prints = [], [pa.array([], FINGERPRINTS_TYPE)]
    found: list[Finding] = []
    for some in readings(looked_at):
        signals.append(measured(some))
        prints.append(fingerprints(some))
        found += text_findings(some)
    assessed = with_findings(with_signals(looked_at, signals), chain(line_findings(looked_at), found))
    measures = {"signals": assessed.docs.column("signals"), "fingerprints": pa.concat_arrays(prints)}
    return replace(batch.with_docs(**measures), warnings=assessed.warnings)


def _looked_at(batch: Batch) -> Batch:
    """The batch as if the documents turned away had no text, and no text more than `LOOK` bytes."""
    away, texts = batch.turned_away, flat(batch.docs.column("text"))
    long = np.flatnonzero(byte_lengths(texts) > LOOK)
    texts = put(texts, long, [text.encode()[:LOOK].decode("utf-8", "ignore") for text in texts.take(long).to_pylist()])
    if away.any():
        texts = pc.if_else(pa.array(away), pa.scalar(None, pa.string()), texts)
    return batch.with_docs(text=texts).with_lines(kept=column(batch.lines, "kept") & ~away[batch.doc])
