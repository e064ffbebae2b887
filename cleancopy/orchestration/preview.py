"""What changed rules would do to an archive before anything is published: the pipeline run twice, lines compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import asdict, dataclass, field, replace
from itertools import islice, repeat
from typing import Any

import pyarrow as pa

from cleancopy.orchestration.shards.processes import pool
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe, Site

Line = dict[str, Any]
"""A row of `lines`: its place, role, rule, text, and whether it is kept."""


@dataclass(frozen=True, slots=True)
class Change:
    """A line that would change sides or its role; `rule` is the one that takes it, then or now."""

    kind: str
    """`goes`, `back` or, where only its role is another one, `role`."""
    source_path: str
    line_no: int
    role: str
    rule: str
    text: str
    was: str | None
    """Its role now; None where its document is turned away."""
    becomes: str | None


@dataclass
class Preview:
    """The changes by site, and the counts they are judged by."""

    documents: int = 0
    kept: int = 0
    """Lines that are kept by the rules as they are."""
    gone: int = 0
    back: int = 0
    renamed: int = 0
    """Lines that stay on their side and get another role."""
    sites: dict[str, list[Change]] = field(default_factory=dict)
    turned_away: list[str] = field(default_factory=list)
    """Documents that are admitted now and would not be."""

    @property
    def loss(self) -> float:
        """The share of the lines kept now that would go."""
        return self.gone / self.kept if self.kept else 0.0

    def add(self, other: Preview) -> None:
        """Adds what was found in other documents."""
        self.documents += other.documents
        self.kept += other.kept
        self.gone += other.gone
        self.back += other.back
        self.renamed += other.renamed
        self.turned_away += other.turned_away
        for site, changes in other.sites.items():
            self.sites.setdefault(site, []).extend(changes)

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        sites = {site: [asdict(change) for change in changes] for site, changes in self.sites.items()}
        counts = {name: getattr(self, name) for name in _COUNTS}
        return {**counts, "sites": sites}


_COUNTS = ("documents", "kept", "gone", "back", "renamed", "loss", "turned_away")


@dataclass(frozen=True)
class Trial:
    """What is tried: further rules (TOML text), ids of rules that are off, lines that sites repeat to be taken."""

    extra_rules: str = ""
    off: tuple[str, ...] = ()
    templates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lines by site."""

    def recipe(self, now: Recipe, sites: Set[str]) -> Recipe:
        """The recipe with what is tried, for documents of some sites."""
        tried = {site: self._site(site, now.site(site)) for site in sites | set(now.sites)}
        return replace(now, extra_rules=self.extra_rules.strip(), sites=tried)

    def _site(self, name: str, site: Site) -> Site:
        lines = (*site.sure_templates, *self.templates.get(name, ()))
        return replace(site, rules_off=(*site.rules_off, *self.off), sure_templates=lines)


def previewed(batches: Iterator[pa.Table], recipe: Recipe, trial: Trial, workers: int = 1) -> Preview:
    """Cleans documents twice and compares: with `recipe`, and with what is tried.

    In: tables of documents (columns of `DOCS`), as `documents.py` makes them: the rows are those of a run.
    """
    found = Preview()
    for part in _parts(batches, recipe, trial, workers):
        found.add(part)
    found.sites = dict(sorted(found.sites.items()))
    return found


def _parts(batches: Iterator[pa.Table], recipe: Recipe, trial: Trial, workers: int) -> Iterator[Preview]:
    """The comparison of each batch; with several workers twice as many batches as there are workers are held."""
    if workers <= 1:
        yield from (_compared(docs, recipe, trial) for docs in batches)
        return
    with pool(workers) as executor:
        while some := list(islice(batches, 2 * workers)):
            yield from executor.map(_compared, some, repeat(recipe), repeat(trial))


def _compared(docs: pa.Table, now: Recipe, trial: Trial) -> Preview:
    then = trial.recipe(now, {site or "" for site in docs.column("site").to_pylist()})
    before, after = clean(docs, now), clean(docs, then)
    old, new = _lines(before.lines), _lines(after.lines)
    both = (_change(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys()))
    changes = [change for change in both if change is not None]
    kinds = Counter(change.kind for change in changes)
    kept = sum(line["kept"] for line in old.values())
    found = Preview(docs.num_rows, kept, kinds["goes"], kinds["back"], kinds["role"])
    admitted = set(after.articles.column("source_path").to_pylist())
    found.turned_away = [path for path in before.articles.column("source_path").to_pylist() if path not in admitted]
    site_of = dict(zip(docs.column("source_path").to_pylist(), docs.column("site").to_pylist(), strict=True))
    for change in changes:
        found.sites.setdefault(site_of[change.source_path] or "", []).append(change)
    return found


def _change(was: Line | None, now: Line | None) -> Change | None:
    """What becomes of a line, None for nothing; there is none of a document that is turned away."""
    role_was, role_now = (line["role"] if line else None for line in (was, now))
    if role_was == role_now:
        return None
    kept_was, kept_now = (bool(line and line["kept"]) for line in (was, now))
    kind = "role" if kept_was == kept_now else "goes" if kept_was else "back"
    line = (was or now) if kind == "back" else (now or was)
    assert line is not None
    place = (line["source_path"], line["line_no"])
    return Change(kind, *place, line["role"], line["rule"] or "", line["text"], role_was, role_now)


def _lines(table: pa.Table) -> dict[tuple[str, int, int], Line]:
    rows = table.select(["source_path", "line_no", "part", "role", "rule", "kept", "text"]).to_pylist()
    return {(row["source_path"], row["line_no"], row["part"]): row for row in rows}
