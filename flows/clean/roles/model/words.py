"""Words of lines as hash buckets, found on bytes of all lines at once.

A word is a run of ASCII letters and digits and of bytes above 0x7F (letters of other scripts); kana, Han and Thai,
which write no spaces, count letter by letter. ASCII case is folded and every digit is read as `0`, so dates and counts
share their buckets. Hash: the prefix sums of byte * P**position modulo 2**64 (Rabin and Karp), made independent of the
position by the inverse of P; integers throughout, so a line has the same buckets in any batch.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from flows.clean.table import Bools, Ints

Hashes = npt.NDArray[np.uint64]

BUCKET_BITS = 15
PAIR_BITS = 14
BUCKETS = (1 << BUCKET_BITS) + (1 << PAIR_BITS)
PAIR_WORDS = 12
"""Lines of more words have no pairs."""
_BASE = 0x100000001B3
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xD6E8FEB86659FD93)
_PAIR = np.uint64(0xC2B2AE3D27D4EB4F)


def _folded() -> npt.NDArray[np.uint8]:
    """For each byte what is hashed: 0 outside words, else the byte with ASCII case and digits folded."""
    table = np.zeros(256, np.uint8)
    table[0x80:] = np.arange(0x80, 256)
    for byte in b"abcdefghijklmnopqrstuvwxyz":
        table[byte] = table[byte - 32] = byte
    table[ord("0") : ord("9") + 1] = ord("0")
    return table


_FOLDED = _folded().tobytes()
_MULTI = np.isin(np.arange(256), (0xC2, 0xE2, 0xE0, *range(0xE3, 0xEA), 0xEF))


@cache
def _powers(size: int) -> tuple[Hashes, Hashes]:
    """P**0 .. P**(size - 1) and the same powers of its inverse, modulo 2**64."""
    inverse = pow(_BASE, -1, 1 << 64)
    out = []
    for base in (_BASE, inverse):
        steps = np.full(size, base, np.uint64)
        steps[0] = 1
        out.append(np.multiply.accumulate(steps))
    return out[0], out[1]


class Words:
    """The words of some lines: `hashes` (uint64, one a word), and line i has the words `first[i]:first[i + 1]`."""

    __slots__ = ("first", "hashes", "line_hashes", "single", "starts")

    def __init__(self, data: npt.NDArray[np.uint8], bounds: Ints) -> None:
        """`data[bounds[i]:bounds[i + 1]]` are the bytes of line i; `bounds[0]` must be 0."""
        folded, starting, ending, alone = _spans(data, bounds)
        size = 1 << max(16, (len(data) + 1).bit_length())
        power, inverse = _powers(size)
        total = np.zeros(len(data) + 1, np.uint64)
        np.cumsum(folded * power[: len(data)], out=total[1:])
        self.starts: Ints = np.flatnonzero(starting)
        ends = np.flatnonzero(ending) + 1
        self.hashes: Hashes = (total[ends] - total[self.starts]) * inverse[self.starts] * _MIX
        self.first: Ints = np.searchsorted(self.starts, bounds).astype(np.int64)
        self.single: Ints = np.diff(np.searchsorted(alone, bounds))
        self.line_hashes: Hashes = (total[bounds[1:]] - total[bounds[:-1]]) * inverse[bounds[:-1]]

    def number(self) -> Ints:
        """How many words each line has; of letters that count singly two make a word."""
        return np.diff(self.first) - self.single // 2

    def buckets(self) -> npt.NDArray[np.intp]:
        """The bucket of each word."""
        return (self.hashes >> np.uint64(64 - BUCKET_BITS)).astype(np.intp)

    def pairs(self) -> tuple[npt.NDArray[np.intp], Ints]:
        """The buckets of neighbouring words (the first of a line with the line's start) and how many each line has.

        Only short lines have them: what they say is set phrases. They lie behind the words' own buckets.
        """
        sizes = np.diff(self.first)
        sizes = np.where(sizes <= PAIR_WORDS, sizes, 0)
        at = np.repeat(self.first[:-1] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes) + np.arange(sizes.sum())
        second = self.hashes[at]
        before = self.hashes[at - 1]
        opening = (np.cumsum(sizes) - sizes)[sizes > 0]
        before[opening] = _FIRST
        mixed = (before ^ (second >> np.uint64(7))) * _PAIR
        return (mixed >> np.uint64(64 - PAIR_BITS)).astype(np.intp) + (1 << BUCKET_BITS), sizes


def _spans(data: npt.NDArray[np.uint8], bounds: Ints) -> tuple[npt.NDArray[np.uint8], Bools, Bools, Ints]:
    """Folded bytes (0 outside words), the masks of first and last bytes of words, where letters stand singly."""
    folded = np.frombuffer(bytearray(data.tobytes().translate(_FOLDED)), np.uint8)
    multi = np.flatnonzero(data >= 0xC2)
    multi = multi[_MULTI[data[multi]]]
    alone = np.zeros(0, np.intp)
    if len(multi):
        lead, second = data[multi], data[np.minimum(multi + 1, len(data) - 1)]
        general = (lead == 0xE2) & (second >= 0x80) & (second <= 0xAF)
        sign = multi[
            general | (lead == 0xC2) | ((lead == 0xE3) & (second == 0x80)) | ((lead == 0xEF) & (second == 0xBC))
        ]
        wide = multi[general | ((lead == 0xE3) & (second == 0x80)) | ((lead == 0xEF) & (second == 0xBC))]
        folded[sign] = 0
        folded[np.minimum(sign + 1, len(data) - 1)] = 0
        folded[np.minimum(wide + 2, len(data) - 1)] = 0
        thai = (lead == 0xE0) & (second >= 0xB8) & (second <= 0xBB)
        alone = multi[((lead >= 0xE3) & (lead <= 0xE9)) | thai]
    word = folded > 0
    edge = np.zeros(len(data) + 1, np.bool_)
    edge[bounds] = True
    edge[alone] = True
    starting = word.copy()
    starting[1:] &= ~word[:-1] | edge[1:-1]
    ending = word.copy()
    ending[:-1] &= ~word[1:] | edge[1:-1]
    return folded, starting, ending, alone
