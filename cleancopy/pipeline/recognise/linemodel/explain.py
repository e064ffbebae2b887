"""Why the net scored a line as it did, in words: the two strongest looks of the line by a linear stand-in of the net.

The stand-in (fitted to the net's own scores when it is trained, shipped in `weights.npz`) gives each group of features
its share in the score; the two groups that pull hardest towards the decision name it, each with a phrase for the line's
value. All sums are whole numbers, so the words are the same in any batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.features import NAMES
from cleancopy.pipeline.recognise.linemodel.lines import Lines
from cleancopy.pipeline.scan.columns import Bools, Floats, Ints

GROUPS: dict[str, tuple[str, ...]] = {
    "length": ("length", "words", "word_length"),
    "end": tuple(name for name in NAMES if name.startswith("ends_")),
    "start": (*(name for name in NAMES if name.startswith("starts_")), "numbered"),
    "sentences": ("stops", "commas", "quotes", "sentences", "sentence"),
    "capitals": ("upper_share", "capital_words"),
    "signs": (
        "digits",
        "signs",
        "dashes",
        "brackets",
        "digit_share",
        "letter_share",
        "year",
        "sign_alone",
        "other_script_share",
    ),
    "place": ("place", "row", "row_from_end", "rows"),
    "repeats": ("repeats", "repeats_above"),
    "blanks": ("blank_before", "blank_after", "indent"),
    "topic": ("topic", "rarity"),
    "flow": ("sentences_before", "sentence_bytes_before"),
    "headline": ("in_title", "of_title", "below_headline", "above_headline"),
    "neighbours": ("neighbours",),
}
"""What each group is made of. `neighbours` is no feature: the mean score of the two lines on either side."""

PHRASES = (
    "very short line", "short line", "line of middle length", "long line",
    "ends like a sentence", "no full stop at its end",
    "starts with a capital", "starts in lower case", "starts with a digit", "starts with a quotation mark",
    "starts with a bullet or sign", "starts in another script",
    "no whole sentence", "one sentence", "several sentences",
    "many capitals", "few capitals",
    "many digits or signs", "few digits or signs",
    "near the top of the page", "in the middle of the page", "near the end of the page",
    "stands more than once on the page", "stands once on the page",
    "blank lines beside it", "no blank line beside it",
    "before the prose begins", "amid the prose", "after the prose has ended",
    "shares its words with the prose of the page", "shares few words with the prose of the page",
    "neighbours are prose", "neighbours are not prose", "neighbours of both kinds",
    "says the page's title again", "below the headline", "above the headline", "no headline on the page",
)  # fmt: skip
AT = {phrase: at for at, phrase in enumerate(PHRASES)}

COMBINED = tuple(f"{first}, {second}" for first in PHRASES for second in PHRASES)
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
    return said[: len(pull)] * len(PHRASES) + said[len(pull) :]


def _phrases(given: npt.NDArray[np.int16], group: Ints) -> Ints:
    """int64[k * lines]: the phrase that fits each line's value in its `group`; all lines k times over."""
    out = np.zeros(len(group), np.int64)
    for at, name in enumerate(GROUPS):
        rows = np.flatnonzero(group == at)
        if len(rows):
            out[rows] = _phrase(name, given, rows % len(given))
    return out


def _phrase(group: str, given: npt.NDArray[np.int16], rows: Ints) -> Ints:
    """int64[rows]: the phrase of one group for some lines."""

    def f(name: str) -> npt.NDArray[np.int16]:
        return given[rows, INPUTS.index(name)]

    def bins(name: str, edges: tuple[int, ...], phrases: tuple[str, ...]) -> Ints:
        return np.array([AT[p] for p in phrases])[np.searchsorted(edges, f(name), side="right")]

    def either(yes: Bools, phrases: tuple[str, ...]) -> Ints:
        return np.where(yes, AT[phrases[0]], AT[phrases[1]])

    match group:
        case "length":
            return bins("length", (57, 72, 88), PHRASES[0:4])
        case "end":
            return either((f("ends_stop") > 0) | (f("ends_mark") > 0) | (f("ends_quote") > 0), PHRASES[4:6])
        case "start":
            kinds = [f(f"starts_{kind}") > 0 for kind in ("upper", "lower", "digit", "quote", "other_script")]
            return np.select(kinds, [AT[p] for p in (*PHRASES[6:10], PHRASES[11])], AT[PHRASES[10]])
        case "sentences":
            return bins("sentences", (12, 19), PHRASES[12:15])
        case "capitals":
            return either((f("capital_words") > 64) | (f("upper_share") > 40), PHRASES[15:17])
        case "signs":
            return either((f("digit_share") > 16) | (f("letter_share") < 90), PHRASES[17:19])
        case "place":
            return bins("place", (26, 102), PHRASES[19:22])
        case "repeats":
            return either(f("repeats") > 0, PHRASES[22:24])
        case "blanks":
            return either(f("blank_before") + f("blank_after") > 0, PHRASES[24:26])
        case "topic":
            return either(f("topic") > 56, PHRASES[29:31])
        case "flow":
            return bins("sentence_bytes_before", (1, 127), PHRASES[26:29])
        case "headline":
            return np.select(
                [f("below_headline") == 0, f("below_headline") < 128, f("above_headline") < 128],
                [AT[p] for p in PHRASES[34:37]],
                AT[PHRASES[37]],
            )
        case _:
            return bins("neighbours", (32, 96), (PHRASES[32], PHRASES[33], PHRASES[31]))
