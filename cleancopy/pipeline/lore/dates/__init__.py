"""Dates as they are written: from a line of text to what it states, in many languages. Knows no page, site or clock.

`written_dates` finds dates with a year, `ago_in` reads "two hours ago" and "yesterday". Nothing is filled in: a date
without a year is not a date here, a time without a zone has none, and a day that no calendar has is reported.
"""

from cleancopy.pipeline.lore.dates.relative import ago_in, ago_span
from cleancopy.pipeline.lore.dates.words import month_of, reading_order
from cleancopy.pipeline.lore.dates.written import Written, first_date, written_dates

__all__ = ["Written", "ago_in", "ago_span", "first_date", "month_of", "reading_order", "written_dates"]
