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
from cleancopy.ingest import Source, discover, doc_id, escape, unescape


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
        (b"no #1.txt", "no \\x231.txt"),
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


def test_the_order_is_that_of_the_source_paths_whatever_the_disk_says(tmp_path):
    lay(tmp_path, b"b/z.txt", b"b/A.txt", b"a.txt", b"b.txt", b"b-c/d.txt", b"\xff.txt")
    assert found(tmp_path) == ["\\xff.txt", "a.txt", "b-c/d.txt", "b.txt", "b/A.txt", "b/z.txt"]


@pytest.mark.parametrize(
    "name", [b"a.txt", b"a.TXT", b"a.Text", b"a.md", b"story", b"story.2024", b"part 3.1", b"..a.txt"]
)
def test_texts_are_known_by_their_ending_or_have_none(tmp_path, name):
    lay(tmp_path, name)
    assert [one.format for one in discover(tmp_path).inputs] == ["text"]


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"<!DOCTYPE html><p>A page", "html"),
        (b"\n <HTML lang=en>", "html"),
        (b"The tag <html> begins a page", "text"),
        (b"PAR1 and more", "parquet"),
        (b"PAR 1 was easy", "text"),
        (b"WARC/1.1\r\n", "warc"),
        (b"", "text"),
    ],
)
def test_what_has_no_ending_is_known_by_its_content(tmp_path, head, format):
    (tmp_path / "story").write_bytes(head)
    assert [one.format for one in discover(tmp_path).inputs] == [format]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (b".b.txt", "hidden"),
        (b"e.txt~", "unknown_ending ~"),
        (b"scan.PDF", "unknown_ending .pdf"),
        (b"page.mp4", "unknown_ending .mp4"),
        (b"lost.txt.json", "sidecar_without_file"),
        (b"drafts/a.txt", "by_settings"),
    ],
)
def test_what_is_no_input_is_named_with_the_reason(tmp_path, name, why):
    lay(tmp_path, name)
    seen = discover(tmp_path, sources=[Source("drafts", format="skip")])
    assert list(seen.inputs) == []
    assert [(unescape(one.source_path), one.why) for one in seen.skipped] == [(name, why)]


def test_every_entry_of_a_folder_is_an_input_or_is_skipped_once(tmp_path):
    lay(tmp_path, b"a.txt", b"a.txt.json", b".git/c.txt", b"f.xyz", b"deep/.h/i.txt", b"deep/j.txt")
    (tmp_path / "empty").mkdir()
    (tmp_path / "core").write_bytes(b"\x7fELF\0\0\1\2")
    (tmp_path / "utf16").write_bytes("a story".encode("utf-16"))
    seen = discover(tmp_path)
    assert [one.source_path for one in seen.inputs] == ["a.txt", "deep/j.txt", "utf16"]
    assert [(one.source_path, one.why) for one in seen.skipped] == [
        (".git", "hidden"),
        ("a.txt.json", "sidecar"),
        ("core", "not_text"),
        ("deep/.h", "hidden"),
        ("empty", "empty_folder"),
        ("f.xyz", "unknown_ending .xyz"),
    ]
    assert seen.kinds == {"hidden": 2, "sidecar": 1, "not_text": 1, "empty_folder": 1, "unknown_ending .xyz": 1}
    assert seen.inputs[0].has_sidecar and not seen.inputs[1].has_sidecar


@pytest.mark.parametrize(
    ("glob", "path", "named"),
    [
        ("feeds", "feeds/2024/a.txt", True),
        ("feeds", "feeds2/a.txt", False),
        ("*.log", "a.log", True),
        ("*.log", "deep/a.log", False),
        ("**/*.log", "very/deep/a.log", True),
        ("**/*.log", "a.log", True),
        ("site/**", "site/a/b.txt", True),
        ("a?.txt", "ab.txt", True),
        ("a?.txt", "a/.txt", False),
        ("a.txt", "aXtxt", False),
    ],
)
def test_a_source_names_files_by_path_and_wildcards(glob, path, named):
    assert Source(glob).names(path) == named


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
    assert {(one.source_path, one.why) for one in seen.skipped} == {
        ("picture.png", "link"),
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
