"""Inputs of many kinds, generated and the same each time: text, pages, and files of records."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from texts import TEXTS, Lines, forever, name, same, sentence

from cleancopy.settings.tables import LimitSettings


@dataclass(frozen=True)
class Kind:
    """One kind of input: lines as many as the limits allow, or a whole file."""

    lines: Callable[[], Lines] | None = None
    ending: str = ".txt"
    whole: Callable[[], bytes] | None = None

    def made(self, share: float) -> bytes:
        """An input as large as the limits of a document allow, or a share of it."""
        if self.whole is not None:
            return self.whole()
        assert self.lines is not None
        limits = LimitSettings()
        most, room = int(limits.max_document_lines * share), int(limits.max_document_bytes * share)
        pieces: list[bytes] = []
        for piece in islice(self.lines(), most):
            room -= len(piece)
            if room < 0:
                break
            pieces.append(piece)
        return b"".join(pieces)


def _page(body: Callable[[random.Random], str], start: str = "") -> Lines:
    yield f"<!doctype html><title>A page</title><body>\n{start}".encode()
    yield from forever(body)


def _zip_of(members: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members:
            archive.writestr(_member(path), data)
    return out.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    """A member that was never made at any time: the same bytes each time."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _records(size: int, count: int) -> bytes:
    """JSON lines of so many bytes each."""
    chance = random.Random(4)
    text = "\n".join(sentence(chance) for _ in range(size // 100))
    return b"".join(json.dumps({"id": n, "text": text}).encode() + b"\n" for n in range(count))


def _answer(number: int, body: bytes, kind: str = "text/html") -> bytes:
    """A record of a crawl: what a server answered."""
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    return (
        (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


_PAGES: Mapping[str, Callable[[], Lines]] = {
    "a page": lambda: _page(lambda r: f"<p>{sentence(r, 90)}</p>"),
    "a page of line breaks": lambda: _page(lambda r: "<br>" * 20),
    "a page of nested elements": lambda: _page(lambda r: "<div>" * 20 + "a"),
    "a page of links": lambda: _page(lambda r: f"<a href='/{name(r)}'>{name(r)}</a>"),
    "a page of attributes": lambda: _page(lambda r: "<p " + f"{name(r)}='{name(r)}' " * 20 + ">a"),
    "a page of tables in tables": lambda: _page(lambda r: "<table><tr><td>" * 8),
    "a page of lists in lists": lambda: islice(_page(lambda r: f"<ul><li>{name(r)}"), 49_000),
    "a page of formatting": lambda: islice(_page(lambda r: f"<p><font size={name(r)}>{name(r)}"), 49_000),
    "a page of links in links": lambda: islice(_page(lambda r: f"<a href={name(r)}><div>"), 49_000),
    "a page of options": lambda: islice(_page(lambda r: f"<option selected>{name(r)}", "<select>"), 95_000),
    "a page of ends": lambda: iter([b"<!doctype html>", *[b"<span>"] * 49_000, *[b"</div>"] * 49_000]),
    "a page of one tag": lambda: iter([b"<!doctype html><p ", *(b"a%d " % n for n in range(190_000)), b">a"]),
    "a page of body tags": lambda: iter([b"<!doctype html>", *(b"<body a%d=1>" % n for n in range(95_000))]),
    "a page of authors": lambda: islice(_page(lambda r: f"<a rel=author href=/{name(r)}>{name(r)}</a>"), 45_000),
    "a page that closes nothing": lambda: islice(_page(lambda r: "<x>" * 2 + "</y>" * 2), 24_000),
    "a page of emphasis": lambda: _page(lambda r: "<b><i>" * 12 + name(r)),
    "a page on one line": lambda: same(b"<p>The bridge over the river is closed.</p>"),
    "a page of entities": lambda: _page(lambda r: "<p>" + "&lt;&amp;amp;&#8217;&#x1F600;" * 4),
    "a page of scripts": lambda: _page(lambda r: f"<script>var {name(r)} = '<p>';</script><p>{name(r)}"),
    "a page of an open comment": lambda: _page(sentence, "<p>A bridge.</p><!-- "),
    "a page of pictures": lambda: _page(lambda r: f"<img src='data:image/png;base64,{name(r) * 30}'>"),
    "a page of a bomb": lambda: _page(
        lambda r: f"<p>&{name(r)};&lol9;",
        "<!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY lol9 '&lol;&lol;&lol;'>]>",
    ),
    "a page of JSON for machines": lambda: _page(
        lambda r: f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{name(r)}"}}</script>'
    ),
    "a page of meta data": lambda: _page(lambda r: f"<meta property='article:tag' content='{name(r)}'>"),
    "a page in UTF-16": lambda: (b.decode().encode("utf-16-le") for b in _page(lambda r: f"<p>{sentence(r, 90)}")),
}  # fmt: skip

_FILES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "records of 4 MB": (".jsonl", lambda: _records(4 * 10**6, 8)),
    "records of 200 bytes": (".jsonl", lambda: _records(200, 10_000)),
    "records of nothing": (".jsonl", lambda: b"{}\n" * 10_000),
    "a list of numbers": (".json", lambda: b"[" + b"1," * 3_000_000 + b"1]"),
    "equal pages in a crawl": (".warc", lambda: b"".join(_answer(n, ordinary(1)) for n in range(3_000))),
    "a bomb in a crawl": (
        ".warc",
        lambda: _answer(1, gzip.compress(bytes(400 * 2**20), mtime=0), "text/html\r\nContent-Encoding: gzip"),
    ),
    "a line of JSON in JSON": (".jsonl", lambda: b"[" * 4_000_000 + b"\n"),
    "a table of one cell": (".csv", lambda: b'text\n"' + b"The bridge is closed.\n" * 190_000 + b'"\n'),
    "a quotation mark that never closes": (".csv", lambda: b'id,text\n1,"' + b"The bridge is closed.\n" * 190_000),
    "a bomb of zip": (".zip", lambda: _zip_of([("story.txt", bytes(400 * 2**20))])),
    "a zip in a zip": (".zip", lambda: _zip_of([("inner.zip", _zip_of([("story.txt", bytes(400 * 2**20))]))])),
    "a bomb of gzip": (".txt.gz", lambda: gzip.compress(bytes(400 * 2**20), mtime=0)),
    "a bomb of bzip2": (".txt.bz2", lambda: bz2.compress(b"a\n" * 5_000_000) * 30),
    "a zip of many files": (".zip", lambda: _zip_of((f"{n}.txt", ordinary(n)) for n in range(3_000))),
    "half a zip": (".zip", lambda: _zip_of([("story.txt", random.Random(4).randbytes(2**20))])[: 2**19]),
}


KINDS: Mapping[str, Kind] = {
    **{name: Kind(lines) for name, lines in TEXTS.items()},
    **{name: Kind(lines, ".html") for name, lines in _PAGES.items()},
    **{name: Kind(None, ending, whole) for name, (ending, whole) in _FILES.items()},
}


def ordinary(number: int) -> bytes:
    """A page of a site as scrapers bring it: a head, a story, a foot that the site repeats."""
    chance = random.Random(f"ordinary {number}")
    story = "\n\n".join(" ".join(sentence(chance) for _ in range(4)) for _ in range(chance.randrange(3, 12)))
    head = (
        f"{sentence(chance, 7)[:-1]}\nBy {name(chance).title()} Marsh\nUpdated: {1 + number % 28} June 2024 10:25 GMT"
    )
    return f"{head}\n\n{story}\n\nShare this story\nMore from the Harbour desk\nSubscribe to our newsletter\n".encode()
