"""The table `templates` after a change: lines that several stories of a site have.

Counted are sets of documents, so it does not matter in which order or run they came; only what was accepted stays
accepted somewhat longer than it takes to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.template import LONG_LINE, prose, template_id
from cleancopy.pipeline.scan.columns import byte_lengths, column, flags, flat, put, with_columns
from cleancopy.pipeline.scan.numbers import Asked, distinct
from cleancopy.schemas import TABLES
from cleancopy.sites.holders import (
    COLUMNS,
    Entries,
    Keys,
    Numbers,
    Parts,
    counted,
    keys_of_lines,
    line_keys,
)
from cleancopy.sites.ruling import Ruling

LEARN_FROM = 3
"""Bodies of distinct stories that must have a line for it to be a template."""
KEEP_FROM = 2
"""Bodies that must still have a line that is one."""

Texts = Callable[[pa.Array, Numbers], tuple[pa.Array, pa.Array]]
"""From lines, by the doc_id of a document that has them and their number, to those lines and their forms; null where a
document has no such line any more."""


def templates_after(
    before: pa.Table, held: Parts, came: pa.Table, went: pa.Table, rulings: Mapping[str, Ruling], texts: Texts
) -> pa.Table:
    """`templates` once some documents have come and some have left.

    In: `templates` before; the outlines of the documents that stay, in parts; those of the documents that come and that
    leave; what persons and settings say, by site ("" for all not named); where to look up the text of a line. Out:
    rows in the order of site and line.
    """
    came, went = (rows.select(list(COLUMNS)).filter(rows["site"].is_valid()) for rows in (came, went))
    decided = _decided(rulings)
    unknown = decided.filter(pc.invert(pc.is_in(_names(decided), _names(before))))
    named = pa.concat_tables([before, unknown.select(["site", "line"])], promote_options="default")
    of_named, fresh = keys_of_lines(named), line_keys(came)
    asked = Asked(fresh, line_keys(went), of_named[len(before) :])
    standing = list(_held(held, asked, sorted({*_sites(came), *_sites(went), *_sites(unknown)})))
    telling = Asked(_repeated(fresh), of_named, *(part.key for part in standing))
    lines = counted(Entries.joined([Entries.of(came, telling), *standing]), LEARN_FROM, Asked(of_named))
    was = pc.index_in(lines["key"], pa.array(of_named))
    learned = pc.or_(was.is_valid(), pc.not_equal(_modes(lines["site"], rulings), "off"))
    rows = _rows(lines.filter(learned), named.take(was.filter(learned)), texts)
    stay = before.filter(pa.array(~asked.holds(of_named[: len(before)])))
    all_ = pa.concat_tables([rows, stay.drop(["why"])], promote_options="default")
    return _judged(all_, decided, rulings).sort_by([("site", "ascending"), ("line", "ascending")])


def _sites(rows: pa.Table) -> list[str]:
    sites: list[str] = rows["site"].unique().to_pylist()
    return sites


def _held(held: Parts, asked: Asked, sites: list[str]) -> Iterator[Entries]:
    """What the documents that stay hold of what is asked for."""
    wanted = pa.array(sites, pa.string())
    for rows in held(COLUMNS, sites):
        own = rows.filter(pc.is_in(rows["site"], wanted))
        if own.num_rows:
            yield Entries.of(own, asked)


def _repeated(keys: Keys) -> Keys:
    once, counts = distinct(keys)
    return once[counts > 1]


def _rows(lines: pa.Table, was: pa.Table, texts: Texts) -> pa.Table:
    """The rows of counted lines with the state they had; `was`: the row of each before, nulls for a new one."""
    moved = np.flatnonzero(flags(pc.not_equal(lines["example_of"], was["example_of"]).fill_null(True)))
    example, form = texts(lines["example_of"].take(pa.array(moved)), column(lines, "number")[moved])
    nothing = pa.nulls(len(lines), pa.string())
    found = {
        "line": pc.coalesce(was["line"], put(nothing, moved, form)),
        "example": pc.coalesce(put(nothing, moved, example), was["example"]),
        "kind": pa.repeat("line", len(lines)),
        "role": pa.repeat("other_chrome", len(lines)),
        "state": was["state"],
        "decided_by": was["decided_by"],
    }
    rows = with_columns(lines.drop(["key", "number"]), found)
    # One without was changed since its outline was made: the next run counts it anew.
    rows = rows.filter(pc.is_valid(rows["example"]))
    names = zip(rows["site"].to_pylist(), rows["line"].to_pylist(), strict=True)
    return rows.append_column("template_id", pa.array([template_id(*one) for one in names], pa.string()))


def _judged(rows: pa.Table, decided: pa.Table, rulings: Mapping[str, Ruling]) -> pa.Table:
    """The rows with the state they have now, who decided and why."""
    reads_like_prose = prose(rows["line"]) | (byte_lengths(rows["line"]) >= LONG_LINE)
    accepted = flags(pc.and_(pc.equal(rows["state"], "accepted"), pc.equal(rows["decided_by"], "threshold")))
    doubts = {
        "it reads like prose": pa.array(reads_like_prose),
        "it is between paragraphs on most pages": pc.equal(rows["place"], "amid"),
        "the settings leave it to a person": pc.not_equal(_modes(rows["site"], rulings), "auto"),
        "too few bodies have it": pc.less(rows["bodies"], pa.array(np.where(accepted, KEEP_FROM, LEARN_FROM))),
    }
    doubt = pc.case_when(pc.make_struct(*doubts.values()), *doubts)
    said = decided.take(pc.index_in(_names(rows), _names(decided)))
    by_threshold = pc.if_else(doubt.is_null(), "threshold", None)
    verdict = {
        "state": pc.coalesce(said["state"], pc.if_else(doubt.is_null(), "accepted", "proposed")),
        "decided_by": pc.if_else(said["state"].is_valid(), "person", by_threshold),
        "why": pc.coalesce(said["why"], doubt),
    }
    schema = TABLES["templates"].arrow
    return with_columns(rows, verdict).select(schema.names).cast(schema)


def _decided(rulings: Mapping[str, Ruling]) -> pa.Table:
    """What persons decided: `site`, `line`, `state` and `why`."""
    rows = [
        {"site": site, "line": line, "state": state, "why": why}
        for site, said in rulings.items()
        for state, lines in (("accepted", said.accepted), ("rejected", said.rejected))
        for line, why in lines.items()
    ]
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in ("site", "line", "state", "why")]))


def _modes(sites: pa.ChunkedArray, rulings: Mapping[str, Ruling]) -> pa.Array:
    """Of each of some sites what the settings say."""
    own = flat(sites).dictionary_encode()
    general = rulings.get("", Ruling())
    modes = [rulings.get(site, general).mode for site in own.dictionary.to_pylist()]
    return pa.array(modes, pa.string()).take(own.indices)


def _names(rows: pa.Table) -> pa.ChunkedArray:
    """What tells lines apart: site and line."""
    return pc.binary_join_element_wise(rows["site"], rows["line"], "\0")
