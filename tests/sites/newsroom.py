"""Generated pages of sites, and their rows of `outlines` as a run makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.template import Numbers, lines_of, outlines
from cleancopy.schemas import TABLES
from cleancopy.sites import Ruling, templates_after
from tests.relations.newsroom import doc_id, story

CHROME = [
    *("Home | News | Weather", "Published on {day} May 2024 at {hour}:30", "Read also", "{count} comments"),
    *("Follow us on every channel", "Page {count} of our archive"),
]
FORMS = [
    *("Home | News | Weather", "Published on # @ # at #", "Read also", "# comments", "Follow us on every channel"),
    "Page # of our archive",
]


def page(number: int, body: str | None = None, chrome: Sequence[str] = CHROME) -> str:
    """A page: two lines of chrome, a headline, a story, and the rest of the chrome."""
    filled = [line.format(day=number % 28 + 1, hour=number % 24, count=number * 7) for line in chrome]
    text = story(number, 5, 40) if body is None else body
    return "\n".join([*filled[:2], f"Headline of number {story(f'h{number}', 1, 4)}", text, *filled[2:]])


class Newsroom:
    """What is published of some sites, and their templates after each change."""

    def __init__(self, rulings: Mapping[str, Ruling] | None = None, part: int = 7) -> None:
        self.pages: dict[str, str] = {}
        self.templates = TABLES["templates"].arrow.empty_table()
        self.rulings, self.part = rulings or {}, part

    def change(self, came: Mapping[str, str], went: Sequence[str] = ()) -> None:
        """Pages come (also in place of older ones of their path) and leave."""
        leaving = {path: self.pages.pop(path) for path in (*went, *came) if path in self.pages}
        stay = rows(self.pages)

        def held(columns: Sequence[str], sites: Sequence[str]) -> Iterator[pa.Table]:
            for at in range(0, stay.num_rows, self.part):
                yield stay.slice(at, self.part).select(columns)

        self.pages |= came
        self.templates = templates_after(self.templates, held, rows(came), rows(leaving), self.rulings, self._texts)

    def _texts(self, docs: pa.Array, numbers: Numbers) -> tuple[pa.Array, pa.Array]:
        pages = {doc_id(path): text.encode() for path, text in self.pages.items()}
        own = docs.unique()
        data = pa.array([pages[one] for one in own.to_pylist()], pa.large_binary())
        return lines_of(data, pc.index_in(docs, own).to_numpy(), numbers)

    def lines(self, state: str, site: str = "site") -> list[str]:
        """The lines in a state, in the order of the table."""
        return [row["line"] for row in self.templates.to_pylist() if (row["site"], row["state"]) == (site, state)]


def rows(pages: Mapping[str, str]) -> pa.Table:
    """`{path: text}` as rows of `outlines`; the site is the first folder, the day fetched that of the path's length."""
    texts = pa.chunked_array([[text.encode() for text in pages.values()]], pa.large_binary())
    columns = {
        "doc_id": [doc_id(path) for path in pages],
        "source_path": list(pages),
        "site": [path.split("/")[0] for path in pages],
        "fetched_on": [date(2024, 5, len(path)) for path in pages],
        "lines": outlines(texts).to_pylist(),
    }
    return pa.table(columns, TABLES["outlines"].arrow)


def learned(pages: Mapping[str, str], rulings: Mapping[str, Ruling] | None = None) -> Newsroom:
    """Pages that come together."""
    made = Newsroom(rulings)
    made.change(pages)
    return made
