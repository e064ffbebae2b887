"""Every rule that can stand in `lines.rule`: those of the lexicon, and those that are code."""

from __future__ import annotations

from cleancopy.pipeline.recognise.lexicon import load_lexicon
from cleancopy.pipeline.recognise.linemodel import version

IN_CODE = frozenset(
    (
        *("headline", "title_again", "page_title", "before_byline", "byline_label", "bare_name", "date_line"),
        *(
            "newsroom_line",
            "comments_below",
            "repetition:line",
            "mostly_body",
            "inside_body",
            "below_body",
            "plain_text",
            "within_story",
            "related_box",
            "no_letter",
        ),
        *("far_from_body", "keep_all", "blank"),
    )
)
"""Rules of the head of the page, of repetition and of the deciding room; a test reads the code for others."""


def rule_names(extra_rules: str = "") -> frozenset[str]:
    """The names of all rules there are, with `extra_rules` (TOML text); of the line model every version so far."""
    lexicon = {rule.id for rule in load_lexicon(extra_rules).rules}
    newest = version()
    models = {str(number) for number in range(1, int(newest))} if newest.isdigit() else set()
    return frozenset(lexicon | IN_CODE | {f"model:{one}" for one in models | {newest}})
