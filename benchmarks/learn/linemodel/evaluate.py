"""Grade choices of lines with the benchmark's own metrics, without running the pipeline.

The metrics come from the benchmark folder (`scoring.py` there is imported from the path given); here they are only made
fast: every line is tokenised once, and a page's 4-gram shingles are made of the token numbers of the lines kept.
"""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_BASES = np.array([1, 1_000_003, 998_244_353_007, 0x5851F42D4C957F2D], np.uint64)


def metrics(folder: Path) -> ModuleType:
    """`scoring.py` of a benchmark folder as a module."""
    spec = importlib.util.spec_from_file_location("benchmark_scoring", folder / "scoring.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Gold:
    """What one variant of one page is graded against. Arrays are over the lines that are not blank."""

    labels: npt.NDArray[np.str_]
    tokens: Ints
    """Token numbers of all those lines; line i has `tokens[first[i]:first[i + 1]]`."""
    first: Ints
    shingles: Ints | None
    """Sorted hashes of the gold body's 4-grams, with repetition; None where the body is not graded."""
    snippets: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] | None
    """The lines' normalised texts, the snippets that must be there, those that must not."""


def gold(case: dict[str, Any], variant: str, rows: Ints, labels: str, scoring: ModuleType) -> Gold:
    """The gold of one variant of a case; `rows` are the indices of its lines that are not blank."""
    numbers: dict[str, int] = defaultdict(lambda: len(numbers) + 1)
    cut = case[f"raw_text_{variant}"].split("\n")
    lines = [[numbers[t] for t in scoring.toks(cut[i])] for i in rows]
    body = case.get("gold_body")
    graded = body and not case["aside"] and case["source"] != "trafilatura" and case["gold_in_text"]["wet"] >= 0.5
    snippets = None
    if case["source"] == "trafilatura" and case.get("with"):
        norm = scoring.snip_norm
        snippets = (
            tuple(norm(cut[i]) for i in rows), tuple(map(norm, case["with"])), tuple(map(norm, case["without"]))
        )  # fmt: skip
    return Gold(
        np.array(list(labels), dtype=np.str_),
        np.array([t for line in lines for t in line], np.int64),
        np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int64),
        shingles(np.array([numbers[t] for t in scoring.toks(body)], np.int64)) if graded else None,
        snippets,
    )


def shingles(tokens: Ints) -> Ints:
    """Sorted hashes of the 4-grams of `tokens` (one shorter gram for a shorter text), with repetition."""
    t = tokens.astype(np.uint64)
    if len(t) == 0:
        return np.zeros(0, np.int64)
    if len(t) < 4:
        return np.array([hash(tuple(tokens.tolist()))], np.int64)
    n = len(t) - 3
    mixed = sum((t[i : i + n] * _BASES[i] for i in range(1, 4)), t[:n].copy())
    return np.sort((mixed ^ (mixed >> np.uint64(29))).astype(np.int64))


def shared(a: Ints, b: Ints) -> int:
    """Size of the intersection of two sorted multisets."""
    ua, ca = np.unique(a, return_counts=True)
    ub, cb = np.unique(b, return_counts=True)
    _, ia, ib = np.intersect1d(ua, ub, assume_unique=True, return_indices=True)
    return int(np.minimum(ca[ia], cb[ib]).sum())


def page_counts(g: Gold, kept: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """tp, fp, fn of the shingles of the lines kept, each divided by their sum."""
    assert g.shingles is not None
    got = shingles(g.tokens[np.repeat(kept, np.diff(g.first))])
    tp = shared(g.shingles, got)
    total = len(got) + len(g.shingles) - tp
    return (tp / total, (len(got) - tp) / total, (len(g.shingles) - tp) / total) if total else (0.0, 0.0, 0.0)


def body_f1(counts: list[tuple[float, float, float]]) -> float:
    """F1 of the mean precision and the mean recall over pages."""
    x = np.array(counts)
    tp, fp, fn = x[:, 0], x[:, 1], x[:, 2]
    some, any_gold = tp + fp > 0, tp + fn > 0
    p = float(np.mean(tp[some] / (tp + fp)[some])) if some.any() else 0.0
    r = float(np.mean(tp[any_gold] / (tp + fn)[any_gold])) if any_gold.any() else 0.0
    return 2 * p * r / (p + r) if p + r else 0.0


def grade(golds: list[Gold], keeps: list[npt.NDArray[np.bool_]]) -> dict[str, float]:
    """Body F1 over the pages with a gold body, line F1 over the same, with/without F1 over the pages with snippets."""
    counts, lines, snips = [], np.zeros(3), np.zeros(3)
    for g, kept in zip(golds, keeps, strict=True):
        if g.shingles is not None:
            counts.append(page_counts(g, kept))
            content, chrome = g.labels == "c", g.labels == "x"
            lines += [(kept & content).sum(), (kept & chrome).sum(), (~kept & content).sum()]
        if g.snippets is not None:
            text = " ".join(line for line, k in zip(g.snippets[0], kept, strict=True) if k)
            tp, fp = sum(s in text for s in g.snippets[1]), sum(s in text for s in g.snippets[2])
            snips += [tp, fp, len(g.snippets[1]) - tp]
    out = {}
    if counts:
        out = {"body_f1": body_f1(counts), "line_f1": 2 * lines[0] / max(1.0, 2 * lines[0] + lines[1] + lines[2])}
    if snips[0]:
        out["with_without_f1"] = 2 * snips[0] / (2 * snips[0] + snips[1] + snips[2])
    return out
