"""Captured dates of one document to days, instants and warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cleancopy.pipeline.lore.dates import Written, ago_in, first_date, reading_order
from cleancopy.pipeline.metadata.zones import instant
from cleancopy.pipeline.recipe import Site

OLDEST = 1990
"""Pages older than the web: a date before this year is not when a page was published."""
LATEST = 2100
"""Without `as_of`, years from here on are impossible."""
ROLES = frozenset({"published", "updated", "created"})


@dataclass(frozen=True, slots=True)
class Read:
    """One capture of a date: its role, characters, row of `lines`, rule and confidence."""

    role: str
    raw: str
    line: int
    rule: str
    confidence: float


@dataclass(slots=True)
class Dates:
    """What the captures of one document come to."""

    dates: list[dict[str, Any]] = field(default_factory=list)
    first: dict[str, tuple[dict[str, Any], Read]] = field(default_factory=dict)
    """The first usable date of each role."""
    reads: list[Read] = field(default_factory=list)
    """The capture behind each entry of `dates`."""
    warnings: list[tuple[str, str, str]] = field(default_factory=list)
    """(code, severity, evidence)"""

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
        entry = _relative(out, read, setting) if written is None else _stated(out, read, written, order, sure, setting)
        if entry is None or _unbelievable(out, entry, read, setting):
            continue
        out.dates.append(entry)
        out.reads.append(read)
        out.first.setdefault(read.role, (entry, read))
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
    return reading_order(setting.language() if open_to_doubt else None), False


def _stated(
    out: Dates, read: Read, written: Written, order: str, sure: bool, setting: Setting
) -> dict[str, Any] | None:
    """The entry of a written date; None when no calendar has the day."""
    day = written.on(order)
    settled = setting.site.date_order is not None or "." in read.raw[:4]
    if day is None:
        out.warn("impossible_date", "warning", read.raw)
        return None
    doubtful = (written.order == "?" and not sure) or (written.two_digit_year and written.figures and not settled)
    if written.order == "?" and not sure:
        out.warn("ambiguous_date_order", "warning", read.raw)
    elif doubtful:
        out.warn("ambiguous_date_order", "info", read.raw)
    entry = {
        "role": read.role, "raw": read.raw, "day": day, "utc": None, "zone": written.zone, "zone_basis": "none",
        "precision": "day" if written.hour is None else "minute", "ambiguous": doubtful,
    }  # fmt: skip
    if written.hour is None:
        return entry
    moment = instant(day, written.hour, written.minute or 0, written.zone, setting.site)
    if written.hour == 24:
        entry["day"] = day + timedelta(days=1) if day < date.max else day
    entry["utc"] = None if doubtful else moment.utc
    entry["zone_basis"], entry["ambiguous"] = moment.basis, doubtful or moment.ambiguous
    if moment.ambiguous:
        resolved = moment.utc is not None
        out.warn("ambiguous_timezone", "info" if resolved else "warning", read.raw)
    return entry


def _relative(out: Dates, read: Read, setting: Setting) -> dict[str, Any] | None:
    """The entry of "two hours ago", counted back from when the page was fetched; None where that is not known."""
    ago = ago_in(read.raw)
    if ago is None:
        return None
    if setting.fetched is None:
        out.warn("relative_date_unresolved", "info", read.raw)
        return None
    back, fine = ago
    moment = setting.fetched - back
    return {
        "role": read.role, "raw": read.raw, "day": moment.date(), "utc": moment if fine else None, "zone": None,
        "zone_basis": "none", "precision": "minute" if fine else "day", "ambiguous": not fine,
    }  # fmt: skip


def _unbelievable(out: Dates, entry: dict[str, Any], read: Read, setting: Setting) -> bool:
    """Whether a day is in the future or from before the web; such a date is warned of and never published."""
    day: date = entry["day"]
    if day.year >= LATEST and setting.as_of is None:
        out.warn("impossible_date", "warning", read.raw)
        return True
    # a day ahead is today in a zone east of the clock that set `as_of`
    if setting.as_of is not None and day > setting.as_of + timedelta(days=1):
        out.warn("future_date", "warning", read.raw)
        return True
    if day.year < OLDEST:
        out.warn("implausible_date", "warning", read.raw)
        return True
    return False


def _same_stamps(out: Dates) -> None:
    """`created_equals_updated`: never updated, or the site writes one stamp into both."""
    if "created" in out.first and "updated" in out.first:
        created, updated = out.first["created"][1].raw, out.first["updated"][1].raw
        if created == updated:
            out.warn("created_equals_updated", "info", updated)
