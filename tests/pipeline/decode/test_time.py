"""No input makes the room slow: twice as long takes about twice the time."""

from __future__ import annotations

import time

import pytest

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.decode import decode
from cleancopy.pipeline.pages import unfold
from cleancopy.pipeline.recipe import Recipe
from tests.documents import documents

HOSTILE = {
    "open tags": b"<p " * 60_000,
    "comments": b"<!--" * 60_000,
    "plus signs": b"+AAA" * 60_000,
    "tildes": b"~{aa" * 60_000,
    "escapes": b"\x1b$B!!" * 30_000,
    "headers": b"Name: value\n" * 20_000,
    "braces": b"[" * 200_000,
    "base64": b"abcdABCD0123+/xy" * 12_000 + b"!",
    "backslashes": b"\\n" * 100_000,
    "one long line of another encoding": b"a" * 100_000 + b"\xe9" + b"b" * 100_000,
    "stray bytes": b"\xc3\xa9 \x93so\x94 " * 6_000,
    "cut sequences": b"\xc3\xa9\n" + b"\xe2\x82 " * 15_000,
    "high bytes": bytes(range(0xC0, 0x100)) * 3_000,
    "high bytes on a line each": b"caf\xe9\n" * 40_000,
    "zeros": b"a\0" * 100_000 + b"\n",
    "controls": b"\x01 word" * 30_000,
    "marks": b"\xef\xbb\xbf" * 60_000,
}


def seconds(data: bytes) -> float:
    batch = unfold(Batch.of(documents({"a.txt": data})), Recipe())
    times = []
    for _ in range(3):
        began = time.process_time()
        decode(batch, Recipe())
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_bytes_take_about_twice_the_time(name):
    seconds(HOSTILE[name][:1000])
    once, twice = seconds(HOSTILE[name]), seconds(HOSTILE[name] * 2)
    assert twice < 2.5 * once + 0.05
    assert once < 1.5
