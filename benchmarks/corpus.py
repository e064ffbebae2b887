"""A seeded corpus mixed from a folder of real text: documents of about 4 KB as files in site folders.

Runs of neighbouring lines are taken from the files under the given folder, so lines look like what scraping brings:
site chrome and prose in the proportion of the source. In each line of prose two words are exchanged: whoever asks
distinct lines only once gains by the chrome of a site, as on real pages, and not by stories told again and again.
Measured in shards of 8 MB, 94 % (semi) and 81 % (layout) of the bytes of real pages are distinct lines, here 91 and 82.
"""

from __future__ import annotations

import argparse
import html
import json
import random
from pathlib import Path

DOCUMENT_BYTES = 4096
SITES = 200
_STYLE = "p.text{margin:0 auto;max-width:40em;font:1em/1.5 serif}" * 20
PROSE_WORDS = 9
"""Words from which a line is prose; the lines of menus and labels have fewer, and stay as they are."""


def make_corpus(source: Path, target: Path, documents: int, seed: int = 1) -> int:
    """Writes `documents` files under `target/<site>/`; returns the bytes written. Equal arguments give equal files."""
    lines = [line for file in sorted(source.rglob("*.txt")) for line in _lines(file)]
    if not lines:
        raise SystemExit(f"{source} holds no *.txt with text: name a folder that does (CORPUS=...)")
    rng, written = random.Random(seed), 0
    for number in range(documents):
        site = target / f"site-{number % SITES:03d}"
        if number < SITES:
            site.mkdir(parents=True, exist_ok=True)
        data = _document(lines, rng, number)
        (site / f"{number:07d}.txt").write_bytes(data)
        written += len(data)
    return written


def in_form(texts: Path, target: Path, form: str) -> int:
    """The documents under `texts` written once more, as `jsonl` (all in one file) or `html` (pages with their chrome).

    Returns the bytes written.
    """
    target.mkdir(parents=True, exist_ok=True)
    files = sorted(texts.rglob("*.txt"))
    if form == "jsonl":
        with (target / "corpus.jsonl").open("w", encoding="utf-8") as lines:
            for file in files:
                record = {"id": file.stem, "site": file.parent.name, "text": file.read_text("utf-8", "replace")}
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
        return (target / "corpus.jsonl").stat().st_size
    return sum(_page(file, target / file.parent.name) for file in files)


def _page(file: Path, folder: Path) -> int:
    """Writes one text as a page: about as much markup as text, as in the pages of small sites."""
    folder.mkdir(exist_ok=True)
    lines = [html.escape(line) for line in file.read_text("utf-8", "replace").splitlines() if line.strip()]
    body = "\n".join(
        f'<div class="block block-{at % 9}"><p class="text">{line}</p></div>' for at, line in enumerate(lines)
    )
    head = f"<title>{lines[0]}</title><style>{_STYLE}</style>"
    page = f"<!doctype html>\n<html><head>{head}</head><body>{body}</body></html>\n"
    return (folder / f"{file.stem}.html").write_bytes(page.encode())


def _lines(file: Path) -> list[bytes]:
    """The lines of a file; one beyond 64 KB would make a document of its own kind and is left out."""
    return [line for line in file.read_bytes().splitlines() if len(line) < 65536]


def _document(lines: list[bytes], rng: random.Random, number: int) -> bytes:
    start, size, picked = rng.randrange(len(lines)), 0, []
    goal = rng.randint(DOCUMENT_BYTES // 2, DOCUMENT_BYTES * 3 // 2)
    while size < goal:
        line = _reworded(lines[start % len(lines)], rng)
        picked.append(line)
        size += len(line) + 1
        start += 1
    picked.append(b"Document number %d of the benchmark was put together by a program." % number)
    return b"\n".join(picked) + b"\n"


def _reworded(line: bytes, rng: random.Random) -> bytes:
    """The line with two of its words exchanged, where it is prose: a story is told once, only chrome repeats itself.

    Words that end in a mark stay, so that no sentence ends where none did.
    """
    words = line.split(b" ")
    bare = [at for at, word in enumerate(words) if word.islower() and (word[-1:].isalnum() or word[-1] >= 0x80)]
    if len(words) >= PROSE_WORDS and len(bare) > 1:
        one, other = rng.sample(bare, 2)
        words[one], words[other] = words[other], words[one]
    return b" ".join(words)


def main() -> None:
    """`python benchmarks/corpus.py SOURCE TARGET --documents N`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--documents", type=int, default=80_000)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    written = make_corpus(said.source, said.target, said.documents, said.seed)
    print(f"{said.documents} documents, {written / 1e6:.1f} MB under {said.target}")


if __name__ == "__main__":
    main()
