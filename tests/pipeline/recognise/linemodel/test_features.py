"""What the net is told of a line."""

import numpy as np
import pyarrow as pa
import pytest

from cleancopy.pipeline.recognise.linemodel.features import COLUMN, NAMES
from cleancopy.pipeline.recognise.linemodel.lines import Lines
from cleancopy.pipeline.recognise.linemodel.words import BUCKET_BITS


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
        ("Öffnung", "starts_upper", True), ("Öffnung", "starts_other_script", False), ("żółw", "starts_lower", True),
        ("Она", "starts_upper", True), ("она", "starts_lower", True), ("Έκθεση", "starts_upper", True),
        ("東京", "starts_other_script", True), ("हिन्दी", "starts_other_script", True), ("× 3", "starts_upper", False),
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


@pytest.mark.parametrize(
    ("line", "stops", "commas", "sentences"),
    [
        ("这是一句话。", 1, 0, 1), ("这是一句话。这是第二句，对吗？是的！", 3, 1, 3), ("只是标题", 0, 0, 0),
        ("यह एक वाक्य है। यह दूसरा है।", 2, 0, 2), ("هذا سؤال؟ نعم، هذا جواب.", 2, 1, 2), ("One. Two, three.", 2, 1, 2),
    ],
)  # fmt: skip
def test_sentences_are_counted_in_every_script(line, stops, commas, sentences):
    latin = features("a", "a.", "a. B.", "A. B. C.", "a,")
    for name, number in (("stops", stops), ("sentences", sentences)):
        assert features(line)[0, COLUMN[name]] == latin[number, COLUMN[name]], name
    assert features(line)[0, COLUMN["commas"]] == latin[4 if commas else 0, COLUMN["commas"]]


@pytest.mark.parametrize(
    ("line", "share"),
    [("ALL CAPITALS", 128), ("Οι Έλληνες", 128), ("Владимир идёт", 64), ("тихий океан", 0), ("東京都", 0)],
)
def test_capitals_are_seen_where_a_script_has_them(line, share):
    assert features(line)[0, COLUMN["capital_words"]] == share


PAGE = (
    "Harbour fire destroys old fish hall :: Local news",
    "Local news",
    "Weather turns cold in the north",
    "Harbour fire destroys old fish hall",
    "A fire in the harbour has destroyed the fish hall, the brigade said, and nobody was hurt in it.",
)


def titled(*lines):
    blank = np.array([not line.strip() for line in lines])
    rarity = np.full(1 << BUCKET_BITS, 60)
    return Lines.of(pa.array(lines), blank, np.zeros(len(lines), np.int32), rarity).features


def test_the_line_that_says_the_pages_title_again_is_its_headline():
    seen = titled(*PAGE)
    assert np.flatnonzero(seen[:, COLUMN["below_headline"]] == 0).tolist() == [3]
    assert seen[0, COLUMN["in_title"]] == seen[0, COLUMN["of_title"]] == 0, "the first line is no repetition of itself"


def test_distance_to_the_headline_is_told_above_and_below():
    seen = titled(*PAGE)
    assert seen[4, COLUMN["below_headline"]] < seen[0, COLUMN["above_headline"]] < 128
    assert seen[4, COLUMN["above_headline"]] == 128 == seen[0, COLUMN["below_headline"]]


def test_a_menu_entry_within_the_title_is_no_headline():
    seen = titled(*PAGE)
    assert seen[1, COLUMN["in_title"]] == 128
    assert seen[1, COLUMN["below_headline"]] == 128


def test_a_page_whose_title_is_not_repeated_has_no_headline():
    seen = titled(*(line for line in PAGE if line != PAGE[3]))
    assert (seen[:, [COLUMN["below_headline"], COLUMN["above_headline"]]] == 128).all()
