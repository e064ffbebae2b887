"""JSON lines: an object a line. A line that cannot be read is a bad record, and the next one is read all the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

import orjson

from cleancopy.ingest.formats.gathered import TooLong, lines
from cleancopy.ingest.formats.keys import Keys, keys_of
from cleancopy.ingest.formats.record import Record, bad, too_large
from cleancopy.ingest.formats.stream import Damage, Stream
from cleancopy.ingest.sources import Source

_LOOKED_AT = 100
"""Objects whose keys say which one holds the text."""
_SPELT_OUT = re.compile(rb"\\u00[2-7]")
"""An escape of a plain letter, in which a key might hide."""


def records(stream: Stream, source: Source) -> Iterator[Record]:
    """The records of a stream of lines."""
    limit = stream.bounds.max_document_bytes
    stream.skip_mark()
    rows = (line if isinstance(line, TooLong) else line.strip(b" \t\r\n") for line in lines(stream, limit))
    return objects((row for row in rows if row), source, limit)


def objects(rows: Iterator[bytes | TooLong], source: Source, limit: int) -> Iterator[Record]:
    """The records of JSON objects, each as its bytes. Raises `Damage` where the values are numbers or lists."""
    first = list(islice(rows, _LOOKED_AT))
    known: dict[str, None] = {}
    others = 0
    for row in first:
        value = ValueError() if isinstance(row, TooLong) else read(row)
        if isinstance(value, Mapping):
            known |= dict.fromkeys(value)
        elif not isinstance(value, ValueError):
            others += 1
    if others == _LOOKED_AT:
        raise Damage("no_text_key", f"none of the first {_LOOKED_AT} values is an object: there are no keys")
    keys: Keys | None = None
    for row in chain(first, rows):
        if isinstance(row, TooLong):
            yield too_large(row, limit)
            continue
        value = read(row)
        if isinstance(value, Mapping):
            keys = keys or keys_of(source, known or value)
            doubled = _doubled(row, keys.read)
            yield bad(row, "record_doubled_key", f"{doubled} occurs twice") if doubled else keys.record(value, row)
        else:
            yield bad(row, *_what_is_wrong(row, value))


def read(row: bytes) -> Any:
    """The JSON value of some bytes; a `ValueError` that says why there is none is returned, not raised."""
    try:
        return orjson.loads(row)
    except ValueError:
        pass
    try:  # NaN, Infinity and long numbers, which Python writes and reads
        value = json.loads(row.decode("utf-8"))
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        return ValueError("it is nested too deeply")
    except ValueError as fault:
        return fault
    return value


def _what_is_wrong(row: bytes, value: Any) -> tuple[str, str]:
    if isinstance(value, UnicodeDecodeError):
        return "record_not_utf8", f"byte {value.start} of the record"
    if isinstance(value, UnicodeEncodeError):
        return "record_lone_surrogate", f"half a character: {value.object[value.start]!a}"
    if isinstance(value, ValueError):
        return "record_not_json", str(value)[:200]
    return "record_wrong_type", f"a JSON {type(value).__name__}, no object"


def _doubled(row: bytes, keys: tuple[str, ...]) -> str | None:
    """A key among `keys` that occurs twice in the object itself; parsers take one of them without a word."""
    if not _SPELT_OUT.search(row) and all(row.count(f'"{key}"'.encode()) < 2 for key in keys):
        return None
    pairs: list[list[str]] = []
    try:
        json.loads(row, object_pairs_hook=lambda members: pairs.append([name for name, _ in members]))
    except (ValueError, RecursionError):
        return None
    outer = pairs[-1]  # the outermost object is closed last
    return next((key for key in keys if outer.count(key) > 1), None)
