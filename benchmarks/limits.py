"""What one document may cost: memory and time of a worker for inputs of many kinds, as large as the limits allow.

`python benchmarks/limits.py [KIND ...]` makes each input, cleans it alone in a process of its own and prints a row of
the table in `docs/explanation/limits.md`. `--share 0.5` makes them half as large: what grows linearly halves. MB are
10^6 bytes; the memory is the largest resident set of a process, seconds are of CPU without those of a run over nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq

from cleancopy.settings.tables import LimitSettings

RESULTS = Path(__file__).resolve().parent / "results" / "limits.json"
Lines = Iterator[bytes]

TEXT = (
    "the mayor of the town said on Monday that a bridge over its river would be closed for nine weeks while masons "
    "look at every arch and boats carry people across from the old quay to market and back again before dusk"
)
WORDS = TEXT.split(" ")
HAN = "市长星期一说桥将关闭九个星期工匠检查每一个拱门船把人们从旧码头送到市场"
KANA = "市長は月曜日に橋が九週間閉鎖されると述べた。石工がすべてのアーチを調べる間、船が人々を運ぶ。"


def _forever(make: Callable[[random.Random], str], encoding: str = "utf-8") -> Lines:
    """Lines without end, the same ones each time."""
    chance = random.Random(4)
    while True:
        yield make(chance).encode(encoding) + "\n".encode(encoding)


def _sentence(chance: random.Random, words: int = 18) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _name(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghiklmnoprstuvw", k=7))


def _same(line: bytes) -> Lines:
    while True:
        yield line


def _one_line(piece: bytes) -> Lines:
    """One line as long as a line may be, and then others."""
    most = LimitSettings().max_line_bytes - 1
    yield from _same((piece * (most // len(piece)))[:most] + b"\n")


def _page(body: Callable[[random.Random], str]) -> Lines:
    yield b"<!doctype html><title>A page</title><body>\n"
    yield from _forever(body)


KINDS: Mapping[str, Callable[[], Lines]] = {
    "prose": lambda: _forever(_sentence),
    "prose in UTF-16": lambda: _forever(_sentence, "utf-16-le"),
    "prose in Shift-JIS": lambda: _forever(lambda r: "".join(r.choices(KANA, k=40)), "shift_jis"),
    "prose in windows-1252": lambda: _forever(lambda r: _sentence(r) + " Größe für Käse", "cp1252"),
    "broken letters": lambda: _forever(lambda r: f"{_sentence(r, 9)} GrÃ¶ÃŸe fÃ¼r â€œKÃ¤seâ€\x9d"),
    "entities in entities": lambda: _forever(lambda r: f"{_sentence(r, 6)} &amp;amp;lt;b&amp;amp;gt; &amp;#8217;"),
    "Han": lambda: _forever(lambda r: "".join(r.choices(HAN, k=30)) + "。"),
    "quotation marks": lambda: _same("“”\"'«»„“‘’\n".encode()),
    "empty lines": lambda: _same(b"\n"),
    "lone CR": lambda: _same(b"\r"),
    "lines of one letter": lambda: _same(b"a\n"),
    "equal lines": lambda: _same(b"The bridge is closed.\n"),
    "nearly equal lines": lambda: _forever(lambda r: f"The bridge of {_name(r)} is closed."),
    "addresses": lambda: _forever(lambda r: f"https://{_name(r)}.example/{_name(r)}/{r.randrange(10**6)}?q={_name(r)}"),
    "dates": lambda: _forever(lambda r: f"Published: {r.randrange(1, 29)} June 2{r.randrange(999):03} 10:25"),
    "titles": lambda: _forever(lambda r: _sentence(r, 7).title().rstrip(".")),
    "bylines": lambda: _forever(lambda r: f"By {_name(r).title()} {_name(r).title()}"),
    "digits": lambda: _forever(lambda r: str(r.randrange(10**40))),
    "one word": lambda: _same(b"bridge " * 20 + b"\n"),
    "combining marks": lambda: _same(("a" + "\u0301\u0323" * 30 + "\n").encode()),
    "tags as text": lambda: _forever(lambda r: f"<b>{_sentence(r, 4)}</b> <a href='{_name(r)}'>"),
    "NULs in prose": lambda: _forever(lambda r: _sentence(r) + "\0"),
    "invisible characters": lambda: _same("a\u200b\u200d\u2060\u00ad\ufeffb\u202e \n".encode()),
    "line separators": lambda: _same("It is closed.\u2028".encode()),
    "vertical tabs": lambda: _same(b"It is closed.\x0b"),
    "one long line": lambda: _one_line(b"The bridge is closed. "),
    "one long word": lambda: _one_line(b"bridge"),
    "one long line of quotation marks": lambda: _one_line("“”\"' ".encode()),
    "a page": lambda: _page(lambda r: f"<p>{_sentence(r)}</p>"),
    "a page of line breaks": lambda: _page(lambda r: "<br>" * 20),
    "a page of nested elements": lambda: _page(lambda r: "<div>" * 20 + "a"),
    "a page of links": lambda: _page(lambda r: f"<a href='/{_name(r)}'>{_name(r)}</a>"),
    "a page of attributes": lambda: _page(lambda r: "<p " + f"{_name(r)}='{_name(r)}' " * 20 + ">a"),
}  # fmt: skip


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


def made(kind: str, share: float) -> bytes:
    """An input of a kind, as large as the limits of a document allow, or a share of it."""
    limits = LimitSettings()
    most, room = int(limits.max_document_lines * share), int(limits.max_document_bytes * share)
    pieces: list[bytes] = []
    for piece in islice(KINDS[kind](), most):
        room -= len(piece)
        if room < 0:
            break
        pieces.append(piece)
    return b"".join(pieces)


def cost(kind: str, share: float) -> Row:
    """One input through a whole run in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="cleancopy-limits-") as folder:
        raw = Path(folder, "raw")
        raw.mkdir()
        start = _run(raw, Path(folder, "nothing"))[0]
        data = made(kind, share)
        (raw / ("large.html" if kind.startswith("a page") else "large.txt")).write_bytes(data)
        seconds, peak = _run(raw, Path(folder, "out"))
        (row,) = pq.read_table(Path(folder, "out", "sources"), columns=["outcome"]).to_pylist()
        away = pq.read_table(Path(folder, "out", "quarantine"), columns=["reasons"]).to_pylist()
    reasons = ", ".join(reason["code"] for one in away for reason in one["reasons"])
    lines = data.count(b"\n") + data.count(b"\r")
    return Row(kind, len(data) / 1e6, lines, peak // 10**6, round(seconds - start, 1), row["outcome"], reasons)


def _run(raw: Path, out: Path) -> tuple[float, int]:
    """(CPU seconds, largest resident bytes of a process) of a run. Raises SystemExit when it fails."""
    command = [sys.executable, "-m", "cleancopy.cli", "run", str(raw), str(out), "--direct", "--workers", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 4):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main() -> None:
    """Measures, prints, and writes `benchmarks/results/limits.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--share", type=float, default=1.0)
    said = parser.parse_args()
    rows = []
    print("| input | MB | lines | peak, MB | CPU seconds | outcome |\n| --- | --- | --- | --- | --- | --- |")
    for kind in said.kinds or KINDS:
        row = cost(kind, said.share)
        rows.append(vars(row))
        outcome = f"{row.outcome}: {row.reasons}" if row.reasons else row.outcome
        print(f"| {kind} | {row.mb:.1f} | {row.lines:,} | {row.peak_mb} | {row.seconds} | {outcome} |", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
