"""Captured dates of one document to days, instants and warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from cleancopy.pipeline.lore.dates import Written, ago_in, first_date, reading_order
from cleancopy.pipeline.metadata.source import Source
from cleancopy.pipeline.metadata.zones import instant, local_time
from cleancopy.pipeline.recipe import Site

OLDEST = 1990
"""Before there was a web no page was published; only a date with a label may be older, as those of archives are."""
PLACEHOLDERS = frozenset({date(1900, 1, 1), date(1970, 1, 1)})
"""Days that publishing systems print where they know none."""
LATEST = 2100
"""Without `as_of`, years from here on are impossible."""
ROLES = frozenset({"published", "updated", "created"})


class Read(NamedTuple):
    """One capture of a date: its role, and where it was read."""

    role: str
    line: int | None
    raw: str
    rule: str
    confidence: float

    @property
    def source(self) -> Source:
        """The same without the role."""
        return Source(*self[1:])


@dataclass(frozen=True, slots=True)
class Dated:
    """One date that was read: its entry in `articles.dates`, and what the columns besides need."""

    entry: dict[str, Any]
    read: Read
    local: datetime | None = None
    """Day and time as stated, without a zone; None where no time is stated."""
    unclear: bool = False
    """Whether day and month could be exchanged: then it is told, and no column states its day."""


@dataclass(slots=True)
class Dates:
    """What the captures of one document come to."""

    found: list[Dated] = field(default_factory=list)
    warnings: list[tuple[str, str, str]] = field(default_factory=list)
    """(code, severity, evidence)"""

    def first(self, role: str) -> Dated | None:
        """The first usable date of a role."""
        return next((one for one in self.found if one.read.role == role and not one.unclear), None)

    def publication(self) -> Dated | None:
        """The first date of publication, else of creation, else of an update."""
        return self.first("published") or self.first("created") or self.first("updated")

    def warn(self, code: str, severity: str, evidence: str) -> None:
        """Note a doubt, once."""
        if (code, severity, evidence) not in self.warnings:
            self.warnings.append((code, severity, evidence))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document's dates are read with."""

    site: Site
    language: Callable[[], str | None]
    """Its language, guessed when it is asked for."""
    fetched: datetime | None
    as_of: date | None


def read_dates(captured: list[Read], setting: Setting) -> Dates:
    """All dates of a document. Captures of the role `date_order` only prove the order of day and month."""
    out = Dates()
    parsed = [(read, first_date(read.raw)) for read in captured]
    order, sure = _order(parsed, setting)
    for read, written in parsed:
        if read.role not in ROLES:
            continue
        found = _relative(out, read, setting) if written is None else _stated(out, read, written, order, sure, setting)
        if found is not None and not _unbelievable(out, found, setting):
            out.found.append(found)
    _same_stamps(out)
    return out


def _order(parsed: list[tuple[Read, Written | None]], setting: Setting) -> tuple[str, bool]:
    """(order of day and month, whether the site or the page settles it)."""
    if setting.site.date_order is not None:
        return setting.site.date_order, True
    for _, written in parsed:
        if written is not None and written.figures and written.order in ("DMY", "MDY"):
            return written.order, True
    open_to_doubt = any(written is not None and written.order == "?" for _, written in parsed)
    order = reading_order(setting.language()) if open_to_doubt else None
    return order or "MDY", order is not None


def _stated(out: Dates, read: Read, written: Written, order: str, sure: bool, setting: Setting) -> Dated | None:
    """A written date; None when no calendar has the day."""
    day = written.on(order)
    settled = setting.site.date_order is not None or "." in read.raw[:4]
    if day is None:
        out.warn("impossible_date", "warning", read.raw)
        return None
    unclear = written.order == "?" and not sure
    doubtful = unclear or (written.two_digit_year and written.figures and not settled)
    if doubtful:
        out.warn("ambiguous_date_order", "warning" if unclear else "info", read.raw)
    entry = {
        "role": read.role, "raw": read.raw, "day": day, "utc": None, "zone": written.zone, "zone_basis": "none",
        "precision": "day" if written.hour is None else "minute", "ambiguous": doubtful,
    }  # fmt: skip
    if written.hour is None:
        return Dated(entry, read, unclear=unclear)
    moment = instant(day, written.hour, written.minute or 0, written.zone, setting.site)
    local = local_time(day, written.hour, written.minute or 0)
    entry["day"] = local.date() if local else day
    entry["utc"] = None if doubtful else moment.utc
    entry["zone_basis"], entry["ambiguous"] = moment.basis, doubtful or moment.ambiguous
    if moment.ambiguous:
        resolved = moment.utc is not None
        out.warn("ambiguous_timezone", "info" if resolved else "warning", read.raw)
    return Dated(entry, read, local, unclear)


def _relative(out: Dates, read: Read, setting: Setting) -> Dated | None:
    """What "two hours ago" states, counted back from when the page was fetched; None where that is not known."""
    ago = ago_in(read.raw)
    if ago is None:
        return None
    if setting.fetched is None:
        out.warn("relative_date_unresolved", "info", read.raw)
        return None
    back, fine = ago
    try:
        moment = setting.fetched - back
    except OverflowError:  # before the first day of the calendar
        out.warn("impossible_date", "warning", read.raw)
        return None
    entry = {
        "role": read.role, "raw": read.raw, "day": moment.date(), "utc": moment if fine else None, "zone": None,
        "zone_basis": "none", "precision": "minute" if fine else "day", "ambiguous": not fine,
    }  # fmt: skip
    return Dated(entry, read)


_LABELLED = ("published_", "created_", "updated_")
"""How the rules are called that read a date with a label."""


def _unbelievable(out: Dates, found: Dated, setting: Setting) -> bool:
    """Whether a day is in the future or from before the web; such a date is warned of and never published."""
    day, read = found.entry["day"], found.read
    if day.year >= LATEST and setting.as_of is None:
        out.warn("impossible_date", "warning", read.raw)
        return True
    # a day ahead is today in a zone east of the clock that set `as_of`
    if setting.as_of is not None and (day - setting.as_of).days > 1:
        out.warn("future_date", "warning", read.raw)
        return True
    if day in PLACEHOLDERS or (day.year < OLDEST and not read.rule.startswith(_LABELLED)):
        out.warn("implausible_date", "warning", read.raw)
        return True
    return False


def _same_stamps(out: Dates) -> None:
    """`created_equals_updated`: never updated, or the site writes one stamp into both."""
    created, updated = out.first("created"), out.first("updated")
    if created and updated and created.read.raw == updated.read.raw:
        out.warn("created_equals_updated", "info", updated.read.raw)


def may_be_fetched(moment: datetime | None, as_of: date | None) -> bool:
    """Whether a page can have been fetched then: not before the web, nor after the day of the run."""
    if moment is None:
        return True
    return moment.year >= OLDEST and (as_of is None or (moment.date() - as_of).days <= 1)
