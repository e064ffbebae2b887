"""Ask the lexicon about all lines of a batch at once.

Each distinct line is looked at once. Whole-line phrases are found by a hash lookup of the folded line; for starts and
patterns it is cheaply found out which rules could concern which lines (by how a line begins, or by a word in it), and
RE2 is asked about these few only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import CAPTURES, VOTES, Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.lexicon.load import Lexicon, load_lexicon
from cleancopy.pipeline.recognise.lexicon.rule import Rule
from cleancopy.pipeline.recognise.lexicon.screen.suspects import NONE, Begins, repeated, suspects
from cleancopy.pipeline.recognise.lexicon.where import Forms, Page, below, characters, fitting, placed
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, flags, flat, matching, true_at

SHORT_BYTES = 240
"""Only lines up to here are asked about whole-line phrases and short rules."""
LONG_BYTES = 1200
"""Only lines up to here are asked about the rules that reach further (notices and disclaimers)."""


def recognise_lexicon(batch: Batch, recipe: Recipe) -> Batch:
    """`batch` with a vote for each line a rule takes, and the captures those rules read. Reads lines: text."""
    lexicon = load_lexicon(recipe.extra_rules)
    lines, rules = hits(batch, lexicon)
    keep = _switched_on(batch, recipe, lexicon, lines, rules)
    lines, rules = lines[keep], rules[keep]
    return batch.adding(votes=_votes(lexicon, lines, rules), captures=_captures(batch, lexicon, lines, rules))


def hits(batch: Batch, lexicon: Lexicon) -> tuple[Ints, Ints]:
    """Rows of `lines` and of `lexicon.rules` that match under the rule's conditions, sorted by line, then rule."""
    texts = flat(batch.lines.column("text"))
    sizes = byte_lengths(texts)
    page = Page(batch, sizes)
    asked = np.flatnonzero((sizes > 0) & (sizes <= LONG_BYTES) & ~_beyond(texts, sizes, lexicon.reach))
    lines = texts.take(pa.array(asked)).dictionary_encode()
    forms = Forms(lines.dictionary)
    short = forms.sizes <= SHORT_BYTES
    begins = Begins(lexicon, forms.begins)
    found = []
    for row, rows, asks in suspects(lexicon, forms, short, begins):
        rows = fitting(forms, rows, lexicon.rules[row].where)
        if asks:
            rows = rows[matching(forms.looks, begins.expression(row, rows, forms.looks), rows)]
        found.append((rows, np.full(len(rows), row)))
    alike = _of_lines(_joined(found), asked, lines.indices.to_numpy(zero_copy_only=False))
    pairs = _placed(page, lexicon, *_joined([alike, lexicon.exact.hits(texts)]))
    followed = [_followers(page, lexicon, row, *pairs) for row in lexicon.followers]
    return _joined([pairs, *followed])


def _beyond(texts: pa.Array, sizes: Ints, reach: int) -> Bools:
    """Which lines have more characters than any rule takes. Only those of more bytes are counted."""
    beyond = (sizes > reach) & (sizes <= LONG_BYTES)
    beyond[beyond] = characters(texts.filter(pa.array(beyond))) > reach
    return beyond


def _of_lines(pairs: tuple[Ints, Ints], asked: Ints, form: Ints) -> tuple[Ints, Ints]:
    """(line, rule) for (form, rule), sorted; line `asked[i]` is of form `form[i]`."""
    forms, rules = pairs
    hit = true_at(int(form.max(initial=-1)) + 1, forms)
    at = np.flatnonzero(hit[form])
    lines, which = repeated(asked[at], *(np.searchsorted(forms, form[at], side) for side in ("left", "right")))
    return lines, rules[which]


def _placed(page: Page, lexicon: Lexicon, lines: Ints, rules: Ints) -> tuple[Ints, Ints]:
    """Only the pairs whose line is where the rule wants it."""
    places = np.array([rule.where.place for rule in lexicon.rules])[rules]
    keep = np.ones(len(lines), np.bool_)
    for place in np.unique(places).tolist():
        of_place = places == place
        keep[of_place] = placed(page, lines[of_place], place)
    return lines[keep], rules[keep]


def _followers(page: Page, lexicon: Lexicon, row: int, lines: Ints, rules: Ints) -> tuple[Ints, Ints]:
    """The runs of lines below the hits of the rule that rule `row` comes after."""
    rule = lexicon.rules[row]
    anchors = lines[rules == lexicon.row(str(rule.where.after))]
    if not len(anchors):
        return NONE, NONE
    nexts, steps = below(page, np.unique(anchors))
    forms = Forms(page.texts.take(pa.array(nexts)))
    rows = fitting(forms, np.arange(len(nexts)), rule.where)
    fits = true_at(len(nexts), rows[matching(forms.looks, lexicon.expressions[row], rows)])
    fits &= placed(page, nexts, rule.where.place)
    unbroken: list[bool] = []
    for at, step in enumerate(steps):
        unbroken.append(bool(fits[at]) and (step == 0 or unbroken[-1]))
    taken = nexts[np.array(unbroken, dtype=np.bool_)]
    return taken, np.full(len(taken), row)


def _joined(pairs: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    lines = np.concatenate([some for some, _ in pairs] or [NONE]).astype(np.int64)
    rules = np.concatenate([some for _, some in pairs] or [NONE]).astype(np.int64)
    both = np.unique(lines << _BITS | rules)  # one number for a pair sorts ten times as fast as two columns
    return both >> _BITS, both & ((1 << _BITS) - 1)


def _switched_on(batch: Batch, recipe: Recipe, lexicon: Lexicon, lines: Ints, rules: Ints) -> Bools:
    """Which pairs stand: not a rule switched off for the site, nor one made for other sites."""
    keep = np.ones(len(lines), dtype=np.bool_)
    sites = pc.fill_null(flat(batch.docs.column("site")), "").take(pa.array(batch.doc[lines]))
    for site, said in recipe.sites.items():
        if said.rules_off:
            off = [lexicon.row(rule_id) for rule_id in said.rules_off]
            keep &= ~(np.isin(rules, off) & _equal(sites, [site]))
    for row, rule in enumerate(lexicon.rules):
        if rule.where.sites:
            keep &= (rules != row) | _equal(sites, list(rule.where.sites))
    return keep


def _equal(values: pa.Array, wanted: list[str]) -> Bools:
    return flags(pc.is_in(values, value_set=pa.array(wanted, pa.string())))


def _votes(lexicon: Lexicon, lines: Ints, rules: Ints) -> pa.Table:
    said: Mapping[str, list[Any]] = {
        "role": [rule.role for rule in lexicon.rules],
        "rule": [rule.id for rule in lexicon.rules],
        "evidence": [rule.why for rule in lexicon.rules],
        "confidence": [rule.where.confidence for rule in lexicon.rules],
        "hard": [rule.where.hard for rule in lexicon.rules],
    }
    at = pa.array(rules, pa.int64())
    taken = [pa.array(said[name], VOTES.field(name).type).take(at) for name in VOTES.names[1:]]
    return pa.table([pa.array(lines, pa.int64()), *taken], schema=VOTES)


def _captures(batch: Batch, lexicon: Lexicon, lines: Ints, rules: Ints) -> pa.Table:
    """What the rules read from the original characters of their lines, sorted by line."""
    texts = flat(batch.lines.column("text"))
    found = [CAPTURES.empty_table()]
    for row in np.unique(rules):
        rule = lexicon.rules[row]
        own = lines[rules == row]
        found += [_read(rule, pattern, texts.take(pa.array(own)), own) for pattern in rule.captures]
    table = pa.concat_tables(found)
    return table.sort_by([("line", "ascending"), ("field", "ascending")])


def _read(rule: Rule, pattern: str, texts: pa.Array, rows: Ints) -> pa.Table:
    groups = pc.extract_regex(texts, pattern)
    tables = [CAPTURES.empty_table()]
    for field in groups.type.names:
        raw = pc.struct_field(groups, field)
        said = np.flatnonzero(flags(pc.greater(pc.binary_length(raw), 0)))
        named, by, sure = (pa.repeat(pa.scalar(one), len(said)) for one in (field, rule.id, rule.where.confidence))
        columns = [pa.array(rows[said], pa.int64()), named, raw.take(pa.array(said)), by, sure]
        tables.append(pa.table(columns, schema=CAPTURES))
    return pa.concat_tables(tables)


_BITS = 20
