"""What each profile makes of a line, and that nothing else changes."""

from __future__ import annotations

import hashlib
import json
import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.recipe import Recipe, Site
from cleancopy.pipeline.repair import repair
from cleancopy.pipeline.tidy import tidy
from tests.batches import batch_of, batch_of_lines, texts
from tests.kits import SEEDS, needs_seeds
from tests.pipeline.repair.broken import LINES_OF_TEXT, random_lines

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
PROFILES = ("standard", "preserve", "ascii")


def tidied(*lines: str, profile: str = "standard") -> list[str]:
    return texts(tidy(batch_of_lines(lines), Recipe(profile=profile)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“It’s „so‚ ‘new’”", "\"It's \"so' 'new'\""),
        ("«Non», dit-elle — ‹oui› – et", "«Non», dit-elle — ‹oui› – et"),
        ("7\u202f%\xa0of\u2009it\u3000all", "7 % of it all"),
        ("  two   spaces\t\tand  ends \xa0 ", "two spaces and ends"),
        ("wait…", "wait..."),
        ("the oﬃce ﬁnds ﬂoods", "the office finds floods"),
        ("soft\xadly, zero\u200bwidth, \ufeffmark", "softly, zerowidth, mark"),
        ("word\u2060join, fil\u3164ler", "wordjoin, filler"),
        ("Cafe\u0301 A\u030alesund", "Café Ålesund"),
        ("ＮＡＴＯ　２０２４，ﾄﾖﾀ，ｶﾞ", "NATO 2024，トヨタ，ガ"),
        ("「引用」、はい。（注）", "「引用」、はい。（注）"),
        ("10² m, ½, 3×4, −5, 6′ 2″", "10² m, ½, 3×4, −5, 6′ 2″"),
        ("می\u200cشود", "می\u200cشود"),
        ("क्\u200dष", "क्\u200dष"),
        ("par\u200cliament\u200d", "parliament"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f"),
        (f"{ENGLAND}!", f"{ENGLAND}!"),
        ("אומר C++\u200f היום", "אומר C++\u200f היום"),
        ("Latin\u200f only", "Latin only"),
        ("\ufff9base\ufffanote\ufffb text", "base text"),
        ("see https://example.org/L’Été…x?q=1&r=2 “now”", "see https://example.org/L’Été…x?q=1&r=2 \"now\""),
        ("“https://example.org/a” desk@example.org…", '"https://example.org/a" desk@example.org...'),
        ("a&\u200bamp;b", "a&b"),
        ("• item", "• item"),
    ],
)  # fmt: skip
def test_standard_makes_a_line_plain_and_keeps_what_means_something(before, after):
    assert tidied(before) == [after]


def test_preserve_takes_only_what_nobody_sees():
    line = " “It’s”\xa0so…  ﬁne\u200b\u202e — 7\u202f% "
    assert tidied(line, profile="preserve") == ["“It’s”\xa0so…  ﬁne — 7\u202f%"]


@pytest.mark.parametrize("hidden", ["\u2060", "\xad", "\u202a", "\ufeff"])
def test_a_character_that_shows_nothing_leaves_nothing_behind(hidden):
    for profile in ("preserve", "standard", "ascii"):
        assert tidied(f"a {hidden}b", f"{hidden}a {hidden} b", profile=profile)[0] == "a b"


def test_ascii_makes_dashes_and_guillemets_plain_too_but_no_letters():
    assert tidied("«Señor» — 5‑day – “naïve”, 10²", profile="ascii") == ['"Señor" -- 5-day - "naïve", 10²']


def test_a_site_may_have_a_profile_of_its_own():
    recipe = Recipe(sites={"b": Site(profile="preserve")})
    assert texts(tidy(batch_of(["“a”", "“b”", "“c”"], site=["a", "b", "c"]), recipe)) == ['"a"', "“b”", '"c"']


def test_the_text_before_stays_in_a_column_with_its_indent():
    batch = tidy(batch_of_lines(["    “four” spaces"]), Recipe())
    assert batch.lines.column("repaired").to_pylist() == ["    “four” spaces"]
    assert texts(batch) == ['"four" spaces']


@pytest.mark.parametrize(
    ("line", "code", "evidence"),
    [
        ("News." + "".join(chr(0xE0000 + ord(c)) for c in "obey me"), "hidden_text", "obey me"),
        ("News." + "".join(chr(0xE0100 + ord(c)) for c in "obey me"), "hidden_text", "obey me"),
        ("approved \u202eyb eht\u202c all", "bidi_controls", "2 characters removed"),
        ("B" + "\u0336\u0321\u034d" * 9 + "reaking", "mark_flood", "27 characters removed"),
    ],
)
def test_what_hides_in_a_line_is_taken_out_and_told(line, code, evidence):
    batch = tidy(batch_of_lines([line]), Recipe())
    assert [(w["code"], w["evidence"]) for w in batch.warnings.to_pylist()] == [(code, evidence)]
    assert texts(batch)[0].isascii()


def test_every_edit_is_counted_on_its_line():
    batch = tidy(batch_of_lines(["plain", "“a”  b…\u200b"]), Recipe())
    counts = {name: values for name, values in batch.lines.to_pydict().items() if name.startswith("edit_")}
    assert {k: v[1] for k, v in counts.items() if any(v)} == {
        "edit_quotes": 2, "edit_spaces": 1, "edit_ellipsis": 1, "edit_invisible": 1,
    }  # fmt: skip
    assert not any(v[0] for v in counts.values())


@pytest.mark.parametrize("profile", PROFILES)
def test_the_chain_is_idempotent_line_by_line(profile):
    seed = random.SystemRandom().randrange(1 << 32)
    recipe = Recipe(profile=profile)
    once = texts(tidy(repair(batch_of_lines(random_lines(6_000, seed)), recipe), recipe))
    twice = texts(tidy(repair(batch_of_lines(once), recipe), recipe))
    assert [(a, b) for a, b in zip(once, twice, strict=False) if a != b] == [], f"seed {seed}"
    assert len(once) == len(twice)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES_OF_TEXT, min_size=1, max_size=8), profile=st.sampled_from(PROFILES))
def test_the_chain_is_idempotent_and_composed_on_whatever_comes(lines, profile):
    recipe = Recipe(profile=profile)
    once = texts(tidy(repair(batch_of_lines(lines), recipe), recipe))
    assert texts(tidy(repair(batch_of_lines(once), recipe), recipe)) == once
    assert all(line == line.strip() for line in once)
    if profile != "preserve":
        assert all(unicodedata.is_normalized("NFC", line) and "  " not in line for line in once)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES_OF_TEXT, min_size=1, max_size=8))
def test_a_line_is_tidied_the_same_alone_and_in_company(lines):
    together = tidy(batch_of_lines(lines), Recipe())
    alone = [tidy(batch_of_lines([line]), Recipe()) for line in lines]
    assert together.lines.drop_columns(["doc"]).to_pylist() == [
        row for batch in alone for row in batch.lines.drop_columns(["doc"]).to_pylist()
    ]
    assert together.warnings.num_rows == sum(batch.warnings.num_rows for batch in alone)


@needs_seeds
def test_preserve_keeps_the_bodies_of_the_seeds_byte_for_byte():
    recipe = Recipe(profile="preserve")
    for doc in json.loads((SEEDS / "gold.json").read_text("utf-8"))["documents"]:
        batch = tidy(repair(batch_of([(SEEDS / doc["file"]).read_text("utf-8")]), recipe), recipe)
        body = "\n\n".join(texts(batch)[n - 1] for n in doc["body_line_numbers"])
        assert hashlib.sha256(body.encode()).hexdigest() == doc["body_sha256_utf8_paragraphs_joined_by_blank_line"]
