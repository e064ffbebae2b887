"""The stage: signals and lints from one reading of the texts."""

from __future__ import annotations

from itertools import chain

from cleancopy.pipeline.assess.lints import line_findings, text_findings, with_findings
from cleancopy.pipeline.assess.lints.draft import Finding
from cleancopy.pipeline.assess.reading import readings
from cleancopy.pipeline.assess.signals.signals import measured, with_signals
from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe


def assess(batch: Batch, recipe: Recipe) -> Batch:
    """Adds docs.signals, and the findings of all lints to `warnings`. Changes and drops nothing."""
    signals = []
    found: list[Finding] = []
    for some in readings(batch):
        signals.append(measured(some))
        found += text_findings(some)
    return with_findings(with_signals(batch, signals), chain(line_findings(batch), found))
