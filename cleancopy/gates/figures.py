"""What a run looks like, site by site: the figures that the gates hold to limits and compare with earlier runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

Sums = dict[str, float]
"""Sums over the documents of one site: `documents`, `admitted`, and one entry a figure."""

NULLABLE = ("title", "published_on", "authors")
"""Fields whose share of nulls is watched: a redesign of a site shows there first."""
LANGUAGES = "language_"


def sums_of(articles: pa.Table, lines: pa.Table, quarantine: pa.Table) -> dict[str, Sums]:
    """Per site (empty string for none) the sums that `figures` makes means and shares of; they add up over shards."""
    sites: dict[str, Counter[str]] = {}
    names = ["site", "chrome_share", "word_count", "language", *NULLABLE]
    for row in articles.select(names).to_pylist():
        sums = sites.setdefault(row["site"] or "", Counter())
        sums.update({"documents": 1, "admitted": 1, "chrome_share": row["chrome_share"], "words": row["word_count"]})
        sums.update(f"null_{name}" for name in NULLABLE if not row[name])
        sums[LANGUAGES + (row["language"] or "unknown")] += 1
    templates = pc.starts_with(lines.column("rule"), "site:")
    for name, rows in (("lines_kept", lines.column("kept")), ("lines_of_templates", pc.fill_null(templates, False))):
        for count in pc.value_counts(lines.column("site").filter(rows)).to_pylist():
            sites[count["values"] or ""][name] = count["counts"]
    for site in quarantine.column("site").to_pylist():
        sites.setdefault(site or "", Counter()).update({"documents": 1, "quarantined": 1})
    return {site: dict(sums) for site, sums in sites.items()}


def added(parts: Iterable[Mapping[str, Sums]]) -> dict[str, Sums]:
    """The sums of several shards."""
    total: dict[str, Counter[str]] = {}
    for part in parts:
        for site, sums in part.items():
            total.setdefault(site, Counter()).update(sums)
    return {site: dict(sums) for site, sums in sorted(total.items())}


def figures(sums: Mapping[str, float]) -> dict[str, float]:
    """Means and shares of one site, rounded to 4 digits.

    `quarantined_share` is of all documents; `chrome_share` (of lines), `words`, `null_<field>` and `language_<code>`
    are means over the documents admitted. `template_share` is of the lines that would be kept without templates.
    """
    found = {"quarantined_share": sums.get("quarantined", 0) / max(sums["documents"], 1)}
    admitted = sums.get("admitted", 0)
    if admitted:
        means = ["chrome_share", "words", *(f"null_{name}" for name in NULLABLE)]
        means += [name for name in sums if name.startswith(LANGUAGES)]
        found |= {name: sums.get(name, 0) / admitted for name in means}
        taken = sums.get("lines_of_templates", 0)
        found["template_share"] = taken / max(taken + sums.get("lines_kept", 0), 1)
    return {name: round(value, 4) for name, value in found.items()}
