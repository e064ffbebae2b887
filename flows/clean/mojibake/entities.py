"""HTML entities left in lines: one level as a rule, two where the line was escaped twice."""

from __future__ import annotations

import re

from ftfy.fixes import unescape_html

SCREEN = r"&#?[0-9A-Za-z]{1,24};|&(amp|nbsp)[ \x{a0}]"
"""RE2 pattern that matches wherever `unescape` may change something."""

_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,24};")
_MARKUP = re.compile(r"</?[A-Za-z!]")
_BARE = re.compile(r"&(amp|nbsp)(?=[ \xa0])")
_SYNTAX = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#38;", "&#39;", "&#34;", "&#60;", "&#62;"})
_NAME = re.compile(r"\w&amp;\w|[A-Z][\w.]* &amp; [A-Z]")


def unescape(line: str) -> tuple[str, int]:
    """The line with its entities read as characters, and how many there were.

    A line that holds tags is code or markup and stays as it is; a lone "<" (as in "x < 3") is no tag. A second level
    goes only where the line gives itself away as escaped twice: after the first level there is still an entity that no
    one writes about (a letter, a quote, a dash), or an ampersand inside a name ("AT&amp;amp;T"). So a lesson that says
    "type &amp;amp;" keeps the one level that it is about. Two levels at most, so the cost is linear.
    """
    if _MARKUP.search(line):
        return line, 0
    count = len(_ENTITY.findall(line)) + len(_BARE.findall(line))
    text = unescape_html(_BARE.sub(r"&\1;", line))
    left = _ENTITY.findall(text)
    if left and (any(e not in _SYNTAX for e in left) or _NAME.search(text)):
        again = unescape_html(text)
        if again != text:
            return again, count + len(left)
    return text, count if text != line else 0
