"""Single letters and signs that are UTF-8 read as cp1252, where ftfy sees too little to be sure: `DrÃ¥ber`, `â„¢`.

Each form is one that text does not have by itself: a capital with a sign of money or measure after it inside a word,
or an "â" with a low quotation mark. They are mended before typography straightens their quotation marks and dashes.
"""

from __future__ import annotations

import re

_SIGNS = "€ƒ†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º¼½¾¿"
"""What cp1252 makes of continuation bytes, but for the marks that end or enclose words."""
_MARKS = "‚„…‘’“”–—»"
_ALL = re.escape(_SIGNS + _MARKS)
_SECOND = "€„‚…†ˆ‰˜™œ"
"""What cp1252 makes of the second byte of signs and symbols (U+2000 to U+273F); none of them follows an "â"."""

SCREEN = f"[âÃÅÄ][{_SIGNS}{_MARKS}]"
"""RE2, necessary for any remnant."""

_REMNANT = re.compile(
    f"â[{_SECOND}][{_ALL}]"
    f"|Ã[{re.escape(_SIGNS)}]"
    f"|(?<![A-Z])Ã[{_MARKS}](?=[^\\W\\d_])|Ã[‘’“”–—](?=[^\\W\\d_])"
    f"|(?<=[a-z])[ÅÄ][{_ALL}](?=[a-z])|[ÅÄ][{re.escape(_SIGNS)}‚„](?=[a-z])"
)


def mend_remnants(line: str) -> str:
    """The line with each remnant as the character that it was."""
    return _REMNANT.sub(_decoded, line)


def _decoded(found: re.Match[str]) -> str:
    try:
        return b"".join(_byte(char) for char in found.group()).decode("utf-8")
    except UnicodeError:
        return found.group()


def _byte(char: str) -> bytes:
    """The byte of cp1252; those that it does not assign are read as Latin-1, as browsers do."""
    return char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("cp1252")
