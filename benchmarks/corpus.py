"""A seeded corpus mixed from a folder of real text: documents of about 4 KB as files in site folders.

A story is a run of neighbouring lines of the files under the given folder, so lines look like what scraping brings. It
is told once: the words of each line of prose are put into another order, but for names and for words that end in a
mark, which keeps length, language, names and sentence ends and leaves hardly a run of six words that another has.

What documents have in common is made on purpose, more of it than was measured on real pages:

- One document in five is an edited copy of one before it: two paragraphs of five dropped, a third of its own story
  added. (Of 2,276 pages of many sites 2.4 % are in a near pair, of 863 pages of sites with many pages 6.5 %, nearly
  all with one other page.)
- Seven of ten lines that are no prose are the site's own, in the order in which it always has them. (On sites with ten
  pages or more 60 % of such lines stand on three pages at least in the text of a first main-content pass, 82 % in that
  of whole pages.)
"""

from __future__ import annotations

import argparse
import html
import itertools
import json
import random
import re
from pathlib import Path

DOCUMENT_BYTES = 4096
SITES = 200
COPIED = 5
"""One document in so many is an edited copy."""
KEPT, ADDED = 0.6, 3
"""Share of the paragraphs that a copy keeps, and the part of a story of its own that it adds: one in so many lines."""
REPEATED, OWN_LINES = 0.7, 100
"""Share of the lines without prose that are the site's own, and how many of them it has."""
PROSE_WORDS, PROSE_BYTES = 9, 90
"""Words, or bytes, from which a line is prose; the lines of menus and labels have fewer."""
_STYLE = "p.text{margin:0 auto;max-width:40em;font:1em/1.5 serif}" * 20
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]{4,}")
"""Scripts without spaces: there letters change places."""


def make_corpus(source: Path, target: Path, documents: int, seed: int = 1) -> int:
    """Writes `documents` files under `target/<site>/`; returns the bytes written. Equal arguments give equal files."""
    lines = [line for file in sorted(source.rglob("*.txt")) for line in _lines(file)]
    if not lines:
        raise SystemExit(f"{source} holds no *.txt with text: name a folder that does (CORPUS=...)")
    short = [line for line in lines if line.strip() and not _is_prose(line)] or lines
    sites = [random.Random(f"{seed} site {number}").choices(short, k=OWN_LINES) for number in range(SITES)]
    written = 0
    for number in range(documents):
        site = target / f"site-{number % SITES:03d}"
        if number < SITES:
            site.mkdir(parents=True, exist_ok=True)
        data = _document(lines, sites[number % SITES], seed, number)
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


def _document(lines: list[bytes], own: list[bytes], seed: int, number: int) -> bytes:
    """A page of the site that has the lines `own`; the same for the same seed and number."""
    rng = random.Random(f"{seed} document {number}")
    told = _story(lines, seed, number)
    if _is_copy(number):
        source = rng.randrange(number)
        kept = [line for line in _story(lines, seed, source - _is_copy(source)) if rng.random() < KEPT]
        told = kept + told[: len(told) // ADDED]
    page, places = [], itertools.cycle(own)
    for line in told:
        if line.strip() and not _is_prose(line):
            repeated = next(places)
            line = repeated if rng.random() < REPEATED else line
        page.append(line)
    page.append(b"Document number %d of the benchmark was put together by a program." % number)
    return b"\n".join(page) + b"\n"


def _is_copy(number: int) -> bool:
    return number % COPIED == COPIED - 1


def _story(lines: list[bytes], seed: int, number: int) -> list[bytes]:
    """The lines that no other document has, but for copies of this one."""
    rng = random.Random(f"{seed} story {number}")
    at, size, picked = rng.randrange(len(lines)), 0, []
    goal = rng.randint(DOCUMENT_BYTES // 2, DOCUMENT_BYTES * 3 // 2)
    while size < goal:
        line = lines[at % len(lines)]
        picked.append(_reworded(line, rng) if _is_prose(line) else line)
        size += len(line) + 1
        at += 1
    return picked


def _is_prose(line: bytes) -> bool:
    return line.count(b" ") >= PROSE_WORDS - 1 or len(line) >= PROSE_BYTES


def _reworded(line: bytes, rng: random.Random) -> bytes:
    """The line with its words in another order; capitals, and words that end in a mark, stay where they are."""
    words = line.decode("utf-8", "surrogateescape").split(" ")
    bare = [at for at, word in enumerate(words) if word[-1:].isalpha() and word == word.lower()]
    for at, word in zip(bare, rng.sample([words[at] for at in bare], len(bare)), strict=True):
        words[at] = word
    text = _UNSPACED.sub(lambda run: "".join(rng.sample(run[0], len(run[0]))), " ".join(words))
    return text.encode("utf-8", "surrogateescape")


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
