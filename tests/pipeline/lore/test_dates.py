"""Dates as they are written, over many languages. The cases stand in dates.toml."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from cleancopy.pipeline.lore.dates import ago_in, ago_span, written_dates

CASES = tomllib.loads((Path(__file__).parent / "dates.toml").read_text("utf-8"))


def shown(line: str, order: str = "DMY") -> str:
    found = []
    for date in written_dates(line):
        day = date.on(order)
        time = "" if date.hour is None else f" {date.hour:02}:{date.minute:02}"
        found.append(f"{day or 'impossible'}{time}{' ' + date.zone if date.zone else ''}")
    return "; ".join(found)


@pytest.mark.parametrize(
    ("language", "line", "expected", "why"), CASES["written"], ids=[c[1] for c in CASES["written"]]
)
def test_a_date_is_read_as_it_is_written(language, line, expected, why):
    assert shown(line) == expected, why


@pytest.mark.parametrize(("line", "american", "other", "why"), CASES["unclear"])
def test_figures_that_could_be_exchanged_are_read_by_the_order_given(line, american, other, why):
    (date,) = written_dates(line)
    assert date.order == "?", why
    assert str(date.on("MDY")) == american
    assert str(date.on("DMY")) == other


@pytest.mark.parametrize(("language", "line", "minutes", "fine", "why"), CASES["relative"])
def test_a_relative_date_counts_back(language, line, minutes, fine, why):
    assert ago_in(line) == (timedelta(minutes=minutes), fine), why
    assert ago_span(line) is not None


@pytest.mark.parametrize("line", CASES["no_relative"])
def test_what_only_looks_relative_is_left_alone(line):
    assert ago_in(line) is None


def test_a_year_is_never_guessed():
    assert written_dates("14 June") == written_dates("June 14, 5 pm") == written_dates("14.06.") == []


def test_long_lines_of_figures_take_no_longer_than_their_length():
    assert written_dates("12 " * 20_000) == []
    assert written_dates("Mai " * 20_000) == []
