"""Which files are inputs, and by which name."""

from __future__ import annotations

import hashlib
import os
import pickle
import socket
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.errors import IngestError
from cleancopy.ingest import discover, doc_id, escape, unescape


def lay(raw: Path, *names: bytes) -> None:
    for name in names:
        path = os.fsencode(raw) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 (names that are no text)
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(b"text of " + name)


def found(raw: Path) -> list[str]:
    return [one.source_path for one in discover(raw).inputs]


@pytest.mark.parametrize(
    ("name", "source_path"),
    [
        (b"site/story.txt", "site/story.txt"),
        (b"double.txt.txt", "double.txt.txt"),
        (b"-rf.txt", "-rf.txt"),
        (b"_low.txt", "_low.txt"),
        (b" spaces .txt", " spaces .txt"),
        (b"[a-z]*?.txt", "[a-z]*?.txt"),
        (b"two\nlines.txt", "two\\x0alines.txt"),
        (b"tab\t.txt", "tab\\x09.txt"),
        (b"latin-\xe9.txt", "latin-\\xe9.txt"),
        (b"nfc-\xc3\xa9.txt", "nfc-é.txt"),
        (b"nel-\xc2\x85.txt", "nel-\\xc2\\x85.txt"),
        (b"bidi-\xe2\x80\xaegpj.txt", "bidi-\\xe2\\x80\\xaegpj.txt"),
        (b"back\\slash.txt", "back\\\\slash.txt"),
        (b"fake\\x0a.txt", "fake\\\\x0a.txt"),
        (b"x=__null__/doc.txt", "x=__null__/doc.txt"),
    ],
)
def test_a_name_of_any_bytes_becomes_one_printable_path(tmp_path, name, source_path):
    lay(tmp_path, name)
    assert found(tmp_path) == [source_path]
    assert unescape(source_path) == name


@given(st.binary())
def test_an_escaped_path_gives_its_bytes_back_and_no_two_share_one(path):
    text = escape(path)
    assert unescape(text) == path
    assert text.isprintable() or not text.isascii()
    text.encode()


@given(st.binary(), st.binary())
def test_two_paths_never_share_a_name(one, other):
    assert (escape(one) == escape(other)) == (one == other)


def test_the_order_is_that_of_the_bytes_whatever_the_disk_says(tmp_path):
    lay(tmp_path, b"b/z.txt", b"b/A.txt", b"a.txt", b"b.txt", b"b-c/d.txt", b"\xff.txt")
    assert found(tmp_path) == ["a.txt", "b-c/d.txt", "b.txt", "b/A.txt", "b/z.txt", "\\xff.txt"]


def test_hidden_files_sidecars_and_other_kinds_are_passed_over_in_silence(tmp_path):
    lay(tmp_path, b"a.txt", b"a.txt.json", b".b.txt", b".git/c.txt", b"d.TXT", b"e.txt~", b"f.html", b"deep/.h/i.txt")
    seen = discover(tmp_path)
    assert [one.source_path for one in seen.inputs] == ["a.txt"] and seen.skipped == ()
    assert seen.inputs[0].has_sidecar


def test_a_name_that_begins_with_two_dots_is_not_hidden(tmp_path):
    lay(tmp_path, b"..\\..\\up.txt", b"...txt")
    assert found(tmp_path) == ["...txt", "..\\\\..\\\\up.txt"]


def test_nothing_but_regular_files_is_an_input_and_each_other_thing_is_named(tmp_path, monkeypatch):
    raw, outside = tmp_path / "raw", tmp_path / "outside"
    lay(outside, b"secret.txt")
    lay(raw, b"a/story.txt")
    (raw / "link.txt").symlink_to(outside / "secret.txt")
    (raw / "dangling.txt").symlink_to("nowhere")
    (raw / "loop.txt").symlink_to("loop.txt")
    (raw / "out").symlink_to(outside)
    (raw / "a" / "self").symlink_to("..")
    (raw / "picture.png").symlink_to("a/story.txt")
    os.mkfifo(raw / "pipe.txt")
    (raw / "folder.txt").mkdir()
    lay(raw, b"folder.txt/in.txt")
    with socket.socket(socket.AF_UNIX) as plug:
        monkeypatch.chdir(raw)
        plug.bind("plug.txt")
    seen = discover(raw)
    assert [one.source_path for one in seen.inputs] == ["a/story.txt", "folder.txt/in.txt"]
    assert {(one.source_path, one.code) for one in seen.skipped} == {
        ("link.txt", "link"),
        ("dangling.txt", "link"),
        ("loop.txt", "link"),
        ("out", "link_to_folder"),
        ("a/self", "link_to_folder"),
        ("pipe.txt", "fifo"),
        ("plug.txt", "socket"),
    }


def test_a_folder_that_cannot_be_listed_is_named_and_what_lies_in_it_is_unknown_not_gone(tmp_path, monkeypatch):
    lay(tmp_path, b"open/a.txt", b"locked/b.txt", b"locked-too.txt")
    real = os.scandir

    def scandir(path):
        if path.endswith(b"/locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    seen = discover(tmp_path)
    assert [one.source_path for one in seen.inputs] == ["locked-too.txt", "open/a.txt"]
    assert seen.unseen == ("locked",)
    assert seen.is_unseen("locked/b.txt") and not seen.is_unseen("locked-too.txt") and not seen.is_unseen("open/a.txt")


@pytest.mark.parametrize(
    ("name", "pattern", "site"),
    [
        (b"rks/2024/a.txt", None, "rks"),
        (b"a.txt", None, None),
        (b"2024/rks/a.txt", r"^\d+/(?P<site>[^/]+)/", "rks"),
        (b"a.txt", r"^\d+/(?P<site>[^/]+)/", None),
        (b"rks_001.txt", r"^(?P<site>[a-z]+)_", "rks"),
    ],
)
def test_the_site_is_the_first_folder_or_what_the_pattern_finds(tmp_path, name, pattern, site):
    lay(tmp_path, name)
    assert [one.site for one in discover(tmp_path, site_from=pattern).inputs] == [site]


@pytest.mark.parametrize(("pattern", "says"), [("(", "no regular expression"), ("a+", "no group named site")])
def test_a_pattern_that_cannot_work_is_refused(tmp_path, pattern, says):
    with pytest.raises(IngestError, match=says):
        discover(tmp_path, site_from=pattern)


def test_a_raw_folder_that_is_missing_or_a_file_is_named_in_one_sentence(tmp_path):
    with pytest.raises(IngestError, match="create it"):
        discover(tmp_path / "raw")
    (tmp_path / "raw").write_text("a file")
    with pytest.raises(IngestError, match="is not a folder"):
        discover(tmp_path / "raw")


def test_an_input_travels_to_a_worker_and_its_id_is_the_hash_of_its_path(tmp_path):
    lay(tmp_path, b"site/a.txt")
    one = discover(tmp_path).inputs[0]
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301
    assert one.size == len(b"text of site/a.txt") and stat.S_ISREG(os.stat(one.os_path).st_mode)  # noqa: PTH116
    assert doc_id(one.source_path) == hashlib.sha256(b"site/a.txt").hexdigest()[:24]
