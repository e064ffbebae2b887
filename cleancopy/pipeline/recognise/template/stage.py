"""Lines that a site repeats leave the body. What is a template was learned from other pages; here it is only applied.

Only what would be kept is looked at. Measured on 867 pages of 221 sites: as votes among others, templates also give
pages more lines of which something is known, by which doubtful ones amid them are kept, and twice the chrome.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe, Site
from cleancopy.pipeline.recognise.template.forms import forms
from cleancopy.pipeline.recognise.template.outline import cut, decoded
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, column, flat, put

SURE = 0.97
"""A line of which the model is surer than that stays, unless a person accepted the template."""
SLACK = 64
"""Bytes that a line may be longer than twice its form: blanks around it, and numbers, which a form has shorter."""
SHOWN = 60
"""Characters of a template that the evidence quotes."""


def template_id(site: str, line: str) -> str:
    """What a template of a site is called: 16 hex digits."""
    return hashlib.sha256(f"{site}\0{line}".encode()).hexdigest()[:16]


def take_templates(batch: Batch, recipe: Recipe) -> Batch:
    """Takes kept lines away that are templates of their site: sets `role`, `kept`, `rule`, `evidence`, `confidence`."""
    site = flat(batch.docs.column("site")).dictionary_encode()
    names = site.dictionary.to_pylist()
    own = [at for at, name in enumerate(names) if _may_take(recipe.site(name))]
    if not own:
        return batch
    of_doc = site.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    raw = flat(batch.lines.column("raw"))
    most = np.zeros(len(names) + 1, np.int64)  # the last one is of documents without a site
    most[own] = [_most_bytes(recipe.site(names[at])) for at in own]
    by_person = np.zeros(len(most), np.bool_)
    by_person[own] = [bool(recipe.site(names[at]).sure_templates) for at in own]
    of_line, doubted = of_doc[batch.doc], column(batch.lines, "confidence") <= SURE
    kept = column(batch.lines, "kept") & (doubted | by_person[of_line])
    rows = np.flatnonzero(kept & (byte_lengths(raw) <= most[of_line]))
    formed = forms(cut(decoded(raw.take(pa.array(rows)))))
    of_row, doubted = of_line[rows], doubted[rows]
    taken, rules, evidence = [], [], []
    for at in own:
        here = np.flatnonzero(of_row == at)
        for row, line in _templates(formed, here, doubted, recipe.site(names[at])):
            taken.append(row)
            rules.append(f"site:{template_id(names[at], line)}")
            evidence.append(f"the site repeats “{line[:SHOWN]}”")
    if not taken:
        return batch
    order = np.argsort(taken)
    return _without(batch, rows[np.array(taken)[order]], [rules[n] for n in order], [evidence[n] for n in order])


def _may_take(site: Site) -> bool:
    return site.has_templates and not site.keep_all


def _most_bytes(site: Site) -> int:
    return 2 * max(len(line.encode()) for line in (*site.templates, *site.sure_templates)) + SLACK


def _templates(formed: pa.Array, here: Ints, doubted: Bools, site: Site) -> list[tuple[int, str]]:
    """Those of some lines that are templates of a site, with the template."""
    lines = (*site.templates, *site.sure_templates)
    found = pc.index_in(formed.take(pa.array(here)), pa.array(lines, formed.type)).fill_null(-1).to_numpy()
    taken = np.flatnonzero((found >= len(site.templates)) | ((found >= 0) & doubted[here]))
    return [(row, lines[at]) for row, at in zip(here[taken].tolist(), found[taken].tolist(), strict=True)]


def _without(batch: Batch, rows: Ints, rules: list[str], evidence: list[str]) -> Batch:
    """The batch with some lines (ascending) taken away."""
    kept, confidence = column(batch.lines, "kept").copy(), column(batch.lines, "confidence").copy()
    kept[rows], confidence[rows] = False, SURE
    texts = {"role": ["other_chrome"] * len(rows), "rule": rules, "evidence": evidence}
    set_ = {name: put(batch.lines.column(name), rows, values) for name, values in texts.items()}
    return batch.with_lines(kept=kept, confidence=confidence, **set_)
