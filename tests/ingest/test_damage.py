"""What is broken, cut short, or too large costs no other text, and says what it is and where."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zipfile
import zlib

import pyarrow as pa
import pytest

from cleancopy.ingest import Source
from cleancopy.ingest.formats.record import Record
from cleancopy.ingest.formats.stream import Bounds
from tests.ingest.writers import (
    OF_BYTES,
    OF_TEXT,
    PACKINGS,
    faults_of,
    found,
    jsonl,
    table,
    texts_of,
    warc,
    zipped,
    zst,
)

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


def test_an_element_of_an_array_that_cannot_be_read_costs_no_other(tmp_path):
    some = found(tmp_path, "d.json", b'[{"text": "a"}, {"text": nonsense}, {"text": "b"}]')
    assert list(texts_of(some).values()) == [b"a", b"b"]
    assert list(faults_of(some).values()) == ["record_not_json"]


def test_a_record_whose_digest_is_wrong_is_bad_alone(tmp_path):
    digest = b"WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\nContent-Length"
    data = warc({"1": b"good"}) + warc({"2": b"changed"}).replace(b"Content-Length", digest) + warc({"3": b"good, too"})
    some = found(tmp_path, "d.warc", data)
    assert texts_of(some) == {"d.warc#1": b"good", "d.warc#3": b"good, too"}
    assert faults_of(some) == {"d.warc#2": "record_bad_digest"}


PACKED = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: pa.compress(data, "brotli", asbytes=True),
    "zstd": zst,
    "gzip, br": lambda data: pa.compress(gzip.compress(data), "brotli", asbytes=True),
}


@pytest.mark.parametrize("coding", PACKED)
def test_an_answer_that_unpacks_beyond_the_limit_is_too_large_and_never_unpacked(tmp_path, coding):
    head = f"text/html\r\nContent-Encoding: {coding}"
    pages = {"small": bytes(64_000), "large": bytes(64_001), "huge": bytes(40 << 20)}
    packed = {id: PACKED[coding](page) for id, page in pages.items()}
    some = found(tmp_path, "d.warc", warc(packed, "response", head), Source(), Bounds(max_document_bytes=64_000))
    assert texts_of(some) == {"d.warc#small": pages["small"]}
    assert faults_of(some) == {"d.warc#large": "too_large", "d.warc#huge": "too_large"}
    assert [item.what.size for item in some[1:]] == [len(packed["large"]), len(packed["huge"])]


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
