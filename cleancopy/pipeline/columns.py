"""Every working column of a batch's two big tables, with its type and a sentence: what one stage may hand to another.

A batch refuses a column that is not declared here or has another type (`batch.py`); which stage reads and adds which is
said beside the stages (`stages.py`), and the table of both in docs/explanation/line-table.md is printed from here.
"""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

from cleancopy.schemas.signals import SIGNALS


class Column(NamedTuple):
    """A declared column."""

    type: pa.DataType
    meaning: str


TEXT, BYTES, COUNT, SHARE, FLAG = pa.string(), pa.binary(), pa.int32(), pa.float64(), pa.bool_()
DAY, INSTANT = pa.date32(), pa.timestamp("us", "UTC")
LOCAL = pa.timestamp("us")
DATE = pa.struct(
    [
        ("role", TEXT),
        ("raw", TEXT),
        ("day", DAY),
        ("utc", INSTANT),
        ("zone", TEXT),
        ("zone_basis", TEXT),
        ("precision", TEXT),
        ("ambiguous", FLAG),
    ]
)
FINGERPRINTS_TYPE = pa.list_(pa.struct([("hash", COUNT), ("paragraph", COUNT)]))
SAID = pa.list_(pa.struct([("field", TEXT), ("raw", TEXT)]))
STATED = pa.list_(pa.struct([("field", TEXT), ("raw", TEXT), ("rule", TEXT)]))
SIGNALS_TYPE = pa.struct([(name, COUNT if kind is int else SHARE) for name, (kind, _) in SIGNALS.items()])

GIVEN = {
    "doc_id": Column(TEXT, "24 hex digits of the sha256 of source_path."),
    "source_path": Column(TEXT, "Path of the file under the raw folder."),
    "site": Column(TEXT, "The site, null for none."),
    "data": Column(pa.large_binary(), "The bytes of the file."),
    "source_sha256": Column(TEXT, "sha256 of the bytes."),
    "source_url": Column(TEXT, "Address of the page, from the sidecar."),
    "fetched_at": Column(INSTANT, "When the page was fetched, from the sidecar."),
    "encoding_hint": Column(TEXT, "The encoding that the sidecar names."),
    "language_hint": Column(TEXT, "The language that the sidecar names."),
    "format": Column(TEXT, "What the bytes are: text, or html; null is text."),
    "said": Column(SAID, "What a record or a sidecar states of the text: field and exact characters."),
    "keep_page": Column(FLAG, "Whether the bytes of a page are published; null is yes."),
    "notes": Column(pa.list_(TEXT), "Doubts raised while the file was read (`code: evidence`); they become warnings."),
}
"""Columns of `docs` as `clean` is given them."""

METADATA = {
    "title": Column(TEXT, "The headline."),
    "standfirst": Column(TEXT, "The summary between headline and body."),
    "authors": Column(pa.list_(TEXT), "Persons of the byline; empty for none."),
    "agency": Column(TEXT, "The news agency."),
    "publisher": Column(TEXT, "The publishing house or site."),
    "place": Column(TEXT, "Place of the dateline."),
    "published_on": Column(DAY, "The day of publication as stated."),
    "published_at": Column(INSTANT, "The instant of publication; null unless the zone is known."),
    "published_local": Column(LOCAL, "Day and time of publication as stated, without a zone."),
    "updated_at": Column(INSTANT, "The instant of the last update."),
    "created_at": Column(INSTANT, "The instant of creation."),
    "dates": Column(pa.list_(DATE), "Every date read; empty for none."),
    "section": Column(TEXT, "Section of the site."),
    "tags": Column(pa.list_(TEXT), "Tags; empty for none."),
    "countries": Column(pa.list_(TEXT), "Countries, ISO 3166-1 alpha-2; empty for none."),
    "reading_minutes_stated": Column(COUNT, "Reading time as the page states it, in minutes."),
    "disclaimer": Column(TEXT, "Legal or syndication note."),
    "syndicated": Column(FLAG, "Whether the page says it is syndicated; null when it does not say."),
}
"""Columns of `docs` that are read from captures."""

DOCS = {
    **GIVEN,
    "unfolded": Column(pa.large_binary(), "A page as lines in UTF-8; null for a text."),
    "stated": Column(STATED, "What tags, record and sidecar state: field, exact characters, rule; the best first."),
    "page_encoding": Column(TEXT, "Name of the charset of a page; null for a text."),
    "page_encoding_basis": Column(TEXT, "How that is known: bom, utf8, site, meta, detector."),
    "encoding": Column(TEXT, "Name of the charset; null when the file is no text."),
    "encoding_basis": Column(TEXT, "How the charset is known: bom, utf8, structure, detector, site, fallback."),
    "encoding_confidence": Column(SHARE, "How sure, 0 to 1."),
    "encoding_rival": Column(TEXT, "The charset that came second."),
    "language_sample": Column(BYTES, "Beginnings of three long lines in UTF-8, from which a language may be guessed."),
    "text": Column(TEXT, "The body; null when no line is kept."),
    "body_sha256": Column(TEXT, "sha256 of text in UTF-8."),
    "language": Column(TEXT, "ISO 639-1 code of the body's language."),
    "language_confidence": Column(SHARE, "How sure, 0 to 1."),
    **METADATA,
    "signals": Column(SIGNALS_TYPE, "Quality measures; null for a document without text."),
    "fingerprints": Column(
        FINGERPRINTS_TYPE, "A sample of the body's runs of words; none for a document without text."
    ),
}
"""Columns of `docs`, one row a document."""

CUT = {
    "doc": Column(pa.int32(), "Row of the document in `docs`."),
    "line_no": Column(COUNT, "Number of the raw line, from 1."),
    "part": Column(COUNT, "Which row of its raw line, from 1; more than 1 where a control character was a line end."),
    "raw": Column(BYTES, "The bytes of the line with its terminator; empty from part 2 on."),
    "text": Column(TEXT, "The text of the row; `repair`, `tidy` and `join` replace it."),
}
"""Columns of `lines` that `decode` cuts. Rows are sorted by (doc, line_no, part)."""

EDITS = {
    "decode": {
        "charset": "Places read in another encoding than the file's.",
        "undecodable": "Runs of bytes left out.",
        "cut_character": "Characters cut at an end of the file.",
        "nul": "NUL characters left out.",
        "mark": "Byte order marks (U+FEFF) left out.",
    },
    "repair": {
        "mojibake": "Runs of letters repaired.",
        "entities": "Entities read.",
        "escapes": "Terminal escapes removed.",
        "line_ends": "Line-end characters decided.",
        "controls": "Control characters removed.",
    },
    "tidy": {
        "quotes": "Quotation marks made plain.",
        "spaces": "Blanks made plain.",
        "ellipsis": "Ellipses made three full stops.",
        "ligatures": "Ligatures made letters.",
        "width": "Full-width Latin and half-width kana made ordinary.",
        "dashes": "Dashes made plain.",
        "invisible": "Characters removed that show nothing.",
        "bidi": "Controls of the writing direction removed.",
        "marks": "Combining marks removed from a flood.",
        "nfc": "Lines composed (NFC).",
    },
    "join": {"hyphen": "Hyphens removed that only broke a word."},
}
"""Kinds of edits by the stage that counts them, each in a column `edit_<kind>` of `lines`: how often in the row."""

LINES = {
    **CUT,
    **{f"edit_{kind}": Column(COUNT, meaning) for kinds in EDITS.values() for kind, meaning in kinds.items()},
    "repaired": Column(TEXT, "The text as it was before `tidy`."),
    "score": Column(SHARE, "How much the line model takes the row for body, in steps of 1/1024; 0 for a blank one."),
    "looks": Column(pa.int16(), "Which words say what the line model saw (`LOOKS`)."),
    "role": Column(TEXT, "What the row is."),
    "kept": Column(FLAG, "Whether its text is part of the body."),
    "rule": Column(TEXT, "The rule that decided; null for a blank row."),
    "evidence": Column(TEXT, "What the rule saw; null for a blank row."),
    "confidence": Column(SHARE, "How sure, 0 to 1."),
    "paragraph": Column(COUNT, "Paragraph of the body, from 1; null when the row is not kept."),
    "glue": Column(TEXT, "What joins a kept row to the one before: break, space, none; else null."),
}
"""Columns of `lines`, one row a line."""


def edits(stage: str) -> tuple[str, ...]:
    """The columns of `lines` in which a stage counts its edits."""
    return tuple(f"edit_{kind}" for kind in EDITS[stage])


def schema(columns: dict[str, Column]) -> pa.Schema:
    """Declared columns as an Arrow schema."""
    return pa.schema([(name, column.type) for name, column in columns.items()])
