"""Pages with gold as the head's recognisers see them: the candidates of each, what is true of them, which are right."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz import fuzz

from benchmarks.learn.linemodel.pages import FOLDS, fold_of
from benchmarks.learn.linemodel.weights import in_use
from cleancopy.pipeline.batch import DOCS, Batch
from cleancopy.pipeline.clean import staged
from cleancopy.pipeline.lore.dates import reading_order
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.head import byline, date, title
from cleancopy.pipeline.recognise.head.byline_candidates import Byline
from cleancopy.pipeline.recognise.head.date_labels import Dated
from cleancopy.pipeline.recognise.head.found import Known
from cleancopy.pipeline.recognise.head.page_title import title_of
from cleancopy.pipeline.recognise.head.points import Flags, points
from cleancopy.pipeline.recognise.head.stage import known_of, recognise_head
from cleancopy.pipeline.recognise.head.view import HeadView, view_of
from cleancopy.pipeline.recognise.linemodel.stage import score_lines
from cleancopy.pipeline.scan.columns import Bools, Ints
from cleancopy.pipeline.stages import STAGES

HEAD = Path(__file__).parents[3] / "cleancopy/pipeline/recognise/head"
VARIANTS = ("wet", "layout", "semi")
TOGETHER = 300
"""Pages in one batch."""
Case = dict[str, Any]


@dataclass
class Pages:
    """The candidates of pages that state what is looked for."""

    flags: Flags
    right: Bools
    page: Ints
    """The page of each candidate, ascending: a number of those below."""
    fold: list[int]
    kind: list[str]
    """Source and variant of each page."""


def read(folder: Path) -> list[Case]:
    """The articles among the pages of a folder of `*.jsonl.gz`."""
    found: list[Case] = []
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found += [case for case in map(json.loads, lines) if case.get("page_type") in (None, "article")]
    return found


def views(cases: Sequence[Case], folds: Path) -> Iterator[tuple[str, list[Case], HeadView]]:
    """(variant, pages, what the finders see of them), some pages at a time."""
    for variant in VARIANTS:
        for start in range(0, len(cases), TOGETHER):
            some = list(cases[start : start + TOGETHER])
            yield variant, some, view_of(_batch_of(some, variant, folds))


def _batch_of(cases: list[Case], variant: str, folds: Path) -> Batch:
    """Pages as they reach the stage, each scored by the line model that saw nothing of its domain."""
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
    for number in range(FOLDS):
        with in_use(folds / f"fold-{number}.npz"):
            own = score_lines(batch, Recipe()).lines["score"].to_numpy()
        score[fold == number] = own[fold == number]
    return batch.with_lines(score=score)


def folded(text: str) -> str:
    """The words of a text, in lower case."""
    return " ".join(re.findall(r"\w+", (text or "").lower()))


def same_title(gold: str, found: str) -> bool:
    """As the benchmark counts: nearly equal, or one the greater part of the other."""
    gold, found = folded(gold), folded(found)
    if not found:
        return False
    return fuzz.ratio(gold, found) >= 85 or (
        fuzz.partial_ratio(gold, found) >= 98 and min(len(gold), len(found)) >= 0.6 * max(len(gold), len(found))
    )


def titles(cases: list[Case], view: HeadView) -> tuple[Flags, Ints, Bools, str]:
    """What is true of each headline's candidate, its document, whether it is right; and the field of the gold."""
    known = known_of(view, date.candidates(view))
    lines = title.candidates(view, known)
    docs = view.doc[lines]
    first = view.zone[lines] == view.starts[docs]
    right = [
        same_title(cases[d].get("gold_title") or "", title_of(view.texts[z], top, cases[d]["domain"])[0])
        for z, d, top in zip(lines.tolist(), docs.tolist(), first.tolist(), strict=True)
    ]
    return title.true_of(view, known, lines), docs, np.array(right, np.bool_), "title"


def titled(view: HeadView) -> Known:
    """What the shipped points say of a page before bylines and dates are looked for."""
    known = known_of(view, date.candidates(view))
    lines = title.candidates(view, known)
    found = title.take(view, lines, points("title_points").of(title.true_of(view, known, lines)))
    return replace(known, title=view.one_each(found.lines.get("title", [])))


def bylines(cases: list[Case], view: HeadView) -> tuple[Flags, Ints, Bools, str]:
    """The same of bylines: one that names a gold author is right."""
    known = titled(view)
    found: list[Byline] = byline.candidates(view, known)
    docs = view.doc[[one.z for one in found]]
    gold = [{folded(name) for name in case.get("gold_authors") or ()} for case in cases]
    right = [
        bool({folded(view.texts[one.z][a:b]) for a, b in one.spans} & gold[d])
        for one, d in zip(found, docs.tolist(), strict=True)
    ]
    return byline.true_of(view, known, found), docs, np.array(right, np.bool_), "authors"


def dates(cases: list[Case], view: HeadView) -> tuple[Flags, Ints, Bools, str]:
    """The same of dates; the byline's candidates stand for the bylines, which are not yet told."""
    known = replace(titled(view), signed=frozenset(np.flatnonzero(view.signed).tolist()))
    found: list[Dated] = date.candidates(view)
    docs = view.doc[[one.z for one in found]]
    right = []
    for one, d in zip(found, docs.tolist(), strict=True):
        day = one.date.on(reading_order(cases[d]["lang"]))
        right.append(str(day) == (cases[d].get("gold_date") or "")[:10])
    return date.true_of(view, known, found), docs, np.array(right, np.bool_), "date"


def states(case: Case, field: str, variant: str) -> bool:
    """Whether a page's gold holds a field and its text, too."""
    there = case.get(f"{field}_in_text", {}).get(variant)
    return bool(case.get(f"gold_{field}")) and (all(there or [False]) if isinstance(there, list) else bool(there))


def pooled(parts: list[tuple[str, list[Case], tuple[Flags, Ints, Bools, str]]]) -> Pages:
    """The candidates of all views as one table, without pages that state nothing or have no candidate."""
    names = sorted({name for _, _, (flags, *_) in parts for name in flags})
    columns: dict[str, list[npt.NDArray[np.bool_]]] = {name: [] for name in names}
    right, page, fold, kind = [], [], [], []
    for variant, cases, (flags, docs, good, field) in parts:
        wanted = np.array([states(case, field, variant) for case in cases], np.bool_)[docs]
        there, place = np.unique(docs[wanted], return_inverse=True)
        page.append(place + len(fold))
        right.append(good[wanted])
        fold += [fold_of(cases[d]["domain"]) for d in there.tolist()]
        kind += [f"{cases[d]['source']} {variant}" for d in there.tolist()]
        for name in names:
            columns[name].append(flags[name][wanted] if name in flags else np.zeros(int(wanted.sum()), np.bool_))
    flags = {name: np.concatenate(some) for name, some in columns.items()}
    return Pages(flags, np.concatenate(right), np.concatenate(page), fold, kind)
