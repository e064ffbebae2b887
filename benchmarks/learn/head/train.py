"""Fit the points by which titles, bylines and dates are told (cleancopy/pipeline/recognise/head/*_points.json).

    python -m benchmarks.learn.head.train CASES --folds DIR [--what titles,dates,bylines] [--check]

CASES holds `*.jsonl.gz` files of pages: `domain`, `raw_text_<variant>`, `gold_title`, `gold_authors`, `gold_date` and
`<field>_in_text`. Each candidate of a page competes with the others and with "none of them" (softmax over the page);
points are rounded to whole numbers.

The line model has seen the same pages, and on pages it has not seen it is less sure; so each page is read with the
weights of a cross-validation that saw nothing of its domain (DIR, as `benchmarks.learn.linemodel.train --fold-weights
DIR` leaves it). `--check` also keeps each fifth of the domains out of the fit in turn, reports how often the best
candidate is right there, and writes nothing. The same input gives the same tables, to the last digit.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.learn.head.cases import HEAD, Case, Pages, bylines, dates, pooled, read, titles, views
from benchmarks.learn.head.nets import Net, fit, judged, matrix
from benchmarks.learn.linemodel.pages import FOLDS
from cleancopy.pipeline.recognise.head.points import points
from cleancopy.pipeline.recognise.head.view import HeadView

SCALE = 32

TABLES = {"titles": "title_points", "dates": "date_points", "bylines": "byline_points"}
READ_BY = {"titles": "title_flags", "dates": "date", "bylines": "byline"}
KINDS: dict[str, tuple[Callable[..., Any], int, float]] = {
    "titles": (titles, 32, -1.5), "dates": (dates, 8, 1.5), "bylines": (bylines, 12, -0.5)
}  # fmt: skip
"""What makes the candidates, hidden sums of each of the two nets, and by how much (log-odds) the best must beat "none".
A missing date does less harm than a wrong one; a byline that is no gold author is often right all the same."""


def report(what: str, how: str, pages: Pages, found: dict[int, bool | None]) -> None:
    """How often the candidate taken is right and wrong, by source and variant."""
    for kind in sorted(set(pages.kind)):
        own = [found.get(page) for page, of in enumerate(pages.kind) if of == kind]
        right, wrong = own.count(True) / len(own), own.count(False) / len(own)
        print(f"{what} {how} {kind}: right {right:.3f} wrong {wrong:.3f} of {len(own)}", flush=True)


def write(what: str, names: list[str], net: Net, margin: float) -> None:
    """Whole-number points into the room's table."""
    head = {
        "made_by": f"benchmarks/learn/head/train.py, not by hand; points.py reads it, {READ_BY[what]}.py has the names",
        "enough": round((float(net.none[0]) + margin) * SCALE * SCALE),
        "shift": whole(net.shift),
        "out": whole(net.out),
    }
    rows = [
        f"    {json.dumps(name)}: {[*whole(own), round(float(straight) * SCALE * SCALE)]}"
        for name, own, straight in zip(names, net.hidden, net.straight, strict=True)
    ]
    lines = ["{", *(f'  "{name}": {json.dumps(value)},' for name, value in head.items())]
    (HEAD / f"{TABLES[what]}.json").write_text(
        "\n".join([*lines, '  "points": {', ",\n".join(rows), "  }", "}"]) + "\n"
    )


def whole(values: Any) -> list[int]:
    """Weights in steps of a 32nd."""
    return [round(float(value) * SCALE) for value in values]


def held_out(pages: Pages, names: list[str], hidden: int, margin: float) -> dict[int, bool | None]:
    """What is taken on each page by a net that saw nothing of its fold."""
    table, fold = matrix(pages, names), np.array(pages.fold)[pages.page]
    found: dict[int, bool | None] = {}
    for number in range(FOLDS):
        seen, own = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        net = fit(table[seen], pages.right[seen], pages.page[seen], hidden)
        found |= judged(net, table[own], pages.right[own], pages.page[own], margin)
    return found


def main() -> None:
    """The command of the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--folds", type=Path, required=True)
    parser.add_argument("--what", default="titles,dates,bylines")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    seen: list[tuple[str, list[Case], HeadView]] = list(views(read(asked.cases), asked.folds))
    for what in asked.what.split(","):
        candidates, hidden, margin = KINDS[what]
        pages = pooled([(variant, cases, candidates(cases, view)) for variant, cases, view in seen])
        names = sorted(pages.flags)
        if asked.check:
            report(what, "held out", pages, held_out(pages, names, hidden, margin))
        else:
            table = matrix(pages, names)
            net = fit(table, pages.right, pages.page, hidden)
            report(what, "same pages", pages, judged(net, table, pages.right, pages.page, margin))
            write(what, names, net, margin)
            points.cache_clear()


if __name__ == "__main__":
    main()
