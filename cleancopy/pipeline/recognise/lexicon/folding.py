"""How a line looks to the lexicon: two folded forms, made the same way for lines of pages and phrases of rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.lore.marks import BULLETS, CLOSING_BRACKETS, DASHES, OPENING_BRACKETS, PAUSES, SEPARATORS, STOPS
from cleancopy.pipeline.scan.columns import Bools, bytes_of, true_at
from cleancopy.pipeline.scan.rank import Rank

Bytes = npt.NDArray[np.uint8]

DECORATION = (
    " \t\u00a0\u200b\u200c\u200d\u200e\u200f\ufeff"
    f"{BULLETS}{SEPARATORS}{DASHES}{STOPS}{PAUSES}{OPENING_BRACKETS}{CLOSING_BRACKETS}"
    "◇▾▼▲△→←↑↓↗➔✔✓✕✖×☰⋮★☆_=~+><\\"
    "📷💬👍🔗✉️🖨⬇🔔📧📰🔊"
)
"""What may be around a label without changing it. Quotation marks are not in it: a quoted line is speech."""

_BLANKS = "  |[\t\x0b\x0c\r\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_NUMBER = r"[\s(\[:：|·]*\p{Nd}+(?:[.,:]\p{Nd}+)*[)\]\s]*"
"""A number with the brackets and blanks around it: `Comments (1,204)` and `Comments: 3` are the same label."""


def folded(texts: pa.Array) -> pa.Array:
    """Lower case, straight apostrophes, single blanks, no decoration at either end. What `start` and `pattern` see.

    The dotless i becomes i: capitals of Turkish labels (`PAYLAŞIN`) fold to i without knowing their language.
    """
    trimmed = pc.utf8_trim(pc.utf8_lower(texts), characters=DECORATION)
    return _only_where(trimmed, pa.array(may_be_uneven(trimmed)), _evened)


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
    if not len(lines):
        return lines
    lines = _only_where(lines, pc.match_substring_regex(lines, r"[/|·•]"), _even_dividers)
    lines = _only_where(lines, pc.match_substring_regex(lines, r"\p{Nd}"), _number_signs)
    return _only_where(lines, pc.match_substring_regex(lines, "[:：]"), _no_colons)


def may_be_uneven(texts: pa.Array) -> Bools:
    """Which lines may hold what `_evened` changes (necessary: they hold a byte of it, or two spaces in a row)."""
    return _rows_with(texts, _uneven)


def may_have_signs(lines: pa.Array) -> Bools:
    """Which lines may hold a digit, a divider or a colon (necessary: they hold a byte that such a character has)."""
    return _rows_with(lines, _signs)


def _uneven(data: Bytes) -> Bools:
    odd: Bools = data - np.uint8(9) <= 4  # tab to CR
    space = data == 32
    odd[:-1] |= space[1:] & space[:-1]
    return _or_first_bytes(odd, data, UNEVEN_LEADS)


def _signs(data: Bytes) -> Bools:
    odd: Bools = data - np.uint8(ord("/")) <= 11  # / 0-9 :
    odd |= data == ord("|")
    return _or_first_bytes(odd, data, SIGN_LEADS)


def _or_first_bytes(found: Bools, data: Bytes, wanted: Bools) -> Bools:
    foreign = np.flatnonzero(data >= 0xC2)
    found[foreign[wanted[data[foreign]]]] = True
    return found


def _rows_with(texts: pa.Array, test: Callable[[Bytes], Bools]) -> Bools:
    data, bounds = bytes_of(texts)
    return Rank.where(data[: bounds[-1]], test, ahead=1).between(bounds) > 0


UNEVEN_LEADS = true_at(256, (0xC2, 0xC4, 0xE2, 0xE3))
"""First bytes of the characters beyond ASCII that `_evened` changes: U+00A0, ı, those of U+2000-205F, U+3000."""
SIGN_LEADS = true_at(256, (0xC2, 0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xE2, 0xEA, 0xEF, 0xF0))
"""First bytes of the digits (`\\p{Nd}`), dividers and colons beyond ASCII; a test asks RE2 for all characters."""


def _even_dividers(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, r" ?[/|·•] ?", " / ")


def _no_colons(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, r" ?[:：] ?", " ")


def _number_signs(texts: pa.Array) -> pa.Array:
    return pc.utf8_trim(pc.replace_substring_regex(texts, _NUMBER, " # "), " ")


def escaped(text: str) -> str:
    """RE2 that matches exactly this text."""
    return "".join("\\" + char if char in r"\.+*?()|[]{}^$" else char for char in text)


def _only_where(values: pa.Array, mask: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`values` with `change` applied to the rows of `mask`; most lines need no change, and looking is cheaper."""
    if not pc.any(mask).as_py():
        return values
    return pc.replace_with_mask(values, mask, change(values.filter(mask)))
