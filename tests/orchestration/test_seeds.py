"""Both real inputs come out as a person curated them. They lie outside the repository; without them the tests skip."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime

import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe, Site
from tests.documents import documents
from tests.kits import SEEDS, needs_seeds

pytestmark = needs_seeds

FILES = {"000_5d2c1e2cb9a5aebb.txt": "rksnews", "004_223186545170d794.txt": "devdiscourse"}
AS_OF = date(2024, 7, 1)
ZONED = Recipe(as_of=AS_OF, sites={"devdiscourse": Site(timezone="Asia/Kolkata")})
PRESERVED = Recipe(as_of=AS_OF, profile="preserve", sites=ZONED.sites)
UNZONED = Recipe(as_of=AS_OF)
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
WARNINGS = {
    "rksnews": ["missing_published_at", "near_duplicate_sentence", "stray_sentence_break"] + 2 * ["unbalanced_quote"],
    "devdiscourse": ["duplicate_title_line"],
}


def gold() -> dict[str, dict]:
    if not SEEDS.is_dir():
        return {}
    said = json.loads((SEEDS / "gold.json").read_text("utf-8"))
    return {FILES[document["file"]]: document for document in said["documents"]}


GOLD = gold()


def cleaned(recipe: Recipe):
    return clean(documents({f"{site}/{name}": (SEEDS / name).read_bytes() for name, site in FILES.items()}), recipe)


def article(recipe: Recipe, site: str) -> dict:
    return next(row for row in cleaned(recipe).articles.to_pylist() if row["site"] == site)


@pytest.mark.parametrize("site", FILES.values())
def test_every_line_has_the_disposition_of_the_gold(site):
    rows = [row for row in cleaned(ZONED).lines.to_pylist() if row["source_path"].startswith(site)]
    assert len(rows) == GOLD[site]["line_count"]
    wrong = []
    for row, line in zip(rows, GOLD[site]["lines"], strict=True):
        expected = line["disposition"]
        found = "body" if row["kept"] else "blank" if row["role"] == "blank" else "read or chrome"
        if expected in ("metadata", "chrome"):
            expected = "read or chrome"
            if line["type"] in ("title", "summary"):
                assert row["role"] == {"title": "title", "summary": "standfirst"}[line["type"]]
        if found != expected:
            wrong.append((line["n"], line["text"][:60], found, row["role"], row["rule"]))
    assert wrong == []


@pytest.mark.parametrize("site", FILES.values())
def test_the_body_is_the_gold_body(site):
    body = article(PRESERVED, site)
    assert body["body_sha256"] == GOLD[site]["body_sha256_utf8_paragraphs_joined_by_blank_line"]
    straight = article(ZONED, site)
    assert hashlib.sha256(body["text"].translate(STRAIGHT).encode()).hexdigest() == straight["body_sha256"]


def instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


@pytest.mark.parametrize("site", FILES.values())
def test_every_field_is_the_gold_field(site):
    found, said = article(PRESERVED, site), GOLD[site]["metadata"]

    def value(name: str):
        entry = said[name]
        return entry["value"] if isinstance(entry, dict) else entry

    assert found["title"] == said["title"]
    assert found["standfirst"] == said["summary"]
    assert found["authors"] == said["authors_expected"]
    assert found["agency"] == value("agency")
    assert found["publisher"] == value("publisher")
    assert found["place"] == value("dateline_place")
    assert found["published_at"] == instant(said["published_at"])
    assert found["updated_at"] == instant(said["updated_at"])
    assert found["created_at"] == instant(said["created_at"])
    assert found["published_on"] == (date.fromisoformat(said["published_on"]) if said["published_on"] else None)
    assert found["section"] == said["section"]
    assert found["tags"] == said["tags"]
    assert found["countries"] == [tag["iso_alpha2"] for tag in said["country_tags"]]
    assert found["reading_minutes_stated"] == said["reading_time_minutes_stated"]
    assert found["disclaimer"] == said["disclaimer"]
    assert found["syndicated"] == said["syndicated"]
    assert found["language"] == said["language"]
    assert found["source_url"] is None


def test_the_stamps_keep_their_raw_characters_and_say_that_the_zone_was_ambiguous():
    dates = {row["role"]: row for row in article(ZONED, "devdiscourse")["dates"]}
    for role, raw in GOLD["devdiscourse"]["metadata"]["timestamps_raw"].items():
        assert dates[role]["raw"] == raw
        assert dates[role]["ambiguous"] is True
        assert dates[role]["zone_basis"] == "site"


def test_without_a_zone_in_the_settings_the_instants_are_null_and_the_day_stays():
    found = article(UNZONED, "devdiscourse")
    assert found["published_at"] is found["updated_at"] is found["created_at"] is None
    assert found["published_on"] == date(2024, 6, 14)
    assert [w["severity"] for w in found["warnings"] if w["code"] == "ambiguous_timezone"] == ["warning"]


@pytest.mark.parametrize("site", FILES.values())
def test_exactly_the_gold_warnings_are_raised(site):
    found = article(ZONED, site)["warnings"]
    assert sorted(w["code"] for w in found if w["severity"] == "warning") == WARNINGS[site]
    if site == "devdiscourse":
        assert [w["severity"] for w in found if w["code"] == "ambiguous_timezone"] == ["info"]
    else:
        assert sorted(w["paragraph"] for w in found if w["code"] == "unbalanced_quote") == [10, 14]
