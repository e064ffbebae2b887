"""What a line must hold for a pattern to match it, read off the pattern: a pattern that no line can match need not be
compiled, which takes RE2 up to three milliseconds.

A necessary condition, tested against RE2. What this room does not understand needs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleancopy.pipeline.recognise.lexicon.screen.openings import TOKEN

Needs = tuple[frozenset[str], ...]
"""Of each set a line must hold one text."""

FEW = 64
"""Of more lines than this it is not asked what they hold: one of them will hold it."""

_CLASS = re.compile(r"\\[pP](?:\{\^?\w+\}|\w)")
"""A class of characters, which needs none of them."""
_KNOWN = (r"\s", r"\S", r"\w", r"\b", r"\B")


def needs(pattern: str) -> Needs:
    """What is in the pattern outside of all groups and is not optional: characters and sets of characters."""
    tokens = [(token.lastgroup, token.group()) for token in TOKEN.finditer(_CLASS.sub(r"\\W", pattern))]
    found, depth = [], 0
    for (kind, said), (next_kind, times) in zip(tokens, [*tokens, (None, "")][1:], strict=True):
        strange = said in "([" or (kind == "odd" and said not in _KNOWN)
        if strange or (kind == "bar" and not depth):
            return ()
        depth += (kind == "open") - (kind == "close")
        optional = next_kind == "times" and (times in "?*" or times.startswith("{0"))
        if not depth and not optional:
            match kind:
                case "char":
                    found.append(frozenset({said}))
                case "escaped":
                    found.append(frozenset({said[1:]}))
                case "set" if said[1] not in "^[" and "\\" not in said and "-" not in said[2:-2]:
                    found.append(frozenset(said[1:-1]))
    return tuple(found)


def may_hold(texts: Iterable[str], needed: Needs) -> bool:
    """Whether one of the texts holds all that is needed."""
    return any(all(any(one in text for one in some) for some in needed) for text in texts)
