"""Unicode normal form C, only where a line can change by it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from unicodedata import combining, decomposition, normalize

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.scan.columns import Ints, put


def composed(lines: pa.Array, rows: Ints) -> tuple[pa.Array, Ints]:
    """The lines in NFC, and which changed; only `rows` can change (they match `unstable`).

    Runs of marks are capped before: NFC is quadratic in their length.
    """
    before = lines.take(pa.array(rows)).to_pylist()
    after = normalize("NFC", "\n".join(before)).split("\n")  # a line feed neither composes nor moves
    changed = np.flatnonzero([a != b for a, b in zip(before, after, strict=True)]) if len(rows) else rows
    return put(lines, rows[changed], [after[i] for i in changed]), rows[changed]


@cache
def unstable() -> str:
    """RE2 pattern that matches wherever NFC may change a line.

    Necessary by the definition of NFC (Unicode Standard Annex 15): a character that is not its own NFC, one that may
    compose with what is before it, or two marks in a row that might have to change places.
    """
    # Neither ideographs nor Hangul syllables decompose; those of the second plane that do are at its end.
    planes = [*range(0xA0, 0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x17000), *range(0x18D00, 0x20000)]
    chars = [chr(c) for c in (*planes, *range(0x2F800, 0x2FA20))]
    split = [c for c in chars if decomposition(c)]
    second = {s for c in split if (s := _second(c))} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    unstable = sorted(second | {ord(c) for c in split if normalize("NFC", c) != c})
    ordered = [ord(c) for c in chars if combining(c)]
    return f"[{_spans(unstable)}]|[{_spans(ordered)}]{{2}}"


def _second(char: str) -> int:
    """The second character of a canonical decomposition; 0 where there is none."""
    parts = decomposition(char).split()
    return int(parts[1], 16) if len(parts) == 2 and not parts[0].startswith("<") else 0


def _spans(codes: list[int]) -> str:
    cuts = [i for i in range(len(codes)) if i == 0 or codes[i] != codes[i - 1] + 1] + [len(codes)]
    return "".join(rf"\x{{{codes[a]:x}}}-\x{{{codes[b - 1]:x}}}" for a, b in pairwise(cuts))
