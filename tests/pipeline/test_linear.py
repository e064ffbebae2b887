"""Twice the lines take twice the time, whatever they hold: nothing compares all lines of a page with all others."""

from __future__ import annotations

import time

import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe
from tests.documents import documents

LINES = 6_000
KINDS = {
    "equal sentences": lambda n: "The bridge is closed.",
    "equal labels": lambda n: "Read more here",
    "lines with one end": lambda n: f"{n} days until the old harbour bridge is closed",
    "lines that end each other": lambda n: "ever " * (n % 20) + "so long is the old harbour bridge closed",
    "headlines": lambda n: f"Harbour bridge number {n} closes for repairs in May",
    "dates": lambda n: f"{n % 28 + 1} May {2000 + n % 25}, 10:{n % 60:02}",
    "names": lambda n: f"By Ada {chr(65 + n % 26)}indqvist and Tom {chr(65 + n // 26 % 26)}kafor",
    "labels of sources": lambda n: f"Source: AFP / Reuters {n}",
    "addresses": lambda n: f"https://example.org/news/{n}?from=front",
    "nearly equal sentences": lambda n: f"The council met on day {n} and voted for the new bridge over the harbour.",
    "quotations": lambda n: f"“The bridge is closed, said master {n}. “But the ferry runs.",
    "Han": lambda n: f"议会星期二批准了第{n}座新桥的建设计划",
    "accents": lambda n: f"Íîâîñòè äíÿ {n}",
    "comments": lambda n: ("2 Comments", "Horace Lint", "I was there, and nobody asked me a thing about it.")[n % 3],
    "list items": lambda n: f"• item {n}",
}


def seconds(kind: str, lines: int) -> float:
    docs = documents({"site/page.txt": "\n".join(KINDS[kind](n) for n in range(lines)).encode()})
    began = time.process_time()
    clean(docs, Recipe())
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_lines_take_about_twice_the_time(kind):
    seconds(kind, 100)  # what is loaded once
    small, large = (min(seconds(kind, lines) for _ in range(2)) for lines in (LINES, 2 * LINES))
    assert large < 3 * small + 0.3
