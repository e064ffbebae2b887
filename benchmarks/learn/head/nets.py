"""Small nets over what is true of a page's candidates, which compete with each other and with "none of them"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.learn.head.cases import Pages
from cleancopy.pipeline.scan.columns import Bools, Ints

Layer = npt.NDArray[np.float32]

STEPS, PARTS, DECAY, DROP = 480, 12, 0.001, 0.3
"""Steps of the descent, parts of the pages for one step each, decay of the weights, share of flags dropped."""


@dataclass
class Net:
    """Weights of one hidden layer and a straight way past it; `none` is the total of "none of them"."""

    hidden: Layer
    shift: Layer
    out: Layer
    straight: Layer
    none: Layer

    def layers(self) -> list[Layer]:
        """All weights, in one order."""
        return [self.hidden, self.shift, self.out, self.straight, self.none]

    def worth(self, flags: Layer) -> Layer:
        """The totals of some candidates."""
        total: Layer = np.maximum(flags @ self.hidden + self.shift, 0) @ self.out + flags @ self.straight
        return total


def beside(nets: list[Net]) -> Net:
    """Nets side by side as one, each of which counts its share."""
    return Net(
        np.concatenate([net.hidden for net in nets], axis=1),
        np.concatenate([net.shift for net in nets]),
        np.concatenate([net.out for net in nets]) / len(nets),
        np.sum([net.straight for net in nets], axis=0) / len(nets),
        np.sum([net.none for net in nets], axis=0) / len(nets),
    )


def matrix(pages: Pages, names: list[str]) -> npt.NDArray[np.uint8]:
    """The flags of all candidates, a row each, in the order of some names."""
    return np.stack([pages.flags[name] for name in names], axis=1).view(np.uint8)


def fit(table: npt.NDArray[np.uint8], right: Bools, page: Ints, hidden: int) -> Net:
    """Two nets, fitted from different starts, side by side.

    Their mean is right more often on other domains than either alone, and than plain points. `page` ascends.
    """
    _, starts = np.unique(page, return_index=True)
    return beside([_descend(table, right, starts, hidden, seed) for seed in (0, 1)])


def _descend(table: npt.NDArray[np.uint8], right: Bools, starts: Ints, hidden: int, seed: int) -> Net:
    """Adam on the log-likelihood of the right candidates, a twelfth of the pages a step."""
    chance = np.random.default_rng(seed)
    width = table.shape[1]
    start = [chance.normal(0, 0.1, (width, hidden)), np.zeros(hidden), chance.normal(0, 0.3, hidden)]
    layers = [layer.astype(np.float32) for layer in (*start, np.zeros(width), np.zeros(1))]
    first, second = [np.zeros_like(layer) for layer in layers], [np.zeros_like(layer) for layer in layers]
    ends = np.append(starts[1:], len(table))
    order: list[Ints] = []
    for step in range(1, STEPS + 1):
        order = order or np.array_split(chance.permutation(len(starts)), PARTS)
        some = np.sort(order.pop())
        rows = np.concatenate([np.arange(starts[page], ends[page]) for page in some])
        seen = table[rows].astype(np.float32)
        seen *= (chance.random(seen.shape, np.float32) > DROP) / np.float32(1 - DROP)
        slopes = _slopes(Net(*layers), seen, right[rows], (ends - starts)[some])
        rate = 0.01 if step < STEPS * 0.6 else 0.0025 if step < STEPS * 0.85 else 0.0008
        for number, slope in enumerate(slopes):
            part = slope + DECAY * layers[number]
            first[number] = 0.9 * first[number] + 0.1 * part
            second[number] = 0.99 * second[number] + 0.01 * part**2
            mean, spread = first[number] / (1 - 0.9**step), second[number] / (1 - 0.99**step)
            layers[number] = layers[number] - rate * mean / (np.sqrt(spread) + 1e-8)
    return Net(*layers)


def _slopes(net: Net, seen: Layer, right: Bools, sizes: Ints) -> list[Layer]:
    """The slope of each layer over some pages: "none of them" is right where no candidate is."""
    low = np.cumsum(sizes) - sizes
    of_page = np.repeat(np.arange(len(sizes)), sizes)
    sums = seen @ net.hidden + net.shift
    lit = np.maximum(sums, 0)
    total = lit @ net.out + seen @ net.straight
    top = np.maximum(np.maximum.reduceat(total, low), net.none)
    odds, odds_none = np.exp(total - top[of_page]), np.exp(net.none - top)
    whole = np.add.reduceat(odds, low) + odds_none
    good = odds * right
    good_none = odds_none * ~np.logical_or.reduceat(right, low)
    wanted = np.add.reduceat(good, low) + good_none
    slope = ((odds / whole[of_page] - good / wanted[of_page]) / len(sizes)).astype(np.float32)
    slope_none = ((odds_none / whole - good_none / wanted) / len(sizes)).sum(keepdims=True).astype(np.float32)
    back = np.outer(slope, net.out) * (sums > 0)
    return [seen.T @ back, back.sum(0), lit.T @ slope, seen.T @ slope, slope_none]


def judged(net: Net, table: npt.NDArray[np.uint8], right: Bools, page: Ints, margin: float) -> dict[int, bool | None]:
    """For each page whether the candidate taken is right, None where none beats "none of them" by `margin`."""
    total = net.worth(table.astype(np.float32))
    out: dict[int, bool | None] = {}
    numbers, starts = np.unique(page, return_index=True)
    for number, low, high in zip(numbers.tolist(), starts, np.append(starts[1:], len(page)), strict=True):
        best = low + int(np.argmax(total[low:high]))
        out[number] = bool(right[best]) if total[best] >= net.none[0] + margin else None
    return out
