"""docs/reference/rules.md, printed from the shipped rules."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby

from cleancopy.pipeline.decide.rule_names import CodeRule, code_rules
from cleancopy.pipeline.recognise.lexicon import Rule, load_lexicon
from cleancopy.pipeline.recognise.lexicon.rule import Where

_HEAD = """# Rules: what a site writes around its articles

Printed from the rules by `make reference`; edit the TOML files under `cleancopy/pipeline/recognise/lexicon/rules/`
instead. How to write one: [write a rule](../how-to/write-a-rule.md).

A rule that decides *alone* takes its line whatever else speaks for it; a *vote* is weighed against the line model. The
examples are the tests: `cleancopy rules test`. `cleancopy rules show ID` prints every phrase and pattern of a rule.
"""

_CODE = """## Rules that are code

What recognisers, the deciding room and the line model say of lines. They have no words of their own to match; a site
that they do not suit switches them off by name.

| id | role | switch | why |
| --- | --- | --- | --- |"""


def reference() -> str:
    """Markdown: one section a role, one entry a rule."""
    rules = sorted(load_lexicon().rules, key=lambda rule: rule.role)
    sections = [_HEAD]
    for role, some in groupby(rules, key=lambda rule: rule.role):
        sections.append(f"## {role}\n")
        sections += [_entry(rule) for rule in some]
    code = [f"| `{rule.id}` | {rule.role} | {_switch(rule)} | {rule.why} |" for rule in code_rules()]
    return "\n".join([*sections, _CODE, *code, ""])


def _switch(rule: CodeRule) -> str:
    return "`rules_off`" if rule.has_switch else "none"


def _entry(rule: Rule) -> str:
    usual = asdict(Where())
    said = {name: value for name, value in asdict(rule.where).items() if value != usual[name]}
    decides = "Decides alone" if said.pop("hard", False) else "A vote"
    confidence = said.pop("confidence", rule.where.confidence)
    conditions = "; ".join(f"{name} {_told(value)}" for name, value in said.items())
    counts = [
        f"{number:,} {word}"
        for number, word in (
            (len(rule.lines), "whole-line phrases"),
            (len(rule.starts), "openings"),
            (len(rule.patterns), "patterns"),
        )
        if number
    ]
    lines = [
        f"### {rule.id}",
        f"{rule.why}",
        "",
        f"- {decides} (confidence {confidence:g}); {', '.join(counts)}; in `{rule.source}`",
    ]
    if conditions:
        lines.append(f"- Only where: {conditions}")
    lines.append(f"- Strips: {_quoted(rule.strips)}")
    lines.append(f"- Keeps: {_quoted(rule.keeps)}")
    return "\n".join(lines) + "\n"


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{some}`" for some in value[:6]) + (", …" if len(value) > 6 else "")
    return f"`{value}`"


def _quoted(examples: tuple[str, ...]) -> str:
    return " · ".join("`" + example.replace("\n", "⏎").replace("`", "'").strip() + "`" for example in examples)
