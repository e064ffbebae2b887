"""From TOML files to a `Lexicon` that can be asked about all lines at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.roles.lexicon.fold import folded, labels
from flows.clean.roles.lexicon.rule import SHORT_CHARS, LexiconError, Rule, check_patterns, read_rules


@dataclass(frozen=True)
class Screen:
    """Many rules as one RE2 expression: a line it does not match is hit by none of them."""

    reach: bool
    """Whether these rules look at lines beyond SHORT_CHARS too."""
    expression: str
    rules: tuple[int, ...]


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
    screens: tuple[Screen, ...]
    """Which lines are worth asking about which rules with starts or patterns."""
    followers: tuple[int, ...]
    """Rules that only look at the lines below another hit; no screen holds them."""

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
    followers = tuple(row for row, rule in enumerate(rules) if rule.where.after)
    return Lexicon(
        rules=rules,
        labels=distinct,
        label_bounds=np.searchsorted(at[order], np.arange(len(distinct) + 1)).astype(np.int64),
        label_rule=owners[order],
        expressions=expressions,
        screens=_screens(rules, expressions),
        followers=followers,
    )


def _labels(rules: tuple[Rule, ...]) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    texts = [phrase.replace("#", "0") for rule in rules for phrase in rule.lines]
    owners = np.repeat(np.arange(len(rules)), [len(rule.lines) for rule in rules]).astype(np.int64)
    return labels(folded(pa.array(texts, pa.string()))), owners


def _expression(rule: Rule) -> str:
    # The letter behind each start keeps its own last colon or blank from being trimmed as decoration.
    starts = [start[:-1] for start in folded(pa.array([f"{start}x" for start in rule.starts], pa.string())).to_pylist()]
    forms = [_escape(start) for start in starts] + [f"(?:{pattern})$" for pattern in rule.patterns]
    return f"^(?:{'|'.join(forms)})"


def _escape(text: str) -> str:
    return "".join("\\" + char if char in r"\.+*?()|[]{}^$" else char for char in text)


def _screens(rules: tuple[Rule, ...], expressions: dict[int, str]) -> tuple[Screen, ...]:
    """One screen for each kind of rule.

    Rules with `contains` are screened by their words alone: a plain search of words is fast, while many patterns with a
    wildcard in front make RE2's automaton outgrow its memory.
    """
    kinds: dict[tuple[bool, bool], list[int]] = {}
    for row in expressions:
        where = rules[row].where
        if not where.after:
            kinds.setdefault((where.max_chars > SHORT_CHARS, bool(where.contains)), []).append(row)
    screens = []
    for (reach, by_word), rows in sorted(kinds.items()):
        words = sorted({word for row in rows for word in rules[row].where.contains})
        bodies = "|".join(expressions[row].removeprefix("^") for row in rows)
        # One ^ in front of all: only then does RE2 give a line up at its first odd letter.
        screens.append(Screen(reach, "|".join(map(_escape, words)) if by_word else f"^(?:{bodies})", tuple(rows)))
    return tuple(screens)


def _refuse_twins(rules: list[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise LexiconError(f"{rule.source}: rule {rule.id} is already in {seen[rule.id]}. Rename one of them.")
        seen[rule.id] = rule.source


def _name(file: object) -> str:
    return str(getattr(file, "name", file))
