"""Strings that look broken, are broken, or are built to hurt."""

from __future__ import annotations

import random

from ftfy.badness import MOJIBAKE_CATEGORIES
from hypothesis import strategies as st

PLAIN = [
    "the old bridge", "a", "Z", " ", "  ", "\t", ".", ",", "?", "!", "7", "crème", "Ärger", "мост", "新しい橋", "جسر",
    "पुल", "💡", "AT&T", "x < 3", "<b>", "https://example.org/a?b=1", "ÂGE", "SÃO", "é\xa0è", "œuvre", "Œ",
]  # fmt: skip
BROKEN = [
    text.encode("utf-8").decode(page, "replace")
    for text in ("“café”", "naïve – it’s", "мост", "橋", "जल", "€5…", "à la", "ﬁ", "\x85", "💡", "şğİ", "ß")
    for page in (
        "latin-1",
        "cp1252",
        "cp1251",
        "cp1250",
        "cp1253",
        "cp1254",
        "cp1257",
        "iso8859_2",
        "mac_roman",
        "cp437",
    )
]
ODD = [
    "\x00", "\x0b", "\x0c", "\x1b[31m", "\x1b]0;t\x07", "\x1c", "\x7f", "\x80", "\x85", "\x93", "\xad",
    "\u034f", "\u0301", "\u200b", "\u200c", "\u200d", "\u200f", "\u2028", "\u2029", "\u202e", "\u2060",
    "\u3000", "\ufeff", "\ufffd", "\ufe0f", "\U000e0041", "&amp;", "&amp;amp;", "&rsquo;", "&#10;", "&#146;",
    "&nbsp;", "&", "&lt;p&gt;", "ﬁ", "Ａ", "ﾄ", "ﾞ", "…", "“", "’", "„", "«", "—", "e\u0301", "\u1100", "\u1161",
    "\u11a8", "\u0344", "\u212b", "\u2126", "\u0958", "``", "´",
]  # fmt: skip

_RANGES = "".join(MOJIBAKE_CATEGORIES.values())
SUSPECTS = "".join(
    chr(c)
    for c in range(0x80, 0x2600)
    if chr(c) in _RANGES or c < 0x180 or 0x386 <= c < 0x3D0 or 0x400 <= c < 0x460 or 0x2550 <= c < 0x2570
)
"""Every character that ftfy's pattern knows, and their neighbours."""

PIECES = st.one_of(
    st.sampled_from(PLAIN + BROKEN + ODD),
    st.text(st.sampled_from(SUSPECTS), max_size=4),
    st.text(max_size=3).filter(lambda s: s.isprintable() or s.isspace()),
    st.sampled_from(PLAIN).map(lambda s: s.encode().decode("cp1252", "replace").encode().decode("latin-1")),
)
LINES_OF_TEXT = st.lists(PIECES, max_size=8).map("".join).map(lambda s: s.replace("\n", " ").replace("\r", " ")).filter(
    str.isprintable
) | st.lists(PIECES, max_size=8).map("".join).map(lambda s: s.replace("\n", " ").replace("\r", " "))


def random_lines(number: int, seed: int) -> list[str]:
    """Many short adversarial lines, cheaper than hypothesis makes them."""
    rng = random.Random(seed)
    pool = PLAIN + BROKEN + ODD
    lines = []
    for _ in range(number):
        some = (rng.choice(SUSPECTS) if rng.random() < 0.6 else rng.choice(pool) for _ in range(rng.randint(1, 6)))
        lines.append("".join(some).replace("\n", "").replace("\r", ""))
    return lines
