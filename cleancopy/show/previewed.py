"""A preview on a terminal: which lines would go, which would come back, and which get another role."""

from __future__ import annotations

from cleancopy.orchestration.preview import Preview
from cleancopy.show.terminal import safe

SIGNS = (("goes", "-", "would go"), ("back", "+", "would come back"), ("role", "~", "would get another role"))


def print_preview(found: Preview, most: int) -> None:
    """What would change, site by site, at most so many lines of each site and direction, and the counts."""
    for site, changes in found.sites.items():
        for kind, sign, word in SIGNS:
            changed = [change for change in changes if change.kind == kind]
            if not changed:
                continue
            print(f"{safe(site or '(no site)')}: {len(changed):,} lines {word}")
            for change in changed[:most]:
                place = f"{change.source_path}:{change.line_no}"
                roles = f"{change.was} -> {change.becomes}  " if kind == "role" else ""
                print(f"  {sign} {safe(place)}  {change.rule}  {roles}{safe(change.text)}")
            if len(changed) > most:
                print(f"    and {len(changed) - most:,} more")
    for path in found.turned_away:
        print(f"would be turned away: {safe(path)}")
    print(
        f"{found.documents:,} documents, {found.kept:,} lines kept now; {found.gone:,} would go ({found.loss:.2%}), "
        f"{found.back:,} would come back, {found.renamed:,} would get another role."
    )
