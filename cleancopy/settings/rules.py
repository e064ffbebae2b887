"""The rules that settings name: further rule files, and ids of rules that are off for a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from cleancopy.errors import LexiconError, SettingsError
from cleancopy.pipeline.decide.rule_names import switches
from cleancopy.pipeline.recognise.lexicon import read_rules
from cleancopy.settings.sentences import meant
from cleancopy.settings.toml import read_toml


def rule_file(path: Path) -> str:
    """The text of one rule file, checked: a broken rule must end a run before it starts, not in every document."""
    text, _ = read_toml(path, "rule file")
    try:
        read_rules(text, str(path))
    except LexiconError as error:
        raise SettingsError(str(error)) from None
    return text


def check_rules_off(off: Mapping[str, Iterable[str]], extra_rules: str) -> None:
    """Raises `SettingsError` for an id that no rule has: the rule that was meant would go on without a word.

    `off`: the ids by site; `extra_rules`: the further rules (TOML text).
    """
    if not any(off.values()):
        return
    ids = sorted(switches(extra_rules))
    for site, rule_ids in off.items():
        for rule_id in rule_ids:
            if rule_id not in ids:
                hint = meant(rule_id, ids, "`cleancopy rules list` shows all.")
                raise SettingsError(f"`sites.{site}.rules_off` names {rule_id!r}, and there is no such rule: {hint}")
