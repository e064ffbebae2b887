"""A raw folder and the tables that runs make of it, for tests of whole runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cleancopy.orchestration.report import Report
from cleancopy.orchestration.run import run
from cleancopy.orchestration.shards.workers import in_process
from cleancopy.schemas import TABLES
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Store, lock
from tests.documents import STORY


class Archive:
    """A raw folder and its tables."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.curated = folder / "raw", folder / "curated"
        self.raw.mkdir(parents=True, exist_ok=True)

    def put(self, path: str, text: str | bytes = STORY) -> None:
        file = self.raw / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def put_many(self, count: int) -> None:
        """So many stories, each with a number of its own."""
        for number in range(count):
            self.put(f"harbour/{number:03d}.txt", STORY.replace("ninety", str(number + 20)))

    def run(
        self,
        options: Options = Options(),  # noqa: B008 - immutable
        pool=in_process,
        on_progress=None,
        **said: object,
    ) -> Report:
        settings = Settings(as_of=date(2024, 7, 1), **said)
        with lock(self.curated):
            return run(self.raw, self.curated, settings, options, pool, on_progress)

    def rows(self, name: str) -> list[dict]:
        table = Store(self.curated).table(name)
        return table.sort_by([(column, "ascending") for column in TABLES[name].key]).to_pylist()

    def column(self, name: str, column: str) -> list:
        return [row[column] for row in self.rows(name)]

    def outcomes(self) -> dict[str, str]:
        """What became of each path."""
        return {row["source_path"]: row["outcome"] for row in self.rows("sources")}

    def files(self) -> dict[str, tuple[int, int]]:
        """Every file under curated/ but the lock, with inode and time of change."""
        return {
            str(path): (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in self.curated.rglob("*")
            if path.is_file() and path.name != "lock"
        }


def without_numbers(rows: list[dict]) -> list[dict]:
    """Ledger rows but for the numbers of the runs."""
    return [{name: value for name, value in row.items() if name not in ("first_run", "changed_run")} for row in rows]
