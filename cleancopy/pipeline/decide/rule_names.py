"""Every rule that can be in `lines.rule`: those of the lexicon, and those that are code or the line model.

The latter have a sentence and a switch like the former: `rules list` and `rules show` tell them, and a site's
`rules_off` may name them.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleancopy.pipeline.recognise.head.credit_forms import FORMS
from cleancopy.pipeline.recognise.lexicon import load_lexicon
from cleancopy.pipeline.recognise.linemodel import version


@dataclass(frozen=True, slots=True)
class CodeRule:
    """A rule that is code: its name, the role that it gives, and why it is there."""

    id: str
    role: str
    why: str
    has_switch: bool = True
    """Whether `rules_off` may name it."""


IN_CODE = (
    CodeRule("headline", "title", "The line with most signs of a headline: its place, its shape, words of the prose."),
    CodeRule("title_again", "title_repeat", "The headline a second time."),
    CodeRule("page_title", "title_repeat", "The first line of the page, which says the headline and the site's name."),
    CodeRule("before_byline", "standfirst", "A sentence or two between headline and byline."),
    CodeRule("byline_label", "byline", "Names after a label such as “By”, or after the words for a reporter."),
    CodeRule("bare_name", "byline", "A person's name alone, beside headline or date."),
    CodeRule("date_line", "dateline", "A line that states when the story was published or changed."),
    *(CodeRule(f"agency:{form.name}", form.role, form.why) for form in FORMS if form.role),
    CodeRule("newsroom_line", "publisher", "A newsroom named in the place of the author."),
    CodeRule("repetition:line", "other_chrome", "A short line that is on the page more than once, as menus are."),
    CodeRule("comments_below", "comments", "Prose below a line that opens the readers' comments."),
    CodeRule("readers_corner", "comments", "Prose below a line that only stands over readers' comments on this page."),
    CodeRule("related_box", "related", "What a heading of other stories lists, by its shape."),
    CodeRule("mostly_body", "body", "A line that the model doubts on a page which is nearly all body."),
    CodeRule("inside_body", "body", "A line that the model doubts amid the body of a short text."),
    CodeRule("small_gap", "body", "One of few lines that the model doubts between two of the body."),
    CodeRule("below_body", "body", "A paragraph of prose right below the body: a story's last one."),
    CodeRule("goes_on", "body", "A line with which the sentence of the body's line right above goes on."),
    CodeRule("within_story", "body", "Between the head of the page and the first chrome below, where most is body."),
    CodeRule(
        "plain_text", "body", "A short document of prose that shows no chrome, and of which the model left nothing."
    ),
    CodeRule("far_from_body", "other_chrome", "Reads like prose, but is alone and far from the body."),
    CodeRule("no_letter", "other_chrome", "A count, a date in figures or signs, with chrome above and below."),
    CodeRule(
        "model_off",
        "body",
        "The settings say that the line model takes no line of the site, and no rule takes this one.",
        False,
    ),
    CodeRule("keep_all", "body", "The settings of the site take no line away.", has_switch=False),
    CodeRule("blank", "blank", "Nothing is on the line.", has_switch=False),
)
MODEL = "The line model's score alone: what the line looks like and what is around it say body or chrome."


def code_rules() -> tuple[CodeRule, ...]:
    """The rules that are code, and the line model in every version so far; the newest is the one in use."""
    newest = version()
    before = [str(number) for number in range(1, int(newest))] if newest.isdigit() else []
    models = (CodeRule(f"model:{one}", "body", MODEL) for one in (*before, newest))
    return (*IN_CODE, *models)


def rule_names(extra_rules: str = "") -> frozenset[str]:
    """The names of all rules there are, with `extra_rules` (TOML text)."""
    lexicon = {rule.id for rule in load_lexicon(extra_rules).rules}
    return frozenset(lexicon | {rule.id for rule in code_rules()})


def switches(extra_rules: str = "") -> frozenset[str]:
    """The names that a site's `rules_off` may hold."""
    fixed = {rule.id for rule in IN_CODE if not rule.has_switch}
    return rule_names(extra_rules) - fixed
