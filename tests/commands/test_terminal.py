"""Nothing from data or file names steers a terminal."""

import json

import pytest

from cleancopy.show.terminal import print_json, safe, safe_block


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – “text” żółć 漢字", "plain – “text” żółć 漢字"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\x9bm", "a\\x9bm"),
        ("tab\tand\nline\rend", "tab\\tand\\nline\\rend"),
        ("abc\u202edcb", "abc\\u{202e}dcb"),
        ("zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"),
        ("lone \udc80", "lone \\u{dc80}"),
        ("tag \U000e0041", "tag \\u{e0041}"),
        ("bell \x07 del \x7f", "bell \\x07 del \\x7f"),
    ],
)
def test_what_steers_or_hides_is_written_out(text, shown):
    assert safe(text) == shown


def test_a_block_keeps_its_lines():
    assert safe_block("one\ntwo\tthree\x1b") == "one\ntwo\tthree\\x1b"


def test_markup_in_data_is_no_markup():
    assert safe("[bold]not bold[/bold]") == "[bold]not bold[/bold]"


def test_json_is_safe_to_show_and_reads_back(capsys):
    value = {"text": "\x1b[31m\x9b \u202e \u2028 漢 \udc80", "raw": b"\x00\xff"}
    print_json(value)
    shown = capsys.readouterr().out
    assert not any(character in shown for character in "\x1b\x9b\u202e\u2028\udc80")
    assert json.loads(shown)["text"] == value["text"]
    assert json.loads(shown)["raw"] == "AP8="
