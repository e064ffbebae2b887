"""Broken UTF-8, mixed encodings, cut files, binaries: mended where that is certain, turned away where it is not."""

from __future__ import annotations

import pytest

from tests.pipeline.decode.read import one

STORY = "The ferry left the harbour at noon, as the crew had promised.\nVoici l’été où tout a été réparé.\n"


@pytest.mark.parametrize(
    "span", [b"\xc0\xaf", b"\x80\xbf\x9f", b"\xfe\xff\xfe", b"\xed\xb0\x80", b"\xe2\x82", b"\xf4\x90\x80\x80"]
)
def test_bytes_that_mean_nothing_are_left_out_and_noted(span):
    found = one(STORY.encode() + b"One " + span + b" two.\n")
    assert found.text == STORY + "One  two."
    assert (found.warnings, found.edits) == (["undecodable_bytes"], {"undecodable": 1})


def test_a_letter_lost_inside_a_word_is_no_small_matter():
    assert one(STORY.encode() + b"One tw\xfe\xff\xfeo three.\n").codes == ["encoding_uncertain"]


def test_quotes_and_letters_of_cp1252_pasted_into_utf8_are_read():
    found = one(STORY.encode() + b"She said " + b"\x93we can\x92t wait\x94 \x97 l\x92\xe9t\xe9 d\xe9j\xc3\xa0.\n")
    assert found.lines[-1] == "She said “we can’t wait” — l’été déjà."
    assert found.warnings == ["mixed_encodings"]
    assert found.edits == {"charset": 7}


def test_lines_in_another_encoding_are_read_each_in_its_own():
    head = "Les élèves ont fêté la réouverture de la bibliothèque, fermée depuis l'été.\n"
    found = one(head.encode("cp1252") + STORY.encode())
    assert found.text + "\n" == head + STORY
    assert (found.encoding, found.edits, found.warnings) == ("utf-8", {"charset": 1}, ["mixed_encodings"])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (STORY.encode()[:-2] + b"\xd0", STORY[:-2]),
        (b"\x82\xac" + STORY.encode(), STORY.rstrip("\n")),
        (b"\xa9" + STORY.encode(), STORY.rstrip("\n")),
        (STORY.encode("utf-16")[:-1], STORY.rstrip("\n")),
        ("図書館は一晩中開いていた。".encode("iso2022_jp")[:-4], "図書館は一晩中開いていた"),
        (
            "图书馆整夜开放，疲惫的旅客借到了书和毯子，还喝了热汤。".encode("gb18030")[:-1],
            "图书馆整夜开放，疲惫的旅客借到了书和毯子，还喝了热汤",
        ),
    ],
    ids=["tail", "head", "head of one byte", "odd", "coded tail", "multi-byte tail"],
)
def test_a_character_cut_at_the_end_of_the_file_goes_with_a_warning(data, text):
    found = one(data)
    assert found.text.rstrip("\n") == text
    assert found.warnings == ["truncated"]
    assert found.edits == {"cut_character": 1}
    assert b"".join(found.raw) == data


def test_nuls_are_taken_out_of_words_and_counted():
    found = one(b"The coun\0cil met.\nA line\0\0\0.\n")
    assert (found.lines, found.edits) == (["The council met.", "A line."], {"nul": 2})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"),
        (b"GIF89a\x01\0\x01\0\x80", "gif"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"PK\x03\x04\x14\0\0\0", "zip"),
        (b"%PDF-1.7\n1 0 obj\n", "pdf"),
        (b"\x7fELF\x02\x01\x01", "elf"),
        (b"\0\0\0\x18ftypmp42", "mp4"),
        (b"\x80\x04\x95\x10\0\0\0\0\0\0\0}.", "pickle"),
        (b"SQLite format 3\0\x10", "sqlite"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "ole2"),
        (bytes((i * 197 + i * i * 31) % 251 for i in range(3000)), "binary"),
        (b"Some words first.\n" + bytes(range(256)) * 8, "binary"),
    ],
)
def test_binaries_are_known_by_their_content(data, kind):
    ((code, detail),) = one(data).reasons
    assert code == "not_text" and kind in detail


@pytest.mark.parametrize("opening", ["GIF89a", "BZh9", "MZ", "PAR1", "BM", "PK", "ID3", "Rar!"])
def test_an_article_may_open_with_letters_that_binaries_open_with(opening):
    assert not one(f"{opening} is what the file begins with, the lecturer said on Monday.\n".encode()).reasons


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b" \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe2\x80\x8b\xe2\x81\xa0\xef\xbb\xbf", b"\0\0\0"]
)
def test_what_shows_nothing_is_empty(data):
    assert one(data).codes in (["empty"], ["not_text"])
