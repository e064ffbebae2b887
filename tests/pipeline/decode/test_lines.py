"""Raw lines: they partition the file, whatever the bytes, alone and in company."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.decode import decode
from cleancopy.pipeline.decode.cut import raw_offsets
from cleancopy.pipeline.pages import unfold
from cleancopy.pipeline.recipe import Recipe, Thresholds
from tests.batches import cut
from tests.documents import documents
from tests.pipeline.decode.read import decoded, one

CHUNKS = [
    b"\n", b"\r\n", b"\r", b"\r\r\n", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xe2\x80\x9cso\xe2\x80\x9d",
    b"caf\xe9", "zwölf Bögen".encode(), b"\xc3", b"\x80\x81", b"~{", b"~}", b"\x1b$B", b"\x1b(B", b"+AOk-", b"\x1b[31m",
    b"A plain sentence about the harbour and the ferry, which left at noon.", "паром".encode("cp1251"),
    "渡し船".encode("shift_jis"), "渡輪".encode("big5"), "wide text\n".encode("utf-16-le"), b"<p>", b"{\"a\": 1}",
    b"=C3=A9",    b"  ", b"\xe2\x80\xa8", b"\xc2\x85", b"%41%42", b"\\u00e9", b"\x0e", b"\x0f",
]  # fmt: skip
BYTES = st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(CHUNKS), max_size=14).map(b"".join))
SOME = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


@SOME
@given(data=BYTES)
def test_raw_lines_put_together_are_the_file_and_no_text_holds_a_nul_a_mark_or_a_line_end(data):
    found = one(data)
    assert (b"".join(found.raw) == data) if not found.reasons else not found.raw
    assert not re.search("[\0\ufeff\n\r\ufffd]", "".join(found.lines)) or "\ufffd".encode() in data


@SOME
@given(files=st.lists(BYTES, min_size=2, max_size=5))
def test_a_document_reads_the_same_alone_and_in_any_batch(files):
    assert decoded(*files) == [one(data) for data in files]


@SOME
@given(files=st.lists(st.binary(max_size=12).map(lambda b: bytes(b"ab\r\n"[c % 4] for c in b)), min_size=1, max_size=6))
def test_the_vectorised_cutter_equals_a_plain_one(files):
    expected = [
        (doc, number, line, line.rstrip(b"\r\n").decode())
        for doc, data in enumerate(files)
        for number, line in enumerate(LINE.findall(data), 1)
    ]
    lines = cut(files).to_pydict()
    assert list(zip(lines["doc"], lines["line_no"], lines["raw"], lines["text"], strict=True)) == expected


@pytest.mark.parametrize(
    ("data", "unit", "big", "offsets"),
    [
        (b"", 2, False, [0]),
        ("a\nb".encode("utf-16-le"), 2, False, [0, 4, 6]),
        ("a\r\nb\r".encode("utf-16-be"), 2, True, [0, 6, 10]),
        ("a\n".encode("utf-32-le") + b"xy", 4, False, [0, 8, 10]),
        ("a".encode("utf-16-le") + b"x", 2, False, [0, 3]),
        ("\u0a0d\n".encode("utf-16-le"), 2, False, [0, 4]),  # a letter made of the bytes of LF and CR ends no line
    ],
)
def test_lines_are_cut_at_whole_code_units_and_loose_bytes_stay_in_the_last_line(data, unit, big, offsets):
    assert raw_offsets(data, unit, big).tolist() == offsets


def test_a_million_lines_and_a_line_of_two_megabytes_take_moments():
    many = b"a word of it\n" * 1_000_000
    long = b"the ferry waits in the harbour " * 70_000
    wide = ("a word of it\n" * 100_000).encode("utf-16")
    legacy = ("Die Fähre fährt später über den Fluß.\n" * 30_000).encode("cp1252")
    recipe = Recipe(thresholds=Thresholds(max_document_bytes=64 << 20, max_document_lines=2_000_000))
    files = {str(number): data for number, data in enumerate((many, long, wide, legacy))}
    batch = unfold(Batch.of(documents(files)), recipe)
    began = time.perf_counter()
    lines = decode(batch, recipe)
    assert time.perf_counter() - began < 5
    assert np.diff(lines.starts).tolist() == [1_000_000, 1, 100_000, 30_000]
