"""Development pages for training: cases of a folder, cut into lines, with the features and words the net is given.

A folder holds `<source>.jsonl.gz`; a case names `id, source, domain, raw_text_<variant>, line_labels` (a character a
line: `c` content, `x` chrome, `t` title, `?` undecided, `-` blank) or, without gold lines, `with` and `without`
snippets.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.recognise.linemodel.lines import Lines

VARIANTS = ("layout", "wet", "semi")
FOLDS = 5


def fold_of(domain: str) -> int:
    """Which fifth of the domains a domain is in."""
    return zlib.crc32(domain.encode()) % FOLDS


@dataclass(frozen=True)
class Paged:
    """One variant of one case. Arrays are over its lines that are not blank; `rows` are their line indices."""

    case: str
    source: str
    domain: str
    variant: str
    rows: npt.NDArray[np.int64]
    features: npt.NDArray[np.int16]
    first: npt.NDArray[np.int64]
    """Words of line i: `words[first[i]:first[i + 1]]`."""
    words: npt.NDArray[np.int32]
    pair_first: npt.NDArray[np.int64]
    pairs: npt.NDArray[np.int32]
    labels: str


def cases(folder: Path, sources: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The cases of some sources; other page types than articles are marked `aside`."""
    for source in sources:
        with gzip.open(folder / f"{source}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                case = json.loads(line)
                case["aside"] = case.get("page_type") not in (None, "article")
                yield case


def paged(case: dict[str, Any], variant: str, rarity: npt.NDArray[np.int64] | None) -> Paged:
    """What the net is given of one variant of a case, and the gold labels of those lines (`?` where there are none)."""
    text = case[f"raw_text_{variant}"].encode("utf-8", "replace").decode("utf-8")
    cut = text.split("\n")
    blank = np.array([not line.strip() for line in cut])
    lines = Lines.of(pa.array(cut, pa.string()), blank, np.zeros(len(cut), np.int32), rarity)
    labels = (case.get("line_labels") or {}).get(variant) or "?" * len(cut)
    return Paged(
        case["id"], case["source"], case["domain"], variant, lines.rows, lines.features, lines.first,
        lines.words.astype(np.int32),
        lines.pair_first, lines.pairs.astype(np.int32), "".join(labels[i] for i in lines.rows),
    )  # fmt: skip
