"""Every format, packed in every way, gives the texts that were put in: exactly, and by their names."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.ingest import Source
from cleancopy.ingest.formats.record import PassedOver, Record
from tests.ingest.writers import (
    OF_BYTES,
    OF_TEXT,
    PACKINGS,
    found,
    jsonl,
    parquet,
    texts_of,
    warc,
    zipped,
)

HARBOUR = {"a17.txt": b"The ferry sails again.\n", "b 2.txt": "Größe: 5\"\r\n\r\n;,\t'".encode(), "c#3.txt": b"x"}
PATHS = {"a17.txt": "a17.txt", "b 2.txt": "b 2.txt", "c#3.txt": "c\\x233.txt"}
EVERY = [(name, packing) for name in (*OF_BYTES, *OF_TEXT) for packing in PACKINGS]


@pytest.mark.parametrize(("name", "packing"), EVERY)
def test_a_format_gives_its_texts_packed_or_not(tmp_path, name, packing):
    data = PACKINGS[packing]((OF_BYTES | OF_TEXT)[name](HARBOUR))
    file = name + packing
    assert texts_of(found(tmp_path, file, data)) == {f"{file}#{PATHS[id]}": text for id, text in HARBOUR.items()}


@pytest.mark.parametrize("packing", [one for one in PACKINGS if one])
@given(data=st.binary() | st.sampled_from([gzip.compress(b"packed itself"), b"BZh", b"PK\x03\x04", b"WARC/1.0"]))
def test_any_bytes_packed_alone_are_one_text(tmp_path_factory, packing, data):
    some = found(tmp_path_factory.mktemp("one"), f"story.txt{packing}", PACKINGS[packing](data))
    assert texts_of(some) == {f"story.txt{packing}#story.txt": data}


@pytest.mark.parametrize("name", OF_BYTES)
@given(text=st.binary(min_size=1))
def test_any_bytes_are_a_text_in_a_format_that_holds_bytes(tmp_path_factory, name, text):
    some = found(tmp_path_factory.mktemp("any"), name, OF_BYTES[name]({"a.txt": text, "b.txt": b"and another"}))
    assert texts_of(some) == {f"{name}#a.txt": text, f"{name}#b.txt": b"and another"}


@pytest.mark.parametrize("name", OF_TEXT)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_characters_are_a_text_in_json(tmp_path_factory, name, text):
    some = found(tmp_path_factory.mktemp("any"), name, OF_TEXT[name]({"a": text.encode(), "b": b"and another"}))
    assert texts_of(some) == {f"{name}#a": text.encode(), f"{name}#b": b"and another"}


GOOD_LINES = [
    b'{"text": "a", "other": {"text": "inner"}, "list": [{"text": "b"}]}',
    b'{"text": "he said \\"text\\": twice \\"text\\""}',
    b'{"text": "a", "score": NaN, "far": Infinity, "long": 123456789012345678901234567890}',
    b'\xef\xbb\xbf{"text": "behind a byte order mark"}',
    b'  {"text": "indented"}\r',
]


@pytest.mark.parametrize("line", GOOD_LINES)
def test_what_only_looks_wrong_is_read(tmp_path, line):
    assert len(texts_of(found(tmp_path, "d.jsonl", line + b"\n"))) == 1


def test_a_quotation_mark_within_a_bare_cell_is_a_character(tmp_path):
    data = b'id,text\n1,a 5" pipe\n2,plain\n3,a 6" pipe\n'
    assert list(texts_of(found(tmp_path, "d.csv", data)).values()) == [b'a 5" pipe', b"plain", b'a 6" pipe']


def test_one_object_alone_is_one_record(tmp_path):
    page = json.dumps({"title": "T", "text": "a text"}, indent=2).encode()
    assert list(texts_of(found(tmp_path, "page.json", page)).values()) == [b"a text"]


def test_without_a_text_the_keys_that_are_there_are_named(tmp_path):
    (only,) = found(tmp_path, "d.csv", b"headline,story\na,b\n")
    assert only.source_path == "d.csv"
    assert only.what.fault[0] == "no_text_key" and "headline, story" in only.what.fault[1]
    named = found(tmp_path, "d.csv", b"headline,story\na,b\n", Source(text_key="story"))
    assert list(texts_of(named).values()) == [b"b"]


@pytest.mark.parametrize(("first", "is_refused"), [(99, False), (100, True)])
@pytest.mark.parametrize("value", ["1", '"a text"', "[]", "null"])
def test_a_list_of_values_that_are_no_objects_has_no_records(tmp_path, first, is_refused, value):
    listed = f"[{','.join([value] * first)}, {json.dumps({'text': 'a text'})}]".encode()
    items = found(tmp_path, "d.json", listed)
    if is_refused:
        assert [item.what.fault[0] for item in items] == ["no_text_key"]
    else:
        assert list(texts_of(items).values()) == [b"a text"]
        assert {item.what.fault[0] for item in items if item.what.fault} == {"record_wrong_type"}


def names(tmp_path, *rows: dict, source: Source = Source()) -> list[str]:  # noqa: B008
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    return [item.source_path.partition("#")[2] for item in found(tmp_path, "d.jsonl", data, source)]


def test_records_without_ids_are_named_by_their_content_not_by_their_place(tmp_path):
    one, two, three = ({"text": f"text {number}"} for number in range(3))
    before = names(tmp_path, one, two)
    assert len(set(before)) == 2
    assert names(tmp_path, three, two, one)[1:] == before[::-1]
    assert names(tmp_path, {**one, "url": "https://harbour.example/1"}, two)[0] != before[0]


def test_a_second_holder_of_an_id_gets_a_number_and_is_warned_of(tmp_path):
    rows = [{"key": "a", "text": "1"}, {"key": "a", "text": "2"}, {"key": "a~2", "text": "3"}, {"text": "4"}]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    some = found(tmp_path, "d.jsonl", data, Source(id_key="key"))
    assert [item.source_path for item in some][:3] == ["d.jsonl#a", "d.jsonl#a~2", "d.jsonl#a~2~2"]
    assert [bool(item.what.notes) for item in some] == [False, True, True, False]


PRESETS = [
    ({"fingerprint": "f", "hostname": "h", "raw_text": "r", "text": "T", "source": "https://h/1", "author": "Ada; Bo"}),
    ({"publish_date": "2024-06-01", "meta_lang": "en", "text": "T", "url": "https://h/1", "authors": ["Ada", "Bo"]}),
    ({"plaintext": "T", "publishing_date": "2024-06-01 10:00:00", "authors": ["Ada"], "title": "A title"}),
    ({"maintext": "T", "date_publish": "2024-06-01 10:00:00", "authors": ["Ada"], "url": "https://h/1"}),
]


@pytest.mark.parametrize("row", PRESETS)
def test_the_json_of_known_tools_is_recognised(tmp_path, row):
    (item,) = found(tmp_path, "d.jsonl", json.dumps(row).encode())
    assert item.what.data == b"T"
    assert ("authors", "Ada; Bo") in item.what.said.stated or ("authors", "Ada") in item.what.said.stated
    if "url" in row or "source" in row:
        assert item.what.said.url == "https://h/1"


def test_members_of_an_archive_keep_their_paths_and_containers_in_it_are_opened(tmp_path):
    inner = jsonl({"a": b"one", "b": b"two"})
    data = zipped({"site/x.txt": b"text", "feed.jsonl": inner, "deep.zip": zipped({"y.txt": b"deep"})})
    assert texts_of(found(tmp_path, "d.zip", data)) == {
        "d.zip#site/x.txt": b"text",
        "d.zip#feed.jsonl#a": b"one",
        "d.zip#feed.jsonl#b": b"two",
        "d.zip#deep.zip#y.txt": b"deep",
    }


def test_members_without_an_ending_are_what_they_hold(tmp_path):
    held = {"README": b"text", "page": b"<html><p>A page", "feed": parquet({"a": b"one"}), "raw": b"\0\1"}
    some = found(tmp_path, "d.zip", zipped(held))
    kinds = {item.source_path: item.what.kind for item in some if isinstance(item.what, Record)}
    assert kinds == {"d.zip#README": "text", "d.zip#page": "html", "d.zip#feed#a": "text"}
    assert [item.what.why for item in some if isinstance(item.what, PassedOver)] == ["not_text"]


def test_members_that_are_no_texts_are_named_with_the_reason(tmp_path):
    names = {
        "../up.txt": "unsafe_name",
        "/root.txt": "unsafe_name",
        "scan.pdf": "unknown_ending .pdf",
        "story.txt.json": "sidecar_in_archive",
        ".DS_Store": "hidden",
    }
    some = found(tmp_path, "d.zip", zipped(dict.fromkeys(names, b"some bytes") | {"good.txt": b"text"}))
    over = {item.source_path: item.what.why for item in some if isinstance(item.what, PassedOver)}
    assert over == {f"d.zip#{name}": why for name, why in names.items()}
    assert texts_of(some) == {"d.zip#good.txt": b"text"}


def test_a_warc_gives_pages_and_counts_what_else_there_is(tmp_path):
    page = b"<p>A page</p>"
    data = warc({"1": page}, "response", "text/html; charset=windows-1252") + warc(
        {"2": b"GIF"}, "response", "image/gif"
    )
    some = found(tmp_path, "d.warc", data + warc({"3": b"x"}, "request"))
    record = some[0].what
    assert (record.data, record.kind, record.said.url) == (page, "html", "https://harbour.example/1")
    assert record.said.encoding == "windows-1252" and record.said.fetched_at.isoformat() == "2024-06-01T10:00:00+00:00"
    assert [(item.source_path, item.what.why) for item in some[1:]] == [("d.warc", "image/gif"), ("d.warc", "request")]
