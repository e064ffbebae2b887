"""Fit the points by which titles, bylines and dates are told (`flows/clean/roles/{headlines,bylines,datelines}.toml`).

    python benchmarks/train_heads.py CASES [--what titles,dates,bylines] [--check]

CASES holds `*.jsonl.gz` files of pages: `domain`, `raw_text_<variant>`, `gold_title`, `gold_authors`, `gold_date` and
`<field>_in_text`. Each candidate of a page competes with the others and with "none of them" (softmax over the page);
points are rounded to whole numbers. `--check` fits on one half of the domains, reports on the other, writes nothing.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz import fuzz

from flows.clean.pipeline import STAGES
from flows.clean.recipe import Recipe
from flows.clean.roles import RECOGNISERS, bylines, datelines, headlines, recognise
from flows.clean.roles.heads import Heads, heads_of
from flows.clean.roles.recognise_head import chrome_of, recognise_head
from flows.clean.table import DOCS, Batch

VARIANTS = ("wet", "layout", "semi")
ROLES = Path(__file__).parents[1] / "flows" / "clean" / "roles"
SCALE = 32
Floats = npt.NDArray[np.float64]


@dataclass
class Page:
    """The candidates of one page: their features, which are right, and the half its domain belongs to."""

    said: list[list[str]]
    right: list[bool]
    half: int


def pages(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from (page for page in map(json.loads, lines) if page.get("page_type") in (None, "article"))


def batch_of(cases: list[dict[str, Any]], variant: str) -> Batch:
    """Pages as the recognisers of the head see them."""
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
    return batch


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", (text or "").lower()))


def same_title(gold: str, found: str) -> bool:
    return bool(folded(found)) and fuzz.ratio(folded(gold), folded(found)) >= 85


def half_of(case: dict[str, Any]) -> int:
    return int(hashlib.md5(case["domain"].encode(), usedforsecurity=False).hexdigest(), 16) % 2


def titles(case: dict[str, Any], variant: str, d: int, heads: Heads, said: dict[str, Any], _: int) -> Page | None:
    if not (case.get("gold_title") and case.get("title_in_text", {}).get(variant)):
        return None
    prose = heads.score[heads.zone] >= 0.5
    own = [z for z in range(*heads.zone_starts[d : d + 2]) if not (prose[z] and said["ends_full_stop"][z])]
    right = []
    for z in own:
        words = headlines.title_of(heads.texts[z], bool(heads.zone[z] == heads.starts[d]), case["domain"])[0]
        right.append(same_title(case["gold_title"], words))
    return Page([[name for name, flags in said.items() if flags[z]] for z in own], right, half_of(case))


def dates(case: dict[str, Any], variant: str, d: int, heads: Heads, _: dict[str, Any], title: int) -> Page | None:
    if not case.get("gold_date"):
        return None
    lines = [z for z in np.flatnonzero(heads.dated).tolist() if heads.doc[z] == d]
    found = datelines.look(heads, lines)
    if not found:
        return None
    gold = date.fromisoformat(case["gold_date"][:10])
    order = "MDY" if (case["lang"] or "").startswith("en") else "DMY"
    stated = {z for z in lines if heads.signed[z]}
    said = datelines.features(heads, found, title, stated)
    return Page(said, [one.date.on(order) == gold for one in found], half_of(case))


def authors(case: dict[str, Any], variant: str, d: int, heads: Heads, _: dict[str, Any], title: int) -> Page | None:
    if not case.get("gold_authors") or not all(case.get("authors_in_text", {}).get(variant) or [False]):
        return None
    own = range(*heads.zone_starts[d : d + 2])
    dated = {z for z in own if heads.dated[z]}
    signed = [z for z in own if heads.signed[z]]
    titles_of = np.full(len(heads.starts) - 1, -1)
    titles_of[d] = title
    bare = bylines.bare_lines(heads, titles_of, dated, np.zeros(len(heads.texts), np.bool_))
    here = bylines.candidates(heads, signed, [z for z in bare if z in own], dated).get(d)
    if not here:
        return None
    gold = {folded(name) for name in case["gold_authors"]}
    right = [bool({folded(heads.texts[one.z][a:b]) for a, b in one.spans} & gold) for one in here]
    return Page(bylines.features(heads, here, title, dated), right, half_of(case))


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
    found: list[Page], hidden: int, steps: int = 400, decay: float = 0.001, drop: float = 0.3
) -> tuple[list[str], Any]:
    """Adam on the log-likelihood of the right candidates.

    `hidden` 0 gives plain points, from all pages at each step. Else two small nets, each from a twelfth of the pages a
    step, stand side by side and count half: their mean is right more often on other domains than either alone.
    """
    names, table, right, starts = table_of(found)
    if not hidden:
        return names, descend(table, right, starts, 0, steps, 1, decay, 0.0, 0)
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
        base = 0.02 if parts == 1 else 0.01
        rate = base if step < steps * 0.6 else base / 4
        for number, part in enumerate(slopes):
            part = part + decay * layers[number]
            first[number] = 0.9 * first[number] + 0.1 * part
            second[number] = 0.99 * second[number] + 0.01 * part**2
            mean, spread = first[number] / (1 - 0.9**step), second[number] / (1 - 0.99**step)
            layers[number] = layers[number] - rate * mean / (np.sqrt(spread) + 1e-8)
    return layers


def right_share(found: list[Page], names: list[str], layers: Any) -> float:
    """Share of pages with a right candidate whose best candidate is right."""
    at = {name: number for number, name in enumerate(names)}
    hits = []
    for page in (page for page in found if any(page.right)):
        table = np.zeros((len(page.said), len(names) + 1))
        for row, said in enumerate(page.said):
            table[row, [at[name] for name in said if name in at]] = 1
        total = np.maximum(table @ layers[0] + layers[1], 0) @ layers[2] + table @ layers[3]
        hits.append(page.right[int(np.argmax(total))])
    return float(np.mean(hits))


def write(what: str, names: list[str], layers: Any, margin: float) -> None:
    """Whole-number points into the room's table; what stands before `[points]` stays."""
    file = ROLES / {"titles": "headlines.toml", "dates": "datelines.toml", "bylines": "bylines.toml"}[what]
    if what == "titles":
        rows = [f"shift = {whole(layers[1])}", f"out = {whole(layers[2])}", "", "[points]"]
        for name, own, straight in zip(names, layers[0], layers[3], strict=False):
            rows.append(f'"{name}" = {[*whole(own), round(straight * SCALE * SCALE)]}')
        file.write_text(
            "\n".join(["# Made by benchmarks/train_heads.py, not by hand; headlines.py says what it means.", *rows])
            + "\n"
        )
        return
    head = file.read_text("utf-8").partition("[points]")[0]
    none = layers[3][-1]
    rows = [f"enough = {round((none + margin) * 100)}"]
    if what == "bylines":
        rows.append(f"enough_to_follow = {round((none - 2) * 100)}")
    rows += [f'"{name}" = {round(points * 100)}' for name, points in zip(names, layers[3], strict=False)]
    comment = "# What is true of a candidate and what that is worth; made by benchmarks/train_heads.py, not by hand."
    file.write_text("\n".join([f"{head}[points]", comment, *rows]) + "\n", "utf-8")


def whole(values: Floats) -> list[int]:
    return [round(float(value) * SCALE) for value in values]


KINDS: dict[str, tuple[Callable[..., Page | None], int, float]] = {
    "titles": (titles, 16, 0.0), "dates": (dates, 0, 0.3), "bylines": (authors, 0, -0.8)
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--what", default="titles,dates,bylines")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    cases = list(pages(asked.cases))
    views = []
    for variant in VARIANTS:
        batch = batch_of(cases, variant)
        heads = heads_of(batch)
        views.append(
            (variant, heads, headlines.features(heads, chrome_of(batch, heads), batch.docs["site"].to_pylist()))
        )
    for what in asked.what.split(","):
        read, hidden, margin = KINDS[what]
        found = []
        for variant, heads, said in views:
            title = headlines.choose(heads, -(10**9), said)
            made = (read(case, variant, d, heads, said, int(title[d])) for d, case in enumerate(cases))
            found += [page for page in made if page is not None]
        if asked.check:
            names, layers = fit([page for page in found if page.half], hidden)
            print(what, "other half:", round(right_share([page for page in found if not page.half], names, layers), 4))
        else:
            names, layers = fit(found, hidden)
            print(what, "same pages:", round(right_share(found, names, layers), 4))
            write(what, names, layers, margin)


if __name__ == "__main__":
    main()
