"""Recognise text that only wraps an article: HTML, JSON, RTF, mail, percent signs, escapes, base64."""

from __future__ import annotations

import json
import re

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.columns import Bools, Ints

TAG = re.compile(
    rb"</?(?:html|head|body|div|p|span|a|script|style|section|article|nav|ul|ol|li|table|tr|td|th|meta|link|img|br|hr"
    rb"|h[1-6]|title|form|input|button|iframe|svg|path|em|strong|b|i|figure|footer|header|main|item|entry)\b[^<>]{0,2000}>",
    re.I,
)
HTML_START = re.compile(
    rb"\A(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*){0,3}<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
XML_START = re.compile(rb"\A<(?:\?xml\b|rss\b|feed\b|svg\b|urlset\b)", re.I)
RTF_START = re.compile(rb"\A\{\\rtf\d?\b")
JSON_START = re.compile(rb"\A[\[{]\s*(?:\"|[\[{\]}]|-?\d|true\b|false\b|null\b)")
JSON_KEY = re.compile(rb"\"\s*:\s*(?:[\"\[{\d-]|true\b|false\b|null\b)")
HEADER = re.compile(rb"\A(?:[A-Z][A-Za-z-]{1,40}:[ \t][^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n)*){2,}\r?\n")
MIME = re.compile(rb"^(?:Content-Transfer-Encoding|MIME-Version):", re.I | re.M)
QUOTED = re.compile(rb"=[0-9A-F]{2}")
PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
ESCAPED = re.compile(rb"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[0-7]{3})")
ESCAPED_END = re.compile(rb"\\r?\\?n")
BASE64 = re.compile(rb"\A(?:[A-Za-z0-9+/_-]{16,}={0,2}\s+)*[A-Za-z0-9+/_-]{16,}={0,2}\s*\Z")
SAID = {
    "rtf": "rtf: a word processor's file",
    "html": "html: a page with its tags",
    "xml": "xml: a document with its tags",
    "json": "json: a record, not its text",
    "mail": "mail: a message with its transport encoding",
    "base64": "base64: coded bytes",
    "quoted-printable": "quoted-printable: a mail's transport encoding",
    "percent-encoded": "percent-encoded: the text of an address",
    "escaped text": "escaped text: a program's notation for characters",
}
"""What the reason's detail says: the kind, a colon, in words."""
LOOK = 1 << 17
"""Bytes that are looked at: what is a wrapper is one from the start."""


SIGNS = b"<%\\="
_ABOUNDS = {ord("<"): (2, 100), ord("%"): (3, 30), ord("\\"): (4, 300), ord("="): (4, 200)}
"""Of each sign how many a wrapper has at least, and the bytes for each of them at most."""


def suspects(data: npt.NDArray[np.uint8], bounds: Ints, at: Ints) -> Bools:
    """bool[documents]: which are worth a call of `kind`. `at` are the places of `SIGNS` (and perhaps of other bytes).

    Necessary conditions only: the first visible byte opens a wrapper, or the signs that wrappers are made of abound.
    """
    starts, ends, sizes = bounds[:-1], bounds[1:], np.diff(bounds)
    some = np.zeros(len(sizes), np.bool_)
    for sign, (least, share) in _ABOUNDS.items():
        count = np.diff(np.searchsorted(at[data[at] == sign], bounds))
        some |= (count >= least) & (count * share >= sizes)
    for row in np.flatnonzero(_may_open(data, starts, ends)).tolist():
        head = data[starts[row] : ends[row]][:160].tobytes().lstrip()
        some[row] |= head[:1] in (b"<", b"{", b"[") or HEAD.match(head) is not None
    return some


def _may_open(data: npt.NDArray[np.uint8], starts: Ints, ends: Ints) -> Bools:
    """Which documents may begin as a wrapper does: with a blank or a bracket, `HEAD` has a colon before its first space
    or none among its first 24 bytes.
    """
    at = starts[:, None] + np.arange(44)
    head = np.where(at < ends[:, None], data.take(at, mode="clip"), 32)
    first = np.where((head == 32).any(axis=1), (head == 32).argmax(axis=1), 44)
    colon = head[np.arange(len(head)), np.maximum(first, 1) - 1] == ord(":")
    return colon | (first >= 24) | (head[:, 0] <= 32) | np.isin(head[:, 0], np.frombuffer(b"<{[", np.uint8))


HEAD = re.compile(rb"[A-Z][A-Za-z-]{1,40}: |[A-Za-z0-9+/_-]{24}")


def kind(text: bytes) -> str | None:
    """The kind of wrapper that a document (UTF-8) is, or None for text; looks at its first 128 KiB."""
    text = text[:LOOK].strip()
    size = max(len(text), 1)
    if RTF_START.match(text):
        return "rtf"
    if HTML_START.match(text):
        return "html"
    if XML_START.match(text) and text.endswith(b">"):
        return "xml"
    if _is_json(text):
        return "json"
    if _mail(text):
        return "mail"
    if BASE64.match(text) and len(text) >= 64 and not text.isalpha():
        return "base64"
    if b"<" in text and _is_html(text):
        return "html"
    quoted = len(QUOTED.findall(text))
    if quoted >= 5 and quoted * 120 > size and (b"=\n" in text or b"=\r\n" in text or quoted * 40 > size):
        return "quoted-printable"
    if len(PERCENT.findall(text)) * 20 > size and len(text.split()) * 40 < size:
        return "percent-encoded"
    escaped = len(ESCAPED.findall(text))
    one_line = text.count(b"\n") <= 1 and len(ESCAPED_END.findall(text)) * 400 > size
    if one_line or (escaped >= 4 and escaped * 150 > size):
        return "escaped text"
    return None


def _is_html(text: bytes) -> bool:
    """Tags from the first character to the last, or a third of all that is there; an article quotes fewer."""
    tags = TAG.findall(text)
    marked_up = sum(map(len, tags))
    framed = TAG.match(text) is not None and text.endswith(b">")
    return len(tags) >= 2 and (marked_up * 3 > len(text) or (framed and marked_up * 100 > len(text)))


def _is_json(text: bytes) -> bool:
    if not JSON_START.match(text):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return len(JSON_KEY.findall(text)) >= 3  # cut, or one record a line
    return True


def _mail(text: bytes) -> bool:
    headers = HEADER.match(text.replace(b"\r\n", b"\n")[:20_000])
    return headers is not None and MIME.search(headers[0]) is not None
