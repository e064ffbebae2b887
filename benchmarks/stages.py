"""Where the time goes: seconds and MB/s of each stage over real text, in one process. `make profile [CORPUS=DIR]`.

MB are 10^6 bytes of raw text. With `--pyinstrument` (extra `bench`) also the functions in which it goes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from corpus import make_corpus

from cleancopy.orchestration.run import run
from cleancopy.orchestration.shards.workers import in_process
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import lock

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Mixes a corpus, runs over it once, prints the stages by cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=HERE.parent / "raw", help="folder of real text to mix from")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--pyinstrument", action="store_true", help="also say in which functions")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw, curated = Path(folder, "raw"), Path(folder, "curated")
        raw.mkdir()
        size = make_corpus(said.corpus, raw, said.documents) / 1e6
        with lock(curated):
            profiler = _profiler() if said.pyinstrument else None
            report = run(raw, curated, Settings(), Options(), in_process)
            if profiler:
                profiler.stop()
    print(f"{said.documents:,} documents, {size:.1f} MB, {report.seconds:.2f} s: {size / report.seconds:.1f} MB/s")
    print(f"\n{'stage':<18}{'seconds':>9}{'share':>8}{'MB/s':>9}")
    rest = report.seconds - sum(report.stage_seconds.values())
    stages = report.stage_seconds | {"plan and publish": rest}
    for stage, seconds in sorted(stages.items(), key=lambda pair: -pair[1]):
        print(f"{stage:<18}{seconds:>9.3f}{seconds / report.seconds:>8.1%}{size / max(seconds, 1e-9):>9.0f}")
    if profiler:
        print(profiler.output_text(unicode=True, color=False))


def _profiler():  # type: ignore[no-untyped-def]  # an extra that may not be installed
    from pyinstrument import Profiler

    profiler = Profiler()
    profiler.start()
    return profiler


if __name__ == "__main__":
    main()
