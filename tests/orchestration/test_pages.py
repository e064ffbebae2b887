"""HTML pages through whole runs: lines as of a text, the page byte for byte, what its tags state with provenance."""

from __future__ import annotations

import hashlib

import pytest

from cleancopy.errors import NotRestorable
from cleancopy.settings.sources import SourceSettings
from cleancopy.store import Store
from tests.archive import Archive
from tests.documents import STORY
from tests.ingest.writers import warc, zipped

HEADLINE, BYLINE, _, _, *BODY = STORY.splitlines()
BODY = [line for line in BODY[:-2] if line]

LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Ferry service to the outer islands resumes", "datePublished": "2024-06-03T09:15:00+02:00",
"author": [{"@type": "Person", "name": "Ada Lindqvist"}], "publisher": {"name": "Harbour Post"},
"articleSection": "Islands", "keywords": ["ferries", "islands"]}</script>"""


def page(head: str = "", headline: str = HEADLINE, byline: str = BYLINE, encoding: str = "utf-8") -> bytes:
    menu = "<nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li></ul></nav>"
    body = "".join(f"<p>{line}</p>\n" for line in BODY)
    html = (
        f"<!doctype html><html><head><title>{HEADLINE} | Harbour Post</title>{head}</head><body>{menu}<article>"
        f"<h1>{headline}</h1><p class=byline>{byline}</p>{body}</article>"
        "<footer>© 2024 Harbour Post</footer></body></html>"
    )
    return html.encode(encoding)


def article(archive: Archive, path: str = "site/page.html") -> dict:
    return next(row for row in archive.rows("articles") if row["source_path"] == path)


def sources(row: dict) -> dict[str, tuple]:
    return {one["field"]: (one["rule"], one["line"], one["raw"]) for one in row["provenance"]}


def test_a_page_gives_the_text_that_its_lines_give(archive):
    archive.put("site/page.html", page())
    archive.put("site/story.txt")
    archive.run()
    assert article(archive)["text"] == article(archive, "site/story.txt")["text"]
    taken = {row["text"] for row in archive.rows("lines") if row["fate"] == "taken"}
    assert any("Home" in text for text in taken) and any("Harbour Post" in text for text in taken)


def test_the_page_is_restored_byte_for_byte_and_proved(archive):
    data = page(encoding="utf-8").replace(b"<footer>", b"\r\n<footer>\xff\xfe")
    archive.put("site/page.html", data)
    archive.put("site/menu.htm", b"<ul><li>Home<li>News</ul>")
    archive.run()
    store = Store(archive.curated)
    assert store.restore("site/page.html") == data
    assert store.restore("site/menu.htm") == b"<ul><li>Home<li>News</ul>"
    assert article(archive)["source_bytes"] == len(data)
    (row,) = archive.rows("quarantine")
    assert row["format"] == "html"
    assert store.verify().ok


def test_a_page_that_is_changed_in_the_tables_is_found_out(archive, monkeypatch):
    archive.put("site/page.html", page())
    archive.run()
    real = hashlib.sha256
    monkeypatch.setattr(
        "cleancopy.store.verify.hashlib.sha256", lambda data: real(data + b"x" if b"<h1>" in data else data)
    )
    assert [found.code for found in Store(archive.curated).verify().findings] == ["not_restorable"]


def test_pages_that_are_not_kept_are_named(archive):
    archive.put("site/page.html", page())
    archive.put("site/pages.zip", zipped({"page.html": page(LINKED)}))
    archive.run(sources=[SourceSettings(path="site", keep_html=False)])
    store = Store(archive.curated)
    for path in ("site/page.html", "site/pages.zip#page.html"):
        with pytest.raises(NotRestorable, match="keep_html"):
            store.restore(path)
    proof = store.verify()
    assert proof.ok and proof.exceptions == {"container": 1, "page_not_kept": 2}


def test_what_tags_state_has_provenance_without_a_line(archive):
    archive.put("site/page.html", page(LINKED, byline="Staff"))
    archive.run()
    row = article(archive)
    assert (row["title"], row["authors"], row["section"], row["tags"]) == (
        HEADLINE,
        ["Ada Lindqvist"],
        "Islands",
        ["ferries", "islands"],
    )
    assert row["published_at"].isoformat() == "2024-06-03T07:15:00+00:00"
    found = sources(row)
    assert found["published_on"] == ("html:jsonld.datePublished", None, "2024-06-03T09:15:00+02:00")
    assert found["authors"] == ("html:jsonld.author", None, "Ada Lindqvist")
    assert found["title"][:2] == ("html:h1", None)
    assert "metadata_conflict" not in {warning["code"] for warning in row["warnings"]}


def test_lines_and_tags_that_disagree_are_warned_of_and_the_lines_hold(archive):
    archive.put("site/page.html", page(LINKED, byline="By Ada Lindqvist, 14 May 2024"))
    archive.run()
    row = article(archive)
    assert row["published_on"].isoformat() == "2024-05-14"
    (conflict,) = [warning for warning in row["warnings"] if warning["code"] == "metadata_conflict"]
    assert "html:jsonld.datePublished" in conflict["evidence"] and "14 May 2024" in conflict["evidence"]


def test_a_record_and_a_sidecar_hold_against_the_page(archive):
    said = b'{"title": "Ferries sail again", "authors": ["Bo Holm"], "published": "2024-06-01", "url": "https://h.example/1"}'
    archive.put("site/page.html", page(LINKED))
    archive.put("site/page.html.json", said)
    archive.put("site/story.txt")
    archive.put("site/story.txt.json", said)
    archive.run()
    for path in ("site/page.html", "site/story.txt"):
        row = article(archive, path)
        assert (row["title"], row["authors"], row["published_on"].isoformat(), row["source_url"]) == (
            "Ferries sail again",
            ["Bo Holm"],
            "2024-06-01",
            "https://h.example/1",
        )
        assert sources(row)["title"] == ("source:title", None, "Ferries sail again")


CHARSETS = [
    ("windows-1252", "", None, ("cp1252", "detector")),
    ("windows-1252", '<meta charset="windows-1252">', None, ("cp1252", "meta")),
    (
        "windows-1252",
        '<meta http-equiv=content-type content="text/html; charset=ISO-8859-1">',
        None,
        ("cp1252", "meta"),
    ),
    ("utf-8", '<meta charset="windows-1252">', None, ("utf-8", "utf8")),
    ("utf-8-sig", "", None, ("utf-8", "bom")),
    ("utf-16", "", None, ("utf-16-le", "bom")),
    ("koi8-r", "", "koi8-r", ("koi8-r", "site")),
]


@pytest.mark.parametrize(("encoding", "head", "hint", "read"), CHARSETS)
def test_the_charset_of_a_page_is_found_and_told(archive, encoding, head, hint, read):
    letters = "Größe wächst über Nacht für die Fährgäste" if hint is None else "Паром снова ходит на дальние острова"
    archive.put("site/page.html", page(head, byline=letters, encoding=encoding))
    if hint:
        archive.put("site/page.html.json", f'{{"encoding": "{hint}"}}')
    archive.run()
    encoding_of = article(archive)["encoding"]
    assert (encoding_of["name"], encoding_of["basis"]) == read
    assert any(letters in row["text"] for row in archive.rows("lines"))


def test_pages_in_a_web_archive_are_documents_with_their_addresses(archive):
    archive.put("crawl.warc", warc({"1": page(LINKED)}, "response", "text/html; charset=utf-8"))
    archive.run()
    row = article(archive, "crawl.warc#1")
    assert row["source_url"] == "https://harbour.example/1" and row["title"] == HEADLINE
    assert Store(archive.curated).restore("crawl.warc#1") == page(LINKED)


HOSTILE = {
    "empty": b"",
    "no text": b"<html><head><title>x</title></head><body><script>let a = 1</script></body></html>",
    "deep": b"<div>" * 100_000 + b"text" + b"</div>" * 100_000,
    "open": b"<p>" * 50_000 + b"<!--",
    "attributes": b"<p " + b"a=b " * 100_000 + b">x",
    "linked": b'<script type="application/ld+json">' + b"[" * 50_000 + b"</script><p>x",
    "surrogates": b"<p>&#xD800; &#0; &#x110000;",
    "binary": bytes(range(256)) * 100,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_turned_away_with_its_bytes(archive, data):
    archive.put("page.html", data)
    report = archive.run()
    assert report.internal_errors == 0
    (row,) = archive.rows("quarantine")
    assert row["data"] == data
    assert Store(archive.curated).verify().ok


def test_a_page_that_only_a_script_fills_is_told_to_show_no_text(archive):
    archive.put("page.html", b"<html><body><div id=app></div><script>render()</script></body></html>")
    archive.run()
    (row,) = archive.rows("quarantine")
    assert row["reasons"] == [{"stage": "decode", "code": "empty", "detail": "the page shows no text"}]
