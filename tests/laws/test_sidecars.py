"""Law 3 and 4 whatever a sidecar says: extreme times, encodings that are none, words of any kind."""

from __future__ import annotations

import json
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.ingest.sidecar import Sidecar, parse_sidecar
from cleancopy.pipeline.batch import DOCS
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe, Site
from tests.documents import STORY, documents
from tests.laws.test_laws import check_provenance

pytestmark = pytest.mark.slow

TIMES = [
    "0001-01-01T00:00:00Z", "0001-01-01T23:59:59-14:00", "0001-01-02T00:00:00+14:00", "1969-12-31T23:59:59Z",
    "1990-01-01T00:00:00Z", "2024-02-29T24:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "",
    "2024-06-14", "now", 0, -1e99, None, [], {},
]  # fmt: skip
CODECS = [
    "utf-8",
    "cp1252",
    "utf-7",
    "idna",
    "punycode",
    "base64",
    "rot13",
    "zlib",
    "undefined",
    "mbcs",
    "no-such",
    "",
    "UTF_16",
]
ANY = st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.lists(st.text(max_size=2), max_size=2))
SIDECARS = st.fixed_dictionaries(
    {},
    optional={
        "fetched_at": st.one_of(st.sampled_from(TIMES), st.datetimes().map(lambda at: at.isoformat() + "Z"), ANY),
        "encoding": st.one_of(st.sampled_from(CODECS), ANY),
        "language": st.one_of(st.sampled_from(["en", "zh-TW", "x", "EN-us-oed"]), ANY),
        "site": ANY,
        "url": ANY,
    },
)
LINES = st.sampled_from(
    [
        "2 days ago", "999 months ago", "vor 999 Tagen", "Yesterday", "Yesterday at 24:00", "Gestern, 0:00 Uhr",
        "31 December 9999 24:00 -14:00", "1 January 1800 00:00 +14:00", "Published: 01.01.1500", "99/99/9999",
        "00/00/0000", "令和99年12月31日", "明治元年1月1日", "民國999年12月31日", "30 اسفند 1472", "۱۳۰۰/۰۱/۰۱",
        "31 ธันวาคม 2649", "9999-W53-7", "29 February 2023 10:00 EDT", "Published 31.03.2024 02:30 Europe/Berlin",
    ]
)  # fmt: skip


def given_with(story: bytes, said: Sidecar) -> pa.Table:
    """A document as a run hands it on, with what its sidecar says."""
    (row,) = documents({"site/story.txt": story}).to_pylist()
    told = {
        "site": said.site or "site",
        "source_url": said.url,
        "fetched_at": said.fetched_at,
        "encoding_hint": said.encoding,
        "language_hint": said.language,
    }
    return pa.Table.from_pylist([row | told], DOCS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    said=SIDECARS,
    lines=st.lists(LINES, max_size=3),
    as_of=st.sampled_from([None, date.min, date(2024, 6, 14), date.max]),
)
def test_no_sidecar_makes_a_document_fail_or_a_value_appear_from_nowhere(said, lines, as_of):
    sidecar, _ = parse_sidecar(json.dumps(said).encode())
    headline, _, rest = STORY.partition("\n")
    story = "\n".join([headline, *lines, rest]).encode()
    recipe = Recipe(as_of=as_of, sites={"site": Site(timezone="Pacific/Kiritimati")})
    cleaned = clean(given_with(story, sidecar), recipe)
    codes = [reason["code"] for reasons in cleaned.quarantine["reasons"].to_pylist() for reason in reasons]
    assert "internal_error" not in codes
    check_provenance(cleaned)
    for row in cleaned.articles.to_pylist():
        assert row["fetched_at"] is None or row["fetched_at"].year >= 1990
