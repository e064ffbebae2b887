"""Fit the points by which titles, bylines and dates are told (`flows/clean/roles/*.toml` with `[points]`).

    python benchmarks/train_heads.py CASES --folds DIR [--what titles,dates,bylines] [--check]

CASES holds `*.jsonl.gz` files of pages: `domain`, `raw_text_<variant>`, `gold_title`, `gold_authors`, `gold_date` and
`<field>_in_text`. Each candidate of a page competes with the others and with "none of them" (softmax over the page);
points are rounded to whole numbers.

The line model has seen the same pages, and on pages it has not seen it is less sure; so each page is read with the
weights of a cross-validation that saw nothing of its domain (DIR, as `flows/clean/roles/training/train.py
--fold-weights DIR` leaves it). `--check` also keeps each fifth of the domains out of the fit in turn, reports how often
the best candidate is right there, and writes nothing. The same input gives the same tables, to the last digit.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz import fuzz

from flows.clean.calendar import reading_order
from flows.clean.pipeline import STAGES
from flows.clean.recipe import Recipe
from flows.clean.roles import RECOGNISERS, byline_lines, bylines, datelines, headlines, recognise
from flows.clean.roles.heads import Heads, heads_of
from flows.clean.roles.points import points
from flows.clean.roles.recognise_head import chrome_of, recognise_head
from flows.clean.roles.training.train import FOLDS, fold_of
from flows.clean.table import DOCS, Batch

VARIANTS = ("wet", "layout", "semi")
ROLES = Path(__file__).parents[1] / "flows" / "clean" / "roles"
SCALE = 32
Floats = npt.NDArray[np.float64]


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
    batch = Batch.of(pa.Table.from_pylist(rows, schema=DOCS))
    for stage in STAGES[: STAGES.index(recognise)]:
        batch = stage(batch, Recipe())
    for recogniser in RECOGNISERS[: RECOGNISERS.index(recognise_head)]:
        batch = recogniser(batch, Recipe())
    fold = np.array([fold_of(case["domain"]) for case in cases])[batch.doc]
    score = np.zeros(batch.lines.num_rows)
    model, net = import_module("flows.clean.roles.model"), import_module("flows.clean.roles.model.net")
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
        words = headlines.title_of(heads.texts[z], bool(heads.zone[z] == heads.starts[d]), case["domain"])[0]
        right.append(same_title(case["gold_title"], words))
    names = [name for name in said if name != "never"]
    return Page([[name for name in names if said[name][z]] for z in own], right, fold_of(case["domain"]), variant)


def dates(case: dict[str, Any], variant: str, d: int, heads: Heads, _: dict[str, Any], title: int) -> Page | None:
    if not case.get("gold_date") or not case.get("date_in_text", {}).get(variant):
        return None
    lines = [z for z in np.flatnonzero(heads.dated).tolist() if heads.doc[z] == d]
    found = datelines.look(heads, lines)
    if not found:
        return None
    gold = date.fromisoformat(case["gold_date"][:10])
    order = reading_order(case["lang"])
    stated = {z for z in lines if heads.signed[z]}
    said = datelines.features(heads, found, title, stated)
    return Page(said, [one.date.on(order) == gold for one in found], fold_of(case["domain"]), variant)


def authors(case: dict[str, Any], variant: str, d: int, heads: Heads, _: dict[str, Any], title: int) -> Page | None:
    if not case.get("gold_authors") or not all(case.get("authors_in_text", {}).get(variant) or [False]):
        return None
    own = range(*heads.zone_starts[d : d + 2])
    dated = {found.z for found in datelines.look(heads, [z for z in own if heads.dated[z]])}
    signed = [z for z in own if heads.signed[z]]
    titles_of = np.full(len(heads.starts) - 1, -1)
    titles_of[d] = title
    bare = byline_lines.bare_lines(heads, titles_of, dated, np.zeros(len(heads.texts), np.bool_))
    here = byline_lines.candidates(heads, signed, [z for z in bare if z in own], dated).get(d)
    if not here:
        return None
    gold = {folded(name) for name in case["gold_authors"]}
    right = [bool({folded(heads.texts[one.z][a:b]) for a, b in one.spans} & gold) for one in here]
    return Page(bylines.features(heads, here, title, dated), right, fold_of(case["domain"]), variant)


def table_of(found: list[Page]) -> tuple[list[str], npt.NDArray[np.float32], Floats, npt.NDArray[np.int64]]:
    """Names, rows of features (the last column marks "none of them"), which are right, first row of each page."""
    names = sorted({name for page in found for said in page.said for name in said})
    at = {name: number for number, name in enumerate(names)}
    rows = sum(len(page.said) + 1 for page in found)
    table, right, starts = np.zeros((rows, len(names) + 1), np.float32), np.zeros(rows), []
    row = 0
    for page in found:
        starts.append(row)
        for said, good in zip(page.said, page.right, strict=True):
            table[row, [at[name] for name in said]] = 1
            right[row] = good
            row += 1
        table[row, -1], right[row] = 1, not any(page.right)
        row += 1
    return names, table, right, np.array(starts)


def fit(
    found: list[Page], hidden: int, steps: int = 480, decay: float = 0.001, drop: float = 0.3
) -> tuple[list[str], Any]:
    """Adam on the log-likelihood of the right candidates.

    Two small nets, each from a twelfth of the pages a step, stand side by side and count half: their mean is right more
    often on other domains than either alone, and than plain points.
    """
    names, table, right, starts = table_of(found)
    nets = [descend(table, right, starts, hidden, steps, 12, decay, drop, seed) for seed in (0, 1)]
    return names, [
        np.concatenate([net[0] for net in nets], axis=1),
        np.concatenate([net[1] for net in nets]),
        np.concatenate([net[2] for net in nets]) / len(nets),
        sum(net[3] for net in nets) / len(nets),
    ]


def descend(
    table: npt.NDArray[np.float32], right: Floats, starts: npt.NDArray[np.int64],
    hidden: int, steps: int, parts: int, decay: float, drop: float, seed: int,
) -> list[Any]:  # fmt: skip
    """The layers [hidden, shift, out, straight] after some steps over random parts of the pages."""
    chance = np.random.default_rng(seed)
    width = table.shape[1]
    layers = [chance.normal(0, 0.1, (width, hidden)), np.zeros(hidden), chance.normal(0, 0.3, hidden), np.zeros(width)]
    layers = [layer.astype(np.float32) for layer in layers]
    first, second = [np.zeros_like(layer) for layer in layers], [np.zeros_like(layer) for layer in layers]
    ends = np.append(starts[1:], len(table))
    order: list[npt.NDArray[np.int64]] = []
    for step in range(1, steps + 1):
        order = order or np.array_split(chance.permutation(len(starts)), parts)
        mine = np.sort(order.pop())
        rows = np.concatenate([np.arange(starts[page], ends[page]) for page in mine])
        sizes = (ends - starts)[mine]
        low = np.cumsum(sizes) - sizes
        of_page = np.repeat(np.arange(len(mine)), sizes)
        seen = table[rows]
        if drop:
            seen = seen * (chance.random(seen.shape, np.float32) > drop) / np.float32(1 - drop)
        sums = seen @ layers[0] + layers[1]
        lit = np.maximum(sums, 0)
        total = lit @ layers[2] + seen @ layers[3]
        odds = np.exp(total - np.maximum.reduceat(total, low)[of_page])
        share = odds / np.add.reduceat(odds, low)[of_page]
        good = odds * right[rows]
        wanted = good / np.maximum(np.add.reduceat(good, low), 1e-20)[of_page]
        slope = ((share - wanted) / len(mine)).astype(np.float32)
        back = np.outer(slope, layers[2]) * (sums > 0)
        slopes = [seen.T @ back, back.sum(0), lit.T @ slope, seen.T @ slope]
        rate = 0.01 if step < steps * 0.6 else 0.0025 if step < steps * 0.85 else 0.0008
        for number, part in enumerate(slopes):
            part = part + decay * layers[number]
            first[number] = 0.9 * first[number] + 0.1 * part
            second[number] = 0.99 * second[number] + 0.01 * part**2
            mean, spread = first[number] / (1 - 0.9**step), second[number] / (1 - 0.99**step)
            layers[number] = layers[number] - rate * mean / (np.sqrt(spread) + 1e-8)
    return layers


def judged(found: list[Page], names: list[str], layers: Any, margin: float) -> list[tuple[str, bool, bool]]:
    """(variant, right, wrong) of each page: its best candidate, taken when it beats "none of them" by `margin`."""
    at = {name: number for number, name in enumerate(names)}
    none = worth(np.eye(len(names) + 1)[-1:], layers)[0]
    out = []
    for page in found:
        table = np.zeros((len(page.said), len(names) + 1))
        for row, said in enumerate(page.said):
            table[row, [at[name] for name in said if name in at]] = 1
        total = worth(table, layers)
        best = int(np.argmax(total)) if len(total) else -1
        taken = best >= 0 and total[best] >= none + margin
        out.append((page.variant, bool(taken and page.right[best]), bool(taken and not page.right[best])))
    return out


def worth(table: Floats, layers: Any) -> Floats:
    total: Floats = np.maximum(table @ layers[0] + layers[1], 0) @ layers[2] + table @ layers[3]
    return total


def report(what: str, how: str, judgements: list[tuple[str, bool, bool]]) -> None:
    for variant in VARIANTS:
        mine = [said for said in judgements if said[0] == variant]
        right, wrong = (sum(said[place] for said in mine) for place in (1, 2))
        print(f"{what} {how} {variant}: right {right / len(mine):.4f} wrong {wrong / len(mine):.4f} of {len(mine)}")


def write(what: str, names: list[str], layers: Any, margin: float) -> None:
    """Whole-number points into the room's table."""
    none = worth(np.eye(len(names) + 1)[-1:], layers)[0]
    rows = [
        f"# Made by benchmarks/train_heads.py, not by hand; points.py reads it, {READ_BY[what]}.py has the names.",
        f"enough = {round((none + margin) * SCALE * SCALE)}",
        f"shift = {whole(layers[1])}", f"out = {whole(layers[2])}", "", "[points]",
    ]  # fmt: skip
    for name, own, straight in zip(names, layers[0], layers[3], strict=False):
        rows.append(f'"{name}" = {[*whole(own), round(straight * SCALE * SCALE)]}')
    (ROLES / f"{TABLES[what]}.toml").write_text("\n".join(rows) + "\n", "utf-8")


def whole(values: Floats) -> list[int]:
    return [round(float(value) * SCALE) for value in values]


TABLES = {"titles": "headlines", "dates": "dateline_points", "bylines": "byline_points"}
READ_BY = {"titles": "headlines", "dates": "datelines", "bylines": "bylines"}
KINDS: dict[str, tuple[Callable[..., Page | None], int, float]] = {
    "titles": (titles, 32, -1.5), "dates": (dates, 8, 1.5), "bylines": (authors, 12, -1.0)
}  # fmt: skip
"""What makes the candidates, hidden sums of each of the two nets, and by how much (log-odds) the best must beat "none".
A missing date does less harm than a wrong one; a byline that is no gold author is often right all the same."""


def views_of(cases: list[dict[str, Any]], folds: Path) -> list[tuple[str, Heads, dict[str, Any]]]:
    """Each variant's heads and what is known of their lines."""
    views = []
    for variant in VARIANTS:
        batch = batch_of(cases, variant, folds)
        heads = heads_of(batch)
        said = headlines.features(heads, chrome_of(batch, heads), batch.docs["site"].to_pylist())
        said["never"] = headlines.never(heads, said)
        views.append((variant, heads, said))
    return views


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
            title = headlines.choose(heads, points("headlines").enough, said) if what != "titles" else None
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
