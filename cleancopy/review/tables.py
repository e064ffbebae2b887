"""What a reviewer asks of the published tables: documents by filters, doubtful lines, who else holds a line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from cleancopy.show.explained import DOUBTFUL
from cleancopy.store import Store, Version

QUEUED = 2000
"""Lines that are looked at for the queue, the least sure of the version."""
SURE = 0.99
"""A line decided with as much confidence is no matter for a queue."""


@dataclass(frozen=True)
class Filters:
    """Which documents are asked for; what is empty or false asks nothing."""

    site: str = ""
    warning: str = ""
    words: str = ""
    """Characters of the path or the title, whatever their case."""
    doubtful: bool = False
    quarantined: bool = False
    changed: bool = False


@dataclass(frozen=True)
class Queued:
    """A line of a site, wherever it stands there, by its least sure decision."""

    doc_id: str
    source_path: str
    line_no: int
    part: int
    site: str | None
    text: str
    role: str
    rule: str
    confidence: float
    count: int
    """How many of the least sure lines are this one."""


class Tables:
    """One version, with what was counted over it. Memory: a row a document."""

    def __init__(self, store: Store, version: Version) -> None:
        """Reads nothing yet."""
        self.store, self.version = store, version

    @cached_property
    def documents(self) -> pl.DataFrame:
        """Every document, by path: what it is called, how many doubtful lines it has, its warnings or reasons."""
        known = (pl.col("doc_id"), pl.col("source_path"), pl.col("site").fill_null(""))
        articles = self._scan("articles").select(
            *known, pl.col("title"), codes=pl.col("warnings").list.eval(pl.element().struct.field("code")).list.unique()
        )
        away = self._scan("quarantine").select(
            *known,
            title=pl.lit(None, pl.String),
            codes=pl.col("reasons").list.eval(pl.element().struct.field("code")).list.unique(),
        )
        doubts = self._decided().filter(pl.col("confidence") < DOUBTFUL).group_by("doc_id").agg(doubtful=pl.len())
        found = pl.concat(
            [articles.with_columns(quarantined=pl.lit(False)), away.with_columns(quarantined=pl.lit(True))]
        )
        joined = found.join(doubts, on="doc_id", how="left").with_columns(pl.col("doubtful").fill_null(0))
        return joined.collect(engine="streaming").sort("source_path")

    @cached_property
    def changed(self) -> frozenset[str]:
        """The documents that came or changed with this version, by doc_id; none where no older one is left."""
        older = [one for one in self.store.versions() if one.number < self.version.number]
        if not older:
            return frozenset()
        diff = self.store.diff(older[-1].number, self.version.number)
        return frozenset(one.doc_id for one in (*diff.added, *diff.changed))

    @property
    def sites(self) -> list[str]:
        """All sites, by name."""
        return sorted(set(self.documents["site"].to_list()) - {""})

    @property
    def warnings(self) -> list[str]:
        """The codes of all warnings and reasons, by name."""
        return sorted(set(self.documents["codes"].explode(empty_as_null=False).to_list()))

    def chosen(self, asked: Filters) -> pl.DataFrame:
        """The documents that pass every filter."""
        tests = [pl.lit(True)]
        if asked.site:
            tests.append(pl.col("site") == asked.site)
        if asked.warning:
            tests.append(pl.col("codes").list.contains(asked.warning))
        if asked.words:
            words = asked.words.lower()
            where = (pl.col("source_path"), pl.col("title").fill_null(""))
            tests.append(pl.any_horizontal(one.str.to_lowercase().str.contains(words, literal=True) for one in where))
        if asked.doubtful:
            tests.append(pl.col("doubtful") > 0)
        if asked.quarantined:
            tests.append(pl.col("quarantined"))
        if asked.changed:
            tests.append(pl.col("doc_id").is_in(list(self.changed)))
        return self.documents.filter(pl.all_horizontal(tests))

    @cached_property
    def doubts(self) -> list[Queued]:
        """The least sure lines, each once a site, the least sure first."""
        order = ["confidence", "doc_id", "line_no", "part"]
        unsure = self._decided().filter(pl.col("confidence") < SURE)
        least = unsure.bottom_k(QUEUED, by=order).select(
            "doc_id", "source_path", "line_no", "part", "site", "text", "role", "rule", "confidence"
        )
        rows = least.collect(engine="streaming").sort(order)
        grouped = rows.group_by("site", "text", maintain_order=True).agg(pl.all().first(), count=pl.len())
        grouped = grouped.sort("confidence", "count", descending=[False, True], maintain_order=True)
        return [Queued(**row) for row in grouped.iter_rows(named=True)]

    def holders(self, site: str | None, text: str) -> list[str]:
        """The curated documents of a site that hold a line, by doc_id, which is a hash: in no order of theirs."""
        same = pl.col("site").is_null() if site is None else pl.col("site") == site
        found = self._scan("lines").filter(same & (pl.col("text") == text)).select(pl.col("doc_id").unique())
        return sorted(found.collect(engine="streaming")["doc_id"].to_list())

    def decided_by(self, rules: Collection[str]) -> dict[str, int]:
        """How many lines each of some rules decided."""
        lines = self._scan("lines").filter(pl.col("rule").is_in(list(rules)))
        return dict(lines.group_by("rule").len().collect(engine="streaming").rows())

    def _decided(self) -> pl.LazyFrame:
        return self._scan("lines").filter(pl.col("fate") != "blank")

    def _scan(self, name: str) -> pl.LazyFrame:
        return pl.scan_parquet(self.version.files(name))
