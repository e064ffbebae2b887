"""Which distinct lines are worth asking about which rules: whole-line phrases, beginnings, and words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.lexicon.folding import SIGN_LEADS, escaped, labels, may_have_signs
from cleancopy.pipeline.recognise.lexicon.load import Lexicon, anchored
from cleancopy.pipeline.recognise.lexicon.rule import SHORT_CHARS
from cleancopy.pipeline.recognise.lexicon.screen.needs import FEW, may_hold
from cleancopy.pipeline.recognise.lexicon.screen.openings import MOST_BYTES, Words, first_bytes
from cleancopy.pipeline.recognise.lexicon.where import Forms
from cleancopy.pipeline.scan.columns import NEVER, Bools, Ints, flags, matching, put, true_at
from cleancopy.pipeline.scan.segments import each, segment_sum

NONE = np.zeros(0, dtype=np.int64)


def _whole_lines(lexicon: Lexicon, forms: Forms, short: Bools) -> tuple[Ints, Ints]:
    """(form, rule) where one of the `short` forms is nothing but a phrase of the rule, or several between dividers."""
    rows = np.flatnonzero(short & may_begin(lexicon.label_heads, forms.begins))
    looks = forms.looks.take(pa.array(rows))
    signed = may_have_signs(looks)
    even = put(looks, np.flatnonzero(signed), labels(looks.filter(pa.array(signed))))
    at = _label_or_row(lexicon, even, signed)
    hit = np.flatnonzero(at >= 0)
    bounds = lexicon.label_bounds
    lines, which = repeated(rows[hit], bounds[at[hit]], bounds[at[hit] + 1])
    return lines, lexicon.label_rule[which]


def may_begin(heads: Words, words: Words) -> Bools:
    """Which folded lines may be a label, or a row of labels, by the first eight bytes of each (`words`).

    Lines are held against labels once `labels` has written their signs evenly, which takes long for prose. It leaves
    the first eight bytes of most lines as they are: none of them begins a sign, and the last is no part of one. Such a
    line can only be a label that begins with just these bytes; `heads` are those of all labels so long, in order. Any
    other line may be a label.
    """
    eight = words.astype(">u8").view(np.uint8).reshape(-1, MOST_BYTES)  # as they are in the line
    stays = UNSIGNED[eight].all(axis=1) & SETTLED[eight[:, -1]]
    if not len(heads):
        return ~stays
    return ~stays | (heads.take(np.searchsorted(heads, words), mode="clip") == words)


UNSIGNED = ~SIGN_LEADS & (np.arange(256) >= 32) & ~np.isin(np.arange(256), np.frombuffer(b"0123456789/|:", np.uint8))
"""Bytes that begin no sign which `labels` writes evenly."""
SETTLED = UNSIGNED & ~np.isin(np.arange(256), np.frombuffer(b" ([", np.uint8))
"""Those of them that are also no part of a sign that begins with them."""


def _label(lexicon: Lexicon, forms: pa.Array) -> Ints:
    """int64[forms]: which label each is, -1 for none.

    Only labels that begin like a form are hashed: to hash all of them takes a millisecond, however few forms there are.
    """
    begins = first_bytes(forms)
    first, last = (np.searchsorted(lexicon.label_begins, begins, side) for side in ("left", "right"))
    rows = np.flatnonzero(last > first)
    near = true_at(len(lexicon.labels), repeated(rows, first[rows], last[rows])[1])
    among = np.flatnonzero(near)
    at = pc.index_in(forms.take(pa.array(rows)), value_set=lexicon.labels.take(pa.array(among))).fill_null(-1)
    found = np.full(len(forms), -1, np.int64)
    found[rows] = np.append(among, -1)[at.to_numpy(zero_copy_only=False)]
    return found


def _label_or_row(lexicon: Lexicon, forms: pa.Array, signed: Bools) -> Ints:
    """As `_label`; the first label of a line that is nothing but known labels between dividers (it is `signed`)."""
    found = _label(lexicon, forms)
    divided = np.flatnonzero(signed & (found < 0))
    divided = divided[flags(pc.match_substring(forms.take(pa.array(divided)), " / "))]
    if not len(divided):
        return found
    parts = pc.split_pattern(forms.take(pa.array(divided)), " / ")
    known = _label(lexicon, parts.flatten())
    ends = np.cumsum(pc.list_value_length(parts).to_numpy(zero_copy_only=False)).astype(np.int64)
    starts = np.concatenate([[0], ends])
    alike = segment_sum(known >= 0, starts) == np.diff(starts)
    found[divided[alike]] = known[starts[:-1][alike]]
    return found


def repeated(values: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Each value as often as its range `first:last` is long, and beside it the numbers of that range."""
    return np.repeat(values, last - first), each(first, last - first)


class Begins:
    """Which forms begin like which pieces of the rules."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        """`words` are the first bytes of the forms."""
        forms, pieces = lexicon.openings.candidates(words)
        rules = lexicon.piece_rule[pieces]
        order = np.argsort(rules, kind="stable")
        rows, first = np.unique(rules[order], return_index=True)
        parts = zip(rows.tolist(), np.split(order, first[1:]), strict=False)
        self.lexicon = lexicon
        self.number = len(words)
        self.of_rule = {row: (forms[some], pieces[some]) for row, some in parts}

    def forms(self, row: int) -> Ints:
        """Forms that begin like a piece of this rule."""
        return np.flatnonzero(self._among(self.of_rule[row][0])) if row in self.of_rule else NONE

    def expression(self, row: int, forms: Ints, looks: pa.Array) -> str:
        """What these forms are asked for this rule: only pieces that one of them may match need to be compiled.

        It begins like the piece, and holds what the piece needs. `looks` are all forms.
        """
        own, pieces = self.of_rule.get(row, (NONE, NONE))
        asked = {*pieces[self._among(forms)[own]].tolist(), *self.lexicon.loose.get(row, ())}
        if len(forms) <= FEW:
            texts = looks.take(pa.array(forms)).to_pylist()
            asked = {at for at in asked if may_hold(texts, self.lexicon.piece_needs[at])}
        return anchored(self.lexicon.pieces[at] for at in sorted(asked)) if asked else NEVER

    def _among(self, forms: Ints) -> Bools:
        """bool[all forms]: whether a form is one of these."""
        return true_at(self.number, forms)


def suspects(lexicon: Lexicon, forms: Forms, short: Bools, begins: Begins) -> Iterator[tuple[int, Ints, bool]]:
    """(rule, forms, asks): the forms that a rule may take; with `asks` RE2 has still to say so."""
    for row, rows in _by_rule(*_whole_lines(lexicon, forms, short)):
        yield row, rows, False
    for row, rows in _candidates(lexicon, forms, begins):
        yield row, rows if lexicon.rules[row].where.max_chars > SHORT_CHARS else rows[short[rows]], True


def _candidates(lexicon: Lexicon, forms: Forms, begins: Begins) -> Iterator[tuple[int, Ints]]:
    """For each rule with starts or patterns the forms that are worth asking."""
    yield from ((row, begins.forms(row)) for row in begins.of_rule if row not in {*lexicon.by_word, *lexicon.by_any})
    if lexicon.by_word:
        words = sorted({word for row in lexicon.by_word for word in lexicon.rules[row].where.contains})
        rows = np.flatnonzero(matching(forms.looks, "|".join(map(escaped, words))))
        yield from ((row, rows) for row in lexicon.by_word)
    yield from ((row, np.arange(len(forms.chars))) for row in lexicon.by_any)


def _by_rule(some: Ints, rules: Ints) -> Iterator[tuple[int, Ints]]:
    for row in np.unique(rules).tolist():
        yield row, some[rules == row]
