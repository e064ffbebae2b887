"""The copies of a document on a terminal: the passages they share side by side, what differs in them set apart."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from cleancopy.orchestration.alike import Alike, Passage
from cleancopy.show.terminal import console, safe

LEAST = 3
"""Words in a row that must be the same to be shown as the same."""


def print_copies(name: str, found: Sequence[Alike]) -> None:
    """Each copy with its passages; on a terminal in two columns, else one below the other."""
    out = console()
    for one in found:
        told = "the same text" if one.kind == "exact" else f"{one.score:.0%} of the shorter text"
        out.print(Text(f"{safe(one.source_path)}  {safe(one.title or 'without a title')}", "bold"))
        out.print(Text(f"  {told}, {'the earlier' if one.is_first else 'the later'} of the two by its path"))
        if out.is_terminal and one.passages:
            out.print(_side_by_side(name, one))
        elif one.passages:
            out.print(Text(f"  < is {safe(name)}, > is {safe(one.source_path)}"))
            for passage in one.passages:
                _print_stacked(out, passage)
    out.print(Text(f"{len(found)} copies" if len(found) != 1 else "1 copy", "bold"))


def _side_by_side(name: str, one: Alike) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for head in (safe(name), safe(one.source_path)):
        table.add_column("", justify="right")
        table.add_column(head, ratio=1, overflow="fold")
    for passage in one.passages:
        own, other = (_marked(*texts) for texts in _texts(passage))
        table.add_row(str(passage.paragraph), own, str(passage.of_paragraph), other)
    return table


def _print_stacked(out: Any, passage: Passage) -> None:
    out.print(Text(f"  paragraph {passage.paragraph} and {passage.of_paragraph}, about {passage.words} words"))
    for mark, (text, _) in zip("<>", _texts(passage), strict=True):
        out.print(Text(f"    {mark} {safe(text)}"), soft_wrap=True)


def _texts(passage: Passage) -> tuple[tuple[str, str], tuple[str, str]]:
    return (passage.text, passage.of_text), (passage.of_text, passage.text)


def _marked(text: str, other: str) -> Text:
    """The words of a text; those that the other has not in this order are dim."""
    words, others = text.split(" "), other.split(" ")
    matched = difflib.SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    same = {at for start, _, size in matched if size >= LEAST for at in range(start, start + size)}
    told = Text()
    for at, word in enumerate(words):
        told.append(safe(word) + " ", "" if at in same else "dim")
    return told
