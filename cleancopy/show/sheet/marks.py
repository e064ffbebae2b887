"""Two versions of a line as HTML, with what differs between them marked by character."""

from __future__ import annotations

from markupsafe import Markup

from cleancopy.show.explained import LONGEST, pieces
from cleancopy.show.page import shown

ENDS = 1500
"""Of a longer line so many characters are shown at its beginning and at its end."""


def marked(raw: str, text: str) -> tuple[Markup, Markup]:
    """The raw line with what went in `<del>`, and its text with what came in `<ins>`."""
    if raw == text or max(len(raw), len(text)) > LONGEST:
        return shortened(raw), shortened(text)
    before, after = [], []
    for old, new in pieces(raw, text):
        before.append(shown(old) if old == new else _tagged("del", shown(old)))
        after.append(shown(new) if old == new else _tagged("ins", shown(new)))
    return Markup().join(before), Markup().join(after)


def shortened(text: str) -> Markup:
    """The text, of a very long one both ends and how much is between them."""
    if len(text) <= LONGEST:
        return shown(text)
    left_out = Markup(' <i class="sign">… {:,} characters not shown …</i> ').format(len(text) - 2 * ENDS)
    return shown(text[:ENDS]) + left_out + shown(text[-ENDS:])


def _tagged(tag: str, content: Markup) -> Markup:
    return Markup(f"<{tag}>{{}}</{tag}>").format(content) if content else content
