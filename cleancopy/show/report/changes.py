"""What a version changed: documents, lines by rule, fields. Files that it shares with its parent are not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cleancopy.show.report.facts import FIELDS, SITE, filled
from cleancopy.store import Version

MOST = 40
"""Rules by site that are listed, those that changed most."""


@dataclass(frozen=True)
class Changes:
    """From one version to the next."""

    added: int
    removed: int
    rewritten: int
    """Documents in both whose text differs."""
    fields: list[tuple[str, int, int]]
    """Field, documents that stated it before and after, among those that were touched."""
    rules: list[tuple[str, str, int, int]]
    """Site, rule, lines before and after."""
    more_rules: int


def changes(version: Version, parent: Version | None) -> Changes | None:
    """The difference to the parent; None for a first version, and where the parent's columns were other ones."""
    if parent is None or parent.manifest["tables"]["lines"]["schema"] != version.manifest["tables"]["lines"]["schema"]:
        return None
    old, new = _own(parent, version, "articles"), _own(version, parent, "articles")
    texts = _texts(old).join(_texts(new), on="doc_id", how="full", suffix="_now", coalesce=True)
    before, after = pl.col("body_sha256"), pl.col("body_sha256_now")
    added, removed, rewritten = texts.select(
        before.is_null().sum(), after.is_null().sum().alias("removed"), (before != after).sum().alias("rewritten")
    ).row(0)
    rules = _rules(_own(parent, version, "lines"), _own(version, parent, "lines"))
    more = max(0, len(rules) - MOST)
    return Changes(added, removed, rewritten, _fields(old, new), rules[:MOST], more)


def _own(version: Version, other: Version, table: str) -> list[Path]:
    theirs = {entry.name for entry in other.entries(table)}
    return [path for path in version.files(table) if path.name not in theirs]


def _texts(files: Sequence[Path]) -> pl.DataFrame:
    if not files:
        return pl.DataFrame(schema={"doc_id": pl.String, "body_sha256": pl.String})
    return pl.scan_parquet(list(files)).select("doc_id", "body_sha256").collect()


def _fields(old: Sequence[Path], new: Sequence[Path]) -> list[tuple[str, int, int]]:
    def stated(files: Sequence[Path]) -> tuple[int, ...]:
        if not files:
            return (0,) * len(FIELDS)
        return pl.scan_parquet(list(files)).select(filled(name).sum().alias(name) for name in FIELDS).collect().row(0)

    return [row for row in zip(FIELDS, stated(old), stated(new), strict=True) if row[1] != row[2]]


def _rules(old: Sequence[Path], new: Sequence[Path]) -> list[tuple[str, str, int, int]]:
    """Those that decided other numbers of lines, the largest difference first."""

    def counts(files: Sequence[Path]) -> dict[tuple[str, str], int]:
        if not files:
            return {}
        ruled = pl.scan_parquet(list(files)).filter(pl.col("fate") != "blank").group_by(SITE, "rule").len()
        return {(site, rule): lines for site, rule, lines in ruled.collect(engine="streaming").rows()}

    before, after = counts(old), counts(new)
    rows = [(*key, before.get(key, 0), after.get(key, 0)) for key in before.keys() | after.keys()]
    return sorted((row for row in rows if row[2] != row[3]), key=lambda row: (-abs(row[3] - row[2]), row))
