"""Texts as arrays of code points, each with its classes (letter, digit, capital, sentence end, ...)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.lore.marks import CLOSERS, DOUBLE_QUOTES, JOINERS, NUMBER_JOINERS, STOPS, WIDE_STOPS
from cleancopy.pipeline.scan.columns import Ints, flat

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.uint16]
Kinds = npt.NDArray[np.uint8]

SPACE, LETTER, DIGIT, LOWER, SINGLE, UPPER, END, CLOSER, JOINER, NUMBER_JOINER, FULL_END, QUOTE, BREAK, SIGN = (
    1 << n for n in range(14)
)
"""Classes of characters (bits). SINGLE: a letter that is a word by itself, in scripts written without spaces; END: a
mark that ends a sentence; FULL_END: one that needs no space after it; JOINER: is inside a word between letters
(apostrophe, hyphen); NUMBER_JOINER: between digits only; QUOTE: a double quotation mark, whichever way it
faces; BREAK: a line feed; SIGN: one of the signs of code and of tags that signals count. UPPER is the bit in which
small ASCII letters differ from capital ones, so that it can be set in a letter at once."""

WORD = LETTER | DIGIT
SIGNS = "#{}"
MARK = END | CLOSER | JOINER | NUMBER_JOINER | FULL_END | QUOTE | BREAK | SIGN
"""What `Text.marks` lists: about one character in twenty."""
SINGLE_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""Thai, Lao, Myanmar, Khmer, Han and kana."""
CASELESS = (0x10D0, 0x10FF)
"""Georgian letters are lower case by the book, yet begin sentences and names."""

CHUNK = 1 << 20
"""Bytes of text worked on at once: small enough that the arrays stay in the processor's cache."""

BLOCK = 1 << 15
"""Characters looked up at once."""
_FEW, _TABLED = 0x3000, 0x20000
"""Code points below which classes are looked up: most texts keep below the first, whose table is made in a tenth of
the time (5 ms); of the characters above the second nearly all are Han."""


@dataclass(frozen=True)
class Text:
    """Some documents' texts in one row of code points. Each document ends with two line feeds of ours."""

    codes: Codes
    lower: Codes
    """The same, letters in lower case (one to one; a letter whose lower case has several stays)."""
    flags: Flags
    bounds: Ints
    """int64[documents + 1]: characters `bounds[d]:bounds[d + 1]` are document d."""

    @cached_property
    def kinds(self) -> Kinds:
        """The first eight classes of each character, `SPACE` to `CLOSER`: half the bytes to go through."""
        return self.flags.astype(np.uint8)

    @cached_property
    def marks(self) -> Ints:
        """The places of all characters of a class in `MARK`, looked for once for all who want some of them."""
        return np.flatnonzero((self.flags & MARK) > 0)

    @cached_property
    def _marked(self) -> Flags:
        return self.flags[self.marks]

    def places(self, flag: int) -> Ints:
        """The places of the characters of some classes, each in `MARK`."""
        return self.marks[(self._marked & flag) > 0]

    def cut(self, start: int, end: int) -> str:
        """The characters `start:end` as a string."""
        return self.codes[start:end].astype("<u4").tobytes().decode("utf-32-le", "replace")


def read(*columns: pa.Array | pa.ChunkedArray) -> Text:
    """Code points of a column of texts; several columns are set one below the other with a blank line between.

    Nulls are read as empty texts.
    """
    parts = [flat(values).cast(pa.large_string()) for values in columns]
    blank = pa.scalar("\n\n", pa.large_string())
    nothing = pa.scalar("", pa.large_string())
    joined = pc.binary_join_element_wise(*parts, nothing, blank, null_handling="replace", null_replacement="")
    bounds = np.zeros(len(joined) + 1, np.int64)
    np.cumsum(pc.utf8_length(joined).to_numpy(zero_copy_only=False), out=bounds[1:])
    _, offsets, data = joined.buffers()
    first, last = np.frombuffer(offsets, np.int64)[[joined.offset, joined.offset + len(joined)]]
    raw = data.slice(int(first), int(last - first)).to_pybytes() if data is not None else b""
    codes = np.frombuffer(raw.decode("utf-8").encode("utf-32-le"), "<u4")
    small, kinds = table(_FEW if not len(codes) or codes.max() < _FEW else _TABLED)
    flags, lower = np.empty(len(codes), np.uint16), np.empty(len(codes), np.uint32)
    for at in range(0, len(codes), BLOCK):
        here = slice(at, at + BLOCK)
        some = codes[here]
        # looking up by numbers of 64 bits is twice as fast
        capital = kinds.take(some.astype(np.intp), mode="clip", out=flags[here]) & UPPER
        np.bitwise_or(some, capital, out=lower[here])  # right for ASCII
        foreign = np.flatnonzero(some >= 128)
        capitals = foreign[capital[foreign] > 0]
        lower[here][capitals] = small[some[capitals]]
    return Text(codes, lower, flags, bounds)


@cache
def table(size: int) -> tuple[Codes, Flags]:
    """For each code point below `size` its lower case and its classes; those have a last entry for the rest."""
    characters = list(map(chr, range(size)))
    flags = np.zeros(size + 1, np.uint16)
    here = flags[:-1]
    here[:] = np.fromiter(map(_OF_CATEGORY.__getitem__, map(unicodedata.category, characters)), np.uint16, size)
    lower = np.arange(size, dtype=np.uint32)
    for at in np.flatnonzero(here & UPPER).tolist():
        lowered = characters[at].lower()
        if len(lowered) == 1:
            lower[at] = ord(lowered)
    here[CASELESS[0] : CASELESS[1] + 1] &= ~np.uint16(LOWER)
    here[[9, 10, 11, 12, 13, 28, 29, 30, 31, 0x85, 0x200B]] |= SPACE
    for low, high in SINGLE_RANGES[:-1]:
        block = here[low : high + 1]
        block[(block & LETTER) > 0] |= SINGLE
    for which, flag in _MARKS:
        here[[ord(char) for char in which if ord(char) < size]] |= flag
    flags[-1] = LETTER | SINGLE
    return lower, flags


_MARKS = (
    (STOPS, END),
    (WIDE_STOPS, FULL_END),
    (f"{CLOSERS}*", CLOSER),
    (JOINERS, JOINER),
    (NUMBER_JOINERS, NUMBER_JOINER),
    (DOUBLE_QUOTES, QUOTE),
    ("\n", BREAK),
    (SIGNS, SIGN),
)
_OF_CATEGORY = defaultdict(
    int,
    dict.fromkeys(("Lm", "Lo", "Mn", "Mc", "Me"), LETTER)
    | dict.fromkeys(("Nd", "Nl", "No"), DIGIT)
    | dict.fromkeys(("Zs", "Zl", "Zp"), SPACE)
    | {"Lu": LETTER | UPPER, "Lt": LETTER | UPPER, "Ll": LETTER | LOWER},
)
