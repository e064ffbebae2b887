"""The screen in front of the typography: a line it holds back would have come out as it is."""

from __future__ import annotations

import random
import re
import sys
from unicodedata import combining, normalize

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.tidy.chars import KINDS
from cleancopy.pipeline.tidy.compose import unstable
from cleancopy.pipeline.tidy.seen import FEW, confirmed, may_change, odd_rows
from cleancopy.pipeline.tidy.stage import _chain, _rounds
from tests.pipeline.repair.broken import LINES_OF_TEXT, random_lines

PROFILES = ("standard", "ascii", "preserve")
SPACED = st.text(" \t\xa0a“é\u0301\u200b:/", max_size=12)


def missed(lines: list[str], profile: str) -> list[str]:
    """Lines that change when all of them are tidied, every one taken for odd, and that the screen holds back."""
    text = pa.array(lines, pa.string())
    change, odd = may_change(text, profile)
    assert np.flatnonzero(odd).tolist() == odd_rows(text).tolist()
    every = np.arange(len(text))
    assert set(confirmed(text, every).tolist()) <= set(np.flatnonzero(odd).tolist())
    counts, hidden = np.zeros((len(KINDS), len(text)), np.int32), {}
    tidied = _rounds(text, confirmed(text, every), profile, every, counts, hidden)
    touched = (counts.sum(axis=0) > 0) | np.isin(every, list(hidden))
    return [
        before
        for before, after, goes, seen in zip(lines, tidied.to_pylist(), change, touched, strict=True)
        if not goes and (seen or before != after)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_no_character_that_changes_is_held_back(profile):
    every = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000 and c not in (10, 13)]
    assert missed([f"a{c}b" for c in every], profile) == []
    assert missed([c * 9 for c in every if c > "\x7f"], profile) == []


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES_OF_TEXT | SPACED, min_size=1, max_size=20))
def test_no_line_that_changes_is_held_back(profile, lines):
    assert missed(lines, profile) == []


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES_OF_TEXT | SPACED, min_size=1, max_size=6))
def test_a_line_is_tidied_the_same_among_few_and_among_many(profile, lines):
    def tidied(lines: list[str]) -> list[tuple[object, ...]]:
        counts, hidden = np.zeros((len(KINDS), len(lines)), np.int32), {}
        text = _chain(pa.array(lines, pa.string()), profile, np.arange(len(lines)), counts, hidden)
        return [(line, tuple(counts[:, k]), tuple(hidden.get(k, ()))) for k, line in enumerate(text.to_pylist())]

    times = 2 * FEW
    assert tidied(lines * times) == tidied(lines) * times


@pytest.mark.slow
def test_no_line_that_changes_is_held_back_among_many_with_a_fresh_seed():
    seed = random.SystemRandom().randrange(1 << 32)
    assert missed(random_lines(10_000, seed), "standard") == [], f"seed {seed}"


def test_what_may_compose_is_known_for_all_planes():
    """The pattern leaves out ideographs and syllables; nothing in them may change or move."""
    listed = re.compile(re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: re.escape(chr(int(m[1], 16))), unstable()))
    every = [chr(c) for c in range(0xA0, sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]
    assert not [c for c in every if normalize("NFC", c) != c and not listed.search(c)]
    assert not [c for c in every if combining(c) and not listed.search(c + c)]
