"""The marks of the world's writing: what ends a sentence, pauses, quotes, encloses, lists, separates and joins.

One table for all rooms, by script or custom, so that a text is read alike whichever script it is in. What Unicode calls
Sentence_Terminal is the source of the stops (UAX 29, Sentence_Break = STerm, ATerm), of the scripts in which news is
written; the other tables are from their use in print.
"""

from __future__ import annotations

STOPS_OF = {
    "Latin, Cyrillic, Greek, Hebrew, Hangul": ".!?",
    "set as one character": "…‼⁇⁈⁉",
    "Han and kana": "。！？",
    "Han and kana, other widths": "｡．",
    "Devanagari, Bengali and other Indic scripts": "।॥",
    "Arabic, Urdu": "؟۔",
    "Armenian": "։",
    "Ethiopic": "።፧፨",
    "Myanmar": "၊။",
    "Khmer": "។៕",
    "Tibetan": "།༎",
    "Mongolian": "᠃᠉",
    "Ol Chiki": "᱾᱿",
    "Meitei": "꯫",
}
STOPS = "".join(STOPS_OF.values())
"""Marks that end a sentence."""

ASKING = "!?…‼⁇⁈⁉！？؟"
"""Those of them that headlines and teasers end with as well: they ask, call out or break off."""
FULL_STOPS = STOPS.translate(dict.fromkeys(map(ord, ASKING)))
"""Those that end a plain sentence, which no headline has at its end."""

WIDE_STOPS = "。！？｡"
"""Stops that no blank follows."""

PAUSES = ",;:،؛՝፣፤፥，；：、"
"""Marks that end a part of a sentence: commas, semicolons, colons."""

PAIRS = ("“”", "„“", "„”", "””", "«»", "»«", "‘’", "‚‘", "‚’", "’’", "‹›", "›‹", "「」", "『』", "〝〞", '""', "''")
"""Quotation marks that open and close, by whichever custom: German closes with the mark that opens in English."""

OPENING_QUOTES = "".join(dict.fromkeys(pair[0] for pair in PAIRS))
CLOSING_QUOTES = "".join(dict.fromkeys(pair[1] for pair in PAIRS))
DOUBLE_QUOTES = '"“”„‟«»‹›「」『』'
"""Quotation marks of whole sentences, whichever way they face. An apostrophe is none of them."""

OPENING_BRACKETS, CLOSING_BRACKETS = "([{（［｛【〔《〈", ")]}）］｝】〕》〉"
CLOSERS = CLOSING_QUOTES + CLOSING_BRACKETS
"""What may be between a stop and the end of its sentence."""

BULLETS = "•‣⁃◦∙●○■□▪▫◆▸▶►▹▷➤➢➔·*"
"""Signs before an entry of a list, each followed by a blank."""

DASHES = "-–—"
SEPARATORS = "|｜¦•·∙●⋅/›»‹«"
"""Signs between the parts of a line: a trail of sections, a name and a date."""

JOINERS = "'’-‐‑\u00ad\u200c\u200d·_"
"""What is inside a word, between letters: apostrophes, hyphens, the joiners that do not show."""
NUMBER_JOINERS = ".,:/"
"""What is inside a number, between digits."""


def one_of(*marks: str) -> str:
    """A character class of these marks, for `re` and RE2 alike."""
    return "[" + "".join(f"\\{mark}" if mark in r"\]^-[" else mark for mark in dict.fromkeys("".join(marks))) + "]"
