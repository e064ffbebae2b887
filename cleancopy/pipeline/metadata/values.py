"""Captured characters to published strings: one line, single blanks, no label, no bullet."""

from __future__ import annotations

import re

BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff\u00ad]+")
EDGES = " \t•·*|–—-»«›‹>"
LIST_MARKS = re.compile(r"[,;|、，；·•‣/\t]+|\s+(?=#)")
"""What is between the entries of a list on one line."""
NUMBER = re.compile(r"\d{1,3}")
SYNDICATED = re.compile(
    r"syndicat|auto-?generated from|agenturmaterial|agenturfeed|automatisch\b[^.]{0,80}\b(?:übernommen|erstellt)"
    r"|agence de presse|\b(?:wire|news|agency) (?:feed|service)\b"
    r"|(?:originally|first) (?:published|appeared|posted) (?:in|on|by|at|with) (?:the )?"
    r"(?-i:(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b)[A-Z])|\brepublished\b|\breprinted\b"
    r"|\b(?:zuerst|ursprünglich|erstmals|zunächst)\b[^.]*\b(?:auf|in|bei|im|erschienen|veröffentlicht)\b"
    r"|paru initialement|initialement (?:paru|publié)|est paru|publicado originalmente|publicó originalmente",
    re.IGNORECASE,
)
"""What a note says of a text that comes from an agency's feed or was printed elsewhere before."""
PUBLISHER_IN_DISCLAIMER = re.compile(r"\bedited by (?P<name>[A-Z][\w.&' -]{1,38}?) (?:staff|team|desk|editors)\b")


def one_line(raw: str) -> str:
    """`raw` as one line; empty when nothing readable is left."""
    return BLANKS.sub(" ", raw).strip()


def bare(raw: str) -> str:
    """A short value without bullets and separators at its ends."""
    return one_line(raw).strip(EDGES).strip()


def tag(raw: str) -> str:
    """A keyword without its hash mark."""
    return bare(raw.strip(EDGES).lstrip("#＃"))


def entries(raw: str) -> list[str]:
    """The entries of a list that is on one line: each as its own characters."""
    return [entry.strip() for entry in LIST_MARKS.split(raw) if entry.strip()]


def alone(raw: str) -> list[str]:
    """A capture that holds one entry."""
    return [raw]


def person(raw: str) -> str:
    """A name as it is published; a name in capitals gets ordinary ones, since capitals are the site's typography."""
    name = bare(raw).rstrip(",;:")
    if name.isupper() and len(name.split()) > 1:
        name = " ".join(_capitalised(part) for part in name.split(" "))
    return name


def _capitalised(part: str) -> str:
    return "-".join(piece[:1] + piece[1:].lower() for piece in part.split("-"))


def minutes(raw: str) -> int | None:
    """The whole number of minutes in "5 Min Read"; None for none and for zero."""
    match = NUMBER.search(raw)
    return int(match.group()) or None if match else None


def place(raw: str) -> str:
    """A place; one in capitals gets ordinary ones, as agencies set datelines in capitals."""
    name = bare(raw).rstrip(",.")
    return " ".join(_capitalised(part) for part in name.split(" ")) if name.isupper() and len(name) > 3 else name
