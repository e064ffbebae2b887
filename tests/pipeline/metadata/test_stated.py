"""Titles and authors of pages: which of several sources is believed, and which near miss is not."""

from __future__ import annotations

import pytest

from cleancopy.pipeline.metadata import titles, writers
from cleancopy.pipeline.metadata.source import Source


def named(*pairs: tuple[str, str]) -> list[Source]:
    return [Source(None, raw, rule, 0.9) for rule, raw in pairs]


WRITERS = [
    # a byline stands against what one kind of tag says
    (["Ada Brook"], [("html:author", "Cora Fry")], ["Ada Brook"]),
    # two kinds that agree are believed: the byline is of another story, or of the photographer
    (["Ada Brook"], [("html:author", "Cora Fry"), ("html:link", "Cora Fry")], ["Cora Fry"]),
    (["Ada Brook"], [("html:author", "Cora Fry"), ("html:dc.creator", "Cora Fry")], ["Ada Brook"]),
    (["Ada Brook"], [("html:link", "Cora Fry"), ("html:link", "Cora Fry")], ["Ada Brook"]),
    # but not where a tag names the byline's person as well, with or without an office
    (["Ada Brook"], [("html:rel", "Ada Brook"), ("html:author", "Cora Fry"), ("html:link", "Cora Fry")], ["Ada Brook"]),
    (["Ada Brook"], [("html:rel", "Ada Brook, Editor"), ("html:class", "Ada Brook, Editor")], ["Ada Brook"]),
    # nor for two persons, a newsroom, or against a record's own word
    (["Ada Brook"], [(r, n) for r in ("html:rel", "html:link") for n in ("Cora Fry", "Ed Falk")], ["Ada Brook"]),
    (["Ada Brook"], [("html:author", "The News Desk"), ("html:link", "The News Desk")], ["Ada Brook"]),
    (["Ada Brook"], [("source:authors", "Gil Ott"), ("html:rel", "Cora Fry"), ("html:link", "Cora Fry")], ["Gil Ott"]),
    # JSON-LD is believed alone, and gives way to the page's spelling of the same name
    (["Ada Brook"], [("html:jsonld.author", "Cora Fry")], ["Cora Fry"]),
    # where nobody is shown, tags hold in their order, and several names in one are several only when all are persons
    ([], [("html:author", "Cora Fry and Ed Falk")], ["Cora Fry", "Ed Falk"]),
    ([], [("html:author", "Cora Fry and Sons")], ["Cora Fry and Sons"]),
    ([], [("html:author", "webmaster@example.org")], []),
]  # fmt: skip


@pytest.mark.parametrize(("visible", "stated", "believed"), WRITERS)
def test_of_several_who_are_named_one_is_believed(visible, stated, believed):
    shown = named(*(("byline_label", name) for name in visible))
    assert [name for name, _ in writers.chosen(named(*stated), shown)] == believed


TITLES = [
    ([("html:title", "Mill sold - The Holmby Echo"), ("html:h1", "Mill sold")], None, "Mill sold"),
    ([("html:title", "The Holmby Echo | Mill sold"), ("html:h1", "Mill sold")], None, "Mill sold"),
    # without another witness only the site's own name is no part of a title, on either side
    ([("html:title", "Mill sold - Holmby Echo")], "Holmby Echo", "Mill sold"),
    ([("html:title", "Holmby Echo | Mill sold")], "Holmby Echo", "Mill sold"),
    ([("html:title", "Mill sold - a town mourns")], "Holmby Echo", "Mill sold - a town mourns"),
    ([("html:title", "The well-known mill is sold")], "Holmby Echo", "The well-known mill is sold"),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "site", "believed"), TITLES)
def test_a_title_is_told_from_the_names_around_it(stated, site, believed):
    found = titles.chosen([Source(None, raw, rule, 0.9) for rule, raw in stated], None, site)
    assert found is not None and found.raw == believed
