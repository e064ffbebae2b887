"""The one room that decides what each line is: rules, recognisers and the line model vote, one role comes out.

Order of precedence: blank; a hard vote; what is read and not kept (title, byline, ...); the line model's score weighed
against soft chrome votes. A site with `keep_all` loses nothing. A short document of prose in which the model would
leave nothing, though no rule saw chrome in it, is taken as plain text and kept whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.decide.blocks import (
    drop_islands,
    drop_letterless,
    keep_doubtful,
    keep_last_paragraph,
    keep_plain_text,
    keep_wrapped,
)
from cleancopy.pipeline.decide.boxes import drop_boxes
from cleancopy.pipeline.decide.decisions import CODE, ROLES, Decisions
from cleancopy.pipeline.decide.most import SOFT, soften
from cleancopy.pipeline.decide.rule_names import IN_CODE
from cleancopy.pipeline.decide.story import keep_story
from cleancopy.pipeline.decide.switches import switched_off, without_their_votes
from cleancopy.pipeline.lore.marks import BULLETS, CLOSERS, PAUSES, STOPS, one_of
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.linemodel import KEEP_FROM, LOOKS, version
from cleancopy.pipeline.scan.columns import (
    Bools,
    Floats,
    Ints,
    byte_lengths,
    bytes_of,
    column,
    flags,
    flat,
    matching,
    true_at,
)
from cleancopy.schemas.names import KEPT_ROLES as KEPT
from cleancopy.schemas.names import READ_ROLES as READ

READ_BYTES = 600
"""A longer line is prose, whatever it begins with: only a hard vote takes it out of the body."""
HEADING_BYTES = 160
_IN_CODE, _WHY = (pa.array([getattr(rule, name) for rule in IN_CODE]) for name in ("id", "why"))
_LIST = rf"^[\s\x{{00A0}}]*(?:{one_of(BULLETS)}\s|[-–]\s+\S|\(?\d{{1,2}}[.)]\s)"
_GOING_ON = r"^\W*\p{Ll}"
_NO_HEADING = rf"{one_of(STOPS, PAUSES)}{one_of(CLOSERS)}*\s*$|^\W*\p{{Ll}}"
"""Ends like a sentence, or begins in its middle."""


def decide(batch: Batch, recipe: Recipe) -> Batch:
    """Adds to lines: `role`, `kept`, `rule`, `evidence` (null for blank lines) and `confidence`; warns of rules that
    would take most of a page."""
    off = switched_off(batch, recipe)
    batch = without_their_votes(batch, off)
    blank = byte_lengths(batch.lines.column("text")) == 0
    made = _by_model(batch, off)
    best = _Best.of(batch)
    over, batch = soften(batch, best.line, best.vote, best.role >= CODE["share"])
    best.hard[over], best.confidence[over] = False, np.minimum(best.confidence[over], SOFT)
    _weigh(batch, best, made, blank)
    drop_boxes(batch, made, blank)
    keep_doubtful(batch, made, blank)
    keep_last_paragraph(batch, made, blank)
    keep_story(batch, made, blank)
    keep_wrapped(batch, made, blank)
    drop_islands(batch, made, blank)
    drop_letterless(batch, made, blank)
    keep_plain_text(batch, made, best.line[best.role >= CODE["share"]], blank)
    _keep_all(batch, recipe, made, blank)
    _shape(batch, made)
    made.say(blank, "blank", "blank", "nothing on the line", 1.0)
    kept = np.isin(made.role, [CODE[role] for role in KEPT])
    roles = pa.DictionaryArray.from_arrays(pa.array(made.role), pa.array(ROLES)).cast(pa.string())
    return batch.with_lines(
        role=roles, kept=kept, rule=_strings(made.rule, made.rules, blank),
        evidence=_strings(made.evidence, made.evidences, blank), confidence=made.confidence,
    )  # fmt: skip


def _strings(numbers: Ints, words: list[str], blank: Bools) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32(), mask=blank), pa.array(words, pa.string())).cast(
        pa.string()
    )


def _by_model(batch: Batch, off: Mapping[str, Bools]) -> Decisions:
    """What the score alone says: body or other chrome, in the words of the model.

    Where it is switched off all lines are body, as if a rule had said so.
    """
    score = column(batch.lines, "score")
    kept = score >= KEEP_FROM
    made = Decisions(
        role=np.where(kept, CODE["body"], CODE["other_chrome"]).astype(np.int16),
        rule=np.zeros(len(score), np.int64),
        evidence=column(batch.lines, "looks").astype(np.int64),
        confidence=np.where(kept, score, 1 - score),
        rules=[f"model:{version()}"],
        evidences=list(LOOKS),
        off=off,
        doc=batch.doc,
    )
    for model in [name for name in off if name.startswith("model:")]:
        made.say(
            off[model][batch.doc], "body", "model_off", "by the settings the line model takes no line of this site", 1.0
        )
    return made


@dataclass(frozen=True)
class _Best:
    """The strongest vote of each line that has one: hard before soft, then by confidence, then the first given."""

    line: Ints
    vote: Ints
    role: npt.NDArray[np.int16]
    confidence: Floats
    hard: Bools

    @classmethod
    def of(cls, batch: Batch) -> _Best:
        votes = batch.votes
        line, confidence, hard = (
            column(votes, "line"),
            column(votes, "confidence"),
            column(votes, "hard").astype(np.bool_),
        )
        role = pc.index_in(flat(votes.column("role")), value_set=pa.array(ROLES)).to_numpy(zero_copy_only=False)
        order = np.lexsort((np.arange(len(line)), -confidence, ~hard, line))
        first = np.concatenate([[True], line[order][1:] != line[order][:-1]]) if len(line) else np.zeros(0, np.bool_)
        at = order[first]
        return cls(line[at], at, role[at].astype(np.int16), confidence[at], hard[at])


def _weigh(batch: Batch, best: _Best, made: Decisions, blank: Bools) -> None:
    """Let the strongest vote of a line stand where it is hard, a role that is read, or surer than the model."""
    if not len(best.line):
        return
    score = column(batch.lines, "score")[best.line]
    size = byte_lengths(batch.lines.column("text"))[best.line]
    read = best.role < len(READ)
    keeps = (best.role >= len(READ)) & (best.role < len(READ) + len(KEPT))
    chrome = ~read & ~keeps
    wins = (
        best.hard
        | (read & (size <= READ_BYTES))
        | (chrome & (score <= best.confidence))
        | (keeps & (1 - score <= best.confidence))
    )
    wins &= ~blank[best.line]
    rows, votes = best.line[wins], best.vote[wins]
    rule, seen = (flat(batch.votes.column(name).take(pa.array(votes))) for name in ("rule", "evidence"))
    seen = pc.coalesce(seen, _WHY.take(pc.index_in(rule, value_set=_IN_CODE)))
    for each, words, numbers in ((rule, made.rules, made.rule), (seen, made.evidences, made.evidence)):
        said = each.dictionary_encode()
        numbers[rows] = said.indices.to_numpy(zero_copy_only=False) + len(words)
        words.extend(said.dictionary.to_pylist())
    made.role[rows] = best.role[wins]
    made.confidence[rows] = best.confidence[wins]


def _keep_all(batch: Batch, recipe: Recipe, made: Decisions, blank: Bools) -> None:
    """Give back every line of the sites whose settings say so; what is read stays read."""
    names = [name for name, site in recipe.sites.items() if site.keep_all]
    if not names:
        return
    site = flags(pc.is_in(batch.docs.column("site"), value_set=pa.array(names, pa.string())))
    back = site[batch.doc] & (made.role >= CODE["share"]) & ~blank
    made.say(back, "body", "keep_all", "the settings of this site take no line away", 1.0)


def _shape(batch: Batch, made: Decisions) -> None:
    """Tell headings and list items from other lines that are kept."""
    rows = np.flatnonzero(made.role == CODE["body"])
    if not len(rows):
        return
    text = flat(batch.lines.column("text"))
    indented = flat(batch.lines.column("repaired"))
    listed = _matching(indented, rows, _LIST, ~_NO_LIST[_byte(indented, rows)])
    first, last = _byte(text, rows), _byte(text, rows, last=True)
    heading = (byte_lengths(text)[rows] <= HEADING_BYTES) & ~listed & ~_SMALL[first] & ~_ENDING[last]
    heading &= ~_matching(text, rows, _NO_HEADING, heading & ~(_WORD[first] & _WORD[last]))
    doc = batch.doc[rows]
    over = np.flatnonzero(heading & np.append(~heading[1:] & (doc[1:] == doc[:-1]), False))
    if len(over):
        below = rows[over + 1]
        going_on = _SMALL[first[over + 1]]
        going_on |= _matching(text, below, _GOING_ON, ~_WORD[first[over + 1]])
        made.role[rows[over[~going_on]]] = CODE["heading"]
    made.role[rows[listed]] = CODE["list_item"]


def _matching(text: pa.Array, rows: Ints, pattern: str, asked: Bools) -> Bools:
    """bool[rows]: which match the pattern; only those `asked` may."""
    found = asked.copy()
    found[asked] = matching(text, pattern, rows[asked])
    return found


def _byte(text: pa.Array, rows: Ints, last: bool = False) -> npt.NDArray[np.uint8]:
    """The first (or last) byte of these lines; none of them is empty."""
    data, bounds = bytes_of(text)
    return data[bounds[rows + 1] - 1] if last else data[bounds[rows]]


_SMALL = true_at(256, b"abcdefghijklmnopqrstuvwxyz")
"""First bytes of lines that go on in the middle of a sentence, whatever follows."""
_WORD = _SMALL | true_at(256, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
"""First bytes that say whether a line does; last bytes of lines that do not end like a sentence."""
_ENDING = true_at(256, b".!?:;,")
"""Last bytes of lines that end like a sentence."""
_NO_LIST = true_at(256, b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\"'")
"""First bytes of lines that are no list item. Only what these bytes leave open is asked by pattern."""
