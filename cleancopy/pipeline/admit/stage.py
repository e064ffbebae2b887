"""The stage `admit`: most documents pass on counts of bytes alone; the short and the odd ones are looked at."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from cleancopy.pipeline.admit.shape import SENTENCE_END, columns, labels_only, random_letters, shares, words
from cleancopy.pipeline.admit.stubs import stub
from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe, Thresholds
from cleancopy.pipeline.scan.columns import Bools, bytes_of, flat
from cleancopy.pipeline.scan.rank import Rank

SHORT = 600
"""Bytes below which a body is looked at whatever it is made of."""
FEW_WORDS = 60
"""A stub, or a text of labels only, has fewer words than this."""

LEAD = 1 << 10
"""Characters in which a body that is long enough has words enough."""

TITLE_WORDS = 20
"""A line alone with fewer words than this that does not end like a sentence is a title."""

Reason = tuple[str, str]


def admit(batch: Batch, recipe: Recipe) -> Batch:
    """Turn away what holds no article (`no_article`) or no prose (`not_prose`), with the kind seen in the detail.

    In: docs with `text, title, language_confidence`. Out: reasons, for documents that had none.
    """
    unsure = pc.less(batch.docs.column("language_confidence"), 0.5).fill_null(True).to_numpy()
    suspects = np.flatnonzero(_suspect(batch, unsure) & ~batch.turned_away)
    reasons = []
    for doc in suspects.tolist():
        text = batch.docs.column("text")[doc].as_py() or ""
        title = batch.docs.column("title")[doc].as_py()
        found = _not_prose(text, unsure[doc], recipe.thresholds) or _no_article(text, title, recipe.thresholds)
        if found:
            reasons.append({"doc": doc, "stage": "admit", "code": found[0], "detail": found[1]})
    return batch.adding(reasons=reasons)


def _suspect(batch: Batch, unsure: Bools) -> Bools:
    """bool[documents]: worth a look: the body is short, or letters do not abound, or signs of columns do."""
    data, bounds = bytes_of(pc.fill_null(flat(batch.docs.column("text")), ""))
    letters, visible, signs = (Rank.where(data, test).between(bounds) for test in (_letter, _visible, _sign))
    return np.asarray(unsure | (np.diff(bounds) < SHORT) | (letters < 0.75 * visible) | (signs * 25 > visible))


def _letter(data: npt.NDArray[np.uint8]) -> Bools:
    return ((data | 32) - np.uint8(ord("a")) < 26) | (data >= 0x80)


def _visible(data: npt.NDArray[np.uint8]) -> Bools:
    return data > 32


def _sign(data: npt.NDArray[np.uint8]) -> Bools:
    return (data == ord(",")) | (data == ord(";")) | (data == ord("|")) | (data == ord("\t"))


def _no_article(text: str, title: str | None, limits: Thresholds) -> Reason | None:
    if words(text[:LEAD]) >= max(FEW_WORDS, limits.min_body_words):  # a beginning has no more words than the whole
        return None
    count = words(text[: 1 << 16])
    if count < limits.min_body_words:
        if title and not text.strip():
            return "no_article", "title only: nothing stands under the title"
        kind = "nothing is left: every line is site chrome or blank" if not text.strip() else "too short"
        return "no_article", f"{kind}: {count:g} words in the body"
    if count >= FEW_WORDS:
        return None
    rule, rest = stub([*([title] if title else []), *text.split("\n")])
    if rule and words("\n".join(line for line in rest if line != title)) < limits.min_body_words:
        return "no_article", f"{rule}: a notice in the place of the article"
    if count < TITLE_WORDS and "\n" not in text.strip() and not SENTENCE_END.search(text.strip()):
        return "no_article", "title only: one line that is no sentence"
    if labels_only(text.split("\n")):
        return "no_article", "labels only: no line has five words"
    return None


def _not_prose(text: str, unsure: bool, limits: Thresholds) -> Reason | None:
    letters, digits = shares(text)
    if not text.strip():
        return None
    if letters < limits.min_alphabetic_share:
        kind = "numbers" if digits > 0.3 else "signs"
        return "not_prose", f"{kind}: {letters:.0%} of the visible characters are letters"
    delimiter = columns(text.split("\n"))
    if delimiter:
        name = {"\t": "tab"}.get(delimiter, delimiter)
        return "not_prose", f"table: cells separated by '{name}', no sentences"
    if unsure and random_letters(text):
        return "not_prose", "random letters: words without vowels or with many consonants in a row"
    return None
