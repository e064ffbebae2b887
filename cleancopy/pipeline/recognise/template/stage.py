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
    lines = raw.take(pa.array(rows)).dictionary_encode()
    formed = forms(cut(decoded(lines.dictionary))).take(lines.indices)
    of_row, doubted = of_line[rows], doubted[rows]
    taken, said = [], []
    for at in own:
        here = np.flatnonzero(of_row == at)
        found, line = _templates(formed.take(pa.array(here)), doubted[here], recipe.site(names[at]))
        taken.append(rows[here[found]])
        said.append(_said(names[at], line))
    order = np.argsort(np.concatenate(taken))
    return _without(batch, np.concatenate(taken)[order], pa.concat_arrays(said).take(pa.array(order)))


def _may_take(site: Site) -> bool:
    return site.has_templates and not site.keep_all


def _most_bytes(site: Site) -> int:
    return 2 * max(len(line.encode()) for line in (*site.templates, *site.sure_templates)) + SLACK


def _templates(formed: pa.Array, doubted: Bools, site: Site) -> tuple[Ints, pa.Array]:
    """Those of some lines of a site that are its templates, and these."""
    lines = pa.array([*site.templates, *site.sure_templates], formed.type)
    which = pc.index_in(formed, lines).fill_null(-1).to_numpy()
    found = np.flatnonzero((which >= len(site.templates)) | ((which >= 0) & doubted))
    return found, lines.take(pa.array(which[found]))


def _said(site: str, templates: pa.Array) -> pa.Array:
    """What is written beside lines that are taken: `rule` and `evidence`."""
    known = templates.dictionary_encode()
    lines = known.dictionary.to_pylist()
    rules = pa.array([f"site:{template_id(site, line)}" for line in lines], pa.string())
    evidence = pa.array([f"the site repeats “{line[:SHOWN]}”" for line in lines], pa.string())
    return pa.StructArray.from_arrays([rules, evidence], ["rule", "evidence"]).take(known.indices)


def _without(batch: Batch, rows: Ints, said: pa.StructArray) -> Batch:
    """The batch with some lines (ascending) taken away."""
    if not len(rows):
        return batch
    kept, confidence = column(batch.lines, "kept").copy(), column(batch.lines, "confidence").copy()
    kept[rows], confidence[rows] = False, SURE
    texts = {
        "role": pa.repeat("other_chrome", len(rows)),
        "rule": said.field("rule"),
        "evidence": said.field("evidence"),
    }
    set_ = {name: put(batch.lines.column(name), rows, values) for name, values in texts.items()}
    return batch.with_lines(kept=kept, confidence=confidence, **set_)
