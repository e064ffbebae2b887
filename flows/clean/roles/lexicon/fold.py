"""How a line looks to the lexicon: two folded forms, made the same way for lines of pages and phrases of rules."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

DECORATION = (
    " \t\u00a0\u200b\u200c\u200d\u200e\u200f\ufeff"
    "•·●○◦▪■□◆▸▶►▹▷▾▼▲△›‹»«→←↑↓↗➤➔✔✓✕✖×☰⋮★☆*|¦"
    "-–—_=~+><:;,.…!?。、！？：，()[]{}【】（）/\\"
    "📷💬👍🔗✉️🖨⬇🔔📧📰🔊"
)
"""What may stand around a label without changing it. Quotation marks are not in it: a quoted line is speech."""

_BLANKS = "  |[\t\x0b\x0c\r\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_UNEVEN = f"’|ı|{_BLANKS}"
"""What a line must hold for `_evened` to change it."""

_NUMBER = r"[\s(\[:：|·]*\p{Nd}+(?:[.,:]\p{Nd}+)*[)\]\s]*"
"""A number with the brackets and blanks around it: `Comments (1,204)` and `Comments: 3` are the same label."""


def folded(texts: pa.Array) -> pa.Array:
    """Lower case, straight apostrophes, single blanks, no decoration at either end. What `start` and `pattern` see.

    The dotless i becomes i: capitals of Turkish labels (`PAYLAŞIN`) fold to i without knowing their language.
    """
    trimmed = pc.utf8_trim(pc.utf8_lower(texts), characters=DECORATION)
    return _only_where(trimmed, pc.match_substring_regex(trimmed, _UNEVEN), _evened)


def _evened(texts: pa.Array) -> pa.Array:
    for odd, plain in (("’", "'"), ("ı", "i")):
        texts = pc.replace_substring(texts, odd, plain)
    return _only_where(texts, pc.match_substring_regex(texts, _BLANKS), _single_blanks)


def _single_blanks(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, r"[\s\p{Z}]+", " ")


def labels(lines: pa.Array) -> pa.Array:
    """Folded lines with every number written `#`, every divider `/`, and no colon.

    `3 Comments` and `Comments (1,204)` become `# comments` and `comments #`, `Sign in | Register` becomes
    `sign in / register`.
    """
    lines = _only_where(lines, pc.match_substring_regex(lines, r"[/|·•]"), _even_dividers)
    lines = _only_where(lines, pc.match_substring_regex(lines, r"\p{Nd}"), _number_signs)
    return _only_where(lines, pc.match_substring_regex(lines, "[:：]"), _no_colons)


def _even_dividers(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, r" ?[/|·•] ?", " / ")


def _no_colons(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, r" ?[:：] ?", " ")


def _number_signs(texts: pa.Array) -> pa.Array:
    return pc.utf8_trim(pc.replace_substring_regex(texts, _NUMBER, " # "), " ")


def _only_where(values: pa.Array, mask: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`values` with `change` applied to the rows of `mask`; most lines need no change, and looking is cheaper."""
    if not pc.any(mask).as_py():
        return values
    return pc.replace_with_mask(values, mask, change(values.filter(mask)))
