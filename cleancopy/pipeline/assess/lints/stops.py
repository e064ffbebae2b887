"""Full stops in the middle of a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.assess.lints.draft import Draft, Finding, around
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, places
from cleancopy.pipeline.scan.segments import row_of
from cleancopy.pipeline.words.sentences import clipped_words

STYLE = 5
"""More breaks than this in one document are a way of writing (no capitals at all), and only worth an info."""

_SCREEN = r"\p{Ll}\p{Ll}\. \p{Ll}"
_BREAK = re.compile(r"(?<!\w)([^\W\d_]{3,})\. ([^\W\d_]+)(?![\w.@:/)])")
_PARTICLES = frozenset(
    "de da di du del della van von der den la le al el bin ibn ben ter ten dos das af av zu zum".split()  # noqa: SIM905
)


def stray_sentence_breaks(draft: Draft) -> Iterator[Finding]:
    """`stray_sentence_break`: a word, a full stop, and a word in lower case that goes on."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in likely(draft.text).tolist():
        breaks = found[int(draft.doc[row])]
        if len(breaks) > STYLE:
            continue
        text = draft.text[row].as_py()
        for match in _BREAK.finditer(text):
            if _stray(match, text):
                breaks.append((int(draft.paragraph[row]), around(text, match.start(1), match.end(2), 1)))
                if len(breaks) > STYLE:
                    break
    for doc, breaks in found.items():
        severity, told = ("warning", breaks) if len(breaks) <= STYLE else ("info", breaks[:1])
        for paragraph, evidence in told:
            yield Finding(doc, "stray_sentence_break", severity, paragraph, evidence)


def likely(strings: pa.Array) -> Ints:
    """Kept lines in which a small letter follows a full stop and a blank, after two small letters."""
    data, bounds = bytes_of(strings)
    stops = places(data[bounds[0] : bounds[-1]], _is_stop) + bounds[0]
    stops = stops[(stops > bounds[0]) & (stops + 2 < bounds[-1])]
    stops = stops[data[stops + 1] == ord(" ")]
    stops = stops[_small(data[stops - 1]) & _small(data[stops + 2])]
    rows = np.unique(row_of(stops, bounds))
    return rows[[_goes_on(line) for line in strings.take(pa.array(rows)).to_pylist()]] if len(rows) else rows


def _goes_on(line: str) -> bool:
    """Whether `_SCREEN` matches, asked without RE2: to compile its tables of small letters takes a millisecond."""
    at = line.find(". ", 2)
    while at >= 0:
        around_it = line[at - 2 : at] + line[at + 2 : at + 3]
        if len(around_it) == 3 and all(unicodedata.category(letter) == "Ll" for letter in around_it):
            return True
        at = line.find(". ", at + 1)
    return False


def _is_stop(data: npt.NDArray[np.uint8]) -> Bools:
    return data == ord(".")


def _small(byte: npt.NDArray[np.uint8]) -> Bools:
    return (byte >= 128) | ((byte >= ord("a")) & (byte <= ord("z")))


def _stray(match: re.Match[str], text: str) -> bool:
    """Whether the full stop of a match belongs to no abbreviation, address, name or list."""
    before, after = match[1], match[2]
    if not after[0].islower() or "\u10d0" <= after[0] <= "\u10ff" or not before[-2:].islower():
        return False
    if before.lower() in clipped_words() or any(letter.isupper() for letter in after):
        return False
    if match.start() and text[match.start() - 1] in "./@#\\_-":
        return False
    rest = text[match.end() :].lstrip()
    return not (after in _PARTICLES and rest[:1].isupper())


STRAY = Lint(
    "stray_sentence_break",
    {"warning": "", "info": "once, in a text that has more than five of them and so is written without capitals"},
    why="A word, a full stop, and a word in lower case that goes on with the sentence.",
    example="`The council wants to close the old bridge. and build a new one.`",
    near_miss="abbreviations of some twenty languages, initials, addresses, names such as `iPhone` or `van Dijk`, "
    "Georgian.",
    checks=(stray_sentence_breaks,),
)
