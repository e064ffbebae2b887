"""From TOML files to a `Lexicon` that can be asked about all lines at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.roles.lexicon.fold import escaped, folded, labels
from flows.clean.roles.lexicon.openings import Openings, openings
from flows.clean.roles.lexicon.rule import LexiconError, Rule, check_patterns, read_rules


@dataclass(frozen=True)
class Lexicon:
    """All rules, compiled. Row numbers of `rules` stand for a rule everywhere else."""

    rules: tuple[Rule, ...]
    labels: pa.Array
    """Distinct label forms of the whole-line phrases; `label_rule[label_bounds[i]:label_bounds[i + 1]]` own label i."""
    label_bounds: npt.NDArray[np.int64]
    label_rule: npt.NDArray[np.int64]
    expressions: dict[int, str]
    """For each rule with starts or patterns: one anchored RE2 expression."""
    openings: Openings
    """How lines that rules with starts or patterns hit begin."""
    by_word: tuple[int, ...]
    """Rules with starts or patterns and `contains`: asked of the lines that hold one of their words."""
    by_any: tuple[int, ...]
    """Rules with starts or patterns of which neither is known: asked of every line."""
    followers: tuple[int, ...]
    """Rules that only look at the lines below another hit; they are asked of no other line."""

    def row(self, rule_id: str) -> int:
        """The row of a rule, -1 when there is none of that id."""
        return next((at for at, rule in enumerate(self.rules) if rule.id == rule_id), -1)


@cache
def load_lexicon(extra_rules: str = "") -> Lexicon:
    """The rules shipped in `rules/*.toml` and those of `extra_rules` (TOML text; the last of an id stands)."""
    files = sorted(
        (e for e in resources.files(__package__).joinpath("rules").iterdir() if e.name.endswith(".toml")), key=_name
    )
    shipped = [rule for file in files for rule in read_rules(file.read_text("utf-8"), file.name)]
    extra = read_rules(extra_rules, "extra rules")
    _refuse_twins(shipped)
    for rule in extra:
        check_patterns(rule)
    rules = {rule.id: rule for rule in shipped + extra}
    return compile_rules(tuple(rules.values()))


def compile_rules(rules: tuple[Rule, ...]) -> Lexicon:
    """The lexicon of these rules alone."""
    phrases, owners = _labels(rules)
    distinct = phrases.unique()
    at = pc.index_in(phrases, value_set=distinct).to_numpy(zero_copy_only=False).astype(np.int64)
    order = np.argsort(at, kind="stable")
    expressions = {row: _expression(rule) for row, rule in enumerate(rules) if rule.starts or rule.patterns}
    known = {rule.id for rule in rules}
    for rule in rules:
        if rule.where.after and rule.where.after not in known:
            raise LexiconError(
                f"{rule.source}: rule {rule.id}: there is no rule {rule.where.after!r} to come after. Name one."
            )
    asked = [row for row in expressions if not rules[row].where.after]
    by_word = tuple(row for row in asked if rules[row].where.contains)
    begins = {row: openings(_starts(rules[row]), rules[row].patterns) for row in asked if row not in by_word}
    return Lexicon(
        rules=rules,
        labels=distinct,
        label_bounds=np.searchsorted(at[order], np.arange(len(distinct) + 1)).astype(np.int64),
        label_rule=owners[order],
        expressions=expressions,
        openings=Openings.of({row: heads for row, heads in begins.items() if heads is not None}),
        by_word=by_word,
        by_any=tuple(row for row, heads in begins.items() if heads is None),
        followers=tuple(row for row, rule in enumerate(rules) if rule.where.after),
    )


def _labels(rules: tuple[Rule, ...]) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    texts = [phrase.replace("#", "0") for rule in rules for phrase in rule.lines]
    owners = np.repeat(np.arange(len(rules)), [len(rule.lines) for rule in rules]).astype(np.int64)
    return labels(folded(pa.array(texts, pa.string()))), owners


def _expression(rule: Rule) -> str:
    forms = [escaped(start) for start in _starts(rule)] + [f"(?:{pattern})$" for pattern in rule.patterns]
    return f"^(?:{'|'.join(forms)})"


def _starts(rule: Rule) -> list[str]:
    """The folded starts of a rule. The letter behind each keeps its own last colon or blank from being trimmed."""
    return [start[:-1] for start in folded(pa.array([f"{start}x" for start in rule.starts], pa.string())).to_pylist()]


def _refuse_twins(rules: list[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise LexiconError(f"{rule.source}: rule {rule.id} is already in {seen[rule.id]}. Rename one of them.")
        seen[rule.id] = rule.source


def _name(file: object) -> str:
    return str(getattr(file, "name", file))
