"""Lines to paragraphs: every kept line is one, unless the document was hard-wrapped at some width.

Wrapped prose is recognised by how wrapping works: each line is filled as far as the next word allows. So with the
width W of the document a line is *full* when its length, one space and the first word of the next line exceed W. Verse,
lists, tables and dialogue do not have that property; nor does text with one block a line.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.language import guesser
from cleancopy.pipeline.lore.marks import BULLETS, CLOSERS, DASHES, STOPS, one_of
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import (
    Bools,
    Ints,
    byte_lengths,
    bytes_of,
    column,
    flags,
    flat,
    matching,
    put,
    true_at,
)
from cleancopy.pipeline.scan.segments import segment_sum

if TYPE_CHECKING:
    import pyphen

MIN_WIDTH, MAX_WIDTH = 30, 130
"""Columns between which people and mail programs wrap; CJK text counts half (its characters are two columns wide)."""

MIN_FULL = 5
"""Full lines a document needs before its line ends are taken for wrapping."""

MAX_AGAINST = 0.15
"""Share of line ends that speak against wrapping (not full and no sentence end) above which nothing is joined."""

MIN_RUNNING_ON = 0.35
"""Share of full lines after which a sentence must run on with a small letter (in scripts that have them)."""

_END_MARKS = (*STOPS, ":", "：")
_ITEM = re.compile(rf"^\s*(?:{one_of(BULLETS, DASHES)}\s|\(?\d{{1,3}}[.)]\s|[A-Za-z][.)]\s|[A-Z][\w .]{{0,20}}:\s)")
_TABULAR = re.compile(r"\S(?:\t|\s{3,})\S.*\S(?:\t|\s{3,})\S|\|.*\|")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TAIL = re.compile(r"([^\W\d_]{2,})-$")
_HEAD = re.compile(r"^([^\W\d_]{2,})")
SOFT_HYPHEN = "\u00ad"

BREAK, SPACE, NONE = 0, 1, 2
Language = Callable[[], str | None]
"""A document's language, guessed when it is asked for: only a broken word needs it."""

GLUES = pa.array(["break", "space", "none"])


def join(batch: Batch, recipe: Recipe) -> Batch:
    """Adds `paragraph` (int32, from 1 among kept lines, else null), `glue` (what is before a kept row: `break`,
    `space`, `none`; else null) and `edit_hyphen` (int32); a hyphen that only broke a word leaves `text`."""
    kept, starts = column(batch.lines, "kept").astype(np.bool_), batch.starts
    glue = np.full(len(kept), BREAK, np.int8)
    text = flat(batch.lines.column("text"))
    hyphens = np.zeros(len(kept), np.int32)
    shortened: dict[int, str] = {}
    follows = _follows(batch, kept)
    language = guesser(batch, recipe)
    for doc in _may_be_wrapped(text, follows, starts):
        first, last = int(starts[doc]), int(starts[doc + 1])
        page = _Page.of(batch, text, follows, first, last)
        for row, how, without in _unwrapped(page, partial(language, doc)):
            glue[first + row] = how
            if without is not None:
                shortened[first + row - 1] = without
                hyphens[first + row - 1] = 1
    glue[_below_drop_caps(text, follows)] = NONE
    rows = np.array(sorted(shortened), np.int64)
    number = np.cumsum(kept & (glue == BREAK))
    number -= np.repeat(np.concatenate([[0], number])[starts[:-1]], np.diff(starts))
    return batch.with_lines(
        text=put(text, rows, [shortened[r] for r in rows.tolist()]),
        paragraph=pa.array(number.astype(np.int32), mask=~kept),
        glue=GLUES.take(pa.array(glue, mask=~kept)),
        edit_hyphen=hyphens,
    )


def _follows(batch: Batch, kept: Bools) -> Bools:
    """Rows of body text that are directly under another such row of the same document, with nothing between."""
    roles = flat(batch.lines.column("role"))
    body = kept & flags(pc.equal(roles, "body"))
    follows = np.zeros(len(kept), np.bool_)
    follows[1:] = body[1:] & body[:-1] & (batch.doc[1:] == batch.doc[:-1])
    return follows


def _below_drop_caps(text: pa.Array, follows: Bools) -> Ints:
    """Rows that go on with a small letter below a line of one capital: the large first letter of a story."""
    length, rows = byte_lengths(text), np.flatnonzero(follows)
    rows = rows[(length[rows - 1] <= 2) & (length[rows] > MIN_WIDTH)]
    rows = rows[matching(text, r"^\p{Lu}$", rows - 1)]
    return rows[matching(text, r"^\p{Ll}", rows)]


def _may_be_wrapped(text: pa.Array, follows: Bools, starts: Ints) -> list[int]:
    """Documents worth a closer look: at least `MIN_FULL` lines run on into the next, and not too few of all."""
    rows = np.flatnonzero(follows)
    if not len(rows):
        return []
    data, bounds = bytes_of(text)
    length = np.diff(bounds)
    above = rows - 1
    fine = (length[above] >= MIN_WIDTH // 2) & (length[above] <= 4 * MAX_WIDTH) & (length[rows] > 0)
    rows, above = rows[fine], above[fine]
    runs_on = _small(data[bounds[rows]], data[np.minimum(bounds[rows] + 1, len(data) - 1)])
    runs_on &= ~np.isin(data[bounds[above + 1] - 1], np.frombuffer(b".!?", np.uint8))
    flags = true_at(len(follows), rows[runs_on])
    enough = segment_sum(flags, starts)
    return np.flatnonzero((enough >= MIN_FULL - 2) & (enough * 8 >= segment_sum(follows, starts))).tolist()


def _small(first: npt.NDArray[np.uint8], second: npt.NDArray[np.uint8]) -> Bools:
    """Whether lines may begin with a small letter (or one of a script without capitals), by their first two bytes."""
    foreign = (first >= 0xC3) & (first < 0xF0) & (first != 0xE2)  # C2 and E2 are signs and bullets
    capital = (
        ((first == 0xC3) & (second < 0xA0)) | ((first == 0xD0) & (second < 0xB0)) | ((first == 0xCE) & (second < 0xAC))
    )
    return ((first >= ord("a")) & (first <= ord("z"))) | (foreign & ~capital)


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of one document: text, text before tidying (for indents and soft hyphens), which ones follow the one
    above them, and blocks: rows with nothing between."""

    lines: list[str]
    before: list[str]
    follows: npt.NDArray[np.bool_]
    block: npt.NDArray[np.int64]

    @classmethod
    def of(cls, batch: Batch, text: pa.Array, follows: Bools, first: int, last: int) -> _Page:
        repaired = batch.lines.column("repaired").slice(first, last - first).to_pylist()
        mine = follows[first:last]
        return cls(text.slice(first, last - first).to_pylist(), repaired, mine, np.cumsum(~mine))

    def length(self, row: int) -> int:
        """The columns a line takes, its indent included."""
        return self.indent(row) + len(self.lines[row])

    def indent(self, row: int) -> int:
        """White space before a line, a tab counted as four columns."""
        line = self.before[row]
        if not line[:1].isspace():
            return 0
        line = line.expandtabs(4)
        return len(line) - len(line.lstrip())


def _unwrapped(page: _Page, language: Language) -> list[tuple[int, int, str | None]]:
    """(row, glue, text of the row above without its hyphen) for each row that continues the one above it."""
    pairs = [r for r in np.flatnonzero(page.follows).tolist() if _prose(page, r)]
    cjk = sum(not page.lines[r].isascii() and bool(_SPACELESS.search(page.lines[r])) for r in pairs) * 2 > len(pairs)
    width = _width([page.length(r - 1) for r in pairs])
    if not MIN_WIDTH // (2 if cjk else 1) <= width <= MAX_WIDTH:
        return []
    full = {r for r in pairs if _full(page, r, width, cjk)}
    ended = {r for r in pairs if page.lines[r - 1].rstrip(CLOSERS).endswith(_END_MARKS)}
    verse = _verse(page, set(pairs) - full - ended, full)
    prose = [r for r in pairs if page.block[r] not in verse]
    filled = [r for r in prose if r in full]
    if len(filled) < MIN_FULL or 2 * len(filled) < len(prose) or 2 * len(prose) < len(pairs):
        return []
    against = [r for r in prose if r not in full and r not in ended]
    runs_on = [r for r in filled if not page.lines[r][0].isupper() and r not in ended]
    if len(against) > MAX_AGAINST * len(prose) or len(runs_on) < MIN_RUNNING_ON * len(filled):
        return []
    words = Counter(w.lower() for line in page.lines for w in _WORD.findall(line))
    return [_glued(page, r, words, language) for r in filled]


def _prose(page: _Page, row: int) -> bool:
    """Whether this row and the one above may be two lines of a paragraph, by their looks."""
    two = page.before[row - 1 : row + 1]
    return not _ITEM.match(two[1]) and not any(map(_tabular, two)) and page.indent(row) <= page.indent(row - 1)


def _tabular(line: str) -> bool:
    """Whether `_TABULAR` matches, which is slow to find that it does not."""
    plain = line.isprintable() and "   " not in line and "|" not in line  # no white space but the space
    return not plain and bool(_TABULAR.search(line))


def _width(lengths: list[int]) -> int:
    """The width at which lines end: the longest, save for one in twenty (an address that could not be broken)."""
    return sorted(lengths)[math.ceil(0.95 * len(lengths)) - 1] if lengths else 0


def _full(page: _Page, row: int, width: int, cjk: bool) -> bool:
    """Whether the first word of this row would not have fitted on the line above."""
    length = page.length(row - 1)
    if cjk:
        return length >= width - 2  # closing punctuation may hang, opening may not end a line
    word = len(page.lines[row].split(" ", 1)[0])
    return length + 1 + word > width or (length * 2 > width and bool(_TAIL.search(page.lines[row - 1])))


def _verse(page: _Page, against: set[int], full: set[int]) -> set[int]:
    """Blocks in which a third of the line ends speak against wrapping: verse, lists."""
    bad, good = Counter(int(page.block[r]) for r in against), Counter(int(page.block[r]) for r in full)
    return {block for block, n in bad.items() if 2 * n > good[block]}


def _glued(page: _Page, row: int, words: Counter[str], language: Language) -> tuple[int, int, str | None]:
    above, below = page.lines[row - 1], page.lines[row]
    if page.before[row - 1].rstrip().endswith(SOFT_HYPHEN):
        return row, NONE, None
    tail, head = _TAIL.search(above), _HEAD.match(below)
    if tail and head and head.group().islower():
        whole = _is_one_word(tail.group(1), head.group(), words, language)
        return row, NONE, above[:-1] if whole else None
    spaceless = _SPACELESS.match(above[-1]) and _SPACELESS.match(below[0])
    return row, NONE if spaceless else SPACE, None


def _is_one_word(tail: str, head: str, words: Counter[str], language: Language) -> bool:
    """Whether the hyphen between two lines only broke a word: the document writes it whole elsewhere, or the patterns
    of its language allow the break and it writes neither the hyphenated word nor both halves as words of their own."""
    if words[(tail + head).lower()]:
        return True
    if words[f"{tail}-{head}".lower()] or (words[tail.lower()] > 1 and words[head.lower()] > 1):
        return False
    return any(len(tail) in patterns.positions((tail + head).lower()) for patterns in _patterns(language()))


@lru_cache(maxsize=8)
def _patterns(language: str | None) -> tuple[pyphen.Pyphen, ...]:
    """The patterns of a language, as each of its countries breaks words: `engi-neers`, `engin-eers`."""
    import pyphen  # 0.2 s, needed for the few documents that break words

    names = [name for name in pyphen.LANGUAGES if language and name.split("_")[0] == language]
    files = {pyphen.LANGUAGES[name]: name for name in sorted(names)}
    return tuple(pyphen.Pyphen(lang=name) for name in files.values())
