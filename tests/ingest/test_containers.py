"""Every format, packed in every way, gives the texts that were put in: exactly, by their names, bad ones apart."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.ingest import Source
from cleancopy.ingest.formats.record import PassedOver, Record
from cleancopy.ingest.formats.stream import Bounds
from tests.ingest.writers import (
    OF_BYTES,
    OF_TEXT,
    PACKINGS,
    faults_of,
    found,
    jsonl,
    parquet,
    table,
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


BAD_LINES = [
    (b'{"id": "x", "text": "half', "record_not_json"),
    (b'{"id": "x", "text": "\\ud800 alone"}', "record_lone_surrogate"),
    (b'{"id": "x", "text": "one", "text": "two"}', "record_doubled_key"),
    (b'{"id": "x", "text": "one", "\\u0074ext": "two"}', "record_doubled_key"),
    (b'{"id": "x"}', "record_without_text"),
    (b'{"id": "x", "text": null}', "record_without_text"),
    (b'{"id": "x", "text": 7}', "record_wrong_type"),
    (b'["text"]', "record_wrong_type"),
    (b'{"id": "x", "text": "caf\xe9"}', "record_not_utf8"),
    (b"[" * 100_000, "record_not_json"),
]


@pytest.mark.parametrize(("line", "code"), BAD_LINES)
def test_one_bad_line_is_one_bad_record_with_its_bytes(tmp_path, line, code):
    good = jsonl({f"{number}": b"a text" for number in range(200)}).splitlines(keepends=True)
    some = found(tmp_path, "d.jsonl", b"".join([*good[:100], line, b"\n", *good[100:]]))
    assert len(texts_of(some)) == 200
    (bad,) = [item.what for item in some if isinstance(item.what, Record) and item.what.fault]
    assert (bad.data, bad.fault[0]) == (line, code)


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


BAD_ROWS = [
    b'x,"he said "no" to it"\n',
    b'x,"never closed\n',
    b'x,"closed", and more\n',
    b"x\n",
    b"x,one,too many\n",
    b'x,"over\ntwo "lines" here\nof three"\n',
]


@pytest.mark.parametrize("row", BAD_ROWS)
def test_one_bad_row_of_a_table_costs_no_other(tmp_path, row):
    texts = {f"{n}": b"a text, with commas\nand lines" if n % 7 == 0 else b"a text" for n in range(200)}
    good = table(texts)
    at = good.index(b'"100"')
    some = found(tmp_path, "d.csv", good[:at] + row + good[at:])
    assert texts_of(some) == {f"d.csv#{id}": text for id, text in texts.items()}
    (bad,) = [item.what for item in some if isinstance(item.what, Record) and item.what.fault]
    assert (bad.data, bad.fault[0]) == (row, "record_bad_quoting")


def test_bad_lines_that_follow_each_other_stay_within_the_limit_and_none_is_lost(tmp_path):
    data = b'id,text\n1,"never closed\n' + b"The bridge is closed.\n" * 20_000
    some = [item.what for item in found(tmp_path, "d.csv", data, Source(), Bounds(max_document_bytes=64_000))]
    assert b"id,text\n" + b"".join(one.data for one in some) == data
    assert all(len(one.data) <= 64_000 and one.fault[0] == "record_bad_quoting" for one in some)


def test_a_quotation_mark_within_a_bare_cell_is_a_character(tmp_path):
    data = b'id,text\n1,a 5" pipe\n2,plain\n3,a 6" pipe\n'
    assert list(texts_of(found(tmp_path, "d.csv", data)).values()) == [b'a 5" pipe', b"plain", b'a 6" pipe']


def test_an_element_of_an_array_that_cannot_be_read_costs_no_other(tmp_path):
    some = found(tmp_path, "d.json", b'[{"text": "a"}, {"text": nonsense}, {"text": "b"}]')
    assert list(texts_of(some).values()) == [b"a", b"b"]
    assert list(faults_of(some).values()) == ["record_not_json"]


def test_one_object_alone_is_one_record(tmp_path):
    page = json.dumps({"title": "T", "text": "a text"}, indent=2).encode()
    assert list(texts_of(found(tmp_path, "page.json", page)).values()) == [b"a text"]


def test_without_a_text_the_keys_that_are_there_are_named(tmp_path):
    (only,) = found(tmp_path, "d.csv", b"headline,story\na,b\n")
    assert only.source_path == "d.csv"
    assert only.what.fault[0] == "no_text_key" and "headline, story" in only.what.fault[1]
    named = found(tmp_path, "d.csv", b"headline,story\na,b\n", Source(text_key="story"))
    assert list(texts_of(named).values()) == [b"b"]


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


def test_a_record_whose_digest_is_wrong_is_bad_alone(tmp_path):
    digest = b"WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\nContent-Length"
    data = warc({"1": b"good"}) + warc({"2": b"changed"}).replace(b"Content-Length", digest) + warc({"3": b"good, too"})
    some = found(tmp_path, "d.warc", data)
    assert texts_of(some) == {"d.warc#1": b"good", "d.warc#3": b"good, too"}
    assert faults_of(some) == {"d.warc#2": "record_bad_digest"}


def many(count: int) -> dict[str, bytes]:
    """Texts that do not pack well: 12 kB each."""
    digests = ([hashlib.sha512(f"{n} {part}".encode()).hexdigest() for part in range(96)] for n in range(count))
    return {f"{n:05d}.txt": f"Text {n}. {' '.join(digest)}\n".encode() for n, digest in enumerate(digests)}


DAMAGED = [(name, packing) for name in ("d.jsonl", "d.tar", "d.wet") for packing in PACKINGS if packing]


@pytest.mark.parametrize(("name", "packing"), [*DAMAGED, ("d.wet", ""), ("d.tar", ""), ("d.zip", "")])
def test_a_cut_container_gives_what_is_before_the_damage_and_says_where_it_is(tmp_path, name, packing):
    texts = many(400)
    data = PACKINGS[packing]((OF_BYTES | OF_TEXT)[name](texts))
    file = name + packing
    some = found(tmp_path, file, data[: len(data) * 3 // 4])
    good = {path: text for path, text in texts_of(some).items() if path.startswith(f"{file}#0")}
    wanted = {f"{file}#{id}": text for id, text in texts.items()}
    assert good == dict(list(wanted.items())[: len(good)])
    assert len(good) > 100
    assert some[-1].source_path == file
    assert some[-1].what.fault[0] == "container_damaged" and any(sign.isdigit() for sign in some[-1].what.fault[1])


@pytest.mark.parametrize("packing", [".gz", ".bz2", ".xz"])
@pytest.mark.parametrize("name", ["d.jsonl", "d.wet"])
def test_a_flipped_bit_in_a_packed_container_is_noticed(tmp_path, name, packing):
    data = bytearray(PACKINGS[packing]((OF_BYTES | OF_TEXT)[name](many(400))))
    data[len(data) // 2] ^= 4
    some = found(tmp_path, name + packing, bytes(data))
    assert some[-1].source_path == name + packing and some[-1].what.fault[0] == "container_damaged"


CHECKED = base64.b64decode(
    "KLUv/QRYPQIAIgQPFpA7Bxj5d5lNoKKFBtjs8tGaxel6O5bnHa1MmJt6FUYsKuG8o6V4oBui2MzspuFUw53ulnQ38OBOL/RNAgAACUdClQEpS8ZU"
)
"""Two records in a zstd frame with a checksum, as the command line writes it; Arrow writes none."""


def test_a_zstd_frame_that_has_a_checksum_is_held_against_it(tmp_path):
    assert len(texts_of(found(tmp_path, "d.jsonl.zst", CHECKED))) == 2
    some = found(tmp_path, "d.jsonl.zst", CHECKED[:-1] + bytes([CHECKED[-1] ^ 1]))
    assert some[-1].what.fault[0] == "container_damaged"


def test_a_flipped_bit_in_a_zip_is_noticed_at_its_member(tmp_path):
    data = bytearray(zipped(many(100), zipfile.ZIP_STORED))
    data[data.index(b"Text 50.")] ^= 1
    some = found(tmp_path, "d.zip", bytes(data))
    assert list(texts_of(some).values()) == list(many(100).values())[:50]
    assert some[-1].what.fault[0] == "container_damaged" and "byte" in some[-1].what.fault[1]


BOMBS = Bounds(max_document_bytes=1 << 20, bomb_bytes=4 << 20, max_members=1000, max_records=500)


@pytest.mark.parametrize("packing", [".gz", ".bz2", ".xz", ".zst"])
def test_a_bomb_is_stopped(tmp_path, packing):
    data = PACKINGS[packing](bytes(64 << 20))
    for name in ("story.txt", "d.jsonl", "d.csv", "d.parquet"):
        some = found(tmp_path, name + packing, data, bounds=BOMBS)
        assert set(faults_of(some).values()) == {"container_too_large"}, (name, some)


def test_a_zip_that_promises_a_bomb_is_not_unpacked(tmp_path):
    some = found(tmp_path, "d.zip", zipped({f"{n}.txt": bytes(1 << 20) for n in range(20)}), bounds=BOMBS)
    assert faults_of(some) == {"d.zip": "container_too_large"}


def test_too_many_members_and_too_many_records_are_stopped(tmp_path):
    some = found(tmp_path, "d.zip", zipped(dict.fromkeys((f"{n}.txt" for n in range(1001)), b"x")), bounds=BOMBS)
    assert faults_of(some) == {"d.zip": "container_too_large"}
    some = found(tmp_path, "d.jsonl", jsonl({f"{n}": b"x" for n in range(501)}), bounds=BOMBS)
    assert (len(texts_of(some)), some[-1].what.fault[0]) == (500, "container_too_large")


@pytest.mark.parametrize("name", ["d.jsonl", "d.csv", "d.json", "d.wet"])
def test_a_record_beyond_the_limit_is_hashed_and_the_next_one_read(tmp_path, name):
    texts = {"1": b"before", "2": b"x" * (2 << 20), "3": b"after"}
    some = found(tmp_path, name, (OF_BYTES | OF_TEXT)[name](texts), bounds=BOMBS)
    assert list(texts_of(some).values()) == [b"before", b"after"]
    (large,) = [item.what for item in some if item.what.fault]
    assert large.fault[0] == "too_large" and large.data is None and large.size >= 2 << 20 and len(large.sha256) == 64
