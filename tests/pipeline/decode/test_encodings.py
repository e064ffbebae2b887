"""Which encoding: right, or turned away with a reason; never other letters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path

import pytest

from cleancopy.pipeline.recipe import Recipe, Site
from tests.pipeline.decode.read import decoded, one

pytestmark = pytest.mark.slow

SENTENCES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))
PLAIN = str.maketrans({"“": '"', "”": '"', "’": "'", "—": "-", "«": '"', "»": '"', "„": '"'})


def written(text: str, encoding: str) -> tuple[str, bytes] | None:
    """A text and its bytes; quotes are made plain and Vietnamese tones written apart where the encoding asks it."""
    for attempt in (text, text.translate(PLAIN)):
        try:
            return attempt, attempt.encode(encoding)
        except UnicodeEncodeError:
            continue
    if encoding != "cp1258":
        return None
    return text, b"".join(_tone_apart(c) for c in text)


def _tone_apart(char: str) -> bytes:
    marks = unicodedata.normalize("NFD", char)
    for at in range(len(marks), 0, -1):
        base = unicodedata.normalize("NFC", marks[: at - 1] + marks[at:]) if at < len(marks) + 1 else char
        for apart in (char, base + marks[at - 1 : at]):
            try:
                return apart.encode("cp1258")
            except UnicodeEncodeError:
                continue
    raise AssertionError(char)


def tries() -> list[tuple[str, str, bytes]]:
    """(name, text, bytes): whole, cut down to a sentence, to a few words, in capitals, a sentence a line."""
    found = []
    for language, case in SENTENCES.items():
        sentences = re.split(r"(?<=[.。])\s*", case["text"])
        forms = {
            "whole": case["text"],
            "sentence": sentences[0],
            "words": case["text"][: len(case["text"]) // 4],
            "capitals": case["text"].upper(),
            "lines": "\n\n".join(sentences).strip(),
        }
        for encoding in case["encodings"]:
            for form, text in forms.items():
                pair = written(text, encoding)
                if pair:
                    found.append((f"{language} {encoding} {form}", *pair))
    return found


def test_legacy_code_pages_come_back_letter_by_letter_or_are_turned_away():
    cases = tries()
    read = decoded(*(data for _, _, data in cases))
    wrong = [
        name
        for (name, text, _), found in zip(cases, read, strict=True)
        if not found.reasons and unicodedata.normalize("NFC", found.text) != unicodedata.normalize("NFC", text)
    ]
    assert wrong == []
    doubted = [name for (name, _, _), found in zip(cases, read, strict=True) if found.reasons]
    assert {code for found in read for code in found.codes} <= {"encoding_uncertain"}
    assert len(doubted) < 0.06 * len(cases)
    assert len([name for name in doubted if name.endswith(("whole", "lines"))]) <= 4


@pytest.mark.parametrize("language", ["en", "ru", "zh", "ko", "ar"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""], ids=["mark", "no mark"])
def test_wide_encodings_are_known_by_their_mark_or_by_their_zero_bytes(language, encoding, mark):
    text = SENTENCES[language]["text"] + "\nSecond line 2026\n"
    found = one((mark + text).encode(encoding))
    assert (found.text, found.encoding) == (text.rstrip("\n"), encoding)
    assert found.basis == ("bom" if mark else "structure")


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("ja", "iso2022_jp"), ("ko", "iso2022_kr"), ("zh", "hz"), ("de", "utf-7"), ("ru", "utf-7")],
)
def test_encodings_that_are_valid_ascii_are_seen_through(language, encoding):
    text = SENTENCES[language]["text"] + "\nline two"
    found = one(text.encode(encoding))
    assert (found.text, found.encoding, found.basis) == (text, encoding, "structure")


def test_utf_7_that_ends_in_the_middle_of_a_coded_run_keeps_its_last_letters_in_their_line():
    text = SENTENCES["ru"]["text"] + " \nвторая строка"
    data = text.encode("utf-7").removesuffix(b"-")
    assert (one(data).lines, one(data).encoding) == (text.splitlines(), "utf-7")


@pytest.mark.parametrize(
    "text",
    [
        "The C+AA- class, the Google+ page and 2+2=4 stand in this sentence.",
        "In ~{braces~} and ~{tildes we trust, the programmer wrote.",
        "He typed +1-555-0100 into the phone, and +- into the field.",
        "A terminal says \x1b[31mred\x1b[0m and \x1b(B in its logs, which is no Japanese.",
    ],
)
def test_ascii_that_looks_a_bit_like_an_escape_stays_ascii(text):
    found = one(text.encode())
    assert (found.text, found.encoding, found.basis) == (text, "utf-8", "utf8")


GERMAN = SENTENCES["de"]["text"]


def test_a_byte_order_mark_belongs_to_the_raw_bytes_of_line_one_and_to_no_text():
    found = one(b"\xef\xbb\xbfTitle\n\xef\xbb\xbfA \xef\xbb\xbfsecond line.\n")
    assert found.raw[0] == b"\xef\xbb\xbfTitle\n"
    assert found.lines == ["Title", "A second line."]
    assert found.edits == {"mark": 2}


def test_the_site_says_what_bytes_mean_that_are_no_utf8():
    data = "Praam väljub õhtul.".encode("cp775")
    assert one(data, recipe=Recipe(sites={"site": Site(encoding="cp775")})).text == "Praam väljub õhtul."
    assert one(data, recipe=Recipe(sites={"site": Site(encoding="cp775")})).basis == "site"
    assert one(data, hint="cp775").text == "Praam väljub õhtul."


def test_a_sidecar_does_not_turn_utf8_into_mojibake():
    found = one(GERMAN.encode(), hint="cp1252")
    assert (found.text, found.basis) == (GERMAN, "utf8")


def test_an_encoding_that_cannot_be_what_was_stated_is_noted():
    found = one(GERMAN.encode("cp1252"), hint="shift_jis")
    assert (found.text, found.warnings) == (GERMAN, ["encoding_not_as_stated"])
    assert one(GERMAN.encode("cp1252"), hint="no such encoding").text == GERMAN
    assert one(GERMAN.encode("cp1252"), hint="zlib").text == GERMAN


def test_a_doubt_shows_both_readings():
    reason = one("Prst skrz krk: ľ.".encode("cp1250")).reasons
    assert not reason or reason[0][0] == "encoding_uncertain"
    code, detail = one(b"x \xb5\xb9\xe8 y\n").reasons[0]
    assert code == "encoding_uncertain" and "reads" in detail


def test_a_character_set_that_no_codec_reads_is_said_and_not_published():
    assert one(b"Title\n\x1b$)A\x0e=q\x0f\nA line.\n").codes == ["encoding_uncertain"]
