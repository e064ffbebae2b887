"""Function words: how many of a text's words are the small words of its language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.clean.sentences.words import Hashes, Words, hash_of
from flows.clean.table import segment_any, segment_sum

GOPHER = ("the", "be", "to", "of", "and", "that", "have", "with")
"""The eight words of which Gopher (Rae et al. 2021) wants two in an English text."""

_BITS = 16
"""Leading bits of a hash by which it is looked up."""


def stop_word_signals(words: Words, languages: Any) -> dict[str, npt.NDArray[Any]]:
    """`english_stop_words` (how many of `GOPHER` occur) and `stop_word_share` (NaN for a language without a list)."""
    first, most, hashes, members, gopher = _lists()
    guess = first[(words.hashes >> np.uint64(64 - _BITS)).astype(np.int64)]
    hit = np.flatnonzero(guess >= 0)
    guess, wanted_hashes = guess[hit].astype(np.int64), words.hashes[hit]
    place = np.full(len(hit), -1)
    for step in range(most):  # the hashes with one beginning stand side by side
        there = np.minimum(guess + step, len(hashes) - 1)
        place = np.where(hashes[there] == wanted_hashes, there, place)
    hit, place = hit[place >= 0], place[place >= 0]
    bounds = np.searchsorted(hit, words.bounds)
    codes = {code: bit for bit, code in enumerate(_tables())}
    wanted = np.array([1 << codes[code] if code in codes else 0 for code in languages], np.int64)
    found = segment_sum((members[place] & np.repeat(wanted, np.diff(bounds))) > 0, bounds)
    share = found / np.maximum(np.diff(words.bounds), 1)
    present = np.zeros(len(wanted), np.int64)
    for word in gopher:
        present += segment_any(place == word, bounds)
    return {"english_stop_words": present, "stop_word_share": np.where(wanted > 0, share, np.nan)}


def function_words(language: str | None) -> tuple[str, ...]:
    """The function words of a language, none for one without a list."""
    return _tables().get(language or "", ())


@cache
def _tables() -> dict[str, tuple[str, ...]]:
    """The lists, by language."""
    said = tomllib.loads(resources.files(__package__).joinpath("stopwords.toml").read_text("utf-8"))
    return {code: tuple(listed.split()) for code, listed in said["stop_words"].items()}


@cache
def _lists() -> tuple[npt.NDArray[np.int32], int, Hashes, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(place of the first hash with given leading bits or -1, how many share them at most, hashes in order, the
    languages of each as bits, places of the words of `GOPHER`).
    """
    members: dict[int, int] = {}
    for bit, listed in enumerate(_tables().values()):
        for key in hash_of([" ".join(listed)]).tolist():
            members[key] = members.get(key, 0) | 1 << bit
    gopher = hash_of(GOPHER)
    for key in gopher.tolist():
        members.setdefault(key, 0)
    hashes = np.array(sorted(members), np.uint64)
    leading = (hashes >> np.uint64(64 - _BITS)).astype(np.int64)
    first = np.full(1 << _BITS, -1, np.int32)
    first[leading[::-1]] = np.arange(len(hashes), dtype=np.int32)[::-1]
    bits = np.array([members[key] for key in hashes.tolist()], np.int64)
    return first, int(np.bincount(leading).max()), hashes, bits, np.searchsorted(hashes, gopher)
