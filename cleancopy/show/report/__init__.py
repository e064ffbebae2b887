"""The run report as a page: what a version holds, what it changed, and what the gates saw."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from cleancopy.store import Version

NAME = "report.html"


def beside(version: Version, parent: Version | None) -> Mapping[str, str]:
    """The pages that a commit publishes beside the tables: `{file name: HTML}`.

    A report that cannot be made says so on its page: no fault of a chart keeps tables from being published.
    """
    from cleancopy.show.report.report import report  # and with it polars, which a process that waits does without

    try:
        return {NAME: report(version, parent)}
    except Exception as fault:
        told = escape(f"{type(fault).__name__}: {fault}")
        return {NAME: f"<!doctype html><title>No report</title><p>The report could not be made: {told}</p>\n"}
