"""Whom tags, records and sidecars name as authors, against the names in the page's byline."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence, Set

from cleancopy.pipeline.metadata import values
from cleancopy.pipeline.metadata.source import VISIBLE, Source

ORDER = (
    "source:authors", "html:jsonld", VISIBLE, "html:itemprop", "html:rel", "html:link", "html:class", "html:meta",
)  # fmt: skip
"""The first of these that names persons holds; `html:meta` is any `meta` of an author."""
ANY = ("html:jsonld", "html:meta", "html:itemprop", "html:rel", "html:class", "html:link")
"""Where none names persons: the first that names anybody. Measured on 910 pages of the development half: author F1
.853; the byline alone .75, JSON-LD alone .50, the first of the two .80."""
TAGS = ANY[1:]
"""Kinds of tags of which two that agree are believed against a byline; JSON-LD is believed alone."""
_BETWEEN = re.compile(r"\s*[,;/|]\s*|\s+(?:&|and|und|et|y|og|och|en|e|i)\s+")
_NO_PERSON = re.compile(
    r"\b(?:staff|team|editors?|redaktion|desk|news|online|admin|agency|agencies|agenturen|press|media|inc|llc|gmbh"
    r"|foundation|institute|university|contributor|guest|group|magazine|clinic|post|times)\b"
    r"|[@\d_]|\.(?:com|de|org|net|at|ch|it)\b|https?:",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:by|von|par|por|di|from|author|autor|written by)\b\W*", re.IGNORECASE)
MOST_NAMED = 4
"""More links to authors than this are those of other stories."""


def chosen(stated: Sequence[Source], visible: Sequence[Source]) -> list[tuple[str, Source]]:
    """Names as they are published, each with its source: those of the best source, and its spelling of them."""
    by_kind: dict[str, list[Source]] = {VISIBLE: list(visible)}
    for one in stated:
        by_kind.setdefault(_kind(one.rule), []).append(one)
    shown = [(values.person(one.raw), one) for one in visible]
    if agreed := _agreed(by_kind, {name for name, _ in shown}):
        return agreed
    for kind in ORDER:
        found = [pair for one in by_kind.get(kind, ()) for pair in _names(one) if kind == VISIBLE or is_person(pair[0])]
        if kind == "html:link" and len(found) > MOST_NAMED:
            continue
        if found:
            same = {name for name, _ in found} <= {name for name, _ in shown}
            return shown if same and kind != VISIBLE else found
    for kind in ANY:
        found = [pair for one in by_kind.get(kind, ()) for pair in _names(one) if not _is_address(pair[0])]
        if found and len(found) <= MOST_NAMED:
            return found
    return []


def _agreed(by_kind: Mapping[str, Sequence[Source]], shown: Set[str]) -> list[tuple[str, Source]]:
    """The one person whom two kinds of tags name and no byline does, where no tag names whom the byline names.

    What looks like a byline is then that of another story, or of the photographer.
    """
    named: dict[str, dict[str, Source]] = {}
    for kind in TAGS if shown and "source:authors" not in by_kind else ():
        for statement in by_kind.get(kind, ()):
            for name, _ in _names(statement):
                named.setdefault(name, {}).setdefault(kind, statement)
    if any(one in name or name in one for one in shown for name in named):
        return []
    best = [(name, next(iter(kinds.values()))) for name, kinds in named.items() if len(kinds) > 1 and is_person(name)]
    return best if len(best) == 1 else []


def is_person(name: str) -> bool:
    """Whether a name may be a person's: two to five words, none of them of a newsroom or an address."""
    words = name.split()
    if not 2 <= len(words) <= 5 or _NO_PERSON.search(name):
        return False
    return all(word[:1].isupper() or len(word) <= 3 or not word.isascii() for word in words)


def _kind(rule: str) -> str:
    if rule.startswith("html:jsonld."):
        return "html:jsonld"
    return rule if rule in ORDER else "html:meta"


def _names(one: Source) -> list[tuple[str, Source]]:
    """The names in one statement: several only where each of its parts is a person's."""
    text = _LABEL.sub("", html.unescape(one.raw).strip())
    parts = [values.person(part) for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) < 2 or not all(map(is_person, parts)):
        parts = [values.person(text)]
    return [(part, one) for part in dict.fromkeys(parts) if part]


def _is_address(name: str) -> bool:
    return "@" in name or "://" in name
