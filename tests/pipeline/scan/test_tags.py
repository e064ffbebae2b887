"""Pages whose tags would cost a parser more than their number: told in time, and no page by people among them."""

from __future__ import annotations

import time

import pytest

from cleancopy.pipeline.scan.tags import MOST_ATTRIBUTES, MOST_DEEP, MOST_TAGS, why_costly

MANY = 9000
"""Tags of a page whose depth is looked at."""
DEEP = f"elements more than {MOST_DEEP} deep in one another"
LONG = f"a tag of more than {MOST_ATTRIBUTES} attributes"
NAMES = " ".join(f"a{number}" for number in range(MOST_ATTRIBUTES))

CASES = [
    ("<br>" * MOST_TAGS, None),
    ("<br>" * (MOST_TAGS + 1), f"more than {MOST_TAGS} tags"),
    ("<div>" * MANY, DEEP),
    ("<x>" * MANY + "</y>" * MANY, DEEP),
    ("<SPAN\n>" * MANY, DEEP),
    ("<b><div></b>" * MANY, DEEP),
    ("<div/>" * MANY, DEEP),
    ("<svg><desc></desc></svg>" * 2 + "<g/>" * MANY, DEEP),
    ("<x>" * MOST_DEEP + "<br>" * MANY, None),
    ("<x>" * (MOST_DEEP + 1) + "<br>" * MANY, DEEP),
    ("<x>" * (MOST_DEEP + 1), None),
    ("<div><p>a</div>" * MANY, None),
    ("<div><b>a<i>b</b></i></div>" * MANY, None),
    ("<table><tr><td>a<td>b<tr><td>c</table>" * MANY, None),
    ("<ul><li>a<li>b</ul>" * MANY, None),
    ("<p>a<li>b<dt>c<option>d" * MANY, None),
    ("<a href=x>a" * MANY, None),
    ("<svg>" + "<path d='M0 0'/>" * MANY + "</svg>", None),
    ("<script>" + "'<div>' + " * MANY + "</script>", None),
    ("<!-- " + "<div>" * MANY + "-->", None),
    ("<title>" + "<div>" * MANY, None),
    (f"<p {NAMES}>a", None),
    (f"<p {NAMES} b>a", LONG),
    (f"<P\t{NAMES.replace(' ', '/')}/b=1>a", LONG),
    ("<p " + " ".join(f"a{n}='>'" for n in range(MANY)) + ">a", LONG),
    ("<p " + " ".join(f'a{n}="<b c>"' for n in range(MANY)) + ">a", LONG),
    (f"</p {NAMES} b>a", LONG),
    ("".join(f"<body a{n}=1>" for n in range(MOST_ATTRIBUTES + 1)), LONG),
    ("".join(f"<HTML a{n}=1>" for n in range(MOST_ATTRIBUTES + 1)), LONG),
    ("".join(f"<div a{n}=1></div>" for n in range(MOST_ATTRIBUTES + 1)), None),
    (f"<p title='{NAMES} b'>a", None),
    (f'<p title="it\'s {NAMES} b">a', None),
    (f"<script>if (a <b {NAMES} c) d()</script>", None),
    (f"<!-- <p {NAMES} b> -->", None),
    (f"a < b {NAMES} c", None),
]


@pytest.mark.parametrize(("page", "why"), CASES, ids=[page[:24] for page, _ in CASES])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_page_is_too_costly_by_its_tags(page, why, encoding):
    assert why_costly(page.encode(encoding)) == why


HARD = [
    "<a b='",
    '<a b="',
    "<a '\"",
    "<!--",
    "<script>",
    "<title></",
    "<a =",
    "<a b = ",
    "</a ",
    "<a " + "b" * 50,
    "< a>",
]


@pytest.mark.parametrize("piece", HARD)
def test_whatever_stands_in_a_page_is_looked_at_once(piece):
    page = piece.encode() * min((8 << 20) // len(piece), MOST_TAGS // piece.count("<"))
    began = time.process_time()
    why_costly(page + b">" * MANY)
    assert time.process_time() - began < 1.5
