"""What a run did, for whoever started it: on the terminal, and as Prefect's artifacts."""

from __future__ import annotations

import json
import shlex
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleancopy.schemas.names import CHROME_ROLES
from cleancopy.show.terminal import console, first_of, safe

if TYPE_CHECKING:
    from cleancopy.orchestration.report import Report


def print_summary(report: Report, curated: Path) -> None:
    """The end of `cleancopy run`: counts, reasons, where the tables lie, one query to try."""
    from rich.table import Table
    from rich.text import Text

    out = console()
    out.print(Text(_headline(report), "bold green" if report.committed else "bold"))
    if out.is_terminal:
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        for name, count, more in _counts(report):
            table.add_row(Text(f"  {name}"), Text(f"{count:,}", justify="right"), Text(safe(more), "dim"))
        out.print(table)
    else:
        for name, count, more in _counts(report):
            out.print(f"  {name:<23}{count:>9,}  {safe(more)}".rstrip())
    for line in _named(report) if report.dry_run else ():
        out.print(Text(line))
    for sentence in _notes(report):
        out.print(Text(safe(sentence), "yellow"))
    _print_where(out, report, curated)


def _headline(report: Report) -> str:
    took = f"{report.seconds:.1f} s"
    if report.dry_run:
        return f"Dry run, nothing published ({took})."
    if report.committed:
        return f"Version {report.version} published in {took}."
    return f"Nothing new: the published tables stay as they are ({took})."


def _counts(report: Report) -> list[tuple[str, int, str]]:
    """(what, how many, which) for everything the run counted; zero rows that say nothing are left out."""
    read, taken = _lines(report)
    if report.dry_run:
        return [
            ("documents to clean", report.documents_to_clean, "new, changed or asked for again"),
            ("documents unchanged", report.documents_unchanged, ""),
            ("documents to delete", report.documents_deleted, "their files are gone from the raw folder"),
            ("paths skipped", report.skipped, _listed(report.skipped_by_kind)),
        ]
    rows = [
        ("documents curated", report.documents_curated, ""),
        ("documents quarantined", report.documents_quarantined, _listed(report.quarantine_reasons)),
        ("documents unchanged", report.documents_unchanged, ""),
        ("documents deleted", report.documents_deleted, "their files are gone from the raw folder"),
        ("paths skipped", report.skipped, _listed(report.skipped_by_kind)),
        ("kept out by a takedown", report.forgotten, ""),
        ("left for the next run", report.left_for_next_run, "beyond limits.max_documents"),
        ("lines kept", report.lines_kept, ""),
        ("lines read into fields", sum(read.values()), _listed(read)),
        ("lines taken away", sum(taken.values()), _listed(taken)),
        ("warnings", sum(report.warnings_by_code.values()), _listed(report.warnings_by_code)),
    ]
    always = {"documents curated", "documents quarantined", "documents unchanged", "lines kept", "lines taken away"}
    return [row for row in rows if row[1] or row[0] in always]


def _named(report: Report) -> list[str]:
    """The files that a dry run would take up or delete, one a line."""
    return [f"  {kind:<8} {file}" for kind, files in report.files.items() for file in first_of(files)]


def _lines(report: Report) -> tuple[dict[str, int], dict[str, int]]:
    """Lines that are not in the text by role: those whose value is a field, and chrome."""
    sides: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for role, count in report.lines_taken_by_role.items():
        sides[role in CHROME_ROLES][role] = count
    return sides


def _listed(counts: dict[str, int]) -> str:
    """`hidden 3, unknown_ending .pdf 2`."""
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _notes(report: Report) -> list[str]:
    """What the user should do something about."""
    notes = list(report.notes)
    if report.stale:
        site, *others = report.stale_sites
        only = f" --site {shlex.quote(site)}" if site and not others else ""
        of = f" of {site}" if only else ""
        notes.append(
            f"{report.stale:,} published documents{of} were made with other rules or settings: "
            f"`cleancopy run --rebuild{only}` cleans them again."
        )
    if report.internal_errors:
        notes.append(
            f"{report.internal_errors:,} documents met an internal error, a fault of cleancopy: they stand in "
            "quarantine with what went wrong; please report it."
        )
    return notes


def _print_where(out: Any, report: Report, curated: Path) -> None:
    from rich.text import Text

    if not report.tables:
        return
    out.print(Text(f"\nThe tables lie in {safe(curated)}: {', '.join(sorted(report.tables))}. One query to try:"))
    files, columns = str(curated / "articles" / "*.parquet"), ["site", "title", "published_on", "word_count"]
    code = f"import polars; print(polars.read_parquet({json.dumps(files)})[{json.dumps(columns)[1:-1]}])"
    out.print(Text(f"  {_nearby(Path(sys.executable))} -c {shlex.quote(code)}", "cyan"), soft_wrap=True)


def _nearby(program: Path) -> str:
    """A program as one would type it here: relative when it lies below the current folder."""
    with suppress(ValueError):
        program = program.relative_to(Path.cwd())
    return shlex.quote(safe(program))


def as_markdown(report: Report) -> str:
    """The run's result as a page for Prefect's UI, which cuts long cells off: what is long is in lists."""
    counts = _counts(report)
    lines = [f"# {_headline(report)}", "", "| what | count |", "| --- | ---: |"]
    lines += [f"| {name} | {count:,} |" for name, count, _ in counts]
    lines += ["", *(f"- {name}: {safe(more)}" for name, _, more in counts if more)]
    lines += ["", *_notes(report)]
    if report.gates:
        lines += ["", gates_as_markdown(report.gates)]
    if report.tables:
        lines += ["", "Tables:", *(f"- `{name}`: `{safe(path)}`" for name, path in sorted(report.tables.items()))]
    return "\n".join(lines)


def gates_as_markdown(gates: list[dict[str, Any]]) -> str:
    """What the gates saw, as a table for Prefect's UI."""
    lines = ["| gate | value | limit | passed |", "| --- | ---: | ---: | --- |"]
    for gate in gates:
        passed = "yes" if gate["passed"] else "**no**"
        cells = (_cell(gate["gate"]), f"{gate['value']:g}", f"{gate['bound']:g}", passed)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", *(f"- {safe(gate['gate'])}: {safe(gate['detail'])}" for gate in gates)])


def as_rows(report: Report) -> list[dict[str, Any]]:
    """The run's counts as rows for Prefect's UI."""
    return [{"what": name, "count": count, "which": safe(more)} for name, count, more in _counts(report)]


def _cell(text: str) -> str:
    return safe(text).replace("|", "\\|")
