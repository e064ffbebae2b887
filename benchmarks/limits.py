"""What one document may cost: memory and time of a worker for inputs of many kinds, as large as the limits allow.

`python benchmarks/limits.py [KIND ...]` makes each input, cleans it alone in a process of its own and prints a row of
the table in `docs/explanation/limits.md`. `--share 0.5` makes them half as large: what grows linearly halves. MB are
10^6 bytes; the memory is the largest resident set of a process, seconds are of CPU without those of a run over nothing.

`--together` lays all of them into one raw folder beside a thousand ordinary pages, cleans that, and proves what must
be true then: exit code 0 or 4, each file's bytes restored or its outcome named, nothing in quarantine as
`internal_error`, and the rows of the ordinary pages as they are in a run without the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from kinds import KINDS, ordinary

RESULTS = Path(__file__).resolve().parent / "results" / "limits.json"
CLI = [sys.executable, "-m", "cleancopy.cli"]
ORDINARY = 1000
MOST_MB, MOST_SECONDS = 1000, 20


@dataclass(frozen=True)
class Row:
    """What one kind of input cost."""

    kind: str
    mb: float
    lines: int
    peak_mb: int
    seconds: float
    outcome: str
    reasons: str

    def __str__(self) -> str:
        """A line of the table; what is beyond the promise is out."""
        outcome = f"{self.outcome}: {self.reasons}" if self.reasons else self.outcome
        peak, seconds = (
            f"{value}" if value < most else f"**{value}**"
            for value, most in ((self.peak_mb, MOST_MB), (self.seconds, MOST_SECONDS))
        )
        return f"| {self.kind} | {self.mb:.1f} | {self.lines:,} | {peak} | {seconds} | {outcome} |"


def cost(kind: str, share: float, start: float) -> Row:
    """One input through a whole run in a process of its own; `start` seconds are those of a run over nothing."""
    with tempfile.TemporaryDirectory(prefix="cleancopy-limits-") as folder:
        raw, out = Path(folder, "raw"), Path(folder, "out")
        raw.mkdir()
        data = KINDS[kind].made(share)
        (raw / f"large{KINDS[kind].ending}").write_bytes(data)
        seconds, peak, _ = _run(raw, out, "--workers", "1")
        outcomes = pc.value_counts(pq.read_table(out / "sources")["outcome"]).to_pylist()
        away = pq.read_table(out / "quarantine", columns=["reasons"]).to_pylist()
    counts = [one["values"] if one["counts"] == 1 else f"{one['values']} {one['counts']}" for one in outcomes]
    reasons = ", ".join(sorted({reason["code"] for one in away for reason in one["reasons"]}))
    lines = data.count(b"\n") + data.count(b"\r")
    return Row(kind, len(data) / 1e6, lines, peak // 10**6, round(seconds - start, 1), ", ".join(counts), reasons)


def together(kinds: Sequence[str], share: float, folder: Path) -> list[str]:
    """All inputs in one raw folder with ordinary pages: what is not as it must be."""
    raw, alone, out = folder / "raw", folder / "alone", folder / "out"
    pages, others = raw / "harbour", raw / "others"
    pages.mkdir(parents=True)
    for number in range(ORDINARY):
        (pages / f"{number:04d}.txt").write_bytes(ordinary(number))
    _run(raw, alone)
    others.mkdir()
    for number, kind in enumerate(kinds):
        (others / f"{number:03d}{KINDS[kind].ending}").write_bytes(KINDS[kind].made(share))
    seconds, peak, code = _run(raw, out)
    print(f"{len(kinds)} inputs, {ORDINARY} pages: {seconds:.0f} CPU s, {peak // 10**6} MB a process, exit code {code}")
    wrong = [] if peak < MOST_MB * 10**6 else [f"a process took {peak // 10**6} MB"]
    if subprocess.run([*CLI, "verify", "--curated", str(out)], check=False, stdout=subprocess.DEVNULL).returncode:
        wrong.append("verify found something")
    wrong += _not_accounted_for(raw, out)
    reasons = pq.read_table(out / "quarantine", columns=["source_path", "reasons"]).to_pylist()
    wrong += [f"{one['source_path']}: {one['reasons']}" for one in reasons if "internal_error" in str(one["reasons"])]
    for table in ("articles", "lines"):
        if not _of_pages(alone, table).equals(_of_pages(out, table)):
            wrong.append(f"{table}: rows of ordinary pages are not as without the others")
    return wrong


def _not_accounted_for(raw: Path, out: Path) -> list[str]:
    """Files that the ledger does not know, or by other bytes; that it gives back what it says, `verify` proves."""
    said = {row["source_path"]: row["source_sha256"] for row in pq.read_table(out / "sources").to_pylist()}
    files = [path for path in sorted(raw.rglob("*")) if path.is_file()]
    true = {path.relative_to(raw).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return [f"{path}: the ledger says {said.get(path)}" for path, digest in true.items() if said.get(path) != digest]


def _of_pages(out: Path, table: str) -> pa.Table:
    """The rows of the ordinary pages, in order."""
    rows = pq.read_table(out / table)
    keys = [(name, "ascending") for name in ("source_path", "line_no", "part") if name in rows.column_names]
    return rows.filter(pc.starts_with(rows["source_path"], "harbour/")).sort_by(keys).combine_chunks()


def _run(raw: Path, out: Path, *more: str) -> tuple[float, int, int]:
    """(CPU seconds, largest resident bytes of a process, exit code) of a run. Raises SystemExit when it fails."""
    command = [*CLI, "run", str(raw), str(out), "--direct", *more]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 4):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, process.returncode


def _one_by_one(kinds: Sequence[str], share: float) -> None:
    """Measures, prints, and writes `benchmarks/results/limits.json`."""
    with tempfile.TemporaryDirectory() as nothing:
        Path(nothing, "raw").mkdir()
        start = _run(Path(nothing, "raw"), Path(nothing, "out"))[0]
    rows = []
    print("| input | MB | lines | peak, MB | CPU seconds | outcome |\n| --- | --- | --- | --- | --- | --- |")
    for kind in kinds:
        rows.append(cost(kind, share, start))
        print(rows[-1], flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([vars(row) for row in rows], indent=1) + "\n")


def main() -> None:
    """Each alone, or all together. Exit code 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--together", action="store_true", help="in one raw folder beside ordinary pages")
    said = parser.parse_args()
    kinds = said.kinds or list(KINDS)
    if not said.together:
        return _one_by_one(kinds, said.share)
    with tempfile.TemporaryDirectory(prefix="cleancopy-limits-") as folder:
        wrong = together(kinds, said.share, Path(folder))
    print("\n".join(wrong) or "all of it held")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
