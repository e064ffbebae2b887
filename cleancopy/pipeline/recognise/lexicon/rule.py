"""A rule of the lexicon as a curator writes it in TOML, and the errors that say what is missing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import product
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import LexiconError
from cleancopy.schemas.names import CHROME_ROLES, KEPT_ROLES, READ_ROLES

ROLES = frozenset((*CHROME_ROLES, *READ_ROLES, *KEPT_ROLES))
"""What a rule may call a line: the kinds of chrome, what is read, what is kept."""
OF_A_SITE = ROLES - {*CHROME_ROLES, "caption"}
"""Roles that only a rule for named sites may give: what is a headline or body by its words is so on one site."""
PLACES = frozenset(["above", "below", "outside", "anywhere"])
SHORT_CHARS = 80
"""How long a line may be for `start` and `pattern` when the rule does not say `max_chars`."""

_KEYS = {"id", "role", "why", "match", "where", "strips", "keeps", "captures"}
_FORMS = {"line", "start", "pattern", "exact"}


@dataclass(frozen=True, slots=True)
class Where:
    """Under what conditions a match counts."""

    hard: bool = False
    """The match decides alone; otherwise it is a vote to be weighed with others."""
    confidence: float = 0.8
    max_chars: int = SHORT_CHARS
    max_words: int = 1000
    place: str = "anywhere"
    """`above` the first long line of the page, `below` the last one, `outside` (either) or `anywhere`."""
    stop: bool = True
    """False: the line must not end as a sentence does."""
    bullet: bool = False
    """The line must start with a list bullet."""
    contains: tuple[str, ...] = ()
    """The folded line must hold one of these words. Give them where a pattern begins with a wildcard: it is what keeps
    the lexicon fast, since only lines that hold a word are then asked."""
    raw: str = ""
    """RE2 that must be found in the original line, where capitals still tell a name from a word."""
    after: str | None = None
    """Only directly below a line which that rule hit, or below another hit of this one."""
    sites: tuple[str, ...] = ()
    """Only on these sites; empty: on all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the lexicon: which lines it takes, why, and the examples that prove it."""

    id: str
    role: str
    why: str
    lines: tuple[str, ...]
    """Phrases that are the whole line; `#` stands for a number, `[this|that]` for a choice."""
    starts: tuple[str, ...]
    patterns: tuple[str, ...]
    """RE2 over the whole folded line: lower case, apostrophes straight, decoration trimmed."""
    captures: tuple[str, ...]
    """RE2 with named groups over the original characters of a line that was hit."""
    where: Where
    strips: tuple[str, ...]
    keeps: tuple[str, ...]
    source: str
    exact: tuple[str, ...] = ()
    """Lines of named sites, whole and as they are after all repairs; of any length, and decided whatever others say."""


def read_rules(text: str, source: str) -> list[Rule]:
    """The rules of one TOML file. Raises LexiconError naming `source`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{source}: not valid TOML ({error}). Mend the line named and load again.") from error
    strange = set(document) - {"rule"}
    if strange:
        raise LexiconError(f"{source}: unknown table {sorted(strange)[0]!r}. Rules are written as [[rule]].")
    return [_rule(entry, source, at) for at, entry in enumerate(document.get("rule", []), 1)]


def spellings(phrase: str) -> Iterator[str]:
    """A phrase with each choice `[a|b|]` written out."""
    if "[" not in phrase:
        return iter((phrase,))
    parts = [part.split("|") if at % 2 else [part] for at, part in enumerate(re.split(r"\[([^\]]*)\]", phrase))]
    return (" ".join("".join(choice).split()) for choice in product(*parts))


def _rule(entry: Mapping[str, Any], source: str, at: int) -> Rule:
    name = f"{source}: rule {entry.get('id') or f'number {at}'}"
    _refuse(set(entry) - _KEYS, f"{name}: unknown key", f"Known are {', '.join(sorted(_KEYS))}.")
    exact = tuple(entry.get("match", {}).get("exact", ()))
    if exact:  # such lines are their own examples, and have no near misses
        entry = {"strips": exact, "keeps": (), "where": {}, **entry}
        entry["where"] = {"hard": True, "confidence": 1.0, **entry["where"]}
    for key, want in _WANTED.items():
        if not entry.get(key) and not (exact and key == "keeps"):
            raise LexiconError(f"{name}: no `{key}`. {want}")
    if not re.fullmatch(r"[a-z_]+:[a-z0-9-]+", entry["id"]):
        raise LexiconError(f"{name}: the id must read `role:name`, e.g. `share:button`. Rename it.")
    if entry["role"] not in ROLES:
        raise LexiconError(f"{name}: no role {entry['role']!r}. Choose one of {', '.join(sorted(ROLES))}.")
    match = entry["match"]
    _refuse(set(match) - _FORMS, f"{name}: unknown form of match", "Use line, start, pattern or exact.")
    rule = Rule(
        id=entry["id"],
        role=entry["role"],
        why=entry["why"],
        lines=tuple(form for phrase in _phrases(match.get("line", [])) for form in spellings(phrase)),
        starts=tuple(form for phrase in _phrases(match.get("start", [])) for form in spellings(phrase)),
        patterns=tuple(_phrases(match.get("pattern", []))),
        captures=tuple(entry.get("captures", [])),
        where=_where(entry.get("where", {}), name, entry["role"]),
        strips=tuple(entry["strips"]),
        keeps=tuple(entry["keeps"]),
        source=source,
        exact=exact,
    )
    if not (rule.lines or rule.starts or rule.patterns or rule.exact):
        raise LexiconError(f"{name}: `match` is empty. Give at least one `line`, `start`, `pattern` or `exact`.")
    if rule.exact and not rule.where.sites:
        raise LexiconError(f"{name}: an exact line is so on one site. Name it: where = {{ sites = [...] }}.")
    return rule


_WANTED = {
    "id": "Name it `role:name`.",
    "role": "Say what kind of line it takes.",
    "why": "Say in a sentence why such a line is never the article's own.",
    "match": "Give at least one `line`, `start`, `pattern` or `exact`.",
    "strips": "Give at least one line that it must take; the examples are the tests.",
    "keeps": "Give at least one near miss: a line that looks alike and must stay.",
}


def _phrases(said: list[str] | Mapping[str, list[str]]) -> list[str]:
    """A list of phrases, or one list a language."""
    return [phrase for some in said.values() for phrase in some] if isinstance(said, Mapping) else list(said)


def _where(said: Mapping[str, Any], name: str, role: str) -> Where:
    known = {condition.name for condition in fields(Where)}
    _refuse(set(said) - known, f"{name}: unknown condition", f"Known are {', '.join(sorted(known))}.")
    if said.get("place", "anywhere") not in PLACES:
        raise LexiconError(f"{name}: no place {said['place']!r}. Choose one of {', '.join(sorted(PLACES))}.")
    if role in OF_A_SITE and not said.get("sites"):
        raise LexiconError(
            f"{name}: a rule of the role {role!r} holds for single sites only. Name them: where = {{ sites = [...] }}."
        )
    hard = 1.0 if role in OF_A_SITE else 0.99  # a site's own word stands against every rule for all sites
    default = hard if said.get("hard") else 0.8
    lists = {key: tuple(said.get(key, ())) for key in ("contains", "sites")}
    return Where(**{"confidence": default, **said, **lists})


def check_patterns(rule: Rule) -> None:
    """Raises LexiconError for a pattern that RE2 does not take or that could never match.

    Compiling costs milliseconds a pattern: rules from outside are checked when loaded, the shipped ones by their tests.
    """
    name = f"{rule.source}: rule {rule.id}"
    for pattern in rule.patterns:
        if _has_capital(pattern):
            raise LexiconError(f"{name}: {pattern!r} holds a capital, but patterns see lower case. Write it small.")
    for pattern in (*rule.patterns, *rule.captures, rule.where.raw):
        try:
            pc.match_substring_regex(pa.array([""]), pattern)
        except pa.ArrowInvalid as error:
            raise LexiconError(f"{name}: {pattern!r} is no RE2 pattern ({error}). Mend it.") from error


def _has_capital(pattern: str) -> bool:
    bare = re.sub(r"\\[pP]\{\w+\}|\\[pP]\w|\\.|\(\?P<\w+>", "", pattern)
    return bare != bare.lower()


def _refuse(strange: set[str], what: str, hint: str) -> None:
    if strange:
        raise LexiconError(f"{what} {sorted(strange)[0]!r}. {hint}")
