"""What candidates are worth: a small net of whole-number weights over what is true of each, by tables beside this file.

Each thing that is true of a candidate gives points to hidden sums and directly to the total (the last number of its
row); a hidden sum below zero counts nothing. All numbers are whole and all sums stay below 2^24, so float32 sums are
exact in any order and a candidate gets the same points alone and in any batch. `benchmarks/learn/head/train.py`
makes the tables; 1024 points are one unit of log-odds.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.columns import Bools, Ints

Layer = npt.NDArray[np.float32]
Flags = dict[str, Bools]
"""What is true of some candidates: a column of flags over them for each name in a table of points."""


@dataclass(frozen=True)
class Points:
    """One table: its features in order, their weights, and the total from which a candidate is taken."""

    at: dict[str, int]
    hidden: Layer
    shift: Layer
    out: Layer
    straight: Layer
    enough: int

    def of(self, flags: Flags) -> Ints:
        """int64[candidates]: the totals of some candidates; a name that the table does not know counts nothing."""
        count = len(next(iter(flags.values()), ()))
        # one feature after the other in memory: written and multiplied in half the time of one line after the other
        rows = np.zeros((len(self.at), count), np.float32)
        for name, number in self.at.items():
            if name in flags:
                rows[number] = flags[name]
        sums = np.maximum(rows.T @ self.hidden + self.shift, 0)
        return (sums @ self.out + rows.T @ self.straight).astype(np.int64)


def flags_of(names: list[list[str]]) -> Flags:
    """For each candidate the names of what is true of it, as a column a name."""
    out: dict[str, bytearray] = defaultdict(lambda: bytearray(len(names)))
    for row, true in enumerate(names):
        for name in true:
            out[name][row] = 1
    return {name: np.frombuffer(column, np.bool_) for name, column in out.items()}


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
