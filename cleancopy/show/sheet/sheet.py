"""Puts the proof sheet of one document together: a plain description in, one HTML file out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cleancopy.orchestration.single import Explained
from cleancopy.schemas.names import FATES
from cleancopy.show.explained import DOUBTFUL
from cleancopy.show.page import page
from cleancopy.show.sheet.fields import fields
from cleancopy.show.sheet.lines import Run, runs

STYLES, SCRIPTS = ("show/page.css", "show/sheet/sheet.css"), ("show/sheet/sheet.js",)


def sheet(found: Explained, why: Mapping[str, str], decide: str | None = None) -> str:
    """The proof sheet as one HTML page that fetches nothing. `why`: what a rule does, in words, by its id.

    `decide`: an address under which each line has a page of its own, where something can be decided about it.
    """
    all_runs = runs(found)
    rules = {rule: why.get(rule, "") for rule in _rules(all_runs)}
    fates = Counter(line["fate"] for line in found.lines)
    told = fields(found.article) if found.article else []
    return page(
        "show/sheet/sheet.html",
        STYLES,
        SCRIPTS,
        decide=decide,
        found=found,
        article=found.article,
        fields=[field for field in told if field.value],
        unstated=[field.name for field in told if not field.value],
        warnings=found.article["warnings"] if found.article else [],
        runs=all_runs,
        rules=rules,
        fates={name: fates[name] for name in FATES},
        doubtful=sum(line.doubtful for run in all_runs for line in run.lines),
        doubtful_below=DOUBTFUL,
    )


def _rules(all_runs: list[Run]) -> list[str]:
    """Every rule that decided a line of the document, in the order in which it is met."""
    return list(
        dict.fromkeys(line.rule for run in all_runs for line in run.lines if line.rule and line.fate != "blank")
    )
