"""The recognisers of a page's head as one stage: title, standfirst, byline, dateline and what they capture."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.clean.batch import Batch
from cleancopy.clean.recipe import Recipe
from cleancopy.clean.recognise.head import byline, byline_candidates, dateline
from cleancopy.clean.recognise.head import title as headline
from cleancopy.clean.recognise.head.dateline import Dated
from cleancopy.clean.recognise.head.points import points
from cleancopy.clean.recognise.head.standfirst import find_standfirsts
from cleancopy.clean.recognise.head.view import Heads, heads_of
from cleancopy.clean.recognise.head.votes import Rows
from cleancopy.clean.scan.columns import Bools, Ints, column, flat
from cleancopy.schemas.names import CHROME_ROLES

CHROME = tuple(role for role in CHROME_ROLES if role not in ("publisher", "tag", "title_repeat", "other_chrome"))
"""Lines with a vote for one of these are no part of the head. The four left out may be: some sites print their name, a
tag or the title line where others print the byline."""

TITLE_SPREAD = 16
"""Characters by which a line that repeats a title may differ from the title's line, bullets and blanks included."""


def recognise_head(batch: Batch, recipe: Recipe) -> Batch:
    """Votes and captures for the head of each page. Reads `lines.text`, `lines.score` and votes."""
    if batch.lines.num_rows == 0:
        return batch
    heads = heads_of(batch)
    sites = batch.docs["site"].to_pylist()
    chrome = chrome_of(batch, heads)
    said = headline.features(heads, chrome, sites)
    title = headline.choose(heads, points("headline_points").enough, said)
    rows = Rows(heads)
    title_rows(heads, title, sites, rows)
    dates = dateline.look(heads, np.flatnonzero(heads.dated).tolist())
    date_lines = {found.z for found in dates}
    titles = title.tolist()
    signed = np.flatnonzero(heads.signed).tolist()
    bare = byline_candidates.bare_lines(heads, title, date_lines, chrome)
    signers = byline.find(heads, titles, signed, bare, date_lines)
    for z, rule in signers.lines.items():
        rows.vote(z, "byline", rule, 0.9 if rule == "byline_label" else 0.7)
    for z, field, start, end, rule, confidence in signers.found:
        rows.capture(z, field, start, end, rule, confidence)
    date_rows(heads, titles, dates, set(signers.lines), rows)
    publisher_lines(heads, titles, rows)
    first_paragraphs(batch, heads, rows)
    find_standfirsts(heads, titles, date_lines | set(signers.lines), rows)
    return rows.onto(batch)


def chrome_of(batch: Batch, heads: Heads) -> Bools:
    """bool[z]: lines that a lexicon rule claims as chrome."""
    claimed = np.zeros(batch.lines.num_rows, np.bool_)
    if batch.votes.num_rows:
        is_chrome = pc.is_in(flat(batch.votes["role"]), value_set=pa.array(sorted(CHROME)))
        lines = column(batch.votes, "line")[is_chrome.to_numpy(zero_copy_only=False)]
        claimed[lines] = True
    return claimed[heads.rows[heads.zone]]


def title_rows(heads: Heads, title: Ints, sites: list[str | None], rows: Rows) -> None:
    """Votes and captures of the titles, of lines that repeat them, and of the site named in the page's first line."""
    bounds = heads.zone_starts.tolist()
    alike = _as_long(heads, title)
    for d, at in enumerate(title.tolist()):
        site = None
        if at >= 0:
            low = bounds[d]
            text = heads.texts[at]
            first = at == low and heads.zone[low] == heads.starts[d]
            words, site = headline.title_of(text, first, sites[d])
            begin = text.index(words)
            rows.vote(at, "title", "headline", 0.9)
            rows.capture(at, "title", begin, begin + len(words), "headline", 0.9)
            key = headline.folded(words)
            for z in alike.get(d, ()):
                if z == at or len(key) < 8 or (z > low and abs(len(heads.texts[z]) - len(words)) > 6):
                    continue
                other = headline.folded(heads.texts[z])
                if other == key:
                    rows.vote(z, "title_repeat", "title_again", 0.9)
                    if heads.texts[z].strip() == text.strip():
                        rows.warn(d, "duplicate_title_line", words[:120])
                elif z == low and not first and other.startswith(key):
                    rows.vote(z, "title_repeat", "page_title", 0.9)
                    _, site = headline.title_of(heads.texts[z], True, sites[d])
                    if site is not None:
                        start = heads.texts[z].rindex(site)
                        rows.capture(z, "publisher", start, start + len(site), "page_title", 0.7)
            if first and site is not None:
                start = text.rindex(site)
                rows.capture(at, "publisher", start, start + len(site), "page_title", 0.6)


def _as_long(heads: Heads, title: Ints) -> dict[int, list[int]]:
    """The zone lines that may repeat each document's title: its first one and those of about the title's length.

    The title may be a part of its line, at the page's top; there every line is one of them.
    """
    at = title[heads.doc]
    chars = heads.marks.chars
    starts = heads.zone_starts
    first = starts[heads.doc]
    close = (
        (np.abs(chars - chars[np.maximum(at, 0)]) <= TITLE_SPREAD) | (np.arange(len(chars)) == first) | (at == first)
    )
    out: dict[int, list[int]] = {}
    rows = np.flatnonzero(close & (at >= 0))
    for d, z in zip(heads.doc[rows].tolist(), rows.tolist(), strict=True):
        out.setdefault(d, []).append(z)
    return out


def date_rows(heads: Heads, title: list[int], dates: list[Dated], signed: set[int], rows: Rows) -> None:
    """Captures of the dates that belong to the article: labelled ones, and the nearest of those without a label."""
    by_doc: dict[int, list[Dated]] = {}
    told: set[int] = set()
    for found in dates:
        by_doc.setdefault(int(heads.doc[found.z]), []).append(found)
    total = points("dateline_points").of(
        [said for d, here in by_doc.items() for said in dateline.features(heads, here, title[d], signed)]
    )
    at = 0
    for d, here in by_doc.items():
        taken = dateline.belonging(here, total[at : at + len(here)])
        at += len(here)
        told |= {d} if taken else set()
        for found in taken:
            role = "published" if found.role == "dated" else found.role
            rows.capture(
                found.z,
                role,
                found.date.start,
                found.date.end,
                f"{found.role}_date",
                0.9 if found.role != "dated" else 0.7,
            )
            if found.date.order == "?":
                for other in here:
                    if (
                        other.date.order in ("DMY", "MDY")
                        and other.date.year
                        and heads.texts[other.z][other.date.start].isdigit()
                    ):
                        rows.capture(other.z, "date_order", other.date.start, other.date.end, "same_page", 0.8)
                        break
        for z in {found.z for found in taken}:
            mine = [found for found in here if found.z == z]
            for field, start, end in dateline.bar(heads.texts[z], mine):
                rows.capture(z, field, start, end, "bar", 0.9)
            if mine[0].rest <= 60:
                rows.vote(z, "dateline", "date_line", 0.8)
    relative_rows(heads, title, told, rows)


def relative_rows(heads: Heads, title: list[int], told: set[int], rows: Rows) -> None:
    """Captures of relative dates on pages that state no day."""
    by_doc: dict[int, list[int]] = {}
    for z in np.flatnonzero(heads.dated).tolist():
        if (d := int(heads.doc[z])) not in told:
            by_doc.setdefault(d, []).append(z)
    for d, lines in by_doc.items():
        found = dateline.ago(heads, title[d], lines)
        if found is not None:
            rows.capture(*found, "relative_date", 0.6)


PUBLISHERS = frozenset(
    ("news", "times", "post", "zeitung", "tribune", "herald", "gazette", "journal", "magazine", "nachrichten", "presse",
     "kurier", "media", "tv", "radio", "agency", "daily")
)  # fmt: skip


def publisher_lines(heads: Heads, title: list[int], rows: Rows) -> None:
    """A line right under the title that names a newsroom (`CITY NEWS`) is the publisher, not an author."""
    ends = heads.zone_starts[1:].tolist()
    for at, end in zip(title, ends, strict=True):
        if at < 0:
            continue
        for z in range(at + 1, min(at + 4, end)):
            text = heads.texts[z].strip()
            if len(text) > 40:
                break
            words = text.split()
            if 1 < len(words) <= 4 and words[-1].lower() in PUBLISHERS and all(word[0].isupper() for word in words):
                start = heads.texts[z].index(text)
                rows.vote(z, "publisher", "newsroom_line", 0.8)
                rows.capture(z, "publisher", start, start + len(text), "newsroom_line", 0.7)
                break


def first_paragraphs(batch: Batch, heads: Heads, rows: Rows) -> None:
    """Datelines before the first paragraph are captured; the line stays what it is."""
    full = np.flatnonzero(heads.run_first < heads.starts[1:])
    if not len(full):
        return
    lines = heads.rows[heads.run_first[full]]
    texts = pc.utf8_slice_codeunits(pc.take(flat(batch.lines["text"]), pa.array(lines)), 0, 140).to_pylist()
    for line, text in zip(lines.tolist(), texts, strict=True):
        for field, start, end in dateline.dateline(text):
            rows.capture_row(line, field, text[start:end], "dateline", 0.85)
