"""The characters of a page: by its byte order mark, by what it is valid in, by what is said of it, else by guess."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAID = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
"""The page's own word (HTML Standard, 13.2.3.2); looked for in its beginning only."""
_HEAD = 4096


def read_page(page: bytes, hint: str | None) -> tuple[str, str, str]:
    """(characters, name of the charset, basis). `hint` is what the settings, a header or a sidecar say.

    Valid UTF-8 stays UTF-8 whatever is said, since a wrong label is the commonest error of all. Bytes that mean nothing
    become U+FFFD: the page itself is kept. Basis: bom, utf8, site (the hint), meta, detector.
    """
    for mark, name in _MARKS:
        if page.startswith(mark):
            return page[len(mark) :].decode(name, "replace"), name, "bom"
    try:
        return page.decode("utf-8"), "utf-8", "utf8"
    except UnicodeDecodeError:
        pass
    own = _SAID.search(page[:_HEAD])
    for said, basis in ((hint, "site"), (own[1].decode("ascii") if own else None, "meta")):
        if said and (known := _known(said)) is not None:
            return bytes_to_str(page, known, "replace"), known, basis
    guessed = _known(detect_encoding(page, from_html_meta=False) or "") or "cp1252"
    return bytes_to_str(page, guessed, "replace"), guessed, "detector"


def _known(name: str) -> str | None:
    """Python's name of the charset that browsers read under a label (`latin1` is windows-1252); None for no charset."""
    try:
        return codecs.lookup(map_encoding_to_html5(name) or "").name
    except LookupError:
        return None
