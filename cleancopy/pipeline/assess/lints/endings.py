"""Bodies that are too short, that break off, or that hold several stories."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.assess.lints.draft import Draft, Finding
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.assess.signals.stopwords import function_words
from cleancopy.pipeline.lore.marks import CLOSERS, CLOSING_BRACKETS, DOUBLE_QUOTES, STOPS, one_of
from cleancopy.pipeline.scan.columns import Ints, byte_lengths, bytes_of, matching, true_at

SHORT, SHORT_CHARACTERS = 40, 240
"""Words and characters below which (both) a body is short."""
LONG = 300
"""Bytes from which a body that stops without a mark looks cut off."""
_MARKED = (
    rf"{one_of(STOPS, ':：')}{one_of(CLOSERS, '*_')}*\s*$|{one_of(DOUBLE_QUOTES, CLOSING_BRACKETS)}\s*$"
    r"|\d\s*$|\pL:? ?[-–—]30[-–—]"
)
"""A stop, a colon before a list, a quotation, a figure, or the "-30-" of the wires."""
_SCRIPTS_WITHOUT_MARKS = frozenset(("th", "lo", "km", "my", "bo"))
_TRAILING = r"(?:\.\.\.|…)[\])]?\s*$"
_CUT = re.compile(r"[,;(\-–—]$|[\[(](?:\.\.\.|…)[\])]$")
_DATELINE = (
    r"^\p{Lu}[\p{Lu}\p{M} .'’-][\p{Lu}\p{M} .'’-]+(?:, [\p{L} .]+(?: \d\d?)?)?,? ?"
    r"(?:\((?:Reuters|dpa|Xinhua|[A-Z]+)\)|, \p{Lu}\pL+\.? \d\d?) ?(?:--?|[–—]) "
)
"""A place in capitals, a day or an agency, a dash. Without counted repeats, which cost RE2 tens of milliseconds."""
_LONGEST_DATELINE = 60
_WIDER = re.compile(
    _DATELINE.replace(r"[\p{Lu}\p{M} .'’-]", r"[^\0-\x1f!-&(-,/-@\[-\x7f]")
    .replace(r"[\p{L} .]", r"[^\0-\x1f!-\-/-@\[-`{-\x7f]")
    .replace(r"\pL", r"[^\0-@\[-`{-\x7f]")
    .replace(r"\p{Lu}", r"[^\0-@\[-\x7f]")
    .replace(r"\d", "[0-9]")
)
"""The same with any character beyond ASCII as a letter; named by what is left out, `re` compiles it in no time."""
_NO_LETTERS = dict.fromkeys(map(ord, "’–—"))
_DASH = re.compile(r"--?\s|[–—]\s")
_MARK = true_at(256, b'.!?:"0123456789')
"""Bytes with which a line ends that `_MARKED` matches, and `_TRAILING` does not unless another full stop precedes."""
_CAPITAL = np.arange(256) >= 128
_CAPITAL[ord("A") : ord("Z") + 1] = True
_IN_NAME = _CAPITAL.copy()
_IN_NAME[list(b" .'-")] = True
"""Bytes with which a place in capitals may begin, and go on."""


def short_bodies(draft: Draft) -> Iterator[Finding]:
    """Bodies of few words and few characters."""
    sizes = byte_lengths(draft.texts)
    for doc in np.flatnonzero((sizes > 0) & (sizes < 4 * SHORT_CHARACTERS)).tolist():
        text = draft.texts[doc].as_py() or ""
        if text and len(text) < SHORT_CHARACTERS and len(text.split()) < SHORT:
            yield Finding(doc, "short_body", "info", None, f"{len(text.split())} words, {len(text)} characters")


def broken_off(draft: Draft) -> Iterator[Finding]:
    """Last paragraphs that stop without a mark."""
    sizes = byte_lengths(draft.texts)
    for row in _unmarked(draft).tolist():
        doc = int(draft.doc[row])
        if sizes[doc] < LONG or draft.role[row].as_py() != "body" or draft.languages[doc] in _SCRIPTS_WITHOUT_MARKS:
            continue
        text = draft.text[row].as_py().rstrip()
        if len(text.split()) < 8:
            continue
        tail = text[-200:]
        final = re.findall(r"\w+", tail)[-1:]
        cut = _CUT.search(tail) or any(word.lower() in function_words(draft.languages[doc]) for word in final)
        evidence = " ".join(tail.split()[-6:])
        yield Finding(doc, "ends_mid_sentence", "warning" if cut else "info", int(draft.paragraph[row]), evidence)


def _unmarked(draft: Draft) -> Ints:
    """The last lines of documents, where they end without a mark or trail off. Most end in a mark of one byte."""
    starts = draft.starts
    last = starts[1:][starts[1:] > starts[:-1]] - 1
    data, bounds = bytes_of(draft.text)
    ends = bounds[last + 1]
    final, before = (data.take(ends - back, mode="clip") for back in (1, 2))
    marked = _MARK[final] & ~((final == ord(".")) & (before == ord("."))) & (bounds[last] < ends)
    last = last[~marked]
    tails = draft.text.take(pa.array(last))
    return last[~matching(tails, _MARKED) | matching(tails, _TRAILING)]


def several_stories(draft: Draft) -> Iterator[Finding]:
    """`several_stories`: a second dateline is at the beginning of a later paragraph."""
    seen: dict[int, str] = {}
    for row, place in _places(draft.repaired):
        doc = int(draft.doc[row])
        if seen.setdefault(doc, place) != place:
            yield Finding(doc, "several_stories", "warning", int(draft.paragraph[row]), place)


def _places(strings: pa.Array) -> list[tuple[int, str]]:
    """Rows that begin with a dateline, and what is before their first dash, when that is not far.

    RE2 needs four milliseconds to compile `_DATELINE`, for its classes of letters. So Python matches the same with
    wider classes, and RE2 is asked only when letters beyond ASCII are in the match.
    """
    found: list[tuple[int, str]] = []
    doubtful = []
    likely = _in_capitals(strings)
    for row, line in zip(likely.tolist(), strings.take(pa.array(likely)).to_pylist(), strict=True):
        dash = _DASH.search(line, 0, _LONGEST_DATELINE + 3)
        if dash and dash.start() <= _LONGEST_DATELINE and (match := _WIDER.match(line)):
            if not match[0].translate(_NO_LETTERS).isascii():
                doubtful.append(len(found))
            found.append((row, line[: dash.start()]))
    confirmed = matching(strings, _DATELINE, np.array([found[at][0] for at in doubtful], np.int64))
    denied = {at for at, good in zip(doubtful, confirmed.tolist(), strict=True) if not good}
    return [one for at, one in enumerate(found) if at not in denied]


def _in_capitals(strings: pa.Array) -> Ints:
    """Rows that may begin with a capital letter and two more, marks or blanks, by their first three bytes."""
    data, bounds = bytes_of(strings)
    rows = np.flatnonzero(bounds[1:] - bounds[:-1] >= 3)
    for step in range(3):
        rows = rows[(_CAPITAL if step == 0 else _IN_NAME)[data[bounds[rows] + step]]]
    return rows


SHORT_BODY = Lint(
    "short_body",
    {"info": ""},
    why="Fewer than forty words (and than 240 characters): a teaser, a caption, or a page whose text was not in the "
    "file.",
    example="`The bridge is open. More follows.`",
    near_miss="a brief of forty words.",
    checks=(short_bodies,),
)
BROKEN_OFF = Lint(
    "ends_mid_sentence",
    {
        "warning": "when the end shows a cut (a comma, `[…]`, a function word such as `the`)",
        "info": "when only the mark is missing or the sentence trails off",
    },
    why="The last paragraph, of eight words or more, of a body of 300 bytes or more stops without a mark.",
    example="`The old bridge will be taken down when the...`",
    near_miss="a body that ends in a quotation mark, a bracket or a figure; a short last line, such as a name.",
    checks=(broken_off,),
)
SEVERAL_STORIES = Lint(
    "several_stories",
    {"warning": ""},
    why="A second, different dateline begins a later paragraph: the file holds more than one story.",
    example="`LISBON, June 14 (AP) — ...` and, two paragraphs on, `OSLO, June 15 (AP) — ...`",
    near_miss="one dateline; words in capitals before a dash.",
    checks=(several_stories,),
)
