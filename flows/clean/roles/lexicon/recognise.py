"""Ask the lexicon about all lines of a batch at once.

Three looks, each over fewer lines than the one before: whole-line phrases are found by a hash lookup of the folded
line; starts and patterns by one RE2 expression that only says *some rule*; which rule it was is asked of those lines
only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.recipe import Recipe
from flows.clean.roles.lexicon.fold import folded, labels
from flows.clean.roles.lexicon.load import Lexicon, Screen, load_lexicon
from flows.clean.roles.lexicon.rule import Rule
from flows.clean.roles.lexicon.where import Page, allowed, below
from flows.clean.table import CAPTURES, VOTES, Batch, Bools, Ints, byte_lengths, flat, segment_sum

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
    asked = np.flatnonzero((sizes > 0) & (sizes <= LONG_BYTES))
    looks = folded(texts.take(pa.array(asked)))
    short = sizes[asked] <= SHORT_BYTES
    few = looks.filter(pa.array(short))
    found = [_whole_lines(lexicon, few, asked[short])]
    for screen in lexicon.screens:
        found += [_expressions(lexicon, screen, *((looks, asked) if screen.reach else (few, asked[short])))]
    pairs = _checked(page, lexicon, *_joined(found))
    followed = [_followers(page, lexicon, row, *pairs) for row in lexicon.followers]
    return _joined([pairs, *followed])


def _whole_lines(lexicon: Lexicon, looks: pa.Array, rows: Ints) -> tuple[Ints, Ints]:
    forms = labels(looks)
    at = pc.index_in(forms, value_set=lexicon.labels).fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    at = np.where(at < 0, _rows_of_labels(lexicon, forms), at)
    hit = np.flatnonzero(at >= 0)
    which = at[hit]
    first, counts = lexicon.label_bounds[which], np.diff(lexicon.label_bounds)[which]
    inner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(rows[hit], counts), lexicon.label_rule[np.repeat(first, counts) + inner]


def _rows_of_labels(lexicon: Lexicon, forms: pa.Array) -> Ints:
    """int64[forms]: the first label of a line that is nothing but known labels between dividers, else -1."""
    found = np.full(len(forms), -1, dtype=np.int64)
    divided = np.flatnonzero(pc.match_substring(forms, " / ").to_numpy(zero_copy_only=False))
    parts = pc.split_pattern(forms.take(pa.array(divided)), " / ")
    known = pc.index_in(parts.flatten(), value_set=lexicon.labels).fill_null(-1).to_numpy(zero_copy_only=False)
    ends = np.cumsum(pc.list_value_length(parts).to_numpy(zero_copy_only=False)).astype(np.int64)
    starts = np.concatenate([[0], ends])
    alike = segment_sum(known >= 0, starts) == np.diff(starts)
    found[divided[alike]] = known[starts[:-1][alike]]
    return found


def _expressions(lexicon: Lexicon, screen: Screen, looks: pa.Array, rows: Ints) -> tuple[Ints, Ints]:
    some = pc.match_substring_regex(looks, screen.expression)
    hit = np.flatnonzero(some.to_numpy(zero_copy_only=False))
    looks = looks.take(pa.array(hit))
    found = [(rows[hit[_matching(looks, lexicon.expressions[row])]], row) for row in screen.rules] if len(hit) else []
    return _joined([(lines, np.full(len(lines), row)) for lines, row in found])


def _matching(looks: pa.Array, expression: str) -> Ints:
    return np.flatnonzero(pc.match_substring_regex(looks, expression).to_numpy(zero_copy_only=False))


def _checked(page: Page, lexicon: Lexicon, lines: Ints, rules: Ints) -> tuple[Ints, Ints]:
    """Only the pairs whose rule's conditions hold."""
    keep = np.zeros(len(lines), dtype=np.bool_)
    for row in np.unique(rules):
        of_rule = np.flatnonzero(rules == row)
        keep[of_rule] = allowed(page, lines[of_rule], lexicon.rules[row].where)
    return lines[keep], rules[keep]


def _followers(page: Page, lexicon: Lexicon, row: int, lines: Ints, rules: Ints) -> tuple[Ints, Ints]:
    """The runs of lines below the hits of the rule that rule `row` comes after."""
    rule = lexicon.rules[row]
    anchors = lines[rules == lexicon.row(str(rule.where.after))]
    if not len(anchors):
        return _NONE, _NONE
    nexts, steps = below(page, np.unique(anchors))
    looks = folded(page.texts.take(pa.array(nexts)))
    fits = np.zeros(len(nexts), dtype=np.bool_)
    fits[_matching(looks, lexicon.expressions[row])] = True
    fits &= allowed(page, nexts, rule.where)
    unbroken: list[bool] = []
    for at, step in enumerate(steps):
        unbroken.append(bool(fits[at]) and (step == 0 or unbroken[-1]))
    taken = nexts[np.array(unbroken, dtype=np.bool_)]
    return taken, np.full(len(taken), row)


def _joined(pairs: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    lines = np.concatenate([some for some, _ in pairs] or [_NONE]).astype(np.int64)
    rules = np.concatenate([some for _, some in pairs] or [_NONE]).astype(np.int64)
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
    return pc.is_in(values, value_set=pa.array(wanted, pa.string())).to_numpy(zero_copy_only=False)


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
        said = np.flatnonzero(pc.fill_null(pc.greater(pc.binary_length(raw), 0), False).to_numpy(zero_copy_only=False))
        count = len(said)
        fixed = [
            pa.array([value] * count, kind)
            for value, kind in ((rule.id, pa.string()), (rule.where.confidence, pa.float64()))
        ]
        columns = [
            pa.array(rows[said], pa.int64()),
            pa.array([field] * count, pa.string()),
            raw.take(pa.array(said)),
            *fixed,
        ]
        tables.append(pa.table(columns, schema=CAPTURES))
    return pa.concat_tables(tables)


_NONE = np.zeros(0, dtype=np.int64)
_BITS = 20
