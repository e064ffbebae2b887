"""Why the net scored a line as it did, in words: the two strongest looks of the line by a linear stand-in of the net.

The stand-in (fitted to the net's own scores when it is trained, shipped in `weights.npz`) gives each group of features
its share in the score; the two groups that pull hardest towards the decision name it, each with a phrase for the line's
value. All sums are whole numbers, so the words are the same in any batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.features import NAMES
from cleancopy.pipeline.recognise.linemodel.lines import Lines
from cleancopy.pipeline.scan.columns import Bools, Floats, Ints

_Values = Callable[[str], npt.NDArray[np.int16]]
"""The values of some lines for a feature."""
_Told = Callable[[_Values], Ints]
"""Which of a group's phrases fits each of the lines."""


def _by_size(name: str, *edges: int) -> _Told:
    return lambda f: np.searchsorted(edges, f(name), side="right")


def _first_true(*tests: Callable[[_Values], Bools]) -> _Told:
    """The number of the first test that a line passes; that of all tests where it passes none."""
    return lambda f: np.select([test(f) for test in tests], list(range(len(tests))), len(tests))


def _starts(kind: str) -> Callable[[_Values], Bools]:
    return lambda f: f(f"starts_{kind}") > 0


@dataclass(frozen=True)
class _Group:
    features: tuple[str, ...]
    told: _Told
    phrases: tuple[str, ...]


_LOOKS = {
    "length": _Group(
        ("length", "words", "word_length"),
        _by_size("length", 57, 72, 88),
        ("very short line", "short line", "line of middle length", "long line"),
    ),
    "end": _Group(
        tuple(name for name in NAMES if name.startswith("ends_")),
        _first_true(lambda f: (f("ends_stop") > 0) | (f("ends_mark") > 0) | (f("ends_quote") > 0)),
        ("ends like a sentence", "no full stop at its end"),
    ),
    "start": _Group(
        (*(name for name in NAMES if name.startswith("starts_")), "numbered"),
        _first_true(*map(_starts, ("upper", "lower", "digit", "quote", "other_script"))),
        (
            "starts with a capital", "starts in lower case", "starts with a digit", "starts with a quotation mark",
            "starts in another script", "starts with a bullet or sign",
        ),
    ),
    "sentences": _Group(
        ("stops", "commas", "quotes", "sentences", "sentence"),
        _by_size("sentences", 12, 19),
        ("no whole sentence", "one sentence", "several sentences"),
    ),
    "capitals": _Group(
        ("upper_share", "capital_words"),
        _first_true(lambda f: (f("capital_words") > 64) | (f("upper_share") > 40)),
        ("many capitals", "few capitals"),
    ),
    "signs": _Group(
        (
            "digits", "signs", "dashes", "brackets", "digit_share", "letter_share", "year", "sign_alone",
            "other_script_share",
        ),
        _first_true(lambda f: (f("digit_share") > 16) | (f("letter_share") < 90)),
        ("many digits or signs", "few digits or signs"),
    ),
    "place": _Group(
        ("place", "row", "row_from_end", "rows"),
        _by_size("place", 26, 102),
        ("near the top of the page", "in the middle of the page", "near the end of the page"),
    ),
    "repeats": _Group(
        ("repeats", "repeats_above"),
        _first_true(lambda f: f("repeats") > 0),
        ("stands more than once on the page", "stands once on the page"),
    ),
    "blanks": _Group(
        ("blank_before", "blank_after", "indent"),
        _first_true(lambda f: f("blank_before") + f("blank_after") > 0),
        ("blank lines beside it", "no blank line beside it"),
    ),
    "topic": _Group(
        ("topic", "rarity"),
        _first_true(lambda f: f("topic") > 56),
        ("shares its words with the prose of the page", "shares few words with the prose of the page"),
    ),
    "flow": _Group(
        ("sentences_before", "sentence_bytes_before"),
        _by_size("sentence_bytes_before", 1, 127),
        ("before the prose begins", "amid the prose", "after the prose has ended"),
    ),
    "headline": _Group(
        ("in_title", "of_title", "below_headline", "above_headline"),
        _first_true(
            lambda f: f("below_headline") == 0, lambda f: f("below_headline") < 128, lambda f: f("above_headline") < 128
        ),
        ("says the page's title again", "below the headline", "above the headline", "no headline on the page"),
    ),
    "neighbours": _Group(
        ("neighbours",),
        _by_size("neighbours", 32, 96),
        ("neighbours are not prose", "neighbours of both kinds", "neighbours are prose"),
    ),
}  # fmt: skip

GROUPS = {name: group.features for name, group in _LOOKS.items()}
"""What each group is made of. `neighbours` is no feature: the mean score of the two lines on either side."""
_PHRASES = tuple(phrase for group in _LOOKS.values() for phrase in group.phrases)
COMBINED = tuple(f"{first}, {second}" for first in _PHRASES for second in _PHRASES)
"""All pairs of phrases; `strongest` returns indices into it."""

INPUTS = (*NAMES, "neighbours")
_CHUNK = 1 << 14
"""Lines explained in one go."""


@dataclass(frozen=True)
class StandIn:
    """Whole weights over INPUTS and, for each group, its mean share (subtracted)."""

    weight: Ints
    mean: Ints


def inputs(lines: Lines, score: Floats) -> Ints:
    """int64[lines, INPUTS]: the features and the neighbours' mean score in 128ths."""
    return np.concatenate([lines.features.astype(np.int64), _beside(lines, score)[:, None]], axis=1)


def _beside(lines: Lines, score: Floats) -> Ints:
    """The mean score of the two lines on either side, in 128ths; 64 for a line alone on its page."""
    whole = np.rint(score * 1024).astype(np.int64)
    total, number = np.zeros(len(whole), np.int64), np.zeros(len(whole), np.int64)
    sizes = np.diff(lines.starts)
    first, last = np.repeat(lines.starts[:-1], sizes), np.repeat(lines.starts[1:], sizes) - 1
    at = np.arange(len(whole))
    for step in (-2, -1, 1, 2):
        there = (at + step >= first) & (at + step <= last)
        total += np.where(there, whole[np.clip(at + step, 0, max(len(whole) - 1, 0))], 0)
        number += there
    return np.where(number > 0, total // (8 * np.maximum(number, 1)), 64)


def shares(given: npt.NDArray[np.integer], weight: Ints) -> npt.NDArray[np.float32]:
    """float32[lines, groups]: what each group adds to the score (whole numbers below 2**24: exact as floats)."""
    by_group = np.zeros((len(INPUTS), len(GROUPS)), np.float32)
    for group, members in enumerate(GROUPS.values()):
        for name in members:
            by_group[INPUTS.index(name), group] = weight[INPUTS.index(name)]
    return given.astype(np.float32) @ by_group


def strongest(lines: Lines, score: Floats, kept: Bools, stand_in: StandIn) -> npt.NDArray[np.int16]:
    """For each line the index in COMBINED of the two phrases that speak most for its decision (`kept` or not)."""
    beside = _beside(lines, score).astype(np.int16)
    out = np.zeros(len(kept), np.int16)
    for a in range(0, len(kept), _CHUNK):
        some = slice(a, a + _CHUNK)
        given = np.concatenate([lines.features[some], beside[some, None]], axis=1)
        out[some] = _two(given, kept[some], stand_in)
    return out


def _two(given: npt.NDArray[np.int16], kept: Bools, stand_in: StandIn) -> Ints:
    """The two phrases of some lines, as one number."""
    pull = shares(given, stand_in.weight)
    pull -= stand_in.mean.astype(np.float32)
    pull *= np.where(kept, np.float32(1), np.float32(-1))[:, None]
    first = pull.argmax(1)
    pull[np.arange(len(pull)), first] = -np.inf
    second = pull.argmax(1)
    said = _phrases(given, np.concatenate([first, second]))
    return said[: len(pull)] * len(_PHRASES) + said[len(pull) :]


def _phrases(given: npt.NDArray[np.int16], group: Ints) -> Ints:
    """int64[k * lines]: the phrase that fits each line's value in its `group`; all lines k times over."""
    out = np.zeros(len(group), np.int64)
    passed = 0
    for at, look in enumerate(_LOOKS.values()):
        rows = np.flatnonzero(group == at)
        if len(rows):
            out[rows] = passed + look.told(_values(given, rows % len(given)))
        passed += len(look.phrases)
    return out


def _values(given: npt.NDArray[np.int16], rows: Ints) -> _Values:
    return lambda name: given[rows, INPUTS.index(name)]
