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

from cleancopy.pipeline.recognise.linemodel.line_bytes import LEAD, Laid
from cleancopy.pipeline.scan.columns import Ints

Hashes = npt.NDArray[np.uint64]
Buckets = npt.NDArray[np.uint16]

BUCKET_BITS = 15
PAIR_BITS = 14
BUCKETS = (1 << BUCKET_BITS) + (1 << PAIR_BITS)
PAIR_WORDS = 12
"""Lines of more words have no pairs; two letters that count singly make a word, so there are up to twice as many."""
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

    def __init__(self, laid: Laid) -> None:
        folded, alone = _folded_bytes(laid)
        self.starts, ends = _spans(laid, folded, alone)
        power, inverse = _powers(1 << max(16, (len(folded) - 1).bit_length()))
        total = np.zeros(len(folded) + 1, np.uint64)
        total[1:] = folded  # widening by itself and then multiplying takes half of doing both at once
        total[1:] *= power[: len(folded)]
        np.cumsum(total, out=total)
        self.hashes: Hashes = total.take(ends)
        self.hashes -= total.take(self.starts)
        self.hashes *= inverse.take(self.starts)
        self.hashes *= _MIX
        self.first: Ints = np.searchsorted(self.starts, laid.bounds).astype(np.int64)
        self.single: Ints = np.diff(np.searchsorted(alone, laid.bounds))
        before = laid.bounds[:-1]
        self.line_hashes: Hashes = (total[laid.bounds[1:]] - total[before]) * inverse[before + 1]

    def number(self) -> Ints:
        """How many words each line has; of letters that count singly two make a word."""
        return np.diff(self.first) - self.single // 2

    def buckets(self) -> Buckets:
        """The bucket of each word."""
        return (self.hashes >> np.uint64(64 - BUCKET_BITS)).astype(np.uint16)

    def pairs(self) -> tuple[Buckets, Ints]:
        """The buckets of neighbouring words (the first of a line with the line's start) and how many each line has.

        Only short lines have them: what they say is set phrases. They lie behind the words' own buckets.
        """
        sizes = np.diff(self.first)
        sizes = np.where(self.number() <= PAIR_WORDS, sizes, 0)
        ends = np.cumsum(sizes)
        at = np.repeat(self.first[:-1] - (ends - sizes), sizes)
        at += np.arange(len(at))
        second = self.hashes[at]
        before = self.hashes[at - 1]
        before[(ends - sizes)[sizes > 0]] = _FIRST
        mixed = (before ^ (second >> np.uint64(7))) * _PAIR
        return (mixed >> np.uint64(64 - PAIR_BITS)).astype(np.uint16) + np.uint16(1 << BUCKET_BITS), sizes


def _folded_bytes(laid: Laid) -> tuple[npt.NDArray[np.uint8], Ints]:
    """Folded bytes (0 outside words), and where letters stand that are words by themselves."""
    data, folded = laid.data, np.frombuffer(bytearray(laid.raw.translate(_FOLDED)), np.uint8)
    multi = laid.at.compress(laid.kind >= LEAD)
    multi = multi.compress(_MULTI[data[multi]])
    if not len(multi):
        return folded, multi
    lead, second = data[multi], data[multi + 1]
    wide = ((lead == 0xE2) & (second >= 0x80) & (second <= 0xAF)) | ((lead == 0xE3) & (second == 0x80))
    wide |= (lead == 0xEF) & (second == 0xBC)
    sign = multi[wide | (lead == 0xC2)]
    folded[sign] = 0
    folded[sign + 1] = 0
    folded[multi[wide] + 2] = 0
    thai = (lead == 0xE0) & (second >= 0xB8) & (second <= 0xBB)
    return folded, multi[((lead >= 0xE3) & (lead <= 0xE9)) | thai]


def _spans(laid: Laid, folded: npt.NDArray[np.uint8], alone: Ints) -> tuple[Ints, Ints]:
    """Where words begin and end: between two bytes that are in none, and before letters that stand alone."""
    cuts = laid.at.compress(folded[laid.at] == 0)
    wide = np.flatnonzero(np.diff(cuts) > 1)
    starts, ends = cuts.take(wide) + 1, cuts.take(wide + 1)
    if len(alone):
        inner = alone[(folded[alone - 1] > 0) & (folded[alone] > 0)]
        starts, ends = (np.sort(np.concatenate([some, inner]), kind="stable") for some in (starts, ends))
    return starts, ends
