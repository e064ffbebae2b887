"""The four laws of the house, on whatever bytes come in."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.pipeline import clean as pipeline
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.compose import Cleaned
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.stages import Stage
from tests.documents import STORY, documents, rebuilt

pytestmark = pytest.mark.slow

RECIPE = Recipe()
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CHUNKS = [
    b"", b"\n", b"\r\n", b"\r", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe2\x80\x9cQuoted\xe2\x80\x9d", b"caf\xe9",
    "zwölf Bögen".encode(), "Ð¿Ñ€Ð¸Ð²ÐµÑ‚".encode(), b"\xc2\x85", b"\xe2\x80\xa8", b"\x1b[31mred\x1b[0m", b"&amp;lt;",
    b"The council met on Tuesday and voted for the new bridge, the mayor said.", b"\xf0\x9f", b"Share this article",
    "плохо".encode("cp1251"), "議会は火曜日に新しい橋を承認した。".encode("shift_jis"), "text in wide".encode("utf-16"),
]  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=400),
    st.lists(st.sampled_from(CHUNKS), max_size=12).map(b"".join),
    st.lists(st.sampled_from(CHUNKS), max_size=8).map(lambda parts: STORY.encode() + b"\n".join(parts)),
)


def tables(cleaned: Cleaned) -> dict[str, list[dict]]:
    """The three tables as plain rows in key order."""

    def key(row: dict) -> tuple:
        return row["doc_id"], row.get("line_no", 0), row.get("part", 0)

    return {name: sorted(getattr(cleaned, name).to_pylist(), key=key) for name in ("articles", "lines", "quarantine")}


@SLOW
@given(data=BYTES)
def test_law_1_every_file_is_rebuilt_from_the_tables(data):
    cleaned = clean(documents({"site/story.txt": data}), RECIPE)
    assert cleaned.articles.num_rows + cleaned.quarantine.num_rows == 1
    if cleaned.articles.num_rows:
        assert rebuilt(cleaned.lines, cleaned.articles["doc_id"][0].as_py()) == data
    else:
        assert cleaned.quarantine["data"][0].as_py() == data


@SLOW
@given(files=st.lists(BYTES, min_size=2, max_size=5), seed=st.integers(0, 99))
def test_law_2_a_document_is_the_same_alone_in_any_company_and_in_any_order(files, seed):
    named = {f"site/{number}.txt": data for number, data in enumerate(files)}
    together = tables(clean(documents(named), RECIPE))
    shuffled = list(named.items())
    random.Random(seed).shuffle(shuffled)
    assert tables(clean(documents(dict(shuffled)), RECIPE)) == together
    alone = [tables(clean(documents({path: data}), RECIPE)) for path, data in sorted(named.items())]
    for name, rows in together.items():
        found = [row for one in alone for row in one[name]]
        assert sorted(found, key=lambda row: row["doc_id"]) == sorted(rows, key=lambda row: row["doc_id"])


@SLOW
@given(data=BYTES)
def test_law_3_no_document_raises(data):
    cleaned = clean(documents({"site/story.txt": data}), RECIPE)
    codes = [reason["code"] for reasons in cleaned.quarantine["reasons"].to_pylist() for reason in reasons]
    assert "internal_error" not in codes


def test_law_3_a_document_no_stage_foresaw_is_quarantined_and_the_others_go_on(monkeypatch):
    def fails_on_one(batch, recipe):
        if "site/bad.txt" in batch.docs["source_path"].to_pylist():
            raise ZeroDivisionError("nobody foresaw this")
        return batch

    monkeypatch.setattr(pipeline, "STAGES", (Stage(fails_on_one, (), ()), *pipeline.STAGES))
    named = {f"site/{name}.txt": STORY.encode() for name in ("a", "b", "bad", "c")}
    cleaned = clean(documents(named), RECIPE)
    assert sorted(cleaned.articles["source_path"].to_pylist()) == ["site/a.txt", "site/b.txt", "site/c.txt"]
    (row,) = cleaned.quarantine.to_pylist()
    assert row["source_path"] == "site/bad.txt"
    assert row["data"] == STORY.encode()
    assert row["reasons"] == [
        {"stage": "clean", "code": "internal_error", "detail": "ZeroDivisionError: nobody foresaw this"}
    ]


@SLOW
@given(data=BYTES)
def test_law_4_every_value_says_from_which_characters_of_which_line_it_was_read(data):
    check_provenance(clean(documents({"site/story.txt": data}), RECIPE))


PROVEN = (
    "title", "standfirst", "agency", "publisher", "place", "published_on", "published_at", "published_local",
    "updated_at", "created_at", "section", "reading_minutes_stated", "disclaimer", "syndicated", "authors", "tags",
    "countries",
)  # fmt: skip


def check_provenance(cleaned: Cleaned) -> None:
    """Every value has a row of provenance, and its raw characters stand in that line."""
    texts: dict[tuple[str, int], str] = {}
    for row in cleaned.lines.to_pylist():
        at = (row["doc_id"], row["line_no"])
        texts[at] = texts.get(at, "") + row["text"] + "\n"
    for article in cleaned.articles.to_pylist():
        proven = {row["field"] for row in article["provenance"]}
        stated = {field for field in PROVEN if article[field] not in (None, [])}
        assert stated <= proven, stated - proven
        for row in article["provenance"]:
            assert row["raw"] in texts[article["doc_id"], row["line"]], row


@pytest.mark.parametrize("documents_", [0, 1])
def test_an_empty_batch_has_every_column(documents_):
    cleaned = clean(documents({"a.txt": b""} if documents_ else {}), RECIPE)
    assert cleaned.articles.num_rows == cleaned.lines.num_rows == 0
    assert cleaned.quarantine.num_rows == documents_
    assert isinstance(cleaned.articles, pa.Table)
