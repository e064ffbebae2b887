"""The stage: signals and lints from one reading of the texts."""

from __future__ import annotations

from itertools import chain

from flows.clean.quality.lints import line_findings, text_findings, with_findings
from flows.clean.quality.lints.draft import Finding
from flows.clean.quality.reading import readings
from flows.clean.quality.signals import measured, with_signals
from flows.clean.recipe import Recipe
from flows.clean.table import Batch


def assess(batch: Batch, recipe: Recipe) -> Batch:
    """Adds docs.signals, and the findings of all lints to `warnings`. Changes and drops nothing."""
    signals = []
    found: list[Finding] = []
    for some in readings(batch):
        signals.append(measured(some))
        found += text_findings(some)
    return with_findings(with_signals(batch, signals), chain(line_findings(batch), found))
