"""Ask the lexicon about all lines of a batch at once.

Each distinct line is looked at once. Whole-line phrases are found by a hash lookup of the folded line; for starts and
patterns it is cheaply found out which rules could concern which lines (by how a line begins, or by a word in it), and
RE2 is asked about these few only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.recipe import Recipe
from flows.clean.roles.lexicon.fold import escaped, labels, may_have_signs
from flows.clean.roles.lexicon.load import Lexicon, anchored, load_lexicon
from flows.clean.roles.lexicon.openings import first_bytes
from flows.clean.roles.lexicon.rule import SHORT_CHARS, Rule
from flows.clean.roles.lexicon.where import Forms, Page, below, fitting, matching, placed
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
    lines = texts.take(pa.array(asked)).dictionary_encode()
    forms = Forms(lines.dictionary)
    short = byte_lengths(forms.texts) <= SHORT_BYTES
    begins = Begins(lexicon, forms.looks)
    found = []
    for row, rows, asks in _suspects(lexicon, forms, short, begins):
        rows = fitting(forms, rows, lexicon.rules[row].where)
        if asks:
            rows = rows[matching(forms.looks, rows, begins.expression(row, rows))]
        found.append((rows, np.full(len(rows), row)))
    pairs = _placed(page, lexicon, *_of_lines(_joined(found), asked, lines.indices.to_numpy(zero_copy_only=False)))
    followed = [_followers(page, lexicon, row, *pairs) for row in lexicon.followers]
    return _joined([pairs, *followed])


def _whole_lines(lexicon: Lexicon, forms: Forms, short: Bools) -> tuple[Ints, Ints]:
    """(form, rule) where one of the `short` forms is nothing but a phrase of the rule, or several between dividers."""
    signs = may_have_signs(forms.looks)
    at = np.full(len(short), -1, np.int64)
    at[short & ~signs] = _label(lexicon, forms.looks.filter(pa.array(short & ~signs)))
    signed = np.flatnonzero(short & signs)
    signed = signed[may_begin(lexicon.label_heads, forms.looks.take(pa.array(signed)))]
    at[signed] = _label_or_row(lexicon, labels(forms.looks.take(pa.array(signed))))
    hit = np.flatnonzero(at >= 0)
    lines, which = _repeated(hit, lexicon.label_bounds[at[hit]], lexicon.label_bounds[at[hit] + 1])
    return lines, lexicon.label_rule[which]


def may_begin(heads: npt.NDArray[np.uint64], looks: pa.Array) -> Bools:
    """Which folded lines may be a label, or a row of labels, with one of these heads (see `Lexicon.label_heads`).

    Eight letters and blanks at the start of a line, the last of them a letter, stay as they are when numbers, dividers
    and colons behind them are written evenly: they begin a label of at least so many bytes. Sorts prose out, on which
    that writing takes long.
    """
    words = first_bytes(looks)
    plain = np.ones(len(words), np.bool_)
    for k in range(8):
        byte = (words >> np.uint64(8 * k) & np.uint64(0xFF)).astype(np.int64)
        plain &= (byte - ord("a") < 26) & (byte >= ord("a")) | (byte == ord(" ")) & (k > 0)
    at = np.minimum(np.searchsorted(heads, words), max(len(heads) - 1, 0))
    known = heads[at] == words if len(heads) else np.zeros(len(words), np.bool_)
    return known | ~plain


def _label(lexicon: Lexicon, forms: pa.Array) -> Ints:
    """int64[forms]: which label each is, -1 for none."""
    at = pc.index_in(forms, value_set=lexicon.labels).fill_null(-1)
    return at.to_numpy(zero_copy_only=False).astype(np.int64)


def _label_or_row(lexicon: Lexicon, forms: pa.Array) -> Ints:
    """As `_label`; the first label of a line that is nothing but known labels between dividers."""
    found = _label(lexicon, forms)
    divided = np.flatnonzero(pc.match_substring(forms, " / ").to_numpy(zero_copy_only=False) & (found < 0))
    parts = pc.split_pattern(forms.take(pa.array(divided)), " / ")
    known = _label(lexicon, parts.flatten())
    ends = np.cumsum(pc.list_value_length(parts).to_numpy(zero_copy_only=False)).astype(np.int64)
    starts = np.concatenate([[0], ends])
    alike = segment_sum(known >= 0, starts) == np.diff(starts)
    found[divided[alike]] = known[starts[:-1][alike]]
    return found


def _repeated(values: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Each value as often as its range `first:last` is long, and beside it the numbers of that range."""
    counts = last - first
    inner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(values, counts), np.repeat(first, counts) + inner


class Begins:
    """Which forms begin like which pieces of the rules."""

    def __init__(self, lexicon: Lexicon, looks: pa.Array) -> None:
        forms, pieces = lexicon.openings.candidates(looks)
        rules = lexicon.piece_rule[pieces]
        self.lexicon = lexicon
        self.of_rule = {row: (forms[rules == row], pieces[rules == row]) for row in set(rules.tolist())}

    def forms(self, row: int) -> Ints:
        """Forms that begin like a piece of this rule."""
        return np.unique(self.of_rule[row][0]) if row in self.of_rule else _NONE

    def expression(self, row: int, forms: Ints) -> str:
        """What these forms are asked for this rule: only pieces that one of them begins like need to be compiled."""
        own, pieces = self.of_rule.get(row, (_NONE, _NONE))
        loose = self.lexicon.loose[self.lexicon.piece_rule[self.lexicon.loose] == row]
        asked = np.unique(np.concatenate([pieces[np.isin(own, forms)], loose]))
        return anchored(self.lexicon.pieces[at] for at in asked.tolist()) if len(asked) else NEVER


def _suspects(lexicon: Lexicon, forms: Forms, short: Bools, begins: Begins) -> Iterator[tuple[int, Ints, bool]]:
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
        found = pc.match_substring_regex(forms.looks, "|".join(map(escaped, words)))
        rows = np.flatnonzero(found.to_numpy(zero_copy_only=False))
        yield from ((row, rows) for row in lexicon.by_word)
    yield from ((row, np.arange(len(forms.chars))) for row in lexicon.by_any)


def _by_rule(some: Ints, rules: Ints) -> Iterator[tuple[int, Ints]]:
    for row in np.unique(rules).tolist():
        yield row, some[rules == row]


def _of_lines(pairs: tuple[Ints, Ints], asked: Ints, form: Ints) -> tuple[Ints, Ints]:
    """(line, rule) for (form, rule), sorted; line `asked[i]` is of form `form[i]`."""
    forms, rules = pairs
    hit = np.zeros(int(form.max(initial=-1)) + 1, np.bool_)
    hit[forms] = True
    at = np.flatnonzero(hit[form])
    lines, which = _repeated(asked[at], *(np.searchsorted(forms, form[at], side) for side in ("left", "right")))
    return lines, rules[which]


def _placed(page: Page, lexicon: Lexicon, lines: Ints, rules: Ints) -> tuple[Ints, Ints]:
    """Only the pairs whose line stands where the rule wants it."""
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
        return _NONE, _NONE
    nexts, steps = below(page, np.unique(anchors))
    forms = Forms(page.texts.take(pa.array(nexts)))
    rows = fitting(forms, np.arange(len(nexts)), rule.where)
    fits = np.zeros(len(nexts), dtype=np.bool_)
    fits[rows[matching(forms.looks, rows, lexicon.expressions[row])]] = True
    fits &= placed(page, nexts, rule.where.place)
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
NEVER = r"[^\x00-\x{10ffff}]"
"""RE2 that matches nothing."""
_BITS = 20
