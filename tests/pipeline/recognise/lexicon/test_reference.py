"""The guide to writing rules: its own example, and the conditions that it names."""

from __future__ import annotations

import re
from pathlib import Path

from cleancopy.pipeline.recognise.lexicon import compile_rules, failing_examples, read_rules
from cleancopy.pipeline.recognise.lexicon.rule import Where

DOCS = Path(__file__).parents[4] / "docs"


def test_the_rule_of_the_guide_loads_and_its_examples_hold() -> None:
    guide = (DOCS / "how-to" / "write-a-rule.md").read_text("utf-8")
    example = next(block for block in re.findall(r"```toml\n(.*?)```", guide, re.S) if "[[rule]]" in block)
    assert failing_examples(compile_rules(tuple(read_rules(example, "guide")))) == []


def test_the_guide_names_every_condition() -> None:
    guide = (DOCS / "how-to" / "write-a-rule.md").read_text("utf-8")
    assert [name for name in Where.__slots__ if f"`{name}`" not in guide] == []
