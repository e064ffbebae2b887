"""The recognisers of a page's head as one stage: title, standfirst, byline, dateline and what they capture.

Title, byline and dates are found in the same four steps: lines that may be it (`candidates`), what is true of each
(`true_of`), what that is worth (`points`), and what is then said of the page (`take`).
"""

from __future__ import annotations

from dataclasses import replace

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.head import agency, byline, date, newsroom, standfirst, title
from cleancopy.pipeline.recognise.head.date_labels import Dated
from cleancopy.pipeline.recognise.head.dateline import first_paragraphs
from cleancopy.pipeline.recognise.head.found import Known, written
from cleancopy.pipeline.recognise.head.points import points
from cleancopy.pipeline.recognise.head.view import HeadView, view_of

STAMP, ALONE = 60, 12
"""Characters besides the dates in a line that is little but a date, and in one that is nothing else."""


def known_of(view: HeadView, dates: list[Dated]) -> Known:
    """What the dates tell the other finders, before any is taken."""
    return Known(
        title=[-1] * (len(view.starts) - 1),
        dated=frozenset(date.z for date in dates),
        stamped=frozenset(date.z for date in dates if date.rest <= STAMP),
        only_dates=frozenset(date.z for date in dates if date.rest <= ALONE),
    )


def recognise_head(batch: Batch, recipe: Recipe) -> Batch:
    """Votes and captures for the head of each page. Reads `lines.text`, `lines.score` and votes."""
    if batch.lines.num_rows == 0:
        return batch
    view = view_of(batch)
    dates = date.candidates(view)
    known = known_of(view, dates)
    headlines = title.candidates(view, known)
    titles = title.take(view, headlines, points("title_points").of(title.true_of(view, known, headlines)))

    known = replace(known, title=view.one_each(titles.lines.get("title", [])))
    signers = byline.candidates(view, known)
    bylines = byline.take(view, known, signers, points("byline_points").of(byline.true_of(view, known, signers)))

    known = replace(known, signed=frozenset(bylines.lines.get("byline", [])))
    days = date.take(view, known, dates, points("date_points").of(date.true_of(view, known, dates)))

    named = (first_paragraphs(batch, view, known), agency.find(batch, view, known))
    around = (newsroom.find(view, known.title), *named, standfirst.find(view, known))
    return written(batch, (titles, bylines, days, *around))
