"""What a run costs when many documents lie behind it: nothing to do, one new, one changed; and what proving costs.

    python benchmarks/history.py [--documents 100000 300000 1000000] [--folder DIR]

Makes so many small documents (generated, seeded; a thousand files a folder, one in fifty an edited copy), publishes
them, and measures each command from outside. "Written" are the bytes of files that were not there before. With
`--folder` raw files and tables are kept there, and what a call before has published is not published anew.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import Cost, measure

CLI = [sys.executable, "-m", "cleancopy.cli"]
SITES, IN_FOLDER = 200, 1000
COPIED = 50
"""One document in so many is an edited copy of the one before it."""
SYLLABLES = [a + b for a in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v") for b in "aeiou"]
SMALL = ("the", "of", "and", "to", "in", "a", "was", "for", "on", "with", "by", "had", "its", "from", "at")


def main() -> None:
    """Prints a table for each number of documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[100_000, 300_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="keep raw files and tables here")
    said = parser.parse_args()
    for documents in said.documents:
        with tempfile.TemporaryDirectory() as aside:
            folder = (said.folder or Path(aside)) / str(documents)
            print(f"\n{documents:,} documents\n")
            print("| | CPU s | wall s | peak MB | written MB |\n| --- | --- | --- | --- | --- |", flush=True)
            for what, cost, written in measured(folder, documents):
                print(
                    f"| {what} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.memory / 1e6:.0f} | {written / 1e6:.1f} |",
                    flush=True,
                )


def measured(folder: Path, documents: int) -> Iterator[tuple[str, Cost, int]]:
    """What was measured, what it cost, and the bytes written."""
    raw, curated = folder / "raw", folder / "curated"
    folder.mkdir(parents=True, exist_ok=True)
    run = [*CLI, "run", str(raw), str(curated), "--direct"]

    def once(command: list[str]) -> tuple[Cost, int]:
        before = _files(curated)
        cost = measure(command, folder / "log")
        return cost, sum(size for file, size in _files(curated).items() if file not in before)

    if not raw.exists():
        make(raw, documents)
    if not curated.exists():
        yield "first run", *once([*run, "--workers", "2"])
    yield "nothing to do", *once(run)
    stories = random.Random(f"more than {len(_files(curated))}")
    (raw / site_of(1) / f"new-{stories.random()}.txt").write_text(story(stories, "new"))
    yield "one new document", *once(run)
    (raw / path_of(documents // 2)).write_text(story(stories, "changed"))
    yield "one changed document", *once(run)
    yield "nothing to do again", *once(run)
    yield "verify", *once([*CLI, "verify", "--curated", str(curated)])
    yield "verify --sample 1000", *once([*CLI, "verify", "--sample", "1000", "--curated", str(curated)])
    newest = max(int(version.name[:5]) for version in (curated / ".store" / "versions").iterdir())
    yield "diff of two versions", *once([*CLI, "diff", str(newest - 1), str(newest), "--curated", str(curated)])


def _files(curated: Path) -> dict[int, int]:
    """Sizes of all files of the store, by inode."""
    stats = (path.lstat() for path in (curated / ".store").rglob("*") if path.is_file() and not path.is_symlink())
    return {stat.st_ino: stat.st_size for stat in stats}


def make(raw: Path, documents: int) -> None:
    """Writes the documents."""
    before = ""
    for number in range(documents):
        path = raw / path_of(number)
        if number % IN_FOLDER < 1 or not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
        rng = random.Random(number)
        copied = number % COPIED == 0 and before
        before = before.replace(" the ", " that ") if copied else story(rng, site_of(number))
        path.write_text(before)


def path_of(number: int) -> str:
    """Where a document lies below the raw folder: sites take turns by the folder."""
    return f"{site_of(number)}/{number // IN_FOLDER:06d}/{number:09d}.txt"


def site_of(number: int) -> str:
    """The site of a document."""
    return f"site-{number // IN_FOLDER % SITES:03d}"


def story(rng: random.Random, site: str) -> str:
    """A small page: a headline, a line that its site repeats, three paragraphs of invented words."""
    headline = " ".join(_word(rng) for _ in range(6)).capitalize()
    paragraphs = [" ".join(_sentence(rng) for _ in range(2)) for _ in range(3)]
    return "\n".join([headline, f"More stories from the desk of {site}", *paragraphs, "Share this story", ""])


def _sentence(rng: random.Random) -> str:
    words = [_word(rng) if at % 2 else rng.choice(SMALL) for at in range(12)]
    return " ".join(words).capitalize() + "."


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3)))


if __name__ == "__main__":
    main()
