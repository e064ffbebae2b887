"""Near copies: pairs of bodies that share enough of their fingerprints, in enough places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.numbers import Asked, distinct
from cleancopy.pipeline.scan.segments import each
from cleancopy.relations.prints import Keys, Prints
from cleancopy.schemas.names import FINGERPRINT_WORDS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LEAST_SHARED = 3
"""Fingerprints that two bodies must share: fewer are chance, or one sentence."""
NEAR = ((0.8, 1), (0.3, 2), (0.2, 3))
"""Two bodies are near copies when they share so much of the smaller one, over so many paragraphs of both.

One paragraph may be a quotation or a disclaimer, unless it is nearly all that the smaller one has. Measured on 1,714
news stories and edits of them: trimmed to a half 1.00 found, to a quarter .97, a third of the paragraphs dropped .99,
half more text 1.00, a tenth of the words changed .99, another lead .99; of 100,000 pairs of stories none but true ones.
"""
AT_ONCE = 1 << 20
"""Shared fingerprints of pairs that are looked at together."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of bodies, `left[i]` and `right[i]`, and the passages they share."""

    left: Keys
    right: Keys
    score: npt.NDArray[np.float64]
    """Share of the smaller body's fingerprints that the other has too."""
    passages: Ints
    """int64[pairs + 1]: passages `passages[i]:passages[i + 1]` are of pair i, in the order of their paragraphs."""
    paragraph: Ints
    """Paragraph of the left body, for each passage."""
    of_paragraph: Ints
    """Paragraph of the right body."""
    words: Ints
    """About how many words are shared there."""


def near_pairs(prints: Prints, bodies: Keys) -> Iterator[Pairs]:
    """The near copies among all bodies of which at least one is one of `bodies`, each pair once, some at a time.

    `prints`: joined entries of all who share a fingerprint with `bodies`, without those that too many bodies hold.
    """
    ours = Asked(bodies).holds(prints.body)
    known, of_body = np.unique_inverse(prints.body)
    bounds = np.flatnonzero(np.diff(prints.hash, prepend=np.int64(-1) << 40))
    size = np.diff(bounds, append=len(prints.hash))
    group = np.repeat(np.arange(len(bounds)), size)
    left = np.flatnonzero(ours & (size[group] > 1))
    left = left[np.argsort(of_body[left], kind="stable")]
    grown = np.cumsum(size[group[left]])
    ends = np.flatnonzero(np.diff(of_body[left], append=-1)) + 1  # a body is not cut in two
    start = 0
    while start < len(left):
        before = grown[start - 1] if start else 0
        stop = int(ends[min(np.searchsorted(grown[ends - 1], before + AT_ONCE), len(ends) - 1)])
        some = left[start:stop]
        counts = size[group[some]]
        first, second = np.repeat(some, counts), each(bounds[group[some]], counts)
        own, other = of_body[first], of_body[second]
        once = (own != other) & ~(ours[second] & (other < own))
        yield _near(prints, first[once], second[once], own[once] * len(known) + other[once])
        start = stop


def _near(prints: Prints, first: Ints, second: Ints, pair: Ints) -> Pairs:
    """The pairs that are near copies, from entries of two bodies that share a fingerprint; `pair` numbers the two."""
    order = np.argsort(pair)
    first, second, pair = first[order], second[order], _runs(pair[order])
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    left, right, shared = first[starts], second[starts], np.bincount(pair)
    score = shared / np.minimum(prints.total[left], prints.total[right])
    likely = (shared >= LEAST_SHARED) & (score >= min(NEAR)[0])
    entries, number = _only(likely, pair)
    own, other = prints.paragraph[first[entries]], prints.paragraph[second[entries]]
    left, right, score = left[likely], right[likely], score[likely]
    spread = np.minimum(_distinct(number, own), _distinct(number, other))
    near = np.zeros(len(left), np.bool_)
    for least, paragraphs in NEAR:
        near |= (score >= least) & (spread >= paragraphs)
    entries, number = _only(near, number)
    passages, *said = _passages(number, own[entries], other[entries])
    bounds = np.searchsorted(passages, np.arange(np.count_nonzero(near) + 1))
    return Pairs(prints.body[left[near]], prints.body[right[near]], np.round(score[near], 4), bounds, *said)


def _only(wanted: Bools, pair: Ints) -> tuple[Bools, Ints]:
    """Which entries are of the pairs that are wanted, and the numbers of these, counted anew from 0."""
    entries = wanted[pair]
    return entries, (np.cumsum(wanted) - 1)[pair[entries]]


def _passages(
    pair: Ints, paragraph: npt.NDArray[np.int32], of_paragraph: npt.NDArray[np.int32]
) -> tuple[Ints, Ints, Ints, Ints]:
    """Shared fingerprints (of a pair, in a paragraph of each) counted by pair and both paragraphs, as words."""
    order = np.lexsort((of_paragraph, paragraph, pair))
    run = _runs(pair[order], paragraph[order], of_paragraph[order])
    starts = order[np.flatnonzero(np.diff(run, prepend=-1))]
    words = np.bincount(run, minlength=len(starts)) * FINGERPRINT_WORDS
    return pair[starts], paragraph[starts].astype(np.int64), of_paragraph[starts].astype(np.int64), words


def _runs(*values: npt.NDArray[np.int32] | Ints) -> Ints:
    """Numbers from 0 for the runs of equal values in ordered columns."""
    new = np.zeros(len(values[0]), np.bool_)
    for value in values:
        new[1:] |= value[1:] != value[:-1]
    return np.cumsum(new)


def _distinct(pair: Ints, paragraph: npt.NDArray[np.int32]) -> Ints:
    """For each pair how many paragraphs it has."""
    return np.bincount(distinct(pair << 32 | paragraph)[0] >> 32)
