"""Generated stories, and their rows of `fingerprints` as a run makes them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from cleancopy.pipeline.assess.fingerprints import fingerprints
from cleancopy.pipeline.assess.reading import readings
from cleancopy.relations import copies_after
from cleancopy.schemas import TABLES
from tests.batches import folded

VOCABULARY = [a + b + c for a in "bdfklmnprstv" for b in "aeiou" for c in ("n", "rel", "st", "ti")]


def story(seed: int | str, paragraphs: int = 8, words: int = 50) -> str:
    """A text of its own, the same for the same seed."""
    rng = random.Random(seed)
    return "\n\n".join(" ".join(rng.choices(VOCABULARY, k=words)).capitalize() + "." for _ in range(paragraphs))


def doc_id(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:24]


def rows(bodies: Mapping[str, str]) -> pa.Table:
    """`{source_path: body}` as rows of `fingerprints`."""
    texts = list(bodies.values())
    columns = {
        "doc_id": [doc_id(path) for path in bodies],
        "source_path": list(bodies),
        "body_sha256": [hashlib.sha256(text.encode()).hexdigest() for text in texts],
        "prints": [one for some in readings(folded(texts)) for one in fingerprints(some).to_pylist()],
    }
    return pa.table(columns, TABLES["fingerprints"].arrow)


class Archive:
    """What is published, and its copies after each change."""

    def __init__(self, part: int = 7) -> None:
        self.bodies: dict[str, str] = {}
        self.copies = TABLES["copies"].arrow.empty_table()
        self.part = part

    def change(self, came: Mapping[str, str], went: Sequence[str] = ()) -> None:
        """Documents come (also in place of older ones of their path) and leave."""
        leaving = {path: self.bodies.pop(path) for path in (*went, *came) if path in self.bodies}
        stay = rows(self.bodies)

        def held(columns: Sequence[str]) -> Iterator[pa.Table]:
            for at in range(0, stay.num_rows, self.part):
                yield stay.slice(at, self.part).select(columns)

        self.copies = copies_after(self.copies, held, rows(came), rows(leaving))
        self.bodies |= came

    def pairs(self) -> dict[tuple[str, str], str]:
        """(copy, original) -> kind, by path."""
        paths = {doc_id(path): path for path in self.bodies}
        return {(paths[row["doc_id"]], paths[row["of"]]): row["kind"] for row in self.copies.to_pylist()}


def related(bodies: Mapping[str, str]) -> Archive:
    """Documents that come together."""
    archive = Archive()
    archive.change(bodies)
    return archive
