"""Puts the report of a version together: counted facts in, one HTML file out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl

from cleancopy.show.page import page
from cleancopy.show.report.changes import changes
from cleancopy.show.report.charts import columns, course, share
from cleancopy.show.report.facts import DAYS, FIELDS, facts
from cleancopy.store import Version

MOST_SITES = 200
"""Sites that have a row of their own, the largest; the page stays below 300 KB."""
MOST_GATES = 100
RUNS = 30
"""Earlier runs that are drawn."""


def report(version: Version, parent: Version | None) -> str:
    """The report of a version, with what it changed since its parent, as one HTML page that fetches nothing."""
    told = facts(version)
    runs = pl.read_parquet(version.files("runs")).sort("run").tail(RUNS).to_dicts()
    run = runs[-1] if runs else {}
    gates = sorted(run.get("gates") or [], key=lambda gate: gate["passed"])
    return page(
        "show/report/report.html",
        ("show/page.css", "show/report/report.css"),
        version=version.number,
        committed=datetime.fromtimestamp(version.committed_at, UTC),
        run=run,
        facts=told,
        sites=told.sites[:MOST_SITES],
        more_sites=max(0, len(told.sites) - MOST_SITES),
        fields=FIELDS,
        days=DAYS,
        changed=changes(version, parent),
        parent=parent.number if parent else None,
        gates=gates[:MOST_GATES],
        more_gates=max(0, len(gates) - MOST_GATES),
        past=_past(runs),
        curated=sum(site.curated for site in told.sites),
        quarantined=sum(site.quarantined for site in told.sites),
        columns=columns,
        course=course,
        share=share,
    )


def _past(runs: list[dict[str, Any]]) -> dict[str, dict[str, list[float]]]:
    """Site -> figure -> its value in each run that cleaned pages of the site, oldest first."""
    found: dict[str, dict[str, list[float]]] = {}
    for run in runs:
        for row in run["figures"]:
            found.setdefault(row["site"], {}).setdefault(row["figure"], []).append(row["value"])
    return found
