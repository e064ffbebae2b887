"""Law 2 for ways in: a text gives the same rows in a file of its own and in any container, packed or not."""

from __future__ import annotations

import pytest
from hypothesis import given

from cleancopy.ingest import Input, payload_of
from cleancopy.ingest.formats.record import Record
from cleancopy.orchestration.documents import of_payload, table_of
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe
from tests.ingest.writers import OF_BYTES, OF_TEXT, PACKINGS, found
from tests.laws.test_laws import BYTES, SLOW, tables

pytestmark = pytest.mark.slow

OF_THE_PLACE = {"doc_id", "source_path", "source_url", "fetched_at"}
"""What may differ: where a text lies, and what its container says of it."""


def rows(of: list[tuple[str, Record]]) -> list[dict[str, list[dict]]]:
    """For each record its rows in all tables, cleaned together, without what is of the place."""
    inputs = [Input(path, b"", 0, 0, None, False, record.kind) for path, record in of]
    read = [of_payload(one, payload_of(record)) for one, (_, record) in zip(inputs, of, strict=True)]
    cleaned = tables(clean(table_of(one for one in read if one is not None), Recipe()))
    return [
        {
            name: [
                {k: v for k, v in row.items() if k not in OF_THE_PLACE} for row in some if row["source_path"] == path
            ]
            for name, some in cleaned.items()
        }
        for path, _ in of
    ]


@pytest.mark.parametrize("packing", PACKINGS)
@SLOW
@given(data=BYTES.filter(len))
def test_a_text_gives_the_same_rows_in_every_container(tmp_path_factory, packing, data):
    folder = tmp_path_factory.mktemp("ways")
    for writers, text in ((OF_BYTES, data), (OF_TEXT, data.decode("utf-8", "replace").encode())):
        alone = ("story.txt", Record(text, kind="text", size=len(text)))
        within = [
            (item.source_path, item.what)
            for name, write in writers.items()
            for item in found(folder, name + packing, PACKINGS[packing](write({"a.txt": text})))
            if isinstance(item.what, Record)
        ]
        assert len(within) == len(writers)
        expected, *others = rows([alone, *within])
        assert all(other == expected for other in others)
