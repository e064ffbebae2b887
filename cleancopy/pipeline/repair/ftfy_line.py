"""ftfy on one line: every switch said, with its reason, and the screen in front of it."""

from __future__ import annotations

import re

import ftfy
from ftfy import badness

CONFIG = ftfy.TextFixerConfig(
    unescape_html=False,  # done before, in entities.py: ftfy's loop unescapes any number of levels and stops at a "<"
    remove_terminal_escapes=False,  # controls.py also removes OSC and the other escapes, once the encoding is repaired
    fix_encoding=True,  # what ftfy is here for
    restore_byte_a0=True,  # scrapers turn the NBSP inside "à" read as cp1252 into a space
    replace_lossy_sequences=True,  # one lost byte must not keep the rest of the line broken
    decode_inconsistent_utf8=True,  # one line often holds clean and broken words side by side
    fix_c1_controls=True,  # cp1252 punctuation read as Latin-1; NEL as a line end is put out of the way before
    fix_latin_ligatures=False,  # typography decides, by profile
    fix_character_width=False,  # full-width CJK punctuation is right where it is
    uncurl_quotes=False,  # typography decides, by profile
    fix_line_breaks=False,  # a line is one line; controls.py decides about characters that may end one
    fix_surrogates=True,  # repaired CESU-8 may leave half a pair, which is no text
    remove_control_chars=False,  # VT, FS, GS and RS may be line ends: dropping them glues a title to its body
    normalization=None,  # typography normalises, after floods of combining marks are capped
    max_decode_length=1_000_000,  # ftfy's own bound on a segment
    explain=True,  # with explain=False ftfy 6.3.1 forgets the switches of the encoding repair
)
"""The switches. `fix_text(line, CONFIG)` is the reference that the screened repair is tested against."""


_KEEP_C1 = CONFIG._replace(fix_c1_controls=False, decode_inconsistent_utf8=False)


def mend_line(line: str, keep_c1: bool = False) -> str:
    """`ftfy.fix_text` with `CONFIG`; a line so nested that ftfy gives up is returned as it is.

    With `keep_c1` only a line broken in one consistent way is repaired, and other C1 controls stay for a closer look.
    """
    try:
        return ftfy.fix_text(line, _KEEP_C1 if keep_c1 else CONFIG)
    except RecursionError:
        return line


def _weaker(pattern: str) -> str:
    """The badness pattern in RE2's dialect, matching wherever `re` would match (and perhaps a little more).

    RE2's `\\s` and `\\w` know ASCII only, so they are spelled out for Unicode: white space exactly, word characters as
    everything but ASCII punctuation and space. `^[ÃÂ][ ]` is widened to any place, because ftfy cuts very long lines
    into segments and each segment has its own start.
    """
    spaces = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
    plain = _outside_classes(pattern)
    plain = plain.replace("^[ÃÂ]⟦space⟧", "[ÃÂ]⟦space⟧").replace(r"\s", f"[{spaces}]")
    plain = plain.replace(r"\w", r"[^\x00-/:-@\[-^`{-\x7f]")
    return plain.replace("⟦space⟧", "[ ]")


def _outside_classes(pattern: str) -> str:
    """The verbose pattern with its layout removed: white space goes except inside a character class."""
    kept = []
    for piece in re.split(r"(\[(?:\\.|[^\]\\])*\]|\#[^\n]*)", pattern):
        if piece.startswith("#"):
            continue
        kept.append("⟦space⟧" if piece == "[ ]" else piece if piece.startswith("[") else re.sub(r"\s+", "", piece))
    return "".join(kept)


SCREEN = _weaker(badness.BADNESS_RE.pattern)
"""RE2 that matches wherever ftfy with `CONFIG` could change a line (and on a few it would leave alone).

Derived from the installed ftfy so that the two cannot drift apart. With these switches `fix_text` does three things.
`fix_encoding` returns the text as it is unless `is_bad` holds, that is unless ftfy's badness pattern matches.
`fix_c1_controls` needs a C1 character, which that pattern matches as well. `fix_surrogates` needs a surrogate, which
Arrow cannot hold. So a line in which nothing matches (a weaker form of) the badness pattern comes back unchanged.
"""
