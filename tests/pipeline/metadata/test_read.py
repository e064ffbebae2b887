"""From captures to columns: roles of dates, settings, warnings, provenance."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cleancopy.pipeline.metadata.countries import code_of
from cleancopy.pipeline.metadata.values import minutes, one_line, person, place
from cleancopy.pipeline.recipe import Recipe, Site
from tests.pipeline.metadata.pages import codes, first, page, read

HEADLINE = "Harbour bridge to close for repairs"


def of(line: str, recipe: Recipe | None = None, **said):
    return read(page(HEADLINE, *line.split("\n")), recipe=recipe, **said)


@pytest.mark.parametrize(
    ("line", "day", "why"),
    [
        ("Published May 3, 2021", date(2021, 5, 3), "labelled"),
        ("May 3, 2021", date(2021, 5, 3), "under the headline"),
        ("Published: May 3, 2021 | Updated: May 5, 2021", date(2021, 5, 3), "published before updated"),
        ("Updated: May 5, 2021 | Published: May 3, 2021", date(2021, 5, 3), "whatever the order"),
        (
            "Created: 03-05-2021 10:00 UTC | Updated: 14-05-2021 10:00 UTC",
            date(2021, 5, 3),
            "created where nothing is published",
        ),
        ("Veröffentlicht am 3. Mai 2021 um 10:00 Uhr", date(2021, 5, 3), "German"),
        ("Publié le 3 mai 2021", date(2021, 5, 3), "French"),
        ("Опубликовано: 3 мая 2021", date(2021, 5, 3), "Russian"),
        ("发布时间：2021年5月3日", date(2021, 5, 3), "Chinese"),
        ("2021年5月3日 公開", date(2021, 5, 3), "a label after the date"),
        ("2021年5月5日 更新 2021年5月3日 公開", date(2021, 5, 3), "labels after both dates"),
        ("公開 2021年5月3日 更新 2021年5月5日", date(2021, 5, 3), "labels before both dates"),
        ("昭和60年5月3日 公開", date(1985, 5, 3), "an archive's label after the date"),
        ("May 3", None, "no year"),
        ("2021", None, "a year alone"),
    ],
)
def test_the_day_of_publication_is_the_day_as_stated(line, day, why):
    assert first(of(line))["published_on"] == day, why


def test_an_update_alone_gives_the_day_with_a_note_and_no_instant():
    batch = of("Updated: 5 May 2021 10:00 UTC")
    found = first(batch)
    assert found["published_on"] == date(2021, 5, 5)
    assert found["published_at"] is None
    assert found["updated_at"] == datetime(2021, 5, 5, 10, tzinfo=UTC)
    assert ("published_from_update", "info") in codes(batch)


@pytest.mark.parametrize(
    ("line", "local", "why"),
    [
        ("Published 3 May 2021 10:05", datetime(2021, 5, 3, 10, 5), "an hour without a zone is kept"),
        ("Published 3 May 2021 10:05 UTC", datetime(2021, 5, 3, 10, 5), "as stated, with a zone as well"),
        ("Published 3 May 2021 24:00", datetime(2021, 5, 4, 0, 0), "the day's last moment"),
        ("Published 3 May 2021", None, "no time, no hour"),
        ("Published 03/04/2021 10:05", None, "no day is guessed"),
    ],
)
def test_day_and_time_as_stated_are_kept_without_a_zone(line, local, why):
    assert first(of(line))["published_local"] == local, why


@pytest.mark.parametrize(
    ("fetched", "line", "why"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), "Published 2 days ago", "before the first day of the calendar"),
        (datetime(1970, 1, 1, tzinfo=UTC), "Published 2 hours ago", "before the web"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "Published 2 hours ago", "after the run"),
    ],
)
def test_a_fetch_that_cannot_be_is_null_and_warned_of(fetched, line, why):
    batch = of(line, Recipe(as_of=date(2024, 1, 1)), fetched=fetched)
    assert first(batch)["fetched_at"] is first(batch)["published_on"] is None, why
    assert ("impossible_fetched_at", "warning") in codes(batch), why


@pytest.mark.parametrize(
    ("lines", "day", "why"),
    [
        ("Published March 3, 1978", date(1978, 3, 3), "an archive says so with a label"),
        ("March 3, 1978", None, "a day before the web without a label is what the story is about"),
        ("On 12 May 1940 the last company left\n12 May 2015", date(2015, 5, 12), "the next one when it cannot be"),
        ("Yesterday, 14:05", date(2021, 5, 2), "counted from the fetch"),
        ("They posted on 3 May 2020 that the bridge would be closed and then nothing more was heard of it for a long "
         "time, said the mayor of the town on the river.", None, "a word of the sentence is no label"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_the_page_s_gives_way(lines, day, why):
    assert first(of(lines, fetched=datetime(2021, 5, 3, 1, 30, tzinfo=UTC)))["published_on"] == day, why


def test_midnight_is_never_invented():
    found = first(of("Published 3 May 2021", Recipe(sites={"herald": Site(timezone="Europe/Oslo")}), site="herald"))
    assert found["published_at"] is None
    assert found["dates"][0]["precision"] == "day"


def test_a_site_s_zone_gives_the_instant():
    recipe = Recipe(sites={"herald": Site(timezone="Europe/Oslo")})
    found = first(of("Published 3 May 2021 10:00", recipe, site="herald"))
    assert found["published_at"] == datetime(2021, 5, 3, 8, tzinfo=UTC)
    assert (found["dates"][0]["zone"], found["dates"][0]["zone_basis"]) == (None, "site")


@pytest.mark.parametrize(
    ("line", "recipe", "expected"),
    [
        ("Published 3 May 2021 17:34 IST", Recipe(), ("ambiguous_timezone", "warning")),
        (
            "Published 3 May 2021 17:34 IST",
            Recipe(sites={"h": Site(zones={"IST": "Asia/Kolkata"})}),
            ("ambiguous_timezone", "info"),
        ),
        ("Published 03/04/2021", Recipe(), ("ambiguous_date_order", "warning")),
        ("Published 14-06-21", Recipe(), ("ambiguous_date_order", "info")),
        ("Published 2 hours ago", Recipe(), ("relative_date_unresolved", "info")),
        ("Published 31 February 2021", Recipe(), ("impossible_date", "warning")),
        ("Published 2023-02-29", Recipe(), ("impossible_date", "warning")),
        ("Published 9999-12-31", Recipe(), ("impossible_date", "warning")),
        ("Published 1900-01-01", Recipe(), ("implausible_date", "warning")),
        ("Published May 3, 2031", Recipe(as_of=date(2024, 1, 1)), ("future_date", "warning")),
        ("Created: 3 May 2021 10:00 UTC | Updated: 3 May 2021 10:00 UTC", Recipe(), ("created_equals_updated", "info")),
        ("nothing about days", Recipe(), ("missing_published_at", "warning")),
    ],
)
def test_every_doubt_about_a_date_is_warned_of(line, recipe, expected):
    assert expected in codes(of(line, recipe, site="h"))


@pytest.mark.parametrize(
    "line", ["Published 31 February 2021", "Published May 3, 2031", "Published 1900-01-01", "Published 9999-12-31"]
)
def test_what_cannot_be_is_never_published(line):
    found = first(of(line, Recipe(as_of=date(2024, 1, 1))))
    assert found["published_on"] is found["published_at"] is None
    assert found["dates"] == []


@pytest.mark.parametrize(
    ("line", "site", "language", "day", "ambiguous", "why"),
    [
        ("Published 03/04/2021", Site(date_order="DMY"), "en", date(2021, 4, 3), False, "the site's setting"),
        ("Published 03/04/2021", Site(date_order="MDY"), "fr", date(2021, 3, 4), False, "the site's setting"),
        ("Published 03/04/2021 | Updated 25/04/2021", Site(), "en", date(2021, 4, 3), False, "the page proves it"),
        ("Published 03/04/2021 | Updated 04/25/2021", Site(), "fr", date(2021, 3, 4), False, "the page proves it"),
        ("Published 03/04/2021", Site(), "en", None, True, "English is written in both orders: no day is guessed"),
        ("Published 03/04/2021", Site(), "es", date(2021, 4, 3), False, "by language"),
        ("Published Friday, 05/03/2024", Site(), "en", date(2024, 5, 3), False, "the weekday settles it"),
        ("Published Tuesday, 05/03/2024", Site(), "en", date(2024, 3, 5), False, "the weekday settles it"),
        ("Published Monday, 05/03/2024", Site(), "en", None, True, "a weekday that fits neither settles nothing"),
    ],
)
def test_day_and_month_by_setting_then_by_the_page_then_by_language(line, site, language, day, ambiguous, why):
    found = first(of(line, Recipe(sites={"h": site}), site="h", language=language))
    assert found["published_on"] == day, why
    assert found["dates"][0]["ambiguous"] is ambiguous, why


def test_a_relative_date_counts_from_the_fetch_and_only_from_it():
    fetched = datetime(2021, 5, 3, 1, 30, tzinfo=UTC)
    found = first(of("Published 2 hours ago", fetched=fetched))
    assert found["published_on"] == date(2021, 5, 2)
    assert found["dates"][0]["raw"] == "2 hours ago"
    assert first(of("Published 2 hours ago"))["published_on"] is None


def test_every_value_says_where_it_was_read():
    batch = of("By Clara Winfield and Tom Hartley\nPublished 3 May 2021 10:00 UTC | Updated 4 May 2021")
    lines = {row["line_no"]: row["text"] for row in batch.lines.to_pylist()}
    said = batch.provenance.to_pylist()
    dates = {"published_on", "published_at", "published_local", "dates"}
    assert {row["field"] for row in said} == {"title", "authors"} | dates
    assert all(row["raw"] in lines[row["line"]] for row in said)
    assert sum(row["field"] == "authors" for row in said) == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russian Federation", "RU"), ("Germany", "DE"), ("Deutschland", "DE"), ("Francia", "FR"), ("США", "US"),
        ("USA", "US"), ("UK", "GB"), ("South Korea", "KR"), ("Korea", None), ("日本", "JP"), ("Україна", "UA"),
        ("Türkiye", "TR"), ("भारत", "IN"), ("Atlantis", None), ("", None), ("Viet Nam", "VN"), ("Bolivia", "BO"),
        ("brasil", "BR"), ("Ivory Coast", "CI"), ("Congo", None),
    ],
)  # fmt: skip
def test_a_country_s_name_gives_its_code_or_nothing(name, code):
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("function", "raw", "value"),
    [
        (person, "CLARA WINFIELD-BROOK", "Clara Winfield-Brook"),
        (person, "Clara Winfield,", "Clara Winfield"),
        (person, "• Clara Winfield", "Clara Winfield"),
        (place, "NEW YORK", "New York"),
        (place, "USA", "USA"),
        (place, "Bergen", "Bergen"),
        (minutes, "5 Min Read", 5),
        (minutes, "0 min", None),
        (minutes, "a short read", None),
        (one_line, " Bridge\u200b \u00a0 closed\x00 ", "Bridge closed"),
    ],
)
def test_values_are_one_clean_line(function, raw, value):
    assert function(raw) == value
