"""Small nets over the features of a page's candidates, which compete with each other and with "none of them"."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from head_cases import Page

Floats = npt.NDArray[np.float64]


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
