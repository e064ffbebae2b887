"""Which documents are text in UTF-8 beyond doubt: most of them are, and are told without a look at each.

What makes a document special begins with one of a few bytes. These are looked for once in all documents; a document
that has none of what they may mean is plain, the others are asked one by one.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.decode import binary, container
from cleancopy.pipeline.decode.cut import Bytes
from cleancopy.pipeline.decode.structure import is_utf7
from cleancopy.pipeline.scan.columns import Bools, Ints, flat, places, true_at
from cleancopy.pipeline.scan.segments import rows_holding

_SIGNS = b"+~\xef" + container.SIGNS
"""First bytes of coded text (UTF-7, HZ), of a byte order mark, and of what wrappers are made of."""
_PLAIN_CONTROLS = (9, 10, 11, 12, 13, 28, 29, 30, 31)
"""Blanks and line ends; any other control character needs a look."""
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-")
FIRST_BYTES = frozenset(signature[:2] for signature, _ in binary.SIGNATURES)


def telling(data: Bytes) -> Ints:
    """The places of all control characters and of the bytes in `_SIGNS`."""

    def test(some: Bytes) -> Bools:
        found: Bools = some < 32
        for sign in _SIGNS:
            found |= some == sign
        return found

    return places(data, test)


def plain_documents(
    column: pa.ChunkedArray, data: Bytes, bounds: Ints, stated: Sequence[str | None], at: Ints
) -> Bools:
    """bool[documents]: which are text in UTF-8 beyond doubt and not empty.

    `column` holds the documents, `data` and `bounds` are its bytes, `stated` the encodings that somebody names, `at`
    what `telling` found.
    """
    if not len(data):
        return np.zeros(len(stated), np.bool_)
    here, after = data[at], data.take(at + 1, mode="clip")
    odd = (here < 32) & ~np.isin(here, _PLAIN_CONTROLS)
    odd |= (here == 0xEF) & (after == 0xBB) & (data.take(at + 2, mode="clip") == 0xBF)
    coded = ((here == ord("+")) & np.isin(after, list(_BASE64))) | ((here == ord("~")) & (after == ord("{")))
    opens = may_be_binary_or_blank(data, bounds)
    wraps = container.suspects(data, bounds, at)
    may_be_coded = rows_holding(at[coded], bounds)
    named = np.array([bool(name) for name in stated], np.bool_)
    plain = (np.diff(bounds) > 0) & _valid_utf8(column) & ~rows_holding(at[odd], bounds)
    plain &= ~(named & (wraps | may_be_coded))
    for row in np.flatnonzero(plain & (opens | wraps | may_be_coded | named)).tolist():
        text = data[bounds[row] : bounds[row + 1]].tobytes()
        plain[row] = not (
            (opens[row] and _binary_or_blank(text))
            or (named[row] and not _harmless(stated[row], text))
            or (wraps[row] and _wraps(text))
            or (may_be_coded[row] and _coded(text))
        )
    return plain


def may_be_binary_or_blank(data: Bytes, bounds: Ints) -> Bools:
    """Which documents begin with a blank, or with the first two bytes of a signature."""
    starts, ends = bounds[:-1], bounds[1:]
    first, second = (np.where(starts + k < ends, data.take(starts + k, mode="clip"), 0) for k in (0, 1))
    known = true_at(1 << 16, [one << 8 | two for one, two in FIRST_BYTES])
    return (first <= 32) | known[first.astype(np.int64) << 8 | second]


def _binary_or_blank(data: bytes) -> bool:
    return data[:64].isspace() or (data[:2] in FIRST_BYTES and binary.magic(data) is not None)


def _wraps(data: bytes) -> bool:
    """Whether a document that is plain otherwise needs a closer look: as a wrapper, or for its deleted characters."""
    return b"\x7f" in data or container.kind(data) is not None


def _coded(data: bytes) -> bool:
    """Whether a document that is plain otherwise may be HZ or UTF-7: both are all ASCII."""
    return _wraps(data) or (data.isascii() and (b"~{" in data or is_utf7(data)))


def _harmless(stated: str | None, data: bytes) -> bool:
    """Whether reading `data` as UTF-8 is what the statement asks for."""
    try:
        name = codecs.lookup((stated or "").strip()).name
        return name == "utf-8" or (data.isascii() and data[:4096].decode(name) == data[:4096].decode("ascii"))
    except (LookupError, UnicodeError, ValueError, TypeError):
        return False


def _valid_utf8(column: pa.ChunkedArray) -> Bools:
    """bool[documents]: which are valid UTF-8; halves are searched for those that are not."""
    values = flat(column)
    valid = np.ones(len(values), np.bool_)
    todo = [(0, len(values))]
    while todo:
        low, high = todo.pop()
        try:
            pc.cast(values.slice(low, high - low), pa.large_string())
        except pa.ArrowInvalid:
            middle = (low + high) // 2
            if high - low == 1:
                valid[low] = False
            else:
                todo += [(low, middle), (middle, high)]
    return valid
