"""What the repair makes of broken lines, and what it leaves alone."""

from __future__ import annotations

from codecs import charmap_encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.repair import repair
from cleancopy.pipeline.repair.codecs import _pages
from tests.batches import batch_of, batch_of_lines, texts
from tests.pipeline.repair.broken import LINES_OF_TEXT

RECIPE = Recipe()


def repaired(*documents: str) -> list[str]:
    return texts(repair(batch_of(documents), RECIPE))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("хорошо".encode().decode("latin-1"), "хорошо"),
        ("Das war schÃ¶n.", "Das war schön."),
        ("Itâ€™s over", "It’s over"),
        ("A \x93deal\x94 isn\x92t done\x85", "A “deal” isn’t done…"),
        ("SÃO PAULO, L'ÂGE D'OR, CHÂTEAU", "SÃO PAULO, L'ÂGE D'OR, CHÂTEAU"),
        ("the lab\u03b2\x80\x94late again", "the lab—late again"),
        ("\u0e50\x9f\x9b\xa0\u0e4f\u0e18\x8f six tools", "🛠\ufe0f six tools"),
        ("bread &amp; butter&rsquo;s price", "bread & butter’s price"),
        ("it&amp;rsquo;s bread &amp;amp; butter", "it’s bread & butter"),
        ("the firm AT&amp;amp;T", "the firm AT&T"),
        ("in HTML one writes &amp; for an ampersand", "in HTML one writes &amp; for an ampersand"),
        ("in HTML one writes &amp; &ndash; caf&eacute;", "in HTML one writes &amp; – café"),
        ("bread &amp;#38;amp;amp; butter", "bread & butter"),
        ("if x < 3 then A&amp;B", "if x < 3 then A&B"),
        ("<p>A&amp;B</p>", "<p>A&amp;B</p>"),
        ("20 &#146;s &#150; old", "20 ’s – old"),
        ("https://example.org/?a=1&copy=2", "https://example.org/?a=1&copy=2"),
        ("The \x1b[31mred\x1b[0m door", "The red door"),
        ("\x1b]0;a title\x07The door", "The door"),
        ("coun\x00cil\x7f met\x08", "council met"),
        ("no \ufdd0\ufffe\U0001ffffcharacters", "no characters"),
        ("10² m, ½, 3×4", "10² m, ½, 3×4"),
    ],
)
def test_a_line_comes_out_as_it_was_meant(before, after):
    assert texts(repair(batch_of_lines([before]), RECIPE)) == [after]


@pytest.mark.parametrize("page", ["mac_roman", "cp1256", "koi8_r", "cp866", "cp874", "mac_cyrillic"])
@pytest.mark.parametrize(
    "text", ["Мост через реку откроют в мае.", "أعلنت البلدية افتتاح الجسر", "Η γέφυρα άνοιξε πάλι"]
)
def test_utf8_read_in_a_code_page_unknown_to_ftfy_is_undone_or_flagged(page, text):
    try:
        broken = text.encode().decode(page)
    except UnicodeDecodeError:
        pytest.skip("this code page leaves a hole in this text")
    assert repaired(broken) == [text]


@pytest.mark.parametrize(
    "text", ["Москва — столица", "Ελλάδα «νέα»", "ﻣﺮﺣﺒﺎ بالعالم", "שלום עולם", "日本語の文章", "Ÿ‡œ±"]
)
def test_honest_text_in_any_script_is_not_undone(text):
    assert repaired(f"{text} {text}") == [f"{text} {text}"]


@pytest.mark.parametrize("end", ["\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\u2028", "\u2029", "&#10;"])
def test_a_line_end_of_another_kind_cuts_the_row_and_the_bytes_stay_on_the_first_part(end):
    line = f"Bridge opens again{end}{end}The council met.{end}It rained."
    batch = repair(batch_of_lines([line]), RECIPE)
    assert texts(batch) == ["Bridge opens again", "", "The council met.", "It rained."]
    rows = batch.lines.to_pylist()
    assert [r["part"] for r in rows] == [1, 2, 3, 4]
    assert [r["raw"] for r in rows] == [line.encode(), b"", b"", b""]
    assert {r["line_no"] for r in rows} == {1}


@pytest.mark.parametrize("end", ["\x85", "\x0b", "\x0c", "\u2028"])
def test_a_line_end_inside_a_sentence_is_a_space(end):
    assert repaired(f"the repairs to the{end}old bridge") == ["the repairs to the old bridge"]


def test_nel_after_an_accented_word_is_a_line_end_where_nel_ends_lines():
    assert repaired("Un soir\x85Le café\x85\x85Une fin") == ["Un soir", "Le café", "", "Une fin"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("M\ufffdst \ufffdber d\ufffdn Fl\ufffdss", "characters_lost"),
        ("?????? ?? ????? ????? ????\n???? ??? ?????", "characters_lost"),
        ("Le pr?fet a d?j? re?u l'?quipe r?gionale.", "characters_lost"),
        ("He called it \xe2a final offer\xe2 and \xe2not a threat\xe2, \xe2 twice.", "mojibake_unrepaired"),
    ],
)
def test_what_cannot_be_repaired_turns_the_document_away(document, code):
    assert repair(batch_of([document]), RECIPE).reasons.column("code").to_pylist() == [code]


def test_one_lost_character_in_a_long_text_is_a_warning():
    batch = repair(batch_of(["The council met on Tuesday to talk about the caf\ufffd by the river. " * 9]), RECIPE)
    assert batch.reasons.num_rows == 0 or batch.warnings.num_rows == 0
    batch = repair(batch_of(["A long report. " * 90 + "The caf\ufffd is open."]), RECIPE)
    assert batch.warnings.column("code").to_pylist() == ["replacement_character"]


@pytest.mark.parametrize("text", ["Who? What? Where?", "See https://example.org/a?b=1&c=2?d", "Really?? Yes.", "¿Qué?"])
def test_honest_question_marks_are_no_loss(text):
    assert repair(batch_of([text]), RECIPE).reasons.num_rows == 0


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents=st.lists(st.lists(LINES_OF_TEXT, max_size=4).map("\n".join), min_size=1, max_size=5))
def test_a_document_is_repaired_the_same_alone_and_in_company(documents):
    together = repair(batch_of(documents), RECIPE).lines.drop_columns("doc").to_pylist()
    alone = [row for d in documents for row in repair(batch_of([d]), RECIPE).lines.drop_columns("doc").to_pylist()]
    assert together == alone


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=st.text(max_size=60).map(lambda s: s.encode("utf-8", "replace").decode()))
def test_no_control_character_survives_and_the_bytes_are_all_there(document):
    batch = repair(batch_of([document]), RECIPE)
    assert b"".join(batch.lines.column("raw").to_pylist()) == document.encode()
    assert not any((c < " " and c != "\t") or "\x7f" <= c <= "\x9f" for text in texts(batch) for c in text)


def test_a_code_page_is_undone_by_its_table_as_by_its_inverse():
    for page in _pages():
        for char, byte in page.to_byte.items():
            assert charmap_encode(char, "strict", page.as_bytes)[0] == bytes([byte])


@given(
    st.lists(st.sampled_from(["plain", "two\x0clines", "a\u2028b\x0cC", "\x0c", "", "x\x1d", "caf\u00e9"]), max_size=12)
)
def test_cut_rows_keep_their_bytes_once_and_their_parts_in_order(lines):
    document = "\n".join(lines)
    cut = repair(batch_of([document, document]), Recipe()).lines
    alone = repair(batch_of([document]), Recipe()).lines
    assert b"".join(cut.column("raw").to_pylist()) == 2 * document.encode()
    assert cut.drop("doc").slice(0, alone.num_rows).equals(alone.drop("doc"))
    for row in alone.to_pylist():
        assert row["part"] == 1 or row["raw"] == b""
    parts = alone.column("part").to_pylist()
    assert all(part == 1 or part == before + 1 for before, part in zip([0, *parts], parts, strict=False))
