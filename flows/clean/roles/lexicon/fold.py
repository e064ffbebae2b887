"""How a line looks to the lexicon: two folded forms, made the same way for the lines of a page and the phrases of a rule."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

DECORATION = " \t\u00a0\u200b\u200c\u200d\u200e\u200f\ufeff•·●○◦▪■□◆▸▶►▹▷▾▼▲△›‹»«→←↑↓↗➤➔✔✓✕✖×☰⋮★☆*|¦-–—_=~+>#<:;,.…!?。、！？：，()[]{}【】（）/\\📷💬👍🔗✉️🖨⬇🔔📧📰🔊"
"""What may stand around a label without changing it. Quotation marks are missing on purpose: a quoted line is speech."""

_NUMBER = r"[\s(\[:|·]*\p{Nd}+(?:[.,:]\p{Nd}+)*[)\]\s]*"
"""A number with the brackets and blanks around it: `Comments (1,204)` and `Comments: 3` are the same label."""


def folded(texts: pa.Array) -> pa.Array:
    """Lower case, straight apostrophes, single blanks, no decoration at either end. What `start` and `pattern` see.

    The dotless i becomes i: capitals of Turkish labels (`PAYLAŞIN`) fold to i without knowing their language.
    """
    lower = pc.utf8_lower(texts)
    for odd, plain in (("’", "'"), ("ı", "i")):
        lower = _only_where(lower, pc.match_substring(lower, odd), lambda some, o=odd, p=plain: pc.replace_substring(some, o, p))
    spaced = pc.match_substring_regex(lower, r"[\s\p{Z}][\s\p{Z}]|[^\S ]|[\x{a0}\x{3000}]")
    lower = _only_where(lower, spaced, lambda some: pc.replace_substring_regex(some, r"[\s\p{Z}]+", " "))
    return pc.utf8_trim(lower, characters=DECORATION)


def labels(lines: pa.Array) -> pa.Array:
    """Folded lines with every number written `#`: `3 Comments` and `Comments (1,204)` become `# comments`, `comments #`."""
    has_number = pc.match_substring_regex(lines, r"\p{Nd}")
    return _only_where(lines, has_number, lambda some: pc.utf8_trim(pc.replace_substring_regex(some, _NUMBER, " # "), " "))


def _only_where(values: pa.Array, mask: pa.Array, change: object) -> pa.Array:
    """`values` with `change` applied to the rows of `mask`; most lines need no change, and looking is cheaper."""
    if not pc.any(mask).as_py():
        return values
    changed = change(values.filter(mask))  # type: ignore[operator]
    return pc.replace_with_mask(values, mask, changed)
