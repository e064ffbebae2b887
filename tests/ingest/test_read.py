"""The bytes of an input, its limits, its sidecar and its fingerprint."""

from __future__ import annotations

import hashlib
import json
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.ingest import Input, Sidecar, discover, hash_of, read


def one(raw: Path, data: bytes = b"text\n", sidecar: bytes | None = None) -> Input:
    raw.mkdir(exist_ok=True)
    (raw / "a.txt").write_bytes(data)
    if sidecar is not None:
        (raw / "a.txt.json").write_bytes(sidecar)
    return discover(raw).inputs[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.binary())
def test_bytes_and_hash_are_of_the_file(tmp_path, data):
    input = one(tmp_path / "raw", data)
    payload = read(input)
    assert (payload.outcome, payload.data, payload.size, payload.reason) == ("read", data, len(data), None)
    assert payload.sha256 == hash_of(input).sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_large_files_are_read_in_pieces_to_the_same_hash(tmp_path, size):
    data = os.urandom(1 << 10) * (size >> 10) + b"x" * (size & 1023)
    input = one(tmp_path, data)
    payload = read(input)
    assert payload.data == data and payload.sha256 == hash_of(input).sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"x" * 100, "read"),
        (b"x" * 101, "too_large"),
        (b"\n" * 100, "read"),
    ],
)
def test_a_file_beyond_the_limit_is_hashed_and_not_held(tmp_path, data, outcome):
    payload = read(one(tmp_path, data), 100)
    assert payload.outcome == outcome and payload.sha256 == hashlib.sha256(data).hexdigest()
    assert (payload.data is None) == (payload.reason is not None) == (outcome == "too_large")
    assert payload.size == len(data)


def test_a_disk_that_fails_makes_a_plain_reason_and_no_exception(tmp_path, monkeypatch):
    input = one(tmp_path)

    def broken(*_given):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", broken)
    payload = read(input)
    assert (payload.outcome, payload.data, payload.sha256, payload.reason) == (
        "unreadable", None, None, "input/output error")  # fmt: skip
    assert hash_of(input).reason == "input/output error" and hash_of(input).sha256 is None


def swapped(kind: str, path: Path) -> None:
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/etc/hostname")
    elif kind == "folder":
        path.mkdir()


@pytest.mark.parametrize("kind", ["fifo", "link", "folder", "gone"])
def test_what_took_the_place_of_a_file_since_it_was_found_is_not_read(tmp_path, kind):
    input = one(tmp_path)
    swapped(kind, tmp_path / "a.txt")
    payload = read(input)
    assert payload.outcome == "unreadable" and payload.data is None and payload.reason
    assert str(tmp_path) not in payload.reason


def test_a_file_that_grows_while_it_is_read_is_one_consistent_read(tmp_path, monkeypatch):
    input, real = one(tmp_path, b"short"), os.fstat

    def fstat(fd):
        status = real(fd)
        with (tmp_path / "a.txt").open("ab") as file:
            file.write(b" and more")
        return status

    monkeypatch.setattr(os, "fstat", fstat)
    payload = read(input)
    assert payload.data is not None and payload.data.startswith(b"short and more")
    assert payload.sha256 == hashlib.sha256(payload.data).hexdigest() and payload.size == len(payload.data)


def test_a_sidecar_says_where_the_page_came_from(tmp_path):
    said = {"url": "https://example.org/a", "fetched_at": "2024-06-14T17:34:00+05:30", "site": "example",
            "encoding": "cp1252", "language": "en", "etag": "unknown keys are passed over"}  # fmt: skip
    data = json.dumps(said).encode()
    payload = read(one(tmp_path, sidecar=data))
    instant = datetime(2024, 6, 14, 12, 4, tzinfo=UTC)
    assert payload.sidecar == Sidecar("https://example.org/a", instant, "example", "cp1252", "en")
    assert payload.sidecar_sha256 == hashlib.sha256(data).hexdigest() and payload.warnings == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sidecar_invalid"),
        (b"{", "sidecar_invalid"),
        (b"[]", "sidecar_invalid"),
        (b"\xff\xfe{}", "sidecar_invalid"),
        (b"[" * 200_000, "sidecar_invalid"),
        (b'{"url": 7}', "sidecar_field"),
        (b'{"url": "two\\nlines"}', "sidecar_field"),
        (b'{"language": "\\ud800"}', "sidecar_field"),
        (b'{"fetched_at": "yesterday"}', "sidecar_field"),
        (b'{"fetched_at": "2024-06-14T17:34:00"}', "sidecar_field"),
        (b'{"fetched_at": 1718366640}', "sidecar_field"),
        (b'{"fetched_at": "0001-01-01T00:00:00+14:00"}', "sidecar_field"),
        (b'"' + b"x" * (1 << 20) + b'"', "sidecar_too_large"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_sidecar_that_cannot_be_used_is_a_warning(tmp_path, data, code):
    payload = read(one(tmp_path, sidecar=data))
    assert payload.outcome == "read" and payload.sidecar == Sidecar()
    assert [warning.partition(":")[0] for warning in payload.warnings] == [code]
    assert payload.sidecar_sha256 == hash_of(discover(tmp_path).inputs[0]).sidecar_sha256 is not None


@pytest.mark.parametrize("kind", ["fifo", "link", "folder"])
def test_a_sidecar_that_is_no_regular_file_is_not_opened(tmp_path, kind):
    one(tmp_path, sidecar=b"{}")
    swapped(kind, tmp_path / "a.txt.json")
    input = discover(tmp_path).inputs[0]
    assert [warning.partition(":")[0] for warning in read(input).warnings] == ["sidecar_unreadable"]
    assert hash_of(input).sidecar_sha256 is None and hash_of(input).sha256


def test_a_sidecar_that_changed_makes_another_fingerprint_and_a_touch_does_not(tmp_path):
    first = hash_of(one(tmp_path, sidecar=b"{}"))
    os.utime(tmp_path / "a.txt", (0, 0))
    assert hash_of(discover(tmp_path).inputs[0]) == first
    assert hash_of(one(tmp_path, sidecar=b'{"url": "x"}')) != first


def test_a_few_thousand_small_files_are_fingerprinted_in_well_under_a_second(tmp_path):
    for n in range(300):
        (tmp_path / f"{n}.txt").write_bytes(b"x" * 4000)
    import time

    start = time.process_time()
    for _ in range(10):
        for input in discover(tmp_path).inputs:
            hash_of(input)
    assert time.process_time() - start < 1.5


def test_a_file_that_is_too_large_is_never_held(tmp_path):
    (tmp_path / "large.txt").write_bytes(b"x" * (16 << 20))
    one = discover(tmp_path).inputs[0]
    tracemalloc.start()
    try:
        payload = read(one, 8 << 20)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (payload.outcome, payload.size) == ("too_large", 16 << 20)
    assert peak < 4 << 20
