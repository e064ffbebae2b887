"""The pages of docs/ that are printed from the code, whole or between two marks: `make reference` writes them anew."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from cleancopy.show import api_page, lints_page, rules_page, settings_page, stages_page

BEGIN, END = "<!-- printed by `make reference` -->\n", "<!-- end of what is printed -->"
WHOLE: Mapping[str, Callable[[], str]] = {
    "reference/rules.md": rules_page.reference,
    "reference/lints.md": lints_page.reference,
    "reference/api.md": api_page.reference,
}
PARTS: Mapping[str, Callable[[], str]] = {
    "how-to/configure.md": settings_page.reference,
    "explanation/line-table.md": stages_page.reference,
}


def pages(docs: Path) -> dict[Path, str]:
    """Every printed page of the folder `docs`, as it should read."""
    found = {docs / name: reference() for name, reference in WHOLE.items()}
    for name, reference in PARTS.items():
        before, _, rest = (docs / name).read_text("utf-8").partition(BEGIN)
        found[docs / name] = f"{before}{BEGIN}{reference()}{END}{rest.partition(END)[2]}"
    return found


if __name__ == "__main__":
    for page, text in pages(Path(sys.argv[1])).items():
        page.write_text(text, "utf-8")
