"""What the net is told of a line."""

import numpy as np
import pyarrow as pa
import pytest

from cleancopy.pipeline.recognise.linemodel.features import COLUMN, NAMES
from cleancopy.pipeline.recognise.linemodel.lines import Lines


def features(*lines):
    blank = np.array([not line.strip() for line in lines])
    return Lines.of(pa.array(lines), blank, np.zeros(len(lines), np.int32), None).features


@pytest.mark.parametrize(
    ("line", "name", "said"),
    [
        ("A sentence of six words here.", "sentence", True), ("Six words and no full stop", "sentence", False),
        ("Ein Satz endet so.“", "ends_quote", True), ("这是一句话。", "ends_stop", True),
        ("यह एक वाक्य है।", "ends_stop", True),
        ("Read more…", "ends_dots", True), ("Read more...", "ends_dots", True), ("سؤال؟", "ends_mark", True),
        ("• an item", "starts_bullet", True), ("- an item", "starts_bullet", True), ("3. third", "numbered", True),
        ("12) twelfth", "numbered", True), ("3 pigs", "numbered", False), ("“Quote", "starts_quote", True),
        ("in 2024", "year", True), ("in 1066", "year", False), ("+ | +", "sign_alone", True),
        ("Öffnung", "starts_other_script", True),
    ],
)  # fmt: skip
def test_a_line_is_seen_as_it_looks(line, name, said):
    assert features(line)[0, COLUMN[name]] == (64 if said else 0)


def test_indent_and_trailing_blanks_do_not_hide_the_ends():
    plain, padded = features("A line.")[0], features("\t   A line.  ")[0]
    for name in NAMES:
        if name != "indent":
            assert plain[COLUMN[name]] == padded[COLUMN[name]], name
    assert padded[COLUMN["indent"]] > 0


def test_blank_neighbours_and_repeats_are_seen():
    seen = features("Menu", "", "A line of its own", "", "", "Menu")
    assert seen[:, COLUMN["blank_before"]].tolist() == [96, 32, 64]
    assert seen[:, COLUMN["repeats_above"]].tolist() == [0, 0, 64]
    assert seen[0, COLUMN["repeats"]] > 0 == seen[1, COLUMN["repeats"]]


def test_features_stay_in_their_range():
    seen = features(*["word " * 9000, "!" * 40000, "1", "字" * 3000, "a " * 20000])
    assert seen.min() >= 0
    assert seen.max() <= 128


def test_letters_of_wide_scripts_count_by_what_they_say():
    latin, han, greek = features("twelve letters", "十二个字母在这里", "δώδεκα γράμμα")
    assert abs(int(latin[COLUMN["length"]]) - int(han[COLUMN["length"]])) <= 4
    assert abs(int(latin[COLUMN["length"]]) - int(greek[COLUMN["length"]])) <= 4
    assert features("体育新闻")[0, COLUMN["words"]] == features("sport news")[0, COLUMN["words"]]
