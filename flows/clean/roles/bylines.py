"""Who wrote it: bylines with a label ("By A and B", "Von ...", "文/...") and bare names beside the headline or the date."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.clean.roles.heads import Heads
from flows.clean.roles.names import STOP, agencies, is_person, label, names_in

BARE = (
    r"^[\s\pP]{0,3}\p{Lu}[\pL.'’-]*(?: (?:\p{Lu}[\pL.'’-]*|de|del|della|van|von|der|den|la|le|di|da|dos|al|bin|ten|zu)){1,4}"
    r"(?:(?:,| and| und| et| y| e| &) \p{Lu}[\pL.'’-]*(?: \p{Lu}[\pL.'’-]*){1,3})*\s*(?:$|[,|·•/(–—-]|\d)"
)


@dataclass
class Bylines:
    """What was found: (zone line, field, start, end, rule, confidence) and the zone lines that are bylines."""

    found: list[tuple[int, str, int, int, str, float]] = field(default_factory=list)
    lines: dict[int, str] = field(default_factory=dict)


def find(heads: Heads, title: list[int], signed: list[int], bare: list[int], dated: set[int]) -> Bylines:
    """Bylines of a batch. In: the title's zone line of each document (-1: none), and which lines passed which screen."""
    out = Bylines()
    done: set[int] = set()
    last_of: dict[int, int] = {}
    for z in signed:
        d = int(heads.doc[z])
        if d in done and last_of.get(d, -9) + 3 < z:
            continue
        at = title[d]
        if at >= 0 and z < at - 4:
            continue
        if _labelled(heads, z, d, out):
            done.add(d)
            last_of[d] = z
    for z in bare:
        d = int(heads.doc[z])
        if d in done or title[d] < 0:
            continue
        near = z - title[d]
        if near == 0 or not -2 <= near <= 6:
            continue
        if not ((z - 1) in dated or (z + 1) in dated or z in dated or (z + 2) in dated):
            continue
        text = heads.texts[z]
        spans = names_in(text, 0, len(text))
        if spans:
            done.add(d)
            out.lines[z] = "bare_name"
            out.found += [(z, "author", a, b, "bare_name", 0.6) for a, b in spans]
    return out


def _labelled(heads: Heads, z: int, d: int, out: Bylines) -> bool:
    """A line that starts with a label; the names may stand on the next line."""
    text = heads.texts[z]
    match = label().match(text)
    if match is None:
        return False
    begin = match.end()
    if not text[begin:].strip(" :"):
        z += 1
        if z >= len(heads.texts) or heads.doc[z] != d:
            return False
        text, begin = heads.texts[z], 0
        out.lines[z - 1] = "byline_label"
    stop = STOP.search(text, begin)
    whole = text[begin : stop.start() if stop else len(text)].strip(" ,:")
    if whole in agencies():
        at = text.index(whole, begin)
        out.found.append((z, "agency", at, at + len(whole), "byline_label", 0.9))
        out.lines[z] = "byline_label"
        return True
    spans = names_in(text, begin, len(text))
    if not spans and stop is None and len(whole) < 30 and is_person(whole, single=True) and whole[:1].isupper():
        at = text.index(whole, begin)
        spans = [(at, at + len(whole))]
    if not spans:
        out.lines.pop(z - 1, None) if begin == 0 else None
        return False
    out.lines[z] = "byline_label"
    out.found += [(z, "author", a, b, "byline_label", 0.9) for a, b in spans]
    return True
