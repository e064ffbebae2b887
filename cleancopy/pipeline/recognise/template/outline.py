"""The outline of a document: its lines as numbers, enough to count what the pages of a site have in common.

It is made from the bytes alone, before anything is cleaned, so that what is learned holds for the pages it was learned
from. Bytes that are not UTF-8 are replaced, all alike: lines of ASCII count in any encoding of one byte.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.template.forms import forms
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, bytes_of, flat, put
from cleancopy.pipeline.scan.segments import running, segment_sum
from cleancopy.pipeline.scan.windows import eights, first_of
from cleancopy.pipeline.words.words import mixed

Numbers = npt.NDArray[np.int32]

LONG_LINE = 160
"""Bytes from which a line is running text: such lines tell one story from another."""
MOST_BYTES = 600
"""Bytes of a line that count. No template is longer, and no two paragraphs that matter begin alike for so long."""
MOST_LINES = 4000
"""Lines of a document that count, blank ones aside."""
_LAST = np.uint32(0xFFFFFFFF)
_LONG = np.uint32(1)
"""The bit of a number that says whether the line is long."""


@dataclass(frozen=True)
class _Lines:
    """The lines of some documents; those that are equal are looked at once."""

    texts: pa.Array
    """The distinct ones, up to where they count."""
    forms: pa.Array
    numbers: Numbers
    which: Ints
    """Which of them each line is."""
    bounds: Ints
    """int64[documents + 1]: lines `bounds[d]:bounds[d + 1]` are document d's."""

    @classmethod
    def of(cls, data: pa.Array | pa.ChunkedArray) -> _Lines:
        split = pc.split_pattern(decoded(data), "\n")
        lines = split.flatten().dictionary_encode()
        texts = cut(lines.dictionary)
        formed = forms(texts)
        which, bounds = (some.to_numpy().astype(np.int64) for some in (lines.indices, split.offsets))
        return cls(texts, formed, numbers_of(formed), which, bounds)


def outlines(data: pa.ChunkedArray) -> pa.Array:
    """For each document (bytes) a list of numbers, one a line that has letters, in order.

    Two lines have the same number when they have the same form (one in 2**30 does by chance); odd ones are long.
    """
    lines = _Lines.of(data)
    of_line = lines.numbers[lines.which]
    counted = of_line != 0
    before = running(counted)
    bounds = before[lines.bounds]
    most = np.minimum(bounds[1:], bounds[:-1] + MOST_LINES)
    kept = np.arange(before[-1]) < np.repeat(most, np.diff(bounds))
    sizes = running(most - bounds[:-1]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(sizes), pa.array(of_line[counted][kept]))


def lines_of(data: pa.Array, document: Numbers, numbers: Numbers) -> tuple[pa.Array, pa.Array]:
    """Some lines of documents (bytes), each by the place of its document and its number: as they are, and their forms.

    The first line of the document with the number counts; null where it has none.
    """
    lines = _Lines.of(data)
    of_line = np.repeat(np.arange(len(data)), np.diff(lines.bounds))
    held = _in_document(of_line, lines.numbers[lines.which])
    at = pc.index_in(_in_document(document, numbers), value_set=held)
    which = pa.array(lines.which).take(at)
    text, form = (some.take(which).cast(pa.string()) for some in (lines.texts, lines.forms))
    return pc.utf8_trim_whitespace(text), form


def _in_document(document: Ints | Numbers, numbers: Numbers) -> pa.Array:
    """A document and the number of a line in one."""
    return pa.array(document.astype(np.int64) << 32 | numbers.view(np.uint32))


def numbers_of(formed: pa.Array) -> Numbers:
    """The number of each form, 0 for an empty one. Depends on its bytes alone."""
    data, bounds = bytes_of(formed)
    long = np.diff(bounds) >= LONG_LINE
    sizes = np.minimum(np.diff(bounds), MOST_BYTES)
    eight = eights(data)
    hashes = mixed(first_of(eight[bounds[:-1]], sizes) + sizes.astype(np.uint64))
    rows, done = np.flatnonzero(sizes > 8), 8
    while len(rows):
        hashes[rows] = mixed(hashes[rows] + first_of(eight[bounds[rows] + done], sizes[rows] - done))
        done += 8
        rows = rows[sizes[rows] > done]
    numbers = ((hashes >> np.uint64(32)).astype(np.uint32) | np.uint32(2)) & ~_LONG | long
    return np.where(sizes > 0, numbers, np.uint32(0)).view(np.int32)


def is_long(numbers: Numbers) -> Bools:
    """Which numbers are of long lines."""
    return (numbers.view(np.uint32) & _LONG) > 0


def keys_of(numbers: Numbers, bounds: Ints) -> tuple[Numbers, Numbers]:
    """Two numbers for the story of each document, `numbers[bounds[d]:bounds[d + 1]]`; 0 for one without lines.

    The least of its long lines by two orders (Broder 1997): a story that is published again has the same ones, save
    where just these lines were edited. Of a document without long lines, as of one that is wrapped, all lines count.
    """
    long = is_long(numbers)
    telling = long | np.repeat(segment_sum(long, bounds) == 0, np.diff(bounds))
    one = numbers.view(np.uint32)
    orders = (np.where(telling, order, _LAST) for order in (one, one * np.uint32(0x9E3779B1)))
    first, second = (_least(order, bounds) for order in orders)
    return first, second


def _least(values: npt.NDArray[np.uint32], bounds: Ints) -> Numbers:
    full = np.flatnonzero(np.diff(bounds))
    least = np.zeros(len(bounds) - 1, np.uint32)
    if len(full):
        least[full] = np.minimum.reduceat(values, bounds[full])
    return least.view(np.int32)


def decoded(data: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Bytes as text; what is not UTF-8 is replaced."""
    whole = flat(data)
    try:
        return whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        texts = [one.decode("utf-8", "replace") for one in whole.to_pylist()]
        return pa.array(texts, pa.large_string())


def cut(lines: pa.Array) -> pa.Array:
    """Lines up to where they count."""
    long = np.flatnonzero(byte_lengths(lines) > MOST_BYTES)
    return put(lines, long, pc.utf8_slice_codeunits(lines.take(pa.array(long)), 0, MOST_BYTES))
