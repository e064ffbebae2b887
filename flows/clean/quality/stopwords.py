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

_SCREEN_BITS = 16


def stop_word_signals(words: Words, languages: Any) -> dict[str, npt.NDArray[Any]]:
    """`english_stop_words` (how many of `GOPHER` occur) and `stop_word_share` (NaN for a language without a list)."""
    screen, hashes, members, gopher = _lists()
    hit = np.flatnonzero(screen[(words.hashes >> np.uint64(64 - _SCREEN_BITS)).astype(np.int64)])
    place = np.minimum(np.searchsorted(hashes, words.hashes[hit]), len(hashes) - 1)
    right = hashes[place] == words.hashes[hit]
    hit, place = hit[right], place[right]
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
def _lists() -> tuple[npt.NDArray[np.bool_], Hashes, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(which hash prefixes occur, sorted hashes, languages of each as bits, places of the words of `GOPHER`)."""
    members: dict[int, int] = {}
    for bit, listed in enumerate(_tables().values()):
        for key in hash_of([" ".join(listed)]).tolist():
            members[key] = members.get(key, 0) | 1 << bit
    gopher = hash_of(GOPHER)
    for key in gopher.tolist():
        members.setdefault(key, 0)
    hashes = np.array(sorted(members), np.uint64)
    screen = np.zeros(1 << _SCREEN_BITS, np.bool_)
    screen[(hashes >> np.uint64(64 - _SCREEN_BITS)).astype(np.int64)] = True
    bits = np.array([members[key] for key in hashes.tolist()], np.int64)
    return screen, hashes, bits, np.searchsorted(hashes, gopher)
