"""Ways around the long way: whoever takes one arrives at the same place."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.decode import container, judge
from cleancopy.pipeline.decode.plain import FIRST_BYTES, may_be_binary_or_blank, telling
from cleancopy.pipeline.decode.read import read
from cleancopy.pipeline.decode.stage import _unchanged
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import bytes_of
from tests.documents import documents
from tests.pipeline.decode.read import decoded

PIECES = [
    b"+", b"+1", b"C++", b"+AOk-", b"~{", b"~{VPND~}", b"<p>", b"<html>", b"</p>", b"{\"a\": 1}", b"[1, 2]",
    b"{\\rtf1 ", b"%20", b"%C3%A9", b"\\u00e9", b"=C3=A9", b"=\n", b"\x7f", b"\x7f\x7f\x7f\x7f\x7f\x7f", b" ", b"\n",
    b"\t", b"Subject: x\n", b"MIME-Version: 1.0\n", b"From: a\n", b"Note: this", b"aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ",
    b"MZ", b"BM", b"%PDF-", b"GIF89a", b"ID3\x03", "été".encode(), "паром".encode(), "渡し船".encode(),
    b"A plain sentence, at noon.",
]  # fmt: skip
FILES = st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join), min_size=1, max_size=6)
SOME = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@given(files=FILES)
def test_what_looks_ordinary_in_a_batch_is_read_as_if_it_were_looked_at(files):
    for data, found in zip(files, decoded(*files), strict=True):
        reading = read(data, None, Recipe().thresholds.max_control_share)
        assert found.reasons == [(note.code, note.evidence) for note in reading.reasons]
        assert (found.encoding or "", found.basis, found.warnings) == (
            reading.encoding, reading.basis, [note.code for note in reading.warnings],
        )  # fmt: skip
        if not reading.reasons:
            assert b"".join(re.split(rb"[\r\n]", reading.text)).decode() == "".join(found.lines)


@SOME
@given(files=FILES)
def test_no_wrapper_is_held_back_by_its_screen(files):
    data, bounds = bytes_of(documents({str(i): one for i, one in enumerate(files)}).column("data"))
    suspects = container.suspects(data, bounds, telling(data)) if len(data) else []
    texts = [one for one in files if one.strip()]
    assert {i for i, one in enumerate(files) if one in texts and container.kind(one)} <= set(np.flatnonzero(suspects))


@SOME
@given(files=FILES)
def test_no_blank_and_no_signature_is_held_back_by_its_screen(files):
    data, bounds = bytes_of(documents({str(i): one for i, one in enumerate(files)}).column("data"))
    goes = may_be_binary_or_blank(data, bounds) if len(data) else [True] * len(files)
    for one, through in zip(files, goes, strict=True):
        assert through or not (one[:2] in FIRST_BYTES or one[:64].isspace())


LETTERS = "abZé äßÉÑжЖαςσאתםن漢か가ｱ’‘“»¿¡®°²½€5_-.\n\t\u00a0\u2003\u0085\u200bสั"


@SOME
@given(text=st.text(LETTERS, max_size=60) | st.text(max_size=30))
def test_only_words_beyond_ascii_can_have_faults_of_shape(text):
    near = judge.foreign_words(text)
    patterns = ("_IN_WORD", "_TWO_SCRIPTS", "_AT_WORD", "_ODD_SIGNS", "_DIGIT_IN_WORD", "_MISPLACED", "_WRONG_QUOTE")
    for pattern in (getattr(judge, name) for name in patterns):
        assert pattern.findall(near) == pattern.findall(text)
    assert judge._short_runs(near) == judge._short_runs(text)
    foreign = [[word for word in judge._WORDS.findall(some) if not word.isascii()] for some in (near, text)]
    assert foreign[0] == foreign[1]


@pytest.mark.parametrize("data", [b"", b"\n", b"a"])
def test_the_smallest_documents_are_unchanged_or_empty(data):
    reading = read(data, None, 0.02)
    assert _unchanged(reading, data) == (data == b"a")
