"""The newsroom whose name is on a line of its own below the headline."""

from __future__ import annotations

from cleancopy.pipeline.recognise.head.found import Found
from cleancopy.pipeline.recognise.head.view import HeadView

PUBLISHERS = frozenset(
    ("news", "times", "post", "zeitung", "tribune", "herald", "gazette", "journal", "magazine", "nachrichten", "presse",
     "kurier", "media", "tv", "radio", "agency", "daily")
)  # fmt: skip


def find(view: HeadView, title: list[int]) -> Found:
    """A line right under the title that names a newsroom (`CITY NEWS`) is the publisher, not an author."""
    found = Found(view)
    ends = view.zone_starts[1:].tolist()
    for at, end in zip(title, ends, strict=True):
        if at < 0:
            continue
        for z in range(at + 1, min(at + 4, end)):
            text = view.texts[z].strip()
            if len(text) > 40:
                break
            words = text.split()
            if 1 < len(words) <= 4 and words[-1].lower() in PUBLISHERS and all(word[0].isupper() for word in words):
                start = view.texts[z].index(text)
                found.vote(z, "publisher", "newsroom_line", 0.8)
                found.capture(z, "publisher", start, start + len(text), "newsroom_line", 0.7)
                break
    return found
