"""The table `templates` after a change: lines that several stories of a site have.

Counted are sets of documents, so it does not matter in which order or run they came; only what was accepted stays
accepted somewhat longer than it takes to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.template import LONG_LINE, prose, template_id
from cleancopy.pipeline.recognise.template.outline import numbers_of
from cleancopy.pipeline.scan.numbers import Asked, distinct
from cleancopy.schemas import TABLES
from cleancopy.sites.holders import (
    COLUMNS,
    Entries,
    Keys,
    Line,
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

Texts = Callable[[Mapping[str, Set[int]]], Mapping[tuple[str, int], tuple[str, str]]]
"""From numbers of lines by doc_id to those lines, each as it is and as its form."""
Rows = dict[tuple[str, str], dict[str, Any]]
"""Rows of `templates` by site and line."""


def templates_after(
    before: pa.Table, held: Parts, came: pa.Table, went: pa.Table, rulings: Mapping[str, Ruling], texts: Texts
) -> pa.Table:
    """`templates` once some documents have come and some have left.

    In: `templates` before; the outlines of the documents that stay, in parts; those of the documents that come and that
    leave; what persons and settings say, by site ("" for all not named); where to look up the text of a line. Out:
    rows in the order of site and line.
    """
    came, went = (rows.select(list(COLUMNS)).filter(rows.column("site").is_valid()) for rows in (came, went))
    known: Rows = {(row["site"], row["line"]): row for row in before.to_pylist()}
    named = sorted({*known, *((site, line) for site, said in rulings.items() for line in said.lines)})
    of_named = keys_of_lines([site for site, _ in named], [line for _, line in named])
    fresh = line_keys(came)
    asked = Asked(fresh, line_keys(went), of_named[[one not in known for one in named]])
    counted_anew = {*_sites(came), *_sites(went), *(site for site, line in named if (site, line) not in known)}
    standing = list(_held(held, asked, sorted(counted_anew)))
    telling = Asked(_repeated(fresh), of_named, *(part.key for part in standing))
    entries = Entries.joined([Entries.of(came, telling), *standing])
    lines = list(counted(entries, LEARN_FROM, Asked(of_named)))
    learning = _Learning(known, dict(zip(_numbers(named), named, strict=True)), rulings)
    again = set(asked.among(of_named)[0].tolist())
    stay = [known[one] for at, one in enumerate(named) if at not in again and one in known]
    rows = learning.judged([*learning.rows(lines, texts), *stay])
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["site"], row["line"])), TABLES["templates"].arrow)


def _sites(rows: pa.Table) -> list[str]:
    sites: list[str] = rows.column("site").unique().to_pylist()
    return sites


def _held(held: Parts, asked: Asked, sites: list[str]) -> Iterator[Entries]:
    """What the documents that stay hold of what is asked for."""
    wanted = pa.array(sites, pa.string())
    for rows in held(COLUMNS, sites):
        own = rows.filter(pc.is_in(rows.column("site"), wanted))
        if own.num_rows:
            yield Entries.of(own, asked)


def _repeated(keys: Keys) -> Keys:
    once, counts = distinct(keys)
    return once[counts > 1]


def _numbers(named: list[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """Lines as they count: site and number."""
    numbers = numbers_of(pa.array([line for _, line in named], pa.string())).tolist()
    return ((site, number) for (site, _), number in zip(named, numbers, strict=True))


@dataclass(frozen=True)
class _Learning:
    """Makes rows of `templates` from counts."""

    known: Rows
    named: Mapping[tuple[str, int], tuple[str, str]]
    """Lines that are known or decided about, by site and number."""
    rulings: Mapping[str, Ruling]

    def rows(self, lines: Iterable[Line], texts: Texts) -> Iterator[dict[str, Any]]:
        """A row for each line, save for new ones of sites for which nothing is learned; the state is as it was."""
        wanted: dict[str, set[int]] = {}
        counts = []
        for line in lines:
            name = self.named.get((line.site, line.number))
            if name is None and self._ruling(line.site).mode == "off":
                continue
            before = self.known.get(name) if name else None
            counts.append((line, before))
            if before is None or before["example_of"] != line.holder:
                wanted.setdefault(line.holder, set()).add(line.number)
        said = texts(wanted)
        for line, before in counts:
            text = said.get((line.holder, line.number))
            if before or text:  # else the file was changed since its outline was made: the next run counts it anew
                yield _row(line, before or _NEW, text)

    def judged(self, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The rows with the state they have now, who decided and why."""
        reads = prose(pa.array([row["line"] for row in rows], pa.string()))
        return (self._judged(row, bool(like)) for row, like in zip(rows, reads, strict=True))

    def _judged(self, row: dict[str, Any], reads_like_prose: bool) -> dict[str, Any]:
        said, line = self._ruling(row["site"]), row["line"]
        for state, decided in (("accepted", said.accepted), ("rejected", said.rejected)):
            if line in decided:
                return row | {"state": state, "decided_by": "person", "why": decided[line]}
        least = KEEP_FROM if (row["state"], row["decided_by"]) == ("accepted", "threshold") else LEARN_FROM
        doubts = (
            ("it reads like prose", reads_like_prose or len(line.encode()) >= LONG_LINE),
            ("it is between paragraphs on most pages", row["place"] == "amid"),
            ("the settings leave it to a person", said.mode != "auto"),
            ("too few bodies have it", row["bodies"] < least),
        )
        doubt = next((why for why, holds in doubts if holds), None)
        if doubt:
            return row | {"state": "proposed", "decided_by": None, "why": doubt}
        return row | {"state": "accepted", "decided_by": "threshold", "why": None}

    def _ruling(self, site: str) -> Ruling:
        return self.rulings.get(site) or self.rulings.get("", _NO_RULING)


_NO_RULING = Ruling()
_NEW = dict.fromkeys(("line", "example", "state", "decided_by"))


def _row(line: Line, before: Mapping[str, Any], said: tuple[str, str] | None) -> dict[str, Any]:
    """The row of a line with its counts; `said` is its text and form in the document that holds it, if looked up."""
    example, form = said or (before["example"], before["line"])
    return {
        "template_id": template_id(line.site, form),
        "site": line.site,
        "line": form,
        "example": example,
        "example_of": line.holder,
        "kind": "line",
        "role": "other_chrome",
        "bodies": line.bodies,
        "pages": line.pages,
        "first_seen": _day(line.first),
        "last_seen": _day(line.last),
        "place": line.place,
        "state": before["state"],
        "decided_by": before["decided_by"],
    }


def _day(number: int | None) -> date | None:
    return None if number is None else date(1970, 1, 1) + timedelta(days=number)
