"""Wrappers are recognised, and articles that speak about them are not."""

from __future__ import annotations

import base64
import json
import quopri
from urllib.parse import quote

import pytest

from tests.pipeline.decode.read import one

STORY = """Fähre fährt wieder zu den äußeren Inseln

Die erste Fähre seit sechs Wochen verließ am Montag den Hafen, mit neunzig Fahrgästen und der Post an Bord.

„Wir haben auf diesen Tag gewartet“, sagte die Bürgermeisterin, die mit einer Kanne Kaffee auf dem Kai stand.
"""
PAGE = f"<html><head><title>x</title></head><body><p>{STORY}</p></body></html>"
MAIL = b"Subject: x\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(
    STORY.encode()
)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PAGE.encode(), "html"),
        (b"<!-- saved -->\n<!DOCTYPE html>\n" + PAGE.encode(), "html"),
        (("<p>" + "</p>\n<p>".join(STORY.split("\n\n")) + "</p>").encode(), "html"),
        (b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>', "xml"),
        (json.dumps({"title": "x", "body": STORY}).encode(), "json"),
        (json.dumps([{"title": "x", "body": STORY}], indent=1).encode(), "json"),
        ((json.dumps({"title": "x", "n": 2}) + "\n" + json.dumps({"title": "y", "n": 3}) + "\n").encode(), "json"),
        (MAIL, "mail"),
        (quopri.encodestring(STORY.encode()), "quoted-printable"),
        (base64.encodebytes(STORY.encode()), "base64"),
        (base64.b64encode(STORY.encode()), "base64"),
        (quote(STORY).encode(), "percent-encoded"),
        (STORY.encode("unicode_escape"), "escaped text"),
        (json.dumps(STORY)[1:-1].encode(), "escaped text"),
        (rb"{\rtf1\ansi\deff0 " + STORY.encode("cp1252", "replace") + b"}", "rtf"),
        (PAGE.encode("utf-16"), "html"),
    ],
)
def test_wrapped_text_is_no_prose(data, kind):
    ((code, detail),) = one(data).reasons
    assert (code, detail.split(":")[0]) == ("not_prose", kind)


@pytest.mark.parametrize(
    "text",
    [
        "Write <b>bold</b> or <i>italic</i> in the form, the manual says.\n\nThe rest of it is prose, and long.",
        "[Corrected] The ferry left at noon, the port authority said.\nIt came back at six.",
        "{Sic} is what the editor wrote beside the name.\nNobody asked why.",
        "Subject: what a letter begins with\nTo: whom it goes\n\nThat is how letters look, the teacher told the class.",
        "Discounts of 20%, 30% and 40% were seen; 50% of the shops took part, and 100% of buyers were glad.",
        "The path C:\\new\\table was wrong, the report said; it should have been C:\\old.",
        "x = 1, y = 2 and z = 3 solve it.\nThe teacher wrote a = b = c on the board, and the class was silent.",
        "<3 is a heart, the grandmother learned, and <-- is an arrow.\nShe used both in every message.",
        "Supercalifragilisticexpialidocious",
    ],
)
def test_articles_that_quote_or_resemble_a_wrapper_stay(text):
    assert not one(text.encode()).reasons
