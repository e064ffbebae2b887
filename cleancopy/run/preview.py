"""What changed rules would do to an archive before anything is published: the pipeline run twice, lines compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cleancopy.clean.batch import DOCS
from cleancopy.clean.pipeline import clean
from cleancopy.clean.recipe import Recipe, Site
from cleancopy.errors import UsageError

if TYPE_CHECKING:
    from cleancopy.settings.settings import Settings

BATCH_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """A line that would change sides; `rule` is the one that takes it, then or now."""

    kind: str
    """`goes` or `back`."""
    source_path: str
    line_no: int
    role: str
    rule: str
    text: str


@dataclass
class Preview:
    """The changes by site, and the counts they are judged by."""

    documents: int = 0
    kept: int = 0
    """Lines that are kept by the rules as they are."""
    gone: int = 0
    back: int = 0
    sites: dict[str, list[Change]] = field(default_factory=dict)
    turned_away: list[str] = field(default_factory=list)
    """Documents that are admitted now and would not be."""

    @property
    def loss(self) -> float:
        """The share of the lines kept now that would go."""
        return self.gone / self.kept if self.kept else 0.0

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        sites = {site: [asdict(change) for change in changes] for site, changes in self.sites.items()}
        counts = {name: getattr(self, name) for name in ("documents", "kept", "gone", "back", "loss", "turned_away")}
        return {**counts, "sites": sites}


def previewed(
    what: Path, raw: Path, settings: Settings, recipe: Recipe, extra_rules: str, off: tuple[str, ...]
) -> Preview:
    """Cleans every document under `what` twice and compares: with `recipe`, and with `extra_rules` in and `off` out."""
    found = Preview()
    for docs in _batches(what, raw, settings):
        sites = {site or "" for site in docs.column("site").to_pylist()} | set(recipe.sites)
        changed = replace(
            recipe, extra_rules=extra_rules.strip(), sites={site: _without(recipe.site(site), off) for site in sites}
        )
        _compare(found, docs, recipe, changed)
    found.sites = dict(sorted(found.sites.items()))
    if not found.documents:
        raise UsageError(f"{what} holds no documents: name a .txt file, a raw folder or published tables.")
    return found


def _without(site: Site, off: tuple[str, ...]) -> Site:
    return replace(site, rules_off=(*site.rules_off, *off))


def _compare(found: Preview, docs: pa.Table, now: Recipe, then: Recipe) -> None:
    before, after = clean(docs, now), clean(docs, then)
    site_of = dict(zip(docs.column("source_path").to_pylist(), docs.column("site").to_pylist(), strict=True))
    old, new = _lines(before.lines), _lines(after.lines)
    found.documents += docs.num_rows
    found.kept += sum(line["kept"] for line in old.values())
    admitted = set(after.articles.column("source_path").to_pylist())
    found.turned_away += [path for path in before.articles.column("source_path").to_pylist() if path not in admitted]
    for key in sorted(old.keys() | new.keys()):
        was, is_now = old.get(key), new.get(key)
        kept_was, kept_now = bool(was and was["kept"]), bool(is_now and is_now["kept"])
        if kept_was == kept_now:
            continue
        line, kind = (is_now or was, "goes") if kept_was else (was or is_now, "back")
        assert line is not None
        found.gone += kept_was
        found.back += kept_now
        change = Change(kind, key[0], key[1], line["role"], line["rule"] or "", line["text"])
        found.sites.setdefault(site_of.get(key[0]) or "", []).append(change)


def _lines(table: pa.Table) -> dict[tuple[str, int, int], dict[str, Any]]:
    rows = table.select(["source_path", "line_no", "part", "role", "rule", "kept", "text"]).to_pylist()
    return {(row["source_path"], row["line_no"], row["part"]): row for row in rows}


def _batches(what: Path, raw: Path, settings: Settings) -> Iterator[pa.Table]:
    if not what.exists():
        raise UsageError(f"There is no {what}: name a text file, a raw folder or published tables.")
    if what.is_file():
        from cleancopy.run.single import document

        yield document(str(what), raw, None, settings)
    elif (what / "lines").exists() and (what / "articles").exists():
        yield from _published(what)
    else:
        yield from _raw_folder(what, settings)


def _raw_folder(folder: Path, settings: Settings) -> Iterator[pa.Table]:
    from cleancopy import ingest

    limits = ingest.Limits(int(settings.limits.max_file_bytes), int(settings.limits.max_line_bytes))
    rows: list[dict[str, Any]] = []
    size = 0
    for found in ingest.discover(folder, site_from=settings.site_from).inputs:
        payload = ingest.read(found, limits)
        if payload.data is None:
            continue
        rows.append(_doc(found.source_path, payload.sidecar.site or found.site, payload.data))
        size += len(payload.data)
        if size >= BATCH_BYTES:
            yield pa.Table.from_pylist(rows, schema=DOCS)
            rows, size = [], 0
    if rows:
        yield pa.Table.from_pylist(rows, schema=DOCS)


def _published(curated: Path) -> Iterator[pa.Table]:
    """The admitted documents of published tables, from the text of their lines."""
    import pyarrow.dataset as ds

    from cleancopy.commands.tables import resolve

    sites = ds.dataset(resolve(curated, "articles"), format="parquet").to_table(columns=["source_path", "site"])
    site_of = dict(zip(*(sites.column(name).to_pylist() for name in ("source_path", "site")), strict=True))
    lines = ds.dataset(resolve(curated, "lines"), format="parquet").to_table(
        columns=["source_path", "line_no", "part", "text"]
    )
    lines = lines.sort_by([(name, "ascending") for name in ("source_path", "line_no", "part")])
    texts: dict[str, list[str]] = {}
    for path, text in zip(lines.column("source_path").to_pylist(), lines.column("text").to_pylist(), strict=True):
        texts.setdefault(path, []).append(text or "")
    rows: list[dict[str, Any]] = []
    size = 0
    for path, cut in texts.items():
        rows.append(_doc(path, site_of.get(path), "\n".join(cut).encode()))
        size += len(rows[-1]["data"])
        if size >= BATCH_BYTES:
            yield pa.Table.from_pylist(rows, schema=DOCS)
            rows, size = [], 0
    if rows:
        yield pa.Table.from_pylist(rows, schema=DOCS)


def _doc(source_path: str, site: str | None, data: bytes) -> dict[str, Any]:
    return {"doc_id": source_path, "source_path": source_path, "site": site, "data": data, "notes": []}
