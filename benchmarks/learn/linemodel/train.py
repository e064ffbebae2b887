"""Train the line model and say what it is worth on domains it has not seen.

    python -m benchmarks.learn.linemodel.train BENCHMARK [--folds 0,1,2,3,4 [--fold-weights DIR]] [--weights FILE] ...

BENCHMARK is a folder with `scoring.py` and `cases/dev/<source>.jsonl.gz`. With `--folds` the grouped cross-validation
is printed (a fold is a fifth of the domains, by their checksum), and each fold's net written to DIR/fold-N.npz for
`benchmarks/quality.py`; with `--weights` a net is trained on all pages and written.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.learn.linemodel.augment import invented
from benchmarks.learn.linemodel.evaluate import Gold, gold, grade, metrics
from benchmarks.learn.linemodel.mixed import mixed
from benchmarks.learn.linemodel.network import Example, Network, fit, peaks, predict, reals
from benchmarks.learn.linemodel.pages import VARIANTS, Paged, cases, fold_of, paged
from benchmarks.learn.linemodel.weights import integers, stand_in, write
from cleancopy.pipeline.recognise.linemodel import KEEP_FROM
from cleancopy.pipeline.recognise.linemodel.explain import GROUPS, INPUTS, inputs
from cleancopy.pipeline.recognise.linemodel.lines import Lines
from cleancopy.pipeline.recognise.linemodel.net import Net, of, scores
from cleancopy.pipeline.recognise.linemodel.topic import rarity_of
from cleancopy.pipeline.recognise.linemodel.words import BUCKET_BITS

SOURCES = ("scrapinghub", "fundus", "trafilatura", "wcxb", "daniel")
INVENTED, MIXED = 1600, 1600
INVENTED_WEIGHT = 0.5
NETS = 2
"""Nets that learn the same from different seeds; the mean of their logits is what counts."""
LINE_SHARE = 0.3
"""Of a page's weight in the loss so much goes by lines, the rest by tokens (the metric counts tokens)."""

Page = tuple[Paged, Gold]


def example(page: Page, factor: float = 1.0) -> Example:
    """A page for training: targets and weights from its gold lines, else from its snippets."""
    p, g = page
    target = (g.labels == "c").astype(np.float32)
    known = g.labels != "?"
    if g.snippets is not None and not known.any():
        target, known = _from_snippets(g, target, known)
    tokens = np.diff(g.first).astype(np.float32)
    weight = LINE_SHARE / len(tokens) + (1 - LINE_SHARE) * tokens / max(1.0, float(tokens.sum()))
    at = np.arange(len(tokens))
    line = np.concatenate([np.repeat(at, np.diff(p.first)), np.repeat(at, np.diff(p.pair_first))])
    order = np.argsort(line, kind="stable")
    return Example(
        features=p.features,
        words=np.concatenate([p.words, p.pairs])[order].astype(np.int64),
        line=line[order],
        target=target,
        weight=(100 * factor * weight * known).astype(np.float32),
        domain=p.domain,
    )


def _from_snippets(
    g: Gold, target: npt.NDArray[np.float32], known: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Weak labels: lines that hold a snippet, or are in one."""
    assert g.snippets is not None
    for value, wanted in ((1.0, g.snippets[1]), (0.0, g.snippets[2])):
        for snippet in wanted:
            for i, line in enumerate(g.snippets[0]):
                if snippet and (snippet in line or (len(line) > 25 and line in snippet)):
                    target[i], known[i] = value, True
    return target, known


def read(folder: Path, seed: int, teacher: Path | None) -> tuple[list[Page], list[Page], npt.NDArray[np.int64]]:
    """The pages of the benchmark, the invented ones, the rarity of words. `teacher`: a file that `teach.py` wrote."""
    scoring = metrics(folder)
    found = [case for case in cases(folder / "cases" / "dev", SOURCES) if not case["aside"]]
    taught = json.loads(teacher.read_text()) if teacher else {}
    for case in found:
        case["line_labels"] = case.get("line_labels") or taught.get(case["id"])
    documents = np.zeros(1 << BUCKET_BITS, np.int64)
    for case in found:
        documents[np.unique(paged(case, "layout", None).words)] += 1
    rarity = rarity_of(documents, len(found))

    def pages(some: list[dict[str, Any]], variants: tuple[str, ...]) -> list[Page]:
        made = ((case, v, paged(case, v, rarity)) for case in some for v in variants)
        return [(p, gold(case, v, p.rows, p.labels, scoring)) for case, v, p in made if len(p.rows)]

    labelled = [case for case in found if case.get("line_labels")]
    made = invented(labelled, INVENTED, seed) + mixed(labelled, MIXED, seed)
    return pages(found, VARIANTS), pages(made, ("layout",)), rarity


def validate(
    real: list[Page],
    made: list[Page],
    folds: list[int],
    epochs: int,
    seed: int,
    keep: Callable[[int, list[Network], list[Page]], None],
) -> dict[str, Any]:
    """Body, line and with/without F1 by variant, each page scored by a net that saw nothing of its domain."""
    held: list[tuple[Page, npt.NDArray[np.bool_]]] = []
    for fold in folds:
        nets = learn(_examples(real, made, lambda d, fold=fold: fold_of(d) != fold), epochs, seed)
        keep(fold, nets, [page for page in real if fold_of(page[0].domain) != fold])
        test = [page for page in real if fold_of(page[0].domain) == fold]
        held += zip(test, (s >= KEEP_FROM for s in predict(nets, [example(page) for page in test])), strict=True)
        print(json.dumps({"fold": fold, **_graded(held[-len(test) :])}), flush=True)
    return _graded(held)


def learn(examples: list[Example], epochs: int, seed: int) -> list[Network]:
    """NETS nets from different seeds."""
    return [fit(examples, epochs, seed + at) for at in range(NETS)]


def _examples(real: list[Page], made: list[Page], wanted: Any) -> list[Example]:
    out = [example(page) for page in real if wanted(page[0].domain)]
    return out + [example(page, INVENTED_WEIGHT) for page in made if wanted(page[0].domain)]


def _graded(held: list[tuple[Page, npt.NDArray[np.bool_]]]) -> dict[str, Any]:
    out = {}
    for variant in VARIANTS:
        some = [(g, kept) for (p, g), kept in held if p.variant == variant]
        figures = grade([g for g, _ in some], [kept for _, kept in some])
        out[variant] = {name: round(float(figure), 4) for name, figure in figures.items()}
    return out


def export(nets: list[Network], real: list[Page], rarity: npt.NDArray[np.int64], version: str) -> dict[str, Any]:
    """The arrays of the weights file: the nets in integers, the rarity table, the linear stand-in."""
    some = real[::17]
    examples = [example(page) for page in some]
    arrays = integers([(reals(net), peaks(net, examples)) for net in nets], nets[0].dilations, version)
    arrays["rarity"] = rarity.astype(np.uint8)
    arrays |= {"stand_in.weight": np.zeros(len(INPUTS)), "stand_in.mean": np.zeros(len(GROUPS))}
    whole: Net = of(arrays)
    lines = [_lines(p) for p, _ in some]
    scored = [scores(whole.logits(page)) for page in lines]
    given = np.concatenate([inputs(page, s) for page, s in zip(lines, scored, strict=True)])
    return arrays | stand_in(given, np.concatenate(scored))


def _lines(p: Paged) -> Lines:
    whole = np.array([0, len(p.rows)])
    return Lines(p.rows, whole, p.features, p.first, p.words.astype(np.intp), p.pair_first, p.pairs.astype(np.intp))


def main() -> None:
    """The command of the module's docstring."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("benchmark", type=Path)
    ask.add_argument("--teacher", type=Path)
    ask.add_argument("--folds", default="")
    ask.add_argument("--fold-weights", type=Path)
    ask.add_argument("--weights", type=Path)
    ask.add_argument("--epochs", type=int, default=8)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--version", default="1")
    given = ask.parse_args()
    real, made, rarity = read(given.benchmark, given.seed, given.teacher)
    if given.folds:
        folds = [int(fold) for fold in given.folds.split(",")]

        def keep(fold: int, nets: list[Network], seen: list[Page]) -> None:
            if given.fold_weights:
                given.fold_weights.mkdir(parents=True, exist_ok=True)
                write(given.fold_weights / f"fold-{fold}.npz", export(nets, seen, rarity, given.version))

        print(json.dumps(validate(real, made, folds, given.epochs, given.seed, keep)))
    if given.weights:
        nets = learn(_examples(real, made, lambda _: True), given.epochs, given.seed)
        write(given.weights, export(nets, real, rarity, given.version))


if __name__ == "__main__":
    main()
