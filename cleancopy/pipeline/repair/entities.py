"""HTML entities left in lines, escaped once or more often."""

from __future__ import annotations

import re

from ftfy.fixes import unescape_html

SCREEN = r"&#?[0-9A-Za-z]{1,24};|&(amp|nbsp)[ \x{a0}]"
"""RE2 pattern that matches wherever `unescape` may change something."""

_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,24};")
_MARKUP = re.compile(r"</?[A-Za-z!]")
_LESSON = re.compile(r"(?i)\b(?:x?html|xml|markup|entit(?:y|ies)|ampersands?|escap(?:e|es|ed|ing))\b")
_BARE = re.compile(r"&(amp|nbsp)(?=[ \xa0])")
_SYNTAX = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#38;", "&#39;", "&#34;", "&#60;", "&#62;"})
_LAYERS = re.compile(r"&(?:(?:amp|AMP|#0{0,5}38|#[xX]0{0,5}26);)+")


def unescape(line: str) -> tuple[str, int]:
    """The line with its entities read as characters, and how many there were.

    A line that holds tags is code or markup and stays as it is; a lone "<" (as in "x < 3") is no tag. A line that
    speaks about HTML keeps the entities of its syntax: there "&amp;" is what the author wants to show. All layers of
    "&amp;amp;" come off in one linear step, so nothing is left for a second run.
    """
    if _MARKUP.search(line):
        return line, 0
    if _LESSON.search(line):
        text = _ENTITY.sub(lambda m: m.group() if m.group() in _SYNTAX else unescape_html(m.group()), line)
    else:
        text = unescape_html(_LAYERS.sub("&", _BARE.sub(r"&\1;", line)))
    return text, len(_ENTITY.findall(line)) + len(_BARE.findall(line)) if text != line else 0
