"""What rows come out, as one digest a table: `python -m tests.laws.pin` writes rows.toml anew (`make pin`)."""

from __future__ import annotations

import hashlib
import json
import tempfile
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleancopy.orchestration.run import run
from cleancopy.orchestration.shards.workers import in_process
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import PIPELINE_VERSION, Recipe
from cleancopy.schemas import TABLES
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Store, lock
from tests.documents import documents
from tests.laws.pages import pages

ROOT = Path(__file__).parents[2]
PINNED = Path(__file__).with_name("rows.toml")
PAGES = 200

MADE_WHEN_AND_BY = {
    "pipeline_version", "rules_version", "contract_version", "settings_digest", "recipe", "started_at", "seconds",
    "stages",
}  # fmt: skip
"""Columns that say when and by which rules rows were made; they differ from run to run and say nothing of the rows."""


def digests() -> dict[str, dict[str, str]]:
    """`{"raw" | "generated": {table: digest}}`: every table of a run over raw/, and of the generated pages."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(ROOT / "cleancopy.toml").model_copy(update={"workers": 1})
        curated = Path(folder) / "curated"
        with lock(curated):
            run(ROOT / "raw", curated, settings, Options(), in_process)
        store = Store(curated)
        raw = {name: digest(store.table(name)) for name in TABLES}
    cleaned = clean(documents(pages(PAGES)), Recipe(as_of=date(2026, 1, 1)))
    made = {name: digest(getattr(cleaned, name)) for name in ("articles", "lines", "quarantine")}
    return {"raw": raw, "generated": made}


def digest(table: pa.Table) -> str:
    """24 hex digits over the rows, in any order; floats to four digits, so that a machine's last bits do not count."""
    rows = table.drop_columns([name for name in table.column_names if name in MADE_WHEN_AND_BY]).to_pylist()
    said = sorted(json.dumps(_plain(row), sort_keys=True, ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 4)
    return value if isinstance(value, str | int | bool | None) else repr(value)


def pinned() -> dict[str, Any]:
    """What rows.toml says: `version`, and the digests of `digests`."""
    return tomllib.loads(PINNED.read_text("utf-8"))


def written() -> str:
    """rows.toml as it would be written now."""
    lines = ["# Written by `make pin`. The rows that come out, by table, for one PIPELINE_VERSION.", ""]
    lines.append(f'version = "{PIPELINE_VERSION}"')
    for corpus, tables in digests().items():
        lines += ["", f"[{corpus}]", *(f'{name} = "{value}"' for name, value in tables.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    now = written()
    if tomllib.loads(now) != pinned() and pinned()["version"] == PIPELINE_VERSION:
        raise SystemExit(f"Rows changed and PIPELINE_VERSION is still {PIPELINE_VERSION}: raise it first.")
    PINNED.write_text(now, "utf-8")
