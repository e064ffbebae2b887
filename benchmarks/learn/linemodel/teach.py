"""Label the lines of pages without a gold body by the agreement of tools that see the page's HTML.

    pip install trafilatura==2.3.1 resiliparse jusText readability-lxml
    python -m benchmarks.learn.linemodel.teach BENCHMARK labels.json

BENCHMARK holds `html/<source>.jsonl.gz` (`id`, `html`) beside its cases. Four extractors read each page; a line is
content when at least AGREE of them keep it, chrome when at least AGREE leave it out, and else undecided. A snippet that
people noted for the page overrules them. What is written, `{id: {variant: labels}}`, is for `train.py --teacher`.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.learn.linemodel.evaluate import metrics
from benchmarks.learn.linemodel.pages import VARIANTS, cases

AGREE = 3
TAUGHT = ("trafilatura",)
SNIPPET_LINE = 25
"""A line of at least so many characters that lies within a snippet is told by it."""


def extractors() -> tuple[Callable[[str, str], str], ...]:
    """What takes HTML and a language and returns the text of the main content."""
    import justext
    import trafilatura
    from readability import Document
    from resiliparse.extract.html2text import extract_plain_text

    stop_lists = {"de": "German", "en": "English", "fr": "French", "es": "Spanish", "it": "Italian", "pl": "Polish"}

    def by_justext(html: str, language: str) -> str:
        words = justext.get_stoplist(stop_lists.get(language, "English"))
        return "\n".join(
            p.text for p in justext.justext(html.encode(), words, encoding="utf-8") if not p.is_boilerplate
        )

    return (
        lambda html, _: trafilatura.extract(html, favor_precision=True, include_comments=False) or "",
        lambda html, _: extract_plain_text(html, main_content=True),
        by_justext,
        lambda html, _: extract_plain_text(Document(html).summary()),
    )


def texts(html: str, language: str) -> list[str]:
    """The text each extractor finds; one that fails on a page finds nothing there."""
    found = []
    for extract in extractors():
        try:
            found.append(extract(html, language))
        except Exception:  # four foreign parsers on any HTML: each has its own errors
            found.append("")
    return found


def taught(case: dict[str, Any], variant: str, found: list[str], scoring: ModuleType) -> str:
    """A label for each line of one variant of a case (`c`, `x`, `t`, `?`, `-`), from the texts the extractors found."""
    raw = case[f"raw_text_{variant}"]
    votes = [scoring.label_lines(raw, text, case.get("gold_title")) for text in found]
    out = []
    for line, said in zip(raw.split("\n"), zip(*votes, strict=True), strict=True):
        kind = next((k for k in "-t" if k in said), None) or next((k for k in "cx" if said.count(k) >= AGREE), "?")
        out.append(_by_snippet(scoring.snip_norm(line), kind, case, scoring))
    return "".join(out)


def _by_snippet(line: str, kind: str, case: dict[str, Any], scoring: ModuleType) -> str:
    """`kind`, unless the line holds or fills a snippet that must, or must not, be in the body."""
    if kind == "-" or not line:
        return "-"
    for snippets, own in ((case["with"], "c"), (case["without"], "x")):
        for snippet in map(scoring.snip_norm, snippets):
            if snippet and (snippet in line or (len(line) > SNIPPET_LINE and line in snippet)):
                return own
    return kind


def labels(benchmark: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Each page with its labels by variant; pages on which fewer than AGREE tools find text are left out."""
    scoring = metrics(benchmark)
    for source in TAUGHT:
        with gzip.open(benchmark / "html" / f"{source}.jsonl.gz", "rt", encoding="utf-8") as file:
            pages = {page["id"]: page["html"] for page in map(json.loads, file)}
        for case in cases(benchmark / "cases" / "dev", (source,)):
            found = [text for text in texts(pages.get(case["id"], ""), case.get("lang") or "en") if text.strip()]
            if len(found) >= AGREE:
                yield case["id"], {variant: taught(case, variant, found, scoring) for variant in VARIANTS}


def main() -> None:
    """The command of the module's docstring."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("benchmark", type=Path)
    ask.add_argument("labels", type=Path)
    given = ask.parse_args()
    given.labels.write_text(json.dumps(dict(labels(given.benchmark))))


if __name__ == "__main__":
    main()
