"""The licences of everything in the lock file: `make audit`, or `python -m tests.house.licences [LOCK]`.

Nothing of these packages is in this repository or in its wheel; they are installed beside it, unmodified. So code under
Apache-2.0 may ask for permissive licences, for those that bind single files (MPL) and for those that bind a library
(LGPL), but not for one that would bind the whole. Of several licences that a package offers one is enough.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PERMITTED = frozenset(
    {
        "0BSD", "Apache-2.0", "Artistic", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC",
        "LGPL", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0",
        "MPL", "MPL-1.1", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip
_WORDS = (
    ("Lesser General Public", "LGPL"), ("Affero", "AGPL"), ("General Public", "GPL"), ("GPL", "GPL"), ("MIT", "MIT"),
    ("Mozilla", "MPL"), ("Apache", "Apache-2.0"), ("BSD", "BSD"), ("ISC", "ISC"), ("Artistic", "Artistic"),
    ("Python Software", "PSF-2.0"), ("Unlicense", "Unlicense"),
)  # fmt: skip
"""Words of the classifiers, and of what packages say in their own way; the first that is there counts."""


def licence_of(package: Distribution) -> str:
    """An SPDX expression: the package's own, else that of its classifiers, else of what it says in other words."""
    said = package.metadata
    if own := said.get("License-Expression"):
        return own
    names = [line.split(" :: ")[-1] for line in said.get_all("Classifier") or () if line.startswith("License ::")]
    names = [name for name in names if name != "OSI Approved"]
    if not names:
        free = (said.get("License") or "").strip()
        return free if _is_expression(free) else _short(free.splitlines()[0] if free else "")
    return " OR ".join(_short(name) for name in names)


def _is_expression(text: str) -> bool:
    """Whether a free text is an expression of licences that are permitted."""
    return bool(text) and all(word in PERMITTED for word in re.split(r"\s+(?:AND|OR)\s+", text))


def _short(name: str) -> str:
    return next((short for word, short in _WORDS if word in name), "unknown")


def is_permitted(expression: str) -> bool:
    """Whether an expression leaves a choice that is permitted: OR binds less than AND, brackets most."""
    while inner := re.search(r"\(([^()]*)\)", expression):
        verdict = "MIT" if is_permitted(inner[1]) else "unknown"
        expression = expression[: inner.start()] + verdict + expression[inner.end() :]
    choices = (choice.split(" AND ") for choice in expression.split(" OR "))
    return any(all(name.split(" WITH ")[0].strip() in PERMITTED for name in names) for names in choices)


def locked(lock: str) -> list[Requirement]:
    """The packages of a lock file."""
    return [Requirement(line.rstrip(" \\")) for line in lock.splitlines() if re.match(r"[\w.-]+==", line)]


def main() -> int:
    """Prints a line for each package. Exit code 1 where one is not permitted, or not here to be asked."""
    lock = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "requirements.lock"
    refused = 0
    for package in locked(lock.read_text("utf-8")):
        wanted = package.marker is None or package.marker.evaluate()
        try:
            licence = licence_of(distribution(package.name))
            verdict = "" if is_permitted(licence) else "NOT PERMITTED"
        except PackageNotFoundError:
            licence, verdict = "", "NOT INSTALLED" if wanted else f"not for this system: {package.marker}"
        refused += verdict.isupper()
        print(f"{package.name:28} {package.specifier!s:14} {licence:34} {verdict}".rstrip())
    print(
        f"\n{refused} of the packages in {lock.name} cannot be shipped with code under Apache-2.0." if refused else ""
    )
    return int(refused > 0)


if __name__ == "__main__":
    sys.exit(main())
