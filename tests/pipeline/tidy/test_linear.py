"""No line is slow: twice as long takes about twice as long, through repair and tidy together."""

from __future__ import annotations

import time

import pytest

from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.repair import repair
from cleancopy.pipeline.tidy import tidy
from tests.batches import batch_of_lines

HOSTILE = {
    "spaces": (" ", "x"), "tabs": ("\t", "x"), "nbsp": ("\xa0", "x"), "one letter": ("a", "!"),
    "tags": ("<a ", ""), "less than": ("<", ""), "numbers": ("&#", ""), "entities": ("&amp;", "lt;"),
    "layers": ("amp;", ""), "dots": (".", ""), "A tilde": ("Ã", "x"), "A tilde and space": ("Ã ", "x"),
    "moji": ("Ã©", "日"), "mixed moji": ("Ã©x", "日"), "a-hat": ("â€", "x"), "C1": ("\x93x", ""),
    "NEL": ("\x85", "é"), "odd tails": ("β\x80", "x"), "Thai tails": ("๐", "\x9f"),
    "urls": ("http://a.b/", "’"), "quoted urls": ("http://a.b/’", "x"), "quotes": ("“", ""),
    "ellipses": ("…", ""), "dashes": ("—", ""), "marks": ("\u0301", ""), "Hebrew marks": ("\u05b0", ""),
    "joiners": ("\u200d", "x"), "zero width": ("\u200b ", ""), "bidi": ("\u202e", "x"),
    "tag characters": ("\U000e0041", ""), "flags": ("🏴\U000e0067", ""), "selectors": ("\ufe0f", "x"),
    "annotations": ("\ufff9a", ""), "escapes": ("\x1b[", ""), "OSC": ("\x1b]0;", ""), "controls": ("\x00", ""),
    "line ends": ("\x0b", ""), "line ends in words": ("a\u2028b", ""), "question marks": ("a?b ", ""),
    "tatweel": ("ـ", "!"), "lost": ("\ufffd", ""), "hangul": ("\u1100", "\u1161"), "ligatures": ("ﬃ", ""),
    "mac": ("–í", "’"), "wreck": ("\xe2 ", "x"), "lessons": ("html &amp; ", ""),
}  # fmt: skip


def seconds(line: str) -> float:
    best = 9e9
    for _ in range(3):
        start = time.process_time()
        tidy(repair(batch_of_lines([line]), Recipe()), Recipe())
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_no_faster_than_the_line(name):
    unit, end = HOSTILE[name]
    times = 20_000 // len(unit)
    short, long = (f"The gate {unit * (n * times)}{end}" for n in (1, 2))
    seconds(short[:100])
    fixed = seconds("The gate is open.")
    for _ in range(3):  # a busy machine may spoil one measurement, not three
        once, twice = seconds(short) - fixed, seconds(long) - fixed
        if twice < 2.5 * max(once, 0.004):
            return
    pytest.fail(f"{once:.4f} s, twice as long {twice:.4f} s")
