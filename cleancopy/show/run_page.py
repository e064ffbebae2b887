"""What a run shows of itself in Prefect's page: a name, a sentence, a row for each site, paths to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleancopy.gates.figures import figures
from cleancopy.orchestration.report import Report
from cleancopy.show.terminal import safe

SITES_NAMED = 3
"""In the name of a run."""
SITES_LISTED = 200
"""In the table of a run, the largest."""

_MISSING = {"null_title": "no title", "null_authors": "no author", "null_published_on": "no day"}
"""Shares of null as columns; narrow, since the page has little room."""


def sentence(report: Report) -> str:
    """What happened, in one sentence."""
    if not report.committed and not report.documents_to_clean:
        return f"Nothing is new: version {report.version} stays." if report.version else "Nothing is new."
    reasons = ", ".join(f"{code} {count:,}" for code, count in report.quarantine_reasons.items())
    why = f" ({reasons})" if reasons else ""
    cleaned = f"{report.documents_curated:,} curated, {report.documents_quarantined:,} quarantined{why}"
    deleted = f", {report.documents_deleted:,} deleted" if report.documents_deleted else ""
    if report.dry_run:
        return f"A dry run: {report.documents_to_clean:,} documents would be cleaned; nothing was published."
    return f"{cleaned}{deleted}: version {report.version} is published."


def name(report: Report, raw: str) -> str:
    """What a run is called once it is over: which version it made, of how many documents of which sites."""
    if not report.committed:
        return f"curate {raw}: {'dry run' if report.dry_run else 'nothing new'}"
    told = [f"{site or 'no site'} {count:,}" for site, count in _by_size(report)[:SITES_NAMED]]
    if (more := len(report.sites) - len(told)) > 0:
        told.append(f"and {more:,} more")
    return safe(f"curate {raw}: version {report.version}" + (f", {', '.join(told)}" if told else ""))


def sites_as_rows(report: Report) -> list[dict[str, Any]]:
    """A row for each site of the run, the largest first."""
    rows = []
    for site, _ in _by_size(report)[:SITES_LISTED]:
        sums, means = report.sites[site], figures(report.sites[site])
        row = {
            "site": safe(site or "no site"),
            "curated": int(sums.get("admitted", 0)),
            "quarantined": int(sums.get("quarantined", 0)),
            "words": round(means.get("words", 0)),
            "chrome": f"{means.get('chrome_share', 0):.0%}",
        }
        rows.append(row | {told: f"{means.get(null, 0):.0%}" for null, told in _MISSING.items()})
    return rows


def quarantined_as_markdown(report: Report, raw: Path) -> str:
    """The files that were turned away, as links where they lie on this machine; empty when there is none."""
    paths = report.files.get("quarantined", [])
    if not paths:
        return ""
    lines = [f"## In quarantine: {report.documents_quarantined:,}", ""]
    for path in paths:
        file, shown = raw.absolute() / path, "`" + safe(path).replace("`", "'") + "`"
        lines.append(f"- [{shown}]({file.as_uri()})" if file.is_file() else f"- {shown}")
    more = report.documents_quarantined - len(paths)
    lines += [f"- and {more:,} more"] if more > 0 else []
    return "\n".join([*lines, "", "`cleancopy explain PATH` shows why, `cleancopy serve` lists them."])


def _by_size(report: Report) -> list[tuple[str, int]]:
    """Sites with the number of their documents, the largest first."""
    counts = ((site, int(sums.get("documents", 0))) for site, sums in report.sites.items())
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))
