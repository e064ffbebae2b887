"""The recognisers of a page's head as one stage: title, standfirst, byline, dateline and what they capture.

Title, byline and dates are found in the same four steps: lines that may be it (`candidates`), what is true of each
(`true_of`), what that is worth (`points`), and what is then said of the page (`take`).
"""

from __future__ import annotations

from dataclasses import replace

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.head import agency, byline, date, newsroom, standfirst, title
from cleancopy.pipeline.recognise.head.dateline import first_paragraphs
from cleancopy.pipeline.recognise.head.found import Known, written
from cleancopy.pipeline.recognise.head.points import points
from cleancopy.pipeline.recognise.head.view import view_of


def recognise_head(batch: Batch, recipe: Recipe) -> Batch:
    """Votes and captures for the head of each page. Reads `lines.text`, `lines.score` and votes."""
    if batch.lines.num_rows == 0:
        return batch
    view = view_of(batch)
    headlines, dates = title.candidates(view), date.candidates(view)
    titles = title.take(view, headlines, points("title_points").of(title.true_of(view, headlines)))

    known = Known(view.one_each(titles.lines.get("title", [])), frozenset(found.z for found in dates))
    signers = byline.candidates(view, known)
    bylines = byline.take(view, signers, points("byline_points").of(byline.true_of(view, known, signers)))

    known = replace(known, signed=frozenset(bylines.lines.get("byline", [])))
    days = date.take(view, known, dates, points("date_points").of(date.true_of(view, known, dates)))

    stamped = frozenset(found.z for found in dates if found.rest <= agency.STAMP)
    named = (first_paragraphs(batch, view), agency.find(batch, view, known, stamped))
    around = (newsroom.find(view, known.title), *named, standfirst.find(view, known))
    return written(batch, (titles, bylines, days, *around))
