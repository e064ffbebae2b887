"""From TOML files to a `Lexicon` that can be asked about all lines at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import LexiconError
from cleancopy.pipeline.recognise.lexicon.exact import Exact
from cleancopy.pipeline.recognise.lexicon.folding import escaped, folded, labels
from cleancopy.pipeline.recognise.lexicon.rule import Rule, check_patterns, read_rules
from cleancopy.pipeline.recognise.lexicon.screen.needs import Needs, needs
from cleancopy.pipeline.recognise.lexicon.screen.openings import MOST_BYTES, Openings, first_bytes, openings


@dataclass(frozen=True)
class Lexicon:
    """All rules, compiled. Row numbers of `rules` stand for a rule everywhere else."""

    rules: tuple[Rule, ...]
    labels: pa.Array
    """Distinct label forms of the whole-line phrases; `label_rule[label_bounds[i]:label_bounds[i + 1]]` own label i."""
    label_begins: npt.NDArray[np.uint64]
    """The first eight bytes of each label, as `first_bytes` writes them; the labels are sorted by it."""
    label_heads: npt.NDArray[np.uint64]
    """Those of all labels that have so many, ascending and distinct."""
    label_bounds: npt.NDArray[np.int64]
    label_rule: npt.NDArray[np.int64]
    expressions: dict[int, str]
    """For each rule with starts or patterns: one anchored RE2 expression."""
    pieces: tuple[str, ...]
    """The starts and patterns of all rules but the followers, one by one, as RE2 without its anchor."""
    piece_needs: tuple[Needs, ...]
    """What a line must hold for each piece to match it."""
    piece_rule: npt.NDArray[np.int64]
    """The rule of each piece."""
    openings: Openings
    """How the lines that pieces match begin."""
    loose: dict[int, tuple[int, ...]]
    """For each rule that has any, its pieces that may match a line however it begins."""
    by_word: tuple[int, ...]
    """Rules with starts or patterns and `contains`: asked of the lines that hold one of their words."""
    by_any: tuple[int, ...]
    """Rules without `contains` that have a loose piece: asked of every line."""
    reach: int
    """Characters of the longest lines that a rule takes."""
    followers: tuple[int, ...]
    """Rules that only look at the lines below another hit; they are asked of no other line."""
    exact: Exact
    """Lines that rules name as they are."""

    def row(self, rule_id: str) -> int:
        """The row of a rule, -1 when there is none of that id."""
        return next((at for at, rule in enumerate(self.rules) if rule.id == rule_id), -1)


@cache
def load_lexicon(extra_rules: str = "") -> Lexicon:
    """The rules shipped in `rules/*.toml` and those of `extra_rules` (TOML text; the last of an id stands)."""
    folder = resources.files(__package__).joinpath("rules")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    shipped = [rule for file in files for rule in read_rules(file.read_text("utf-8"), file.name)]
    extra = read_rules(extra_rules, "extra rules")
    _refuse_twins(shipped)
    ids = {rule.id for rule in shipped}
    for rule in extra:
        check_patterns(rule)
        if rule.where.sites and rule.id in ids:
            raise LexiconError(
                f"{rule.source}: rule {rule.id} has the id of a shipped rule, which the other sites would lose. "
                "Give it an id of its own, and name the shipped one in the site's `rules_off`."
            )
    rules = {rule.id: rule for rule in shipped + extra}
    return compile_rules(tuple(rules.values()))


def compile_rules(rules: tuple[Rule, ...]) -> Lexicon:
    """The lexicon of these rules alone."""
    phrases, owners = _labels(rules)
    distinct = phrases.unique()
    distinct = distinct.take(pa.array(np.argsort(first_bytes(distinct), kind="stable")))
    at = pc.index_in(phrases, value_set=distinct).to_numpy(zero_copy_only=False).astype(np.int64)
    order = np.argsort(at, kind="stable")
    parts = {row: _pieces(rule) for row, rule in enumerate(rules) if rule.starts or rule.patterns}
    needed = {_whole(pattern): needs(pattern) for rule in rules for pattern in rule.patterns}
    expressions = {row: anchored(own) for row, own in parts.items()}
    known = {rule.id for rule in rules}
    for rule in rules:
        if rule.where.after and rule.where.after not in known:
            raise LexiconError(
                f"{rule.source}: rule {rule.id}: there is no rule {rule.where.after!r} to come after. Name one."
            )
    asked = [row for row in expressions if not rules[row].where.after]
    pieces = [(row, piece, heads) for row in asked for piece, heads in parts[row].items()]
    loose = [(row, at) for at, (row, _, heads) in enumerate(pieces) if heads is None]
    by_word = tuple(row for row in asked if rules[row].where.contains)
    return Lexicon(
        rules=rules,
        labels=distinct,
        label_begins=first_bytes(distinct),
        label_heads=np.unique(first_bytes(distinct.filter(pc.greater_equal(pc.binary_length(distinct), MOST_BYTES)))),
        label_bounds=np.searchsorted(at[order], np.arange(len(distinct) + 1)).astype(np.int64),
        label_rule=owners[order],
        expressions=expressions,
        pieces=tuple(piece for _, piece, _ in pieces),
        piece_needs=tuple(needed.get(piece, ()) for _, piece, _ in pieces),
        piece_rule=np.array([row for row, _, _ in pieces], np.int64),
        openings=Openings.of({at: heads for at, (_, _, heads) in enumerate(pieces) if heads is not None}),
        loose={row: tuple(at for own, at in loose if own == row) for row, _ in loose},
        by_word=by_word,
        by_any=tuple(sorted({row for row, _ in loose} - set(by_word))),
        reach=max((rule.where.max_chars for rule in rules), default=0),
        followers=tuple(row for row, rule in enumerate(rules) if rule.where.after),
        exact=Exact.of(rules),
    )


def _labels(rules: tuple[Rule, ...]) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    texts = [phrase.replace("#", "0") for rule in rules for phrase in rule.lines]
    owners = np.repeat(np.arange(len(rules)), [len(rule.lines) for rule in rules]).astype(np.int64)
    return labels(folded(pa.array(texts, pa.string()))), owners


def _pieces(rule: Rule) -> dict[str, frozenset[bytes] | None]:
    """The starts and patterns of a rule as RE2, and the openings of each."""
    # The letter after each start keeps its own last colon or blank from being trimmed as decoration.
    looks = folded(pa.array([f"{start}x" for start in rule.starts], pa.string())).to_pylist() if rule.starts else []
    starts = {escaped(look[:-1]): openings([look[:-1]], []) for look in looks}
    return starts | {_whole(pattern): openings([], [pattern]) for pattern in rule.patterns}


def _whole(pattern: str) -> str:
    return f"(?:{pattern})$"


def anchored(pieces: Iterable[str]) -> str:
    """One expression for several pieces, each of which must match from the start of the line."""
    return f"^(?:{'|'.join(pieces)})"


def _refuse_twins(rules: list[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise LexiconError(f"{rule.source}: rule {rule.id} is already in {seen[rule.id]}. Rename one of them.")
        seen[rule.id] = rule.source
