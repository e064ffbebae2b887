"""Recognise what is no text by its content: magic numbers first, then the share of control characters."""

from __future__ import annotations

import re

from cleancopy.pipeline.decode.reading import is_utf8

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"8BPS\x00", "psd"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\x1f\x8b", "gzip"),
    (b"\x1f\x9d", "compress"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"%PDF-", "pdf"),
    (b"%!PS-Adobe", "postscript"),
    (b"\x7fELF", "elf"),
    (b"MZ", "exe"),
    (b"\xca\xfe\xba\xbe", "java class"),
    (b"\xcf\xfa\xed\xfe", "mach-o"),
    (b"\xce\xfa\xed\xfe", "mach-o"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x00asm", "wasm"),
    (b"OggS\x00", "ogg"),
    (b"fLaC\x00", "flac"),
    (b"ID3\x02", "mp3"),
    (b"ID3\x03", "mp3"),
    (b"ID3\x04", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x00\x00\x01\xb3", "mpeg"),
    (b"FLV\x01", "flv"),
    (b"wOFF\x00", "font"),
    (b"wOF2\x00", "font"),
    (b"OTTO\x00", "font"),
    (b"\x00\x01\x00\x00\x00", "font"),
    (b"PAR1", "parquet"),
    (b"ARROW1\x00", "arrow"),
    (b"Obj\x01", "avro"),
    (b"\x93NUMPY", "numpy"),
    (b"\x89HDF\r\n", "hdf5"),
    (b"!<arch>\n", "archive"),
    (b"\xd4\xc3\xb2\xa1", "pcap"),
    (b"\xa1\xb2\xc3\xd4", "pcap"),
    (b"bplist00", "plist"),
)
"""(first bytes, kind). From the formats' specifications; see also `PRINTABLE`."""

PRINTABLE = frozenset({"gif", "bzip2", "exe", "parquet", "mp3", "zip", "plist"})
"""Kinds whose signature could open an article: believed only if control characters or broken UTF-8 follow."""

CONTROL = bytes(c for c in (*range(32), 0x7F) if c not in b"\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f")
"""Bytes that no line end, tab, escape sequence or separator explains."""

_CONTROL_RUN = re.compile(rb"([" + re.escape(CONTROL) + rb"])\1*")
SAMPLE = 1 << 20


def magic(data: bytes) -> str | None:
    """The kind of file that the first bytes announce, or None."""
    head = data[:600]
    for signature, kind in SIGNATURES:
        if head.startswith(signature) and (kind not in PRINTABLE or _unprintable(head)):
            return kind
    if head[4:8] == b"ftyp" and head[:1] == b"\x00":
        return "mp4"
    if head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI ", b"WEBP"):
        return "riff"
    if head[257:262] == b"ustar":
        return "tar"
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05") and data.endswith(b"."):
        return "pickle"
    if head[2:4] == b"\r\n" and b"\x00" in head[4:16]:
        return "python bytecode"
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    return None


def _unprintable(head: bytes) -> bool:
    return not is_utf8(head[:-3]) or _CONTROL_RUN.search(head) is not None


def control_share(data: bytes) -> tuple[float, int]:
    """(share, count) of control characters among bytes; a run of the same one counts once (padding is one fault)."""
    sample = data[:SAMPLE]
    runs = sum(1 for _ in _CONTROL_RUN.finditer(sample))
    return runs / max(len(sample), 1), runs
