"""What the line model is told of a line, besides its words: small integers counted on bytes of all lines at once.

Everything is integer arithmetic or a table look-up, so a line has the same features alone and in any batch, on any
machine. A feature lies in 0..128; yes/no features are 0 or 64; counts go through `_steps`, about 12 steps a doubling.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.line_bytes import (
    BRACKET,
    COMMA,
    DASH,
    DIGIT,
    INNER,
    LEAD,
    LOWER,
    QUOTE,
    SIGN,
    STOP,
    UPPER,
    WIDE,
)
from cleancopy.pipeline.recognise.linemodel.looks import Looks
from cleancopy.pipeline.recognise.linemodel.topic import Topic, distances
from cleancopy.pipeline.recognise.linemodel.words import Words
from cleancopy.pipeline.scan.columns import Bools, Ints
from cleancopy.pipeline.scan.segments import running

STARTS = ("upper", "lower", "digit", "quote", "bullet", "bracket", "other_script", "mark")
ENDS = ("stop", "mark", "colon", "quote", "comma", "dots", "digit", "bracket", "letter", "other_script")
COUNTS = (
    "length", "words", "stops", "commas", "quotes", "signs", "dashes", "brackets", "digits", "sentences", "indent",
    "blank_before", "blank_after", "repeats", "row", "row_from_end", "rows",
    "below_headline", "above_headline",
)  # fmt: skip
SHARES = (
    "upper_share", "digit_share", "letter_share", "other_script_share", "capital_words", "word_length",
    "place", "sentences_before", "sentence_bytes_before", "topic", "rarity", "in_title", "of_title",
)  # fmt: skip
FLAGS = ("sentence", "numbered", "repeats_above", "sign_alone", "year")
NAMES = (*COUNTS, *SHARES, *(f"starts_{s}" for s in STARTS), *(f"ends_{e}" for e in ENDS), *FLAGS)

_STEPS = np.minimum(128, np.rint(12 * np.log2(1 + np.arange(65536)))).astype(np.int16)


def _steps(counts: npt.NDArray[np.integer]) -> npt.NDArray[np.int16]:
    return _STEPS[np.minimum(counts, 65535)]


def _share(part: npt.NDArray[np.integer], whole: npt.NDArray[np.integer]) -> npt.NDArray[np.int16]:
    return np.minimum(128, part * 128 // np.maximum(whole, 1)).astype(np.int16)


def of_lines(looks: Looks, words: Words) -> npt.NDArray[np.int16]:
    """int16[lines, len(NAMES)]: the features; those that need the page are still 0 (`of_pages` sets them)."""
    c = looks.counts
    chars = looks.length - c[INNER]
    others = c[LEAD] + c[WIDE]
    letters = c[UPPER] + c[LOWER] + others
    n_words = looks.words
    stopped = (looks.end <= 1) | (looks.end == 3)
    out = np.zeros((len(looks.length), len(NAMES)), np.int16)
    said = {
        "length": _steps(chars + c[WIDE]),
        "words": _steps(n_words),
        "stops": _steps(c[STOP] + looks.far_stops),
        "commas": _steps(c[COMMA] + looks.far_commas),
        "quotes": _steps(c[QUOTE]),
        "signs": _steps(c[SIGN]),
        "dashes": _steps(c[DASH]),
        "brackets": _steps(c[BRACKET]),
        "digits": _steps(c[DIGIT]),
        "sentences": _steps(looks.sentences + stopped),
        "indent": _steps(looks.indent),
        "upper_share": _share(c[UPPER], letters),
        "digit_share": _share(c[DIGIT], chars),
        "letter_share": _share(letters, chars),
        "other_script_share": _share(others, letters),
        "capital_words": _share(looks.capitals, n_words),
        "word_length": np.minimum(128, letters * 8 // np.maximum(n_words, 1)),
        "sentence": 64 * (stopped & (n_words >= 6)),
        "numbered": 64 * looks.numbered,
        "sign_alone": 64 * (letters == 0),
        "year": 64 * looks.year,
    }
    for name, values in said.items():
        out[:, COLUMN[name]] = values
    rows = np.arange(len(out))
    out[rows, COLUMN["starts_upper"] + looks.start] = 64
    out[rows, COLUMN["ends_stop"] + looks.end] = 64
    return out


COLUMN = {name: at for at, name in enumerate(NAMES)}


class Page:
    """What the features of a page are made of: arrays over its lines that are not blank, in order."""

    __slots__ = ("doc", "hashes", "length", "row", "sentence", "starts")

    def __init__(
        self, doc: npt.NDArray[np.integer], row: Ints, length: Ints, sentence: Bools, hashes: npt.NDArray[np.uint64]
    ):
        """`doc`: the page of each line (ascending); `row`: its row among all; the rest from `Looks` and `Words`."""
        self.doc, self.row, self.length, self.sentence, self.hashes = doc, row, length, sentence, hashes
        new = np.concatenate([[True], doc[1:] != doc[:-1]]) if len(doc) else np.zeros(0, np.bool_)
        self.starts: Ints = np.append(np.flatnonzero(new), len(doc)).astype(np.int64)


def of_pages(out: npt.NDArray[np.int16], page: Page) -> None:
    """Set the features of `out` that need the page: place, blank neighbours, repeats."""
    n = len(out)
    if n == 0:
        return
    sizes = np.diff(page.starts)
    begin = np.repeat(page.starts[:-1], sizes)
    rows = np.repeat(sizes, sizes)
    at = np.arange(n) - begin
    out[:, COLUMN["row"]] = _steps(at)
    out[:, COLUMN["row_from_end"]] = _steps(rows - 1 - at)
    out[:, COLUMN["rows"]] = _steps(rows)
    out[:, COLUMN["place"]] = _share(at, rows)
    gap = np.minimum(np.diff(page.row, prepend=page.row[0]) - 1, 3)
    gap[page.starts[:-1]] = 3
    out[:, COLUMN["blank_before"]] = 32 * gap
    out[:, COLUMN["blank_after"]] = 32 * np.append(gap[1:], 3)
    for name, amount in (("sentences_before", page.sentence), ("sentence_bytes_before", page.length * page.sentence)):
        total = running(amount)
        whole = np.repeat(total[page.starts[1:]] - total[page.starts[:-1]], sizes)
        out[:, COLUMN[name]] = _share(total[:-1] - total[begin], whole)
    _repeats(out, page)


def of_topic(out: npt.NDArray[np.int16], said: Topic, starts: Ints) -> None:
    """Set the features of `out` that tell what the lines speak of, and where the page says its title again."""
    for name, values in said._asdict().items():
        out[:, COLUMN[name]] = values
    above, below = distances(said.in_title, said.of_title, starts)
    out[:, COLUMN["below_headline"]], out[:, COLUMN["above_headline"]] = _steps(above), _steps(below)


def _repeats(out: npt.NDArray[np.int16], page: Page) -> None:
    """How often the line's words occur on the page, and whether they occurred there before."""
    order = np.argsort(page.hashes, kind="stable")  # of equal lines those of a page stay together
    same = (page.hashes[order][1:] == page.hashes[order][:-1]) & (page.doc[order][1:] == page.doc[order][:-1])
    group = running(~same)
    times = np.bincount(group)[group]
    first = np.concatenate([[True], ~same])
    out[order, COLUMN["repeats"]] = _steps(times - 1)
    out[order, COLUMN["repeats_above"]] = 64 * ~first
