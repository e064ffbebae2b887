"""What candidates are worth: a small net of whole-number weights over what is true of each, by tables beside this file.

Each thing that is true of a candidate gives points to hidden sums and directly to the total (the last number of its
row); a hidden sum below zero counts nothing. All numbers are whole and all sums stay below 2^24, so float32 sums are
exact in any order and a candidate gets the same points alone and in any batch. `benchmarks/learn/head/train_heads.py`
makes the tables; 1024 points are one unit of log-odds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from cleancopy.clean.scan.columns import Ints

Layer = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Points:
    """One table: its features in order, their weights, and the total from which a candidate is taken."""

    at: dict[str, int]
    hidden: Layer
    shift: Layer
    out: Layer
    straight: Layer
    enough: int

    def of_flags(self, flags: Layer) -> Ints:
        """int64[rows]: the totals of candidates given as rows of noughts and ones, in the order of `at`."""
        sums = np.maximum(flags @ self.hidden + self.shift, 0)
        return (sums @ self.out + flags @ self.straight).astype(np.int64)

    def of(self, said: list[list[str]]) -> list[int]:
        """The totals of candidates given by the names of what is true of each; unknown names count nothing."""
        flags = np.zeros((len(said), len(self.at)), np.float32)
        flags.reshape(-1)[
            [row * len(self.at) + self.at[name] for row, names in enumerate(said) for name in names if name in self.at]
        ] = 1
        found: list[int] = self.of_flags(flags).tolist()
        return found


@cache
def points(name: str) -> Points:
    """The table `<name>.json` beside this file (read forty times as fast as TOML would be)."""
    table = json.loads(resources.files(__package__).joinpath(f"{name}.json").read_text("utf-8"))
    rows = np.array(list(table["points"].values()), np.float32)
    return Points(
        {feature: number for number, feature in enumerate(table["points"])},
        rows[:, :-1],
        np.array(table["shift"], np.float32),
        np.array(table["out"], np.float32),
        rows[:, -1],
        int(table["enough"]),
    )
