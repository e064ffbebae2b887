"""Pages with gold as the head's recognisers see them: the candidates of each, their features, and which are right."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz

from benchmarks.learn.linemodel.train import FOLDS, fold_of
from cleancopy.clean.batch import DOCS, Batch
from cleancopy.clean.lore.dates import reading_order
from cleancopy.clean.pipeline import staged
from cleancopy.clean.recipe import Recipe
from cleancopy.clean.recognise.head import byline, byline_candidates, dateline
from cleancopy.clean.recognise.head import title as headline
from cleancopy.clean.recognise.head.stage import chrome_of, recognise_head
from cleancopy.clean.recognise.head.view import Heads, heads_of
from cleancopy.clean.stages import STAGES

VARIANTS = ("wet", "layout", "semi")


@dataclass
class Page:
    """The candidates of one page: their features, which are right, and the fold of its domain."""

    said: list[list[str]]
    right: list[bool]
    fold: int
    variant: str


def pages(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from (page for page in map(json.loads, lines) if page.get("page_type") in (None, "article"))


def batch_of(cases: list[dict[str, Any]], variant: str, folds: Path) -> Batch:
    """Pages as the recognisers of the head see them, each scored by the line model that saw nothing of its domain."""
    rows = [
        {
            "doc_id": case["id"], "source_path": case["id"], "site": case["domain"],
            "data": case[f"raw_text_{variant}"].encode("utf-8", "surrogatepass"),
        }
        for case in cases
    ]  # fmt: skip
    head = next(stage for stage in STAGES if stage.run is recognise_head)
    batch = staged(pa.Table.from_pylist(rows, schema=DOCS), Recipe(), before=head)
    fold = np.array([fold_of(case["domain"]) for case in cases])[batch.doc]
    score = np.zeros(batch.lines.num_rows)
    model, net = (
        import_module("cleancopy.clean.recognise.linemodel"),
        import_module("cleancopy.clean.recognise.linemodel.net"),
    )
    shipped = model.shipped
    for number in range(FOLDS):
        with np.load(folds / f"fold-{number}.npz") as arrays:
            loaded = net.of({name: arrays[name] for name in arrays.files})
        model.shipped = lambda loaded=loaded: loaded
        own = model.score_lines(batch, Recipe()).lines["score"].to_numpy()
        score[fold == number] = own[fold == number]
    model.shipped = shipped
    return batch.with_lines(score=score)


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", (text or "").lower()))


def same_title(gold: str, found: str) -> bool:
    """As the benchmark counts: nearly equal, or one the greater part of the other."""
    gold, found = folded(gold), folded(found)
    if not found:
        return False
    return fuzz.ratio(gold, found) >= 85 or (
        fuzz.partial_ratio(gold, found) >= 98 and min(len(gold), len(found)) >= 0.6 * max(len(gold), len(found))
    )


def titles(case: dict[str, Any], variant: str, d: int, heads: Heads, said: dict[str, Any], _: int) -> Page | None:
    if not (case.get("gold_title") and case.get("title_in_text", {}).get(variant)):
        return None
    barred = said["never"]
    own = [z for z in range(*heads.zone_starts[d : d + 2]) if not barred[z]]
    right = []
    for z in own:
        words = headline.title_of(heads.texts[z], bool(heads.zone[z] == heads.starts[d]), case["domain"])[0]
        right.append(same_title(case["gold_title"], words))
    names = [name for name in said if name != "never"]
    return Page([[name for name in names if said[name][z]] for z in own], right, fold_of(case["domain"]), variant)


def dates(case: dict[str, Any], variant: str, d: int, heads: Heads, _: dict[str, Any], title: int) -> Page | None:
    if not case.get("gold_date") or not case.get("date_in_text", {}).get(variant):
        return None
    lines = [z for z in np.flatnonzero(heads.dated).tolist() if heads.doc[z] == d]
    found = dateline.look(heads, lines)
    if not found:
        return None
    gold = date.fromisoformat(case["gold_date"][:10])
    order = reading_order(case["lang"])
    stated = {z for z in lines if heads.signed[z]}
    said = dateline.features(heads, found, title, stated)
    return Page(said, [one.date.on(order) == gold for one in found], fold_of(case["domain"]), variant)


def authors(case: dict[str, Any], variant: str, d: int, heads: Heads, _: dict[str, Any], title: int) -> Page | None:
    if not case.get("gold_authors") or not all(case.get("authors_in_text", {}).get(variant) or [False]):
        return None
    own = range(*heads.zone_starts[d : d + 2])
    dated = {found.z for found in dateline.look(heads, [z for z in own if heads.dated[z]])}
    signed = [z for z in own if heads.signed[z]]
    titles_of = np.full(len(heads.starts) - 1, -1)
    titles_of[d] = title
    bare = byline_candidates.bare_lines(heads, titles_of, dated, np.zeros(len(heads.texts), np.bool_))
    here = byline_candidates.candidates(heads, signed, [z for z in bare if z in own], dated).get(d)
    if not here:
        return None
    gold = {folded(name) for name in case["gold_authors"]}
    right = [bool({folded(heads.texts[one.z][a:b]) for a, b in one.spans} & gold) for one in here]
    return Page(byline.features(heads, here, title, dated), right, fold_of(case["domain"]), variant)


def views_of(cases: list[dict[str, Any]], folds: Path) -> list[tuple[str, Heads, dict[str, Any]]]:
    """Each variant's heads and what is known of their lines."""
    views = []
    for variant in VARIANTS:
        batch = batch_of(cases, variant, folds)
        heads = heads_of(batch)
        said = headline.features(heads, chrome_of(batch, heads), batch.docs["site"].to_pylist())
        said["never"] = headline.never(heads, said)
        views.append((variant, heads, said))
    return views
