"""A Hugging Face data set card: the README.md that says what the tables are, with figures of the current version."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from cleancopy.pipeline.scan.columns import counts_of
from cleancopy.schemas import TABLES
from cleancopy.schemas.names import CONTRACT_VERSION
from cleancopy.store import Store, Version

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
"""Size categories as Hugging Face names them: fewer documents than so many."""
_MOST = 30
"""Sites or languages that are listed."""
_WHAT = """\
Text scraped from the web, cleaned by cleancopy: encoding and typography repaired, the sites' chrome taken away,
metadata read with its provenance. Every raw line stands in `lines` with its role, the rule that decided and its bytes,
so that each input can be rebuilt."""
_LIMITS = """\
The texts belong to their publishers; this card grants no rights in them. Nothing was invented: a value that a page
does not state is null. `warnings` names what an editor would query, and `signals` gives measures of quality by their
published definitions; no document was dropped for either. Names of persons stand in `authors` and in the texts."""


def card(store: Store, name: str, license: str) -> str:
    """Markdown with the head in YAML. Reads a few narrow columns of `articles`."""
    version = store.published()
    articles = store.table("articles", ["site", "language", "published_on", "word_count"], version)
    languages = _counts(articles, "language")
    days = pc.min_max(articles["published_on"]).as_py()
    words = pc.sum(articles["word_count"]).as_py() or 0
    when = f" Days of publication run from {days['min']} to {days['max']}." if days["min"] else ""
    return "\n".join(
        [
            _head(version, name, license, [code for code, _ in languages if code]),
            f"# {_line(name)}",
            "",
            _WHAT,
            "",
            f"{version.rows('articles'):,} articles with {words:,} words.{when} "
            f"Turned away, with their reasons in `quarantine`: {version.rows('quarantine'):,}. "
            f"This is version {version.number}, published "
            f"{datetime.fromtimestamp(version.committed_at, UTC).date()}, under contract version {CONTRACT_VERSION}.",
            "",
            *_listed("Sites", _counts(articles, "site")),
            *_listed("Languages", languages),
            *_tables(version),
            *_columns(),
            "## Rights and limits",
            "",
            _LIMITS,
            "",
        ]
    )


def _head(version: Version, name: str, license: str, languages: list[str]) -> str:
    count = version.rows("articles")
    size = next((label for below, label in _SIZES if count < below), "n>10M")
    configs = [
        {"config_name": table, "data_files": f"{table}/*.parquet", **({"default": True} if table == "articles" else {})}
        for table in TABLES
        if version.files(table)
    ]
    said = {
        "pretty_name": name,
        "license": license,
        "language": sorted(languages),
        "size_categories": [size],
        "task_categories": ["text-generation"],
        "tags": ["news", "cleancopy"],
        "configs": configs,
    }
    return f"---\n{yaml.safe_dump(said, sort_keys=False, allow_unicode=True)}---\n"


def _counts(articles: pa.Table, column: str) -> list[tuple[str | None, int]]:
    return sorted(counts_of(articles[column]).items(), key=lambda one: (-one[1], one[0] or ""))


def _listed(head: str, counts: list[tuple[str | None, int]]) -> list[str]:
    lines = [f"- {_line(value or 'not known')}: {count:,}" for value, count in counts[:_MOST]]
    if more := counts[_MOST:]:
        lines.append(f"- {len(more):,} more: {sum(count for _, count in more):,}")
    return [f"## {head}", "", *lines, ""] if lines else []


def _tables(version: Version) -> list[str]:
    rows = [f"| `{name}` | {version.rows(name):,} | {table.summary} |" for name, table in TABLES.items()]
    return ["## Tables", "", "| table | rows | what it holds |", "| --- | ---: | --- |", *rows, ""]


def _columns() -> list[str]:
    rows = [f"| `{field.name}` | {field.metadata[b'description'].decode()} |" for field in TABLES["articles"].arrow]
    return ["## Columns of `articles`", "", "| column | meaning |", "| --- | --- |", *rows, ""]


def _line(text: str) -> str:
    """A name as text of Markdown, on one line."""
    plain = " ".join(text.split())
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>#|" else mark for mark in plain)
