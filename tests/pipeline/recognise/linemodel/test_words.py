"""Words as buckets."""

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.recognise.linemodel.line_bytes import Laid
from cleancopy.pipeline.recognise.linemodel.words import Words


def words(*lines):
    return Words(Laid(pa.array(lines, pa.string())))


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Two words", 2), ("one", 1), ("... !", 0), ("don't", 2), ("“Quoted” words—joined", 3), ("Ein Straßenfest", 2),
        ("тихий океан", 2), ("東京都", 3), ("กขค", 3), ("12.5 %", 2), ("a\u00a0b", 2), ("終わり。始まり", 6),
    ],
)  # fmt: skip
def test_words_are_counted(line, number):
    assert np.diff(words(line).first).tolist() == [number]


def test_a_word_has_its_bucket_wherever_it_stands():
    found = words("share this", "we share", "SHARE", "x" * 999 + " share").hashes
    assert len({found[0], found[3], found[4], found[6]}) == 1


def test_numbers_share_a_bucket_by_their_length():
    found = words("1999 2024 17").hashes
    assert found[0] == found[1] != found[2]


def test_lines_do_not_run_into_each_other():
    assert np.array_equal(words("one", "two").hashes, words("one two").hashes)


@given(st.lists(st.text("aZ9.- é東กー\u3000“", min_size=1, max_size=8), min_size=1, max_size=5))
def test_words_are_those_that_are_read_letter_by_letter(lines):
    found = words(*lines)
    sizes = [len(re.findall("[東กー][aZ9é]*|[aZ9é]+", line)) for line in lines]
    assert np.diff(found.first).tolist() == sizes
    together = [words(line).hashes for line in lines]
    assert np.array_equal(found.hashes, np.concatenate(together))


@pytest.mark.parametrize(("line", "number"), [("字" * 24, 24), ("字" * 26, 0), ("word " * 12, 12), ("word " * 13, 0)])
def test_only_short_lines_have_pairs_and_two_single_letters_make_a_word(line, number):
    assert words(line).pairs()[1].tolist() == [number]


def test_pairs_join_neighbours_within_a_short_line():
    pairs, sizes = words("read more", "read", "more here").pairs()
    assert sizes.tolist() == [2, 1, 2]
    assert pairs[0] == pairs[2]
    assert pairs[1] != pairs[3]
