"""Fit the points by which titles, bylines and dates are told (cleancopy/clean/recognise/head/*_points.json).

    python benchmarks/learn/head/train_heads.py CASES --folds DIR [--what titles,dates,bylines] [--check]

CASES holds `*.jsonl.gz` files of pages: `domain`, `raw_text_<variant>`, `gold_title`, `gold_authors`, `gold_date` and
`<field>_in_text`. Each candidate of a page competes with the others and with "none of them" (softmax over the page);
points are rounded to whole numbers.

The line model has seen the same pages, and on pages it has not seen it is less sure; so each page is read with the
weights of a cross-validation that saw nothing of its domain (DIR, as `benchmarks/learn/linemodel/train.py
--fold-weights DIR` leaves it). `--check` also keeps each fifth of the domains out of the fit in turn, reports how often
the best candidate is right there, and writes nothing. The same input gives the same tables, to the last digit.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from head_cases import VARIANTS, Page, authors, dates, pages, titles, views_of
from head_nets import Floats, fit, judged, worth

from benchmarks.learn.linemodel.train import FOLDS
from cleancopy.clean.recognise.head import title as headline
from cleancopy.clean.recognise.head.points import points

HEAD = Path(__file__).parents[3] / "cleancopy/clean/recognise/head"
SCALE = 32


def report(what: str, how: str, judgements: list[tuple[str, bool, bool]]) -> None:
    for variant in VARIANTS:
        mine = [said for said in judgements if said[0] == variant]
        right, wrong = (sum(said[place] for said in mine) for place in (1, 2))
        print(f"{what} {how} {variant}: right {right / len(mine):.4f} wrong {wrong / len(mine):.4f} of {len(mine)}")


def write(what: str, names: list[str], layers: Any, margin: float) -> None:
    """Whole-number points into the room's table."""
    none = worth(np.eye(len(names) + 1)[-1:], layers)[0]
    head = {
        "made_by": f"train_heads.py, not by hand; points.py reads it, {READ_BY[what]}.py has the names",
        "enough": round((none + margin) * SCALE * SCALE),
        "shift": whole(layers[1]),
        "out": whole(layers[2]),
    }
    rows = [
        f"    {json.dumps(name)}: {[*whole(own), round(straight * SCALE * SCALE)]}"
        for name, own, straight in zip(names, layers[0], layers[3], strict=False)
    ]
    said = [f'  "{name}": {json.dumps(value)},' for name, value in head.items()]
    lines = ["{", *said, '  "points": {', ",\n".join(rows), "  }", "}"]
    (HEAD / f"{TABLES[what]}.json").write_text("\n".join(lines) + "\n", "utf-8")


def whole(values: Floats) -> list[int]:
    return [round(float(value) * SCALE) for value in values]


TABLES = {"titles": "headline_points", "dates": "dateline_points", "bylines": "byline_points"}
READ_BY = {"titles": "headlines", "dates": "datelines", "bylines": "bylines"}
KINDS: dict[str, tuple[Callable[..., Page | None], int, float]] = {
    "titles": (titles, 32, -1.5), "dates": (dates, 8, 1.5), "bylines": (authors, 12, -1.0)
}  # fmt: skip
"""What makes the candidates, hidden sums of each of the two nets, and by how much (log-odds) the best must beat "none".
A missing date does less harm than a wrong one; a byline that is no gold author is often right all the same."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--folds", type=Path, required=True)
    parser.add_argument("--what", default="titles,dates,bylines")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    cases = list(pages(asked.cases))
    views = views_of(cases, asked.folds)
    for what in asked.what.split(","):
        read, hidden, margin = KINDS[what]
        found = []
        for variant, heads, said in views:
            title = headline.choose(heads, points("headline_points").enough, said) if what != "titles" else None
            for d, case in enumerate(cases):
                page = read(case, variant, d, heads, said, -1 if title is None else int(title[d]))
                found += [page] if page is not None else []
        if asked.check:
            judgements = []
            for fold in range(FOLDS):
                names, layers = fit([page for page in found if page.fold != fold], hidden)
                judgements += judged([page for page in found if page.fold == fold], names, layers, margin)
            report(what, "held out", judgements)
        else:
            names, layers = fit(found, hidden)
            report(what, "same pages", judged(found, names, layers, margin))
            write(what, names, layers, margin)
            points.cache_clear()


if __name__ == "__main__":
    main()
