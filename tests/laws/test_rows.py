"""Rows change with PIPELINE_VERSION and at no other time: whoever reads the tables can tell old rows from new ones."""

from __future__ import annotations

from cleancopy.pipeline.recipe import PIPELINE_VERSION
from tests.laws.pin import digests, pinned

WHAT_TO_DO = (
    "Rows changed. If that is meant: raise PIPELINE_VERSION, say in CHANGELOG.md under *Data contract* what readers "
    "will see, and run `make pin`. If it is not: the change is not the refactoring it was meant to be."
)


def test_rows_change_only_with_the_pipeline_version():
    before = pinned()
    version = before.pop("version")
    now = digests()
    changed = [
        f"{corpus}.{table}" for corpus in now for table in now[corpus] if now[corpus][table] != before[corpus][table]
    ]
    assert not changed, f"{WHAT_TO_DO} Changed: {', '.join(changed)}."
    assert version == PIPELINE_VERSION, "PIPELINE_VERSION was raised: run `make pin`, which writes it down."
