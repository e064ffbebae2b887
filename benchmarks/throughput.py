"""Speed and memory of the whole pipeline, beside others, in one run and in turn.

`make bench [CORPUS=DIR]`, or `python benchmarks/throughput.py --corpus DIR`. Everything runs as a process of its own on
the same seeded files; slower contestants get a smaller share of them and are compared by rate. Start-up (the same
command over one document) is measured apart and taken off. MB are 10^6 bytes of raw text; "a core" is per CPU second.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq
from corpus import in_form, make_corpus
from measure import Cost, measure

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "throughput.json"
CLI = [sys.executable, "-m", "cleancopy.cli"]


@dataclass(frozen=True)
class Contestant:
    """A command over a raw folder, and how much of the corpus it gets."""

    name: str
    command: tuple[str, ...]
    share: float
    form: str = "txt"
    """What the documents are written as: txt, jsonl or html; MB are those of that form."""

    def over(self, raw: Path, out: Path) -> list[str]:
        """The command with its folders filled in."""
        return [part.format(raw=raw, out=out) for part in self.command]


def contestants() -> list[Contestant]:
    """Who runs; alternating in this order, as often as `--rounds` says."""
    ours = (*CLI, "run", "{raw}", "{out}", "--direct", "--workers")
    scripts = HERE / "contestants"
    trove = (sys.executable, str(scripts / "datatrove_pipeline.py"))
    return [
        Contestant("cleancopy", (*ours, "1"), 1.0),
        Contestant("cleancopy, two workers", (*ours, "2"), 1.0),
        Contestant("cleancopy, JSON lines", (*ours, "1"), 0.3, "jsonl"),
        Contestant("cleancopy, HTML", (*ours, "1"), 0.3, "html"),
        Contestant("floor", (sys.executable, str(scripts / "floor.py"), "{raw}", "{out}"), 1.0),
        Contestant("loop over documents", (sys.executable, str(scripts / "per_document.py"), "{raw}", "{out}"), 0.1),
        Contestant("datatrove, tuned", (*trove, "tuned", "{raw}", "{out}"), 0.1),
        Contestant("datatrove, default", (*trove, "default", "{raw}", "{out}"), 0.02),
    ]


@dataclass(frozen=True)
class Result:
    """The medians of one contestant over the rounds, start-up taken off the rates."""

    name: str
    documents: int
    megabytes: float
    start: Cost
    cost: Cost

    @property
    def mb_per_cpu_s(self) -> float:
        """Megabytes of raw text a core."""
        return self.megabytes / max(self.cost.cpu - self.start.cpu, 1e-6)

    @property
    def wall(self) -> float:
        """Wall seconds beyond start-up."""
        return max(self.cost.wall - self.start.wall, 1e-6)


def median(costs: Sequence[Cost]) -> Cost:
    """Median wall and CPU, largest memory."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        max(c.memory for c in costs),
    )


def contest(work: Path, corpus: Path, documents: int, rounds: int) -> list[Result]:
    """Every contestant over its share of the corpus, in turn, `rounds` times."""
    who = contestants()
    raws = {(c.share, c.form): work / f"raw-{c.share}-{c.form}" for c in who}
    sizes = {key: _laid(corpus, raw, max(1, round(documents * key[0])), key[1]) for key, raw in raws.items()}
    for form in {c.form for c in who}:
        _laid(corpus, work / f"raw-one-{form}", 1, form)
    starts = {c.name: [_once(c, work / f"raw-one-{c.form}", work) for _ in range(rounds)] for c in who}
    costs: dict[str, list[Cost]] = {c.name: [] for c in who}
    for turn in range(rounds):
        for c in who:
            print(f"round {turn + 1} of {rounds}: {c.name}", file=sys.stderr, flush=True)
            costs[c.name].append(_once(c, raws[c.share, c.form], work))
    return [
        Result(
            c.name,
            max(1, round(documents * c.share)),
            sizes[c.share, c.form] / 1e6,
            median(starts[c.name]),
            median(costs[c.name]),
        )
        for c in who
    ]


def _laid(corpus: Path, raw: Path, documents: int, form: str) -> int:
    """A corpus in a form; returns its bytes."""
    if form == "txt":
        return make_corpus(corpus, raw, documents)
    texts = raw.with_name(f"{raw.name}-texts")
    make_corpus(corpus, texts, documents)
    size = in_form(texts, raw, form)
    shutil.rmtree(texts)
    return size


def _once(contestant: Contestant, raw: Path, work: Path) -> Cost:
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    cost = measure(contestant.over(raw, out), work / "log.txt")
    if contestant.name == "cleancopy":
        _keep_stages(out, work)
    return cost


def _keep_stages(out: Path, work: Path) -> None:
    stages = pq.read_table(out / "runs").column("stages").to_pylist()[-1]
    (work / "stages.json").write_text(json.dumps({row["stage"]: row["seconds"] for row in stages}))


def report(results: Sequence[Result], stages: dict[str, float]) -> dict[str, object]:
    """The figures of the run, as they go into the results file."""
    by = {r.name: r for r in results}
    ours, two, floor = by["cleancopy"], by["cleancopy, two workers"], by["floor"]
    rate = ours.mb_per_cpu_s
    return {
        "machine": {"cpu": _cpu(), "python": platform.python_version(), "system": platform.platform()},
        "versions": {name: version(name) for name in ("cleancopy", "pyarrow", "ftfy", "pandera", "datatrove")},
        "documents": ours.documents,
        "megabytes": round(ours.megabytes, 1),
        "mb_per_cpu_s": {r.name: round(r.mb_per_cpu_s, 2) for r in results},
        "documents_per_s": {r.name: round(r.documents / r.wall) for r in results},
        "start_s": {r.name: round(r.start.wall, 2) for r in results},
        "peak_mb": {r.name: round(r.cost.memory / 1e6) for r in results},
        "ratios": {
            "datatrove_tuned": round(rate / by["datatrove, tuned"].mb_per_cpu_s, 2),
            "datatrove_default": round(rate / by["datatrove, default"].mb_per_cpu_s, 2),
            "loop": round(rate / by["loop over documents"].mb_per_cpu_s, 2),
            "floor": round(floor.mb_per_cpu_s / rate, 2),
            "two_workers": round(ours.wall / two.wall, 2),
        },
        "stage_seconds": stages,
    }


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()


def show(said: dict[str, dict[str, float]]) -> None:
    """The table a person reads."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title=f"{said['documents']} documents, {said['megabytes']} MB")
    for head in ("", "MB/s a core", "documents/s", "start, s", "peak, MB"):
        table.add_column(head, justify="left" if not head else "right")
    for name, rate in said["mb_per_cpu_s"].items():
        row = (said["documents_per_s"][name], said["start_s"][name], said["peak_mb"][name])
        table.add_row(name, f"{rate:.2f}", *map(str, row))
    console.print(table)
    for name, ratio in said["ratios"].items():
        console.print(f"{name}: {ratio} times", highlight=False)
    total = sum(said["stage_seconds"].values()) or 1.0
    for stage, seconds in sorted(said["stage_seconds"].items(), key=lambda item: -item[1]):
        console.print(f"  {stage:18} {seconds:8.2f} s {seconds / total:6.1%}", highlight=False)


def main() -> None:
    """Measures, prints, and writes `benchmarks/results/throughput.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=HERE.parent / "raw", help="folder of real text to mix from")
    parser.add_argument("--documents", type=int, default=80_000)
    parser.add_argument("--rounds", type=int, default=3)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cleancopy-bench-") as folder:
        work = Path(folder)
        results = contest(work, said.corpus, said.documents, said.rounds)
        figures = report(results, json.loads((work / "stages.json").read_text()))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n")
    show(figures)


if __name__ == "__main__":
    main()
