"""HTML pages that stand alone: one file, its styles and scripts inside it, and nothing that it could fetch.

A page names the digests of its own styles and scripts in its policy, so the browser runs those and no others, whatever
the data holds. Data reaches a page through `shown`, or escaped by Jinja.
"""

from __future__ import annotations

import base64
import hashlib
import shlex
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cleancopy.show.terminal import STEERS, safe


def page(template: str, styles: tuple[str, ...], scripts: tuple[str, ...] = (), **data: Any) -> str:
    """The HTML of a template with files of styles and scripts put into it and allowed by their digests.

    Files are named from the package's folder on, as `show/page.css`.
    """
    inside = {"style": Markup(_joined(styles)), "script": Markup(_joined(scripts))}
    return _pages().get_template(template).render(**inside, policy=policy(styles, scripts), **data)


@cache
def policy(styles: tuple[str, ...], scripts: tuple[str, ...] = (), forms: bool = False) -> str:
    """What a browser lets such a page do: its own styles and scripts, and with `forms` send one to where it is from."""
    said = "default-src 'none'; base-uri 'none'; form-action " + ("'self'" if forms else "'none'")
    said += f"; style-src {_digest(_joined(styles))}"
    return said + (f"; script-src {_digest(_joined(scripts))}" if scripts else "")


def shown(text: str) -> Markup:
    """Text for a page: escaped, and each character that could steer or hide written out and marked as such."""
    pieces, at = [Markup()], 0
    for found in STEERS.finditer(text):
        pieces.append(escape(text[at : found.start()]))
        pieces.append(Markup('<i class="sign">{}</i>').format(_named(ord(found[0]))))
        at = found.end()
    return Markup().join([*pieces, escape(text[at:])])


_NAMES = {0x09: "→", 0x0A: "↵", 0x0D: "␍", 0xAD: "SHY", 0xA0: "NBSP", 0x200B: "ZWSP", 0xFEFF: "BOM"}


def _named(code: int) -> str:
    return _NAMES.get(code) or f"U+{code:04X}"


@cache
def _pages() -> Environment:
    pages = Environment(
        loader=PackageLoader("cleancopy", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["shown"] = shown
    pages.filters["shown_block"] = lambda text: Markup("\n").join(shown(line) for line in text.split("\n"))
    pages.filters["quoted"] = lambda text: shlex.quote(safe(text))
    pages.filters["safe_line"] = safe
    pages.filters["number"] = lambda value: f"{value:,}"
    return pages


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join(_source(name) for name in names)


def _source(name: str) -> str:
    environment = _pages()
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0].strip()


def _digest(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
