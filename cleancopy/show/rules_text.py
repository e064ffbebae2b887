"""What each rule does, in one sentence, for pages on which people weigh decisions."""

from __future__ import annotations

from cleancopy.pipeline.recognise.lexicon import load_lexicon


def sentences(extra_rules: str = "") -> dict[str, str]:
    """Rule id -> why it is there, for the shipped rules and `extra_rules` (TOML text)."""
    return {rule.id: rule.why for rule in load_lexicon(extra_rules).rules}
