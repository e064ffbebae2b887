"""What a version holds, counted from the columns that are asked for, without holding its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from cleancopy.store import Version

FIELDS = ("title", "authors", "published_on", "published_at", "place", "agency", "publisher", "section", "tags")
"""Fields whose share of filled values says most of a site's pages."""
DAYS = 60
"""Days of publication that are drawn, up to the newest one."""
EXAMPLES = 3
LENGTHS = (50, 100, 200, 400, 800, 1600, 3200)
"""Bounds of the classes of length, in words."""


@dataclass(frozen=True)
class Site:
    """One site as it is in a version."""

    name: str
    curated: int
    quarantined: int
    words: float
    """Median words of a text."""
    chrome_share: float
    """Mean share of lines taken away."""
    filled: dict[str, float]
    """Field -> share of documents that state it."""
    days: list[int]
    """Documents by day of publication, the newest last."""


@dataclass(frozen=True)
class Facts:
    """What the report tells of a version."""

    sites: list[Site]
    last_day: date | None
    languages: list[tuple[str, int]]
    lengths: list[tuple[str, int]]
    warnings: list[tuple[str, str, int]]
    """Code, severity, documents."""
    reasons: list[tuple[str, int, list[str]]]
    """Code, documents, some of their paths."""


def facts(version: Version) -> Facts:
    """Counts over all files of a version. Memory: one row a site, day, language and code."""
    articles = _scan(version.files("articles"))
    quarantine = _scan(version.files("quarantine"))
    last = articles.select(pl.col("published_on").max()).collect().item()
    return Facts(
        sites=_sites(articles, quarantine, last),
        last_day=last,
        languages=_counted(articles, pl.col("language").fill_null("not told")),
        lengths=_lengths(articles),
        warnings=_warnings(articles),
        reasons=_reasons(quarantine),
    )


def _scan(files: Sequence[Path]) -> pl.LazyFrame:
    return pl.scan_parquet(list(files))


SITE = pl.col("site").fill_null("")


def _sites(articles: pl.LazyFrame, quarantine: pl.LazyFrame, last: date | None) -> list[Site]:
    held = (
        articles.group_by(SITE.alias("name"))
        .agg(
            pl.len().alias("curated"),
            pl.col("word_count").median().alias("words"),
            pl.col("chrome_share").mean().alias("chrome_share"),
            *(filled(name).mean().alias(name) for name in FIELDS),
        )
        .collect(engine="streaming")
    )
    away = dict(quarantine.group_by(SITE).len().collect().rows())
    days = _days(articles, last)
    found = [
        Site(
            name=row["name"],
            curated=row["curated"],
            quarantined=away.pop(row["name"], 0),
            words=row["words"],
            chrome_share=row["chrome_share"],
            filled={name: row[name] for name in FIELDS},
            days=days.get(row["name"], [0] * DAYS),
        )
        for row in held.iter_rows(named=True)
    ]
    none = dict.fromkeys(FIELDS, 0.0)
    found += [Site(name, 0, count, 0.0, 0.0, none, [0] * DAYS) for name, count in away.items()]
    return sorted(found, key=lambda site: (-site.curated - site.quarantined, site.name))


def filled(name: str) -> pl.Expr:
    """Whether a field states something: not null, and not an empty list."""
    value = pl.col(name)
    return (value.list.len() > 0) if name in ("authors", "tags") else value.is_not_null()


def _days(articles: pl.LazyFrame, last: date | None) -> dict[str, list[int]]:
    if last is None:
        return {}
    first = last - timedelta(days=DAYS - 1)
    found: dict[str, list[int]] = {}
    rows = articles.filter(pl.col("published_on") >= first).group_by(SITE, "published_on").len().collect().rows()
    for site, day, count in rows:
        found.setdefault(site, [0] * DAYS)[(day - first).days] = count
    return found


def _counted(rows: pl.LazyFrame, value: pl.Expr) -> list[tuple[Any, int]]:
    counts = rows.select(value.alias("value")).group_by("value").len().collect()
    return sorted(counts.rows(), key=lambda row: (-row[1], row[0]))


def _lengths(articles: pl.LazyFrame) -> list[tuple[str, int]]:
    """Documents by words of text, in classes that double."""
    below = pl.sum_horizontal(pl.col("word_count") >= bound for bound in LENGTHS)
    counts = dict(_counted(articles, below))
    names = [f"below {LENGTHS[0]}"]
    names += [f"{low:,} to {high - 1:,}" for low, high in pairwise(LENGTHS)]
    names.append(f"{LENGTHS[-1]:,} and more")
    return [(name, counts.get(at, 0)) for at, name in enumerate(names)]


def _warnings(articles: pl.LazyFrame) -> list[tuple[str, str, int]]:
    told = articles.select("doc_id", "warnings").explode("warnings", empty_as_null=False).unnest("warnings")
    counts = told.group_by("code", "severity").agg(pl.col("doc_id").n_unique()).collect()
    return sorted(counts.rows(), key=lambda row: (row[1] != "warning", -row[2], row[0]))


def _reasons(quarantine: pl.LazyFrame) -> list[tuple[str, int, list[str]]]:
    told = quarantine.select("source_path", "reasons").explode("reasons", empty_as_null=False).unnest("reasons")
    paths = pl.col("source_path").unique().sort()
    counts = told.group_by("code").agg(paths.len().alias("count"), paths.head(EXAMPLES).alias("examples")).collect()
    return sorted(counts.rows(), key=lambda row: (-row[1], row[0]))
