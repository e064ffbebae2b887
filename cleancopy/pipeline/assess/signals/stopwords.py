"""Function words: how many of a text's words are the small words of its language."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.lore.data import data_of
from cleancopy.pipeline.scan.repeats import leading
from cleancopy.pipeline.scan.segments import segment_or, segment_sum
from cleancopy.pipeline.words import read, words
from cleancopy.pipeline.words.words import LEADING, Hashes, Words, hash_of

GOPHER = ("the", "be", "to", "of", "and", "that", "have", "with")
"""The eight words of which Gopher (Rae et al. 2021) wants two in an English text."""

HAN = frozenset(("ja", "zh"))
"""Languages whose lists are in Han and kana."""


def stop_word_signals(words: Words, languages: Any) -> dict[str, npt.NDArray[Any]]:
    """`english_stop_words` (how many of `GOPHER` occur) and `stop_word_share` (NaN for a language without a list)."""
    first, hashes, members, gopher = _lists(not HAN.isdisjoint(languages))
    guess = first.take(words.leading, mode="clip")
    hit = np.flatnonzero(guess >= 0)
    place, sought = guess[hit].astype(np.int64), words.hashes[hit]
    wrong = np.flatnonzero(hashes[place] != sought)
    other = wrong[hashes[place[wrong]] < sought[wrong]]
    while len(other):  # the hashes with one beginning are side by side
        place[other] += 1
        other = other[hashes[place[other]] < sought[other]]
    place[wrong[hashes[place[wrong]] != sought[wrong]]] = len(hashes) - 1  # of no list
    bounds = np.searchsorted(hit, words.bounds)
    codes = {code: bit for bit, code in enumerate(_tables())}
    wanted = np.array([1 << codes[code] if code in codes else 0 for code in languages], np.int64)
    found = segment_sum((members[place] & np.repeat(wanted, np.diff(bounds))) > 0, bounds)
    share = found / np.maximum(np.diff(words.bounds), 1)
    present = np.bitwise_count(segment_or(gopher[place], bounds)).astype(np.int64)
    return {"english_stop_words": present, "stop_word_share": np.where(wanted > 0, share, np.nan)}


def function_words(language: str | None) -> tuple[str, ...]:
    """The function words of a language, none for one without a list."""
    return _tables().get(language or "", ())


@cache
def _tables() -> dict[str, tuple[str, ...]]:
    """The lists, by language."""
    said = data_of(__package__, "stopwords.toml")
    return {code: tuple(listed.split()) for code, listed in said["stop_words"].items()}


@cache
def _lists(han: bool) -> tuple[npt.NDArray[np.int32], Hashes, npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """(place of the first hash with given leading bits or -1, hashes in order, the languages of each as bits, which of
    `GOPHER` each is as a bit). The last hash is above all others, and no word's. The lists in Han and kana only count
    when asked for: to read them takes 40 ms, for a large table of characters.
    """
    members: dict[int, int] = {}
    listed = words(
        read(pa.array(["" if code in HAN and not han else " ".join(one) for code, one in _tables().items()]))
    )
    owner = np.repeat(np.arange(len(listed.bounds) - 1), np.diff(listed.bounds))
    for bit, key in zip(owner.tolist(), listed.hashes.tolist(), strict=True):
        members[key] = members.get(key, 0) | 1 << bit
    gopher = hash_of(GOPHER).tolist()
    for key in gopher:
        members.setdefault(key, 0)
    members[(1 << 64) - 1] = 0
    hashes = np.array(sorted(members), np.uint64)
    begins = leading(hashes, LEADING)
    first = np.full(1 << LEADING, -1, np.int32)
    first[begins[::-1]] = np.arange(len(hashes), dtype=np.int32)[::-1]
    bits = np.array([members[key] for key in hashes.tolist()], np.int64)
    which = np.array([1 << gopher.index(key) if key in gopher else 0 for key in hashes.tolist()], np.uint8)
    return first, hashes, bits, which
