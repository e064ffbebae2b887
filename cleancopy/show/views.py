"""The tables of a version as DuckDB views, each with its sentence and those of its columns."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from cleancopy.schemas import TABLES
from cleancopy.schemas.names import CONTRACT_VERSION
from cleancopy.store import Version


def views(version: Version) -> str:
    """SQL that makes one view a table over the files of `version`, whose folders stay as they are while it is kept."""
    at = datetime.fromtimestamp(version.committed_at, UTC).isoformat(timespec="seconds")
    head = [
        f"-- Version {version.number}, published {at}; contract version {CONTRACT_VERSION}.",
        "-- These views show this version for as long as it is kept; make them anew to see the next one.",
    ]
    return "\n".join([*head, *(_view(version, name) for name in TABLES if version.files(name))])


def _view(version: Version, name: str) -> str:
    table = TABLES[name]
    files = _literal(_plain_glob(str((version.folder / name).resolve())) + "/*.parquet")
    return "\n".join(
        [
            f"\nCREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet({files}, union_by_name = true);",
            f"COMMENT ON VIEW {name} IS {_literal(table.summary)};",
            *(
                f'COMMENT ON COLUMN {name}."{field.name}" IS {_literal(field.metadata[b"description"].decode())};'
                for field in table.arrow
            ),
            "",
        ]
    )


def _plain_glob(path: str) -> str:
    """A path in a glob: the characters that would match others are in brackets."""
    return re.sub(r"[*?\[]", r"[\g<0>]", path)


def _literal(text: str) -> str:
    """A string of SQL."""
    return "'" + text.replace("'", "''") + "'"
